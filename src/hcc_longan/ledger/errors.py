"""What can go wrong with the ledger."""


class LedgerUnavailable(RuntimeError):
    """The ledger's database can't be used; the message says why and what to do."""
