"""Handing a result out at the counter: who collects it, what they get and how they sign."""

from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from hcc_longan import _
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.versions import get_version
from hcc_longan.desk.parts import text_of
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.dossiers.transitions import IReturn
from hcc_longan.protection.scanning import Verdict
from io import BytesIO
from PIL import Image
from typing import Any
from zope.i18n import translate
from zope.i18nmessageid import Message

import re


DOCUMENTS = {term.value: term.title for term in IReturn["document"].vocabulary}
# Documents with a number that can be compared.
_NUMBERED = ("id_card", "passport", "other")
_DRAWING = "data:image/png;base64,"
_LARGEST_DRAWING = 400_000  # characters
_LARGEST_SIDE = 1600  # pixels
_KEPT = (600, 240)


@dataclass(frozen=True)
class Item:
    """Something that is handed out: on paper, or a file that the applicant can also download. `url`: to look at it."""

    id: str
    name: str
    is_paper: bool
    url: str = ""

    @property
    def text(self) -> Message:
        name = {"name": self.name}
        if self.is_paper:
            return _("${name} (original on paper)", mapping=name)
        return _("${name} (electronic file)", mapping=name)


@dataclass(frozen=True)
class Handing:
    """What a form says: the data of the step, its files, and by field what is wrong."""

    data: Mapping[str, Any]
    files: Sequence[Attachment]
    wrong: Mapping[str, Message] = field(default_factory=dict)


def items_of(dossier: Any, language: str) -> Sequence[Item]:
    """What can be handed out: the procedure's results on paper, and the files that the department handed back."""
    page = procedure_of(dossier)
    record = get_version(page, dossier.procedure_version).record if page is not None else {}
    names = [localized(row, "name", language) for row in record.get("results") or ()]
    papers = names or [translate(_("The result"), target_language=language)]
    url = dossier.absolute_url()
    return [
        *(Item(f"paper-{number}", name, True) for number, name in enumerate(papers)),
        *(Item(file.sha256, file.filename, False, f"{url}/@@files/{file.sha256}") for file in dossier.results),
    ]


def read(dossier: Any, sent: Mapping[str, Any]) -> Handing:
    """What a form says about the return of a dossier's result."""
    data: dict[str, Any] = {"method": "counter"}
    wrong = dict(_person(dossier, sent, data))
    items = items_of(dossier, "vi")
    chosen = sent.get("items") or []
    chosen = chosen if isinstance(chosen, list) else [chosen]
    ticked = [item for item in items if item.id in chosen]
    data["items"] = [translate(item.text, target_language="vi")[:300] for item in ticked]
    note = _line(sent, "note", 1000)
    if note:
        data["reason"] = note
    if not ticked:
        wrong["items"] = _("Tick what you hand out.")
    files = []
    if sent.get("signed") == "screen":
        try:
            files.append(signature(sent.get("signature")))
        except InvalidData as error:
            wrong.update(error.fields)
    elif sent.get("signed") != "paper":
        wrong["signed"] = _("Say how the person signs.")
    data["signed"] = "screen" if sent.get("signed") == "screen" else "paper"
    return Handing(data, files, wrong)


def signature(drawing: Any) -> Attachment:
    """A signature that was drawn on the screen, as a small picture made anew; raises InvalidData."""
    if not isinstance(drawing, str) or not drawing.startswith(_DRAWING):
        raise InvalidData({"signature": _("Nobody has signed yet.")})
    try:
        if len(drawing) > _LARGEST_DRAWING:
            raise ValueError(len(drawing))
        with Image.open(BytesIO(b64decode(drawing[len(_DRAWING) :], validate=True)), formats=("PNG",)) as picture:
            if max(picture.size) > _LARGEST_SIDE:
                raise ValueError(picture.size)
            drawn = picture.convert("RGBA")
        paper = Image.new("RGBA", drawn.size, "white")
        grey = Image.alpha_composite(paper, drawn).convert("L")
    except (Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise InvalidData({"signature": _("The signature can't be read. Let the person sign again.")}) from None
    if grey.getextrema()[0] > 200:
        raise InvalidData({"signature": _("Nobody has signed yet.")})
    grey.thumbnail(_KEPT)
    made = BytesIO()
    grey.quantize(8).save(made, "PNG", optimize=True)
    return attachment_of("signature", "signature.png", made.getvalue(), Verdict.CLEAN)


def same_number(one: str, other: str) -> bool:
    """Whether two numbers of documents are the same, whatever blanks and points were typed."""
    return _plain(one) == _plain(other)


def _person(dossier: Any, sent: Mapping[str, Any], data: dict[str, Any]) -> Iterator[tuple[str, Message]]:
    """Fill in who collects; gives what is wrong."""
    document, number = _line(sent, "document"), _line(sent, "document_number", 40)
    known = dossier.applicant.get("id_number") or ""
    is_proxy = sent.get("who") == "proxy"
    if document in DOCUMENTS:
        data["document"] = document
    else:
        yield "document", _("Say which document was shown.")
    if number:
        data["document_number"] = number
    elif document in _NUMBERED:
        yield "document_number", _("Type or scan the number of the document.")
    if is_proxy:
        yield from _proxy(sent, data, document, number, known)
        return
    data["collector"] = dossier.applicant.get("name") or ""
    if sent.get("who") != "applicant":
        yield "who", _("Say who collects the result.")
    elif number and known and not same_number(number, known):
        if not sent.get("differs"):
            yield (
                "document_number",
                _("The number differs from the one in the dossier. Is this the right person?"),
            )
        elif not _line(sent, "note"):
            yield "note", _("Say in the note why the number differs.")


def _proxy(
    sent: Mapping[str, Any], data: dict[str, Any], document: str, number: str, known: str
) -> Iterator[tuple[str, Message]]:
    data["collector"] = _line(sent, "collector")
    data["proxy_mandate"] = _line(sent, "mandate")
    if not data["collector"]:
        yield "collector", _("Give the name of the proxy.")
    if not data["proxy_mandate"]:
        yield "mandate", _("A proxy needs a mandate: give its number and date, or who has certified it.")
    if document == "receipt":
        yield "document", _("A proxy shows an identity document.")
    elif number and known and same_number(number, known):
        yield "document_number", _("This is the applicant's own number. Whose document was shown?")


def _line(sent: Mapping[str, Any], name: str, longest: int = 250) -> str:
    return text_of(sent, name)[:longest]


def _plain(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper())
