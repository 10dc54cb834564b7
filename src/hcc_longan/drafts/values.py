"""What a draft keeps of what was typed: values by the names of the form's fields, as `request.form` has them."""

from collections.abc import Iterable
from collections.abc import Mapping
from hcc_longan import _
from hcc_longan.drafts.errors import TooLarge
from typing import Any

import json
import re


Values = Mapping[str, str | list[str]]

LARGEST = 256 * 1024
MOST_NAMES = 3000
# What proves something, presses something, or belongs to the page and not to what somebody wrote.
_SKIPPED = re.compile(
    r"(?i)^_|^(draft|draft[._-]revision|form_key|homepage|challenge(-shown)?)$|(^|[._-])(password|passwd|pwd|otp|buttons)([._-]|$)"
    r"|\.upload-(component|remove)$"
)
_IS_LIST = re.compile(r":(list|tuple|required|utf8|ustring|string|text|ulines|lines|record|records|boolean|int|long)$")


def clean_values(raw: Any) -> Values:
    """The values that may be kept; raises TooLarge.

    A name that ends with `:list` gives a list under its bare name. Files, passwords, challenges and tokens are left
    out, and so is whatever is neither text nor a list of texts.
    """
    found: dict[str, str | list[str]] = {}
    for name, value in raw.items() if isinstance(raw, Mapping) else ():
        kept = _clean(value)
        if not isinstance(name, str) or kept is None:
            continue
        bare = _text(_IS_LIST.sub("", name))[:200]
        if not bare or _SKIPPED.search(bare):
            continue
        found[bare] = [kept] if bare != name and isinstance(kept, str) else kept
    if len(found) > MOST_NAMES or len(json.dumps(found, ensure_ascii=False).encode()) > LARGEST:
        raise TooLarge(_("This is more text than a draft can keep. Shorten the longest answers."))
    return found


def _clean(value: Any) -> str | list[str] | None:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return [_text(each) for each in _texts(value)]
    return None


def _texts(values: Iterable[Any]) -> Iterable[str]:
    return (each for each in values if isinstance(each, str))


def _text(text: str) -> str:
    """Without what PostgreSQL refuses: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
