"""The end of batches: their results are deleted, what was done stays in the dossiers."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.desk.batch import store
from hcc_longan.desk.batch.settings import setting


def tidy() -> int:
    """Delete the batches that were kept long enough; gives their number. May run beside the site and beside itself."""
    return store.remove(clock.now() - timedelta(days=setting("keep_days")))
