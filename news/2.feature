The ground: `make start` gives a bilingual site with six departments and 48 procedures; search as Vietnamese people type; import of national records with preview; completeness page; `@procedures`.
