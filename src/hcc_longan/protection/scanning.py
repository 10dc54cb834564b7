"""Virus scanning: every file from outside is shown to a scanner before anybody may open it.

What the scanner can't judge now (it is down, slow, or the file too large for it) is not clean: it waits, and stays
locked until a later look. Without a scanner nothing is judged, and pages say so in red.
"""

from base64 import b64decode
from collections.abc import Callable
from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import file_digest
from hashlib import sha256
from hcc_longan import _
from hcc_longan import logger
from hcc_longan.protection.clamd import Clamd
from hcc_longan.protection.clamd import ClamdUnavailable
from io import BytesIO
from plone import api
from time import monotonic
from typing import Any
from typing import BinaryIO
from zope import schema
from zope.annotation.interfaces import IAnnotations
from zope.component import queryUtility
from zope.globalrequest import getRequest
from zope.interface import implementer
from zope.interface import Interface
from zope.interface import provider

import os


PREFIX = "hcc_longan.scanning"
OFF = "off"
# The standard test file of all scanners (eicar.org), encoded so that none takes offence at this one.
TEST_FILE = b64decode("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")
# Seconds in which a scanner that didn't answer is not asked again: it would hold up one visitor after the other.
_PAUSE = 30
# Seconds that work in the background gives the scanner for a file.
PATIENCE = 300


class Verdict(StrEnum):
    """What is known about a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    WAITING = "waiting"
    UNSCANNED = "unscanned"


@dataclass(frozen=True)
class Finding:
    """A verdict, with the signature of what was found, or the reason why the file has to wait."""

    verdict: Verdict
    signature: str = ""
    reason: str = ""


@dataclass(frozen=True)
class State:
    """How the scanner is: `version` as it says itself, or the `problem`; neither where there is none."""

    address: str
    version: str = ""
    problem: str = ""

    @property
    def is_on(self) -> bool:
        return self.address != OFF

    @property
    def works(self) -> bool:
        return bool(self.version)


class ScannerUnavailable(RuntimeError):
    """The scanner can't judge now; says why."""


class IScanner(Interface):
    """A virus scanner; raises ScannerUnavailable where it can't judge."""

    def scan(stream: BinaryIO) -> str:
        """The signature of what was found in the stream, empty for nothing."""

    def version() -> str:
        """What it is, and the state of its signatures."""


class IScannerFactory(Interface):
    """Makes an IScanner; a utility named like the beginning of the addresses that it knows: `tcp`, `unix`."""

    def __call__(address: str, timeout: float) -> Any:
        """The scanner at the address; raises ValueError if that is none."""


class BadAddress(schema.ValidationError):
    __doc__ = _("Give an address like tcp:127.0.0.1:3310 or unix:/run/clamav/clamd.ctl, or off.")


def _is_address(address: str) -> bool:
    if address != OFF:
        try:
            _scanner_at(address, 1)
        except ValueError:
            raise BadAddress(address) from None
    return True


class IScanningSettings(Interface):
    """Settings of virus scanning."""

    scanner = schema.TextLine(
        title=_("Address of the virus scanner"),
        description=_(
            "ClamAV's daemon clamd: tcp:HOST:PORT or unix:/PATH. With off nothing is scanned, and every officer's page "
            "says so."
        ),
        default=OFF,
        constraint=_is_address,
    )
    timeout = schema.Int(
        title=_("Seconds to wait for the scanner"),
        description=_("A file without an answer by then is kept and locked until it has been scanned."),
        min=1,
        max=120,
        default=20,
    )


@implementer(IScanner)
@provider(IScannerFactory)
class ClamdScanner:
    """ClamAV's daemon."""

    def __init__(self, address: str, timeout: float):
        self._clamd = Clamd(address, timeout)

    def scan(self, stream: BinaryIO) -> str:
        return self._asked(self._clamd.scan, stream)

    def version(self) -> str:
        return self._asked(self._clamd.version)

    def _asked(self, ask: Callable[..., str], *args: Any) -> str:
        try:
            return ask(*args)
        except ClamdUnavailable as error:
            raise ScannerUnavailable(f"{self._clamd.address}: {error}") from error


def address() -> str:
    """The scanner's address: HCC_CLAMD, which operators set, else the setting; `off` for none."""
    return (os.environ.get("HCC_CLAMD") or _setting("scanner") or OFF).strip()


def is_on() -> bool:
    """Whether files are scanned."""
    return address() != OFF


def scan(source: bytes | BinaryIO, timeout: float | None = None) -> Finding:
    """Let the scanner judge bytes, or a binary file, within `timeout` seconds (the setting's); never raises for what
    the scanner does.

    The verdict on the same bytes is remembered for the request: forms look at a file more than once.
    """
    place = address()
    if place == OFF:
        return Finding(Verdict.UNSCANNED)
    stream = BytesIO(source) if isinstance(source, bytes) else source
    known = _known()
    key = (place, sha256(source).digest() if isinstance(source, bytes) else _digest(stream))
    if key in known:
        return known[key]
    finding = _judge(place, stream, timeout or _setting("timeout"))
    if finding.verdict is not Verdict.WAITING:
        known[key] = finding
    return finding


def state() -> State:
    """How the scanner is, tried out with the standard test file: one without signatures finds nothing in anything."""
    place = address()
    if place == OFF:
        return State(OFF)
    _silent_until.pop(place, None)
    try:
        scanner = _scanner_at(place, _setting("timeout"))
        if not scanner.scan(BytesIO(TEST_FILE)):
            return State(place, problem="it finds nothing in the standard test file: it has no signatures")
        return State(place, version=scanner.version())
    except (ScannerUnavailable, ValueError) as error:
        return State(place, problem=str(error))


# By address: the moment (of the monotonic clock) until which this process doesn't ask it again.
_silent_until: dict[str, float] = {}


def _judge(place: str, stream: BinaryIO, timeout: float) -> Finding:
    if monotonic() < _silent_until.get(place, 0):
        return Finding(Verdict.WAITING, reason=f"{place}: no answer a moment ago")
    began = monotonic()
    try:
        signature = _scanner_at(place, timeout).scan(stream)
    except (ScannerUnavailable, ValueError) as error:
        if monotonic() - began > timeout / 2:
            _silent_until[place] = monotonic() + _PAUSE
        logger.warning("A file has to wait for the virus scanner. %s", error)
        return Finding(Verdict.WAITING, reason=str(error))
    if signature:
        logger.warning("The virus scanner found %s in a file.", signature)
        return Finding(Verdict.INFECTED, signature=signature)
    return Finding(Verdict.CLEAN)


def _scanner_at(place: str, timeout: float) -> Any:
    """The scanner at an address; raises ValueError."""
    factory = queryUtility(IScannerFactory, name=place.partition(":")[0])
    if factory is None:
        raise ValueError(f"There is no virus scanner of the kind {place!r}")
    return factory(place, timeout)


def _setting(name: str) -> Any:
    field = IScanningSettings[name]
    return api.portal.get_registry_record(f"{PREFIX}.{name}", default=field.default)


def _digest(stream: BinaryIO) -> bytes:
    stream.seek(0)
    digest = file_digest(stream, "sha256").digest()
    stream.seek(0)
    return digest


def _known() -> MutableMapping[Any, Finding]:
    """What was found in this request."""
    request = getRequest()
    return {} if request is None else IAnnotations(request).setdefault(PREFIX, {})
