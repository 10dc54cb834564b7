"""Runs migrations in the ledger's own database, each run in one transaction: a killed process leaves no half of one."""

from alembic import context
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.engine import get_engine


with get_engine().connect() as connection:
    # Python's driver begins a transaction before the first change of a row, not of a table.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
