"""Free text in one line."""

from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import re


LONGEST_TEXT = 500  # characters
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_text(text: str, *, most: int = LONGEST_TEXT) -> str:
    """A line of text without control characters, which no printer shows and no database keeps."""
    words = clean(_CONTROL.sub(" ", text))
    if len(words) > most:
        raise Wrong("too_long", most=most)
    return words
