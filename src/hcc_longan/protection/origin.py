"""Whether a page of ours sent a request: other sites may not save, upload or discard in a visitor's name."""

from typing import Any
from urllib.parse import urlsplit


def is_same_origin(request: Any) -> bool:
    """Whether a browser says that one of our own pages sent it, or no browser did.

    Every browser of the last years sends Sec-Fetch-Site or, with all but GET, Origin; a program that sends neither
    brings no cookies of anybody.
    """
    site = request.getHeader("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.getHeader("Origin")
    return origin is None or urlsplit(origin).netloc == urlsplit(request.get("SERVER_URL", "")).netloc
