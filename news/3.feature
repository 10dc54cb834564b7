The dossier engine: work calendar, clock that explains itself, register on SQLite or PostgreSQL, lifecycle with six department workflows, `@dossiers`, `@worklist`, `@move`, `bin/hcc ledger`.
