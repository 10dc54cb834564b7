"""Signed texts for links and QR codes: nobody else can make one, or use it for anything but its purpose."""

from datetime import timedelta
from functools import partial
from hashlib import blake2b
from hcc_longan import clock
from hcc_longan.protection.secret import key_for
from itsdangerous import BadData
from itsdangerous import URLSafeSerializer
from typing import Any


# 128 bits are beyond guessing, and half as long in a link as the usual signature.
_DIGEST = partial(blake2b, digest_size=16)


def sign(purpose: str, data: dict[str, Any], lasts: timedelta | None = None) -> str:
    """A text of letters, digits, points, hyphens and underscores that holds `data`, readable by everybody.

    It can be read for its purpose only and, with `lasts`, until then.
    """
    ends = int((clock.now() + lasts).timestamp()) if lasts is not None else 0
    return _serializer(purpose).dumps([data, ends] if ends else [data])


def read(purpose: str, token: Any) -> dict[str, Any] | None:
    """What was signed; None for what is wrong, of another purpose or expired."""
    if not isinstance(token, str) or not token.isascii():
        return None
    try:
        data, *ends = _serializer(purpose).loads(token)
    except BadData:
        return None
    return None if ends and ends[0] <= clock.now().timestamp() else data


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        key_for("tokens"), salt=purpose, signer_kwargs={"digest_method": _DIGEST, "key_derivation": "hmac"}
    )
