"""From facts to a PDF, through Typst. What people wrote travels as data and is never markup.

The fonts are those that the typst package brings along, so that a paper looks the same wherever it is made.
"""

from collections.abc import Mapping
from datetime import datetime
from datetime import timezone
from hcc_longan.papers.kinds import Edition
from hcc_longan.papers.kinds import form_of
from hcc_longan.papers.kinds import PaperKind
from pathlib import Path
from typing import Any

import io
import json
import re
import segno
import threading
import typst
import unicodedata


TEMPLATES = Path(__file__).parent / "templates"
# A text of more characters is cut, and says so.
LONGEST = 20_000
_CUT = " […]"

# What the font has, of scripts that are written from left to right. Anything else becomes a box: PDF/A takes no glyph
# that is missing, and Typst 0.15 breaks off over some rare scripts.
_UNPRINTABLE = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0300-\u036f\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0400-\u045f"
    "\u1e00-\u1eff\u2010-\u2015\u2018-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u2079"
    "\u20ab\u20ac\u2103\u2116\u2122\u2153-\u215e\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a1]"
)
_MISSING = "\u25a1"
# What takes no room and is left out.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_BLANKS = re.compile(r"[^\S\n]+")
# More marks on one letter than any language has would write over the lines above.
_STACKED = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
# Codes with hyphens break there; what is longer than a column may break anywhere.
_LONG_WORD = re.compile(r"[^\s-]{20,}")
_PIECE = 12
_MAY_BREAK = "\u200b"
# Facts that are known to fit.
_UNBROKEN = {"verify_at", "follow_at", "sha256", "number", "code", "dossier_code"}


class TypesettingFailed(RuntimeError):
    """Typst broke off over a paper; the message is its own."""


def typeset(
    kind: PaperKind, edition: Edition, facts: Mapping[str, Any], language: str = "vi", at: datetime | None = None
) -> bytes:
    """A paper as PDF/A-2b; with `at`, when it says it was made, the same bytes for the same facts.

    Language `en` glosses the Vietnamese form in English. Raises typst.TypstError if the template fails, and
    TypesettingFailed.
    """
    return _compile(kind, edition, facts, language, pdf_standards=["a-2b"], timestamp=at and _stamp(at))


def typeset_sheet(template: str, facts: Mapping[str, Any], language: str = "vi") -> bytes:
    """A sheet that is no form (a label, a list) as PDF, from the template `<template>.typ`; raises as `typeset`."""
    data = {**_printable(facts), "language": language}
    return _compile_template(template, {"data": json.dumps(data, ensure_ascii=False)})


def pictures(
    kind: PaperKind, edition: Edition, facts: Mapping[str, Any], language: str = "vi", ppi: float = 110
) -> list[bytes]:
    """The pages of a paper as PNG."""
    pages = _compile(kind, edition, facts, language, format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def inputs(kind: PaperKind, edition: Edition, facts: Mapping[str, Any], language: str) -> dict[str, str]:
    """What a template reads."""
    form = form_of(kind, edition)
    data = {
        **_printable(facts),
        "language": language,
        "form": {
            "number": form.number,
            "basis": edition.value,
            "title_vi": form.title_vi,
            "title_en": form.title_en,
        },
    }
    return {"data": json.dumps(data, ensure_ascii=False)}


def qr_code(address: str) -> str:
    """An address as QR code, in SVG; its quiet zone is part of it."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def printable(text: str) -> str:
    """A text as a paper can show it: composed, no longer than LONGEST, without characters that the font lacks."""
    if len(text) > LONGEST:
        text = text[: LONGEST - len(_CUT)] + _CUT
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE))
    return _STACKED.sub(r"\1", _UNPRINTABLE.sub(_MISSING, _BLANKS.sub(" ", text)))


def _breakable(word: re.Match[str]) -> str:
    """A word that may be longer than a line, with places to break it."""
    text = word[0]
    return _MAY_BREAK.join(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def _printable(value: Any, name: str = "") -> Any:
    """Facts as a paper can show them; the QR code is a picture and stays."""
    if name == "qr":
        return value
    if isinstance(value, str):
        text = printable(value)
        return text if name in _UNBROKEN else _LONG_WORD.sub(_breakable, text)
    if isinstance(value, Mapping):
        return {key: _printable(each, name if key in ("vi", "en") else key) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each, name) for each in value]
    return value


def _compile(kind: PaperKind, edition: Edition, facts: Mapping[str, Any], language: str, **options: Any) -> Any:
    return _compile_template(kind.value, inputs(kind, edition, facts, language), **options)


def _compile_template(name: str, sys_inputs: dict[str, str], **options: Any) -> Any:
    template = str(TEMPLATES / f"{name}.typ")
    try:
        return _compiler().compile(input=template, sys_inputs=sys_inputs, **options)
    except Exception:
        raise
    except BaseException as error:
        # Typst's own breakdown is no Exception, and nothing that a caller would expect.
        if type(error).__name__ != "PanicException":
            raise
        del _threads.compiler
        raise TypesettingFailed(f"Typst broke off: {error}") from error


def _stamp(at: datetime) -> datetime:
    """A moment as Typst takes it: in whole seconds, without a zone whose offset may change."""
    return at.replace(microsecond=0).astimezone(timezone(at.utcoffset()))


# A compiler keeps what it has read and worked out, and serves one caller at a time: each thread has its own.
_threads = threading.local()


def _compiler() -> typst.Compiler:
    if not hasattr(_threads, "compiler"):
        _threads.compiler = typst.Compiler(root=str(TEMPLATES), ignore_system_fonts=True)
    return _threads.compiler
