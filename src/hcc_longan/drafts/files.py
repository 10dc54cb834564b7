"""Where the bytes of uploads are: one folder a draft, one file an upload.

The folder is `var/uploads` of the instance, or HCC_UPLOADS. Instances that serve the same site have to share it.
"""

from collections.abc import Iterator
from pathlib import Path

import os
import shutil


def uploads_folder() -> Path:
    """The folder of all uploads."""
    given = os.environ.get("HCC_UPLOADS")
    return Path(given) if given else Path(os.environ.get("HCC_HOME", ".")).resolve() / "var" / "uploads"


def path_of(draft_id: str, upload_id: str) -> Path:
    """The file of an upload, which need not be there yet; its folder is."""
    folder = uploads_folder() / draft_id
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / upload_id


def remove_file(draft_id: str, upload_id: str) -> None:
    """Remove an upload's file, if it is there."""
    (uploads_folder() / draft_id / upload_id).unlink(missing_ok=True)


def remove_folder(draft_id: str) -> None:
    """Remove all files of a draft, if there are any."""
    folder = uploads_folder() / draft_id
    if folder.exists():
        shutil.rmtree(folder)


def folders() -> Iterator[Path]:
    """The folders of drafts that are there, whether or not the drafts are."""
    if uploads_folder().exists():
        yield from uploads_folder().iterdir()


def free_bytes() -> int:
    """The room that is left on the disk."""
    folder = uploads_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free
