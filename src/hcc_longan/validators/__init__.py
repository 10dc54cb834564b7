"""Whether an answer can be right, and its one spelling: pure functions, the same that the browser has.

`check(kind, text, **options)` gives the normalised value or raises `Wrong`.
"""

from hcc_longan.validators.kinds import check
from hcc_longan.validators.kinds import Kind
from hcc_longan.validators.kinds import told
from hcc_longan.validators.kinds import typed
from hcc_longan.validators.wrong import MESSAGES
from hcc_longan.validators.wrong import Wrong


__all__ = ["MESSAGES", "Kind", "Wrong", "check", "told", "typed"]
