"""The screen of reception: the form of the counter, what follows it, and the way to any dossier by its code."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.reception import counters
from hcc_longan.desk.reception import persons
from hcc_longan.desk.reception import procedures
from hcc_longan.desk.reception import reading
from hcc_longan.desk.reception import staging
from hcc_longan.desk.reception import taking
from hcc_longan.desk.reception import waiting
from hcc_longan.desk.reception.cards import read_card
from hcc_longan.desk.reception.scanned import dossier_of
from hcc_longan.desk.reception.scans import Fault
from hcc_longan.desk.reception.scans import FAULTS
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers import access
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.lifecycle import reading as clock_of
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import Named
from hcc_longan.dossiers.settings import setting
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.browser.uploads import shown_size
from hcc_longan.drafts.errors import DraftError
from hcc_longan.ledger.locks import LockTimeout
from hcc_longan.papers.issuing import papers_of
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.protection.errors import TooManyAttempts
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.vietnamese import format_vnd
from plone.protect.authenticator import AuthenticatorView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from urllib.parse import quote
from zope.publisher.interfaces import NotFound
from ZPublisher.HTTPRequest import FileUpload

import json
import secrets


FORM = "reception-form"
# The codes of the procedures that this browser received last.
RECENT = "hcc_recent_procedures"
_RECENT_MOST = 6
_RECENT_SECONDS = 90 * 86400
HAND_OVER = {"vi": "ban-giao", "en": "hand-over"}
NEXT = {"vi": "tiep-theo", "en": "next"}
SUGGEST = "suggest"
OTHER = "other"


@dataclass(frozen=True)
class Line:
    """A field of the form for a line of text."""

    label: Any
    hint: Any = ""
    inputmode: str | None = None
    longest: int = 500
    is_required: bool = False


LINES: Mapping[str, Line] = {
    "name": Line(_("Full name, or name of the organisation"), longest=250, is_required=True),
    "id_number": Line(_("Number of the identity document, or tax code"), longest=30),
    "birth_date": Line(_("Date of birth"), _("For example 25121990."), inputmode="numeric", longest=20),
    "phone": Line(_("Phone"), inputmode="tel", longest=30),
    "email": Line(_("E-mail"), inputmode="email", longest=250),
    "address": Line(_("Address")),
    "proxy_name": Line(_("Full name of the proxy"), longest=250, is_required=True),
    "proxy_id_number": Line(_("Identity number of the proxy"), longest=30),
    "proxy_phone": Line(_("Phone of the proxy"), inputmode="tel", longest=30),
    "proxy_mandate": Line(_("Power of attorney"), _("Its number and date, or who signed it."), is_required=True),
    "posted": Line(_("Date of the postmark"), _("For example 25121990."), inputmode="numeric", longest=20),
    "delivery_address": Line(_("Postal address"), _("Empty: the address above.")),
    "fee": Line(_("Fees to be paid (VND)"), inputmode="numeric", longest=30),
    "receipt": Line(_("Number of the fee receipt"), longest=100),
    "note": Line(_("Note for the department"), longest=2000),
}
PERSON = ("name", "id_number", "birth_date", "phone", "email", "address")
PROXY = ("proxy_name", "proxy_id_number", "proxy_phone", "proxy_mandate")
ID_KINDS = {
    "cccd": _("Citizen identity card (12 digits)"),
    "cmnd": _("Old identity card (9 digits)"),
    "passport": _("Passport"),
}


class Reception(Screen):
    """What follows the screen's name: nothing (the form), a dossier's number (what was received), or a name above."""

    screen = "reception"
    title = _("Reception")
    depth = 1

    form_page = ViewPageTemplateFile("templates/form.pt")
    received_page = ViewPageTemplateFile("templates/received.pt")
    hand_over_page = ViewPageTemplateFile("templates/hand_over.pt")
    _files_cell = ViewPageTemplateFile("templates/files.pt")
    _line = ViewPageTemplateFile("templates/line.pt")
    person_lines, proxy_lines, id_kinds = PERSON, PROXY, tuple(ID_KINDS.items())

    matter: procedures.Matter | None = None
    dossier: Any = None
    earlier: Sequence[persons.Earlier] = ()
    # Whether somebody was looked for and not found.
    is_unknown = False

    def update(self) -> None:
        (name,) = self.path or ("",)
        if not self.officer.uses("reception"):
            self.go(self.at("day"), _("Reception is for officers who receive dossiers."), "warning")
        elif name == SUGGEST:
            self._suggest()
        elif name in HAND_OVER.values():
            self.shown = self.hand_over_page
        elif name in NEXT.values():
            self._open_next()
        elif name:
            self._show_received(name)
        elif self.request.method == "POST":
            self._act()
        elif "code" in self.request.form:
            self._open(self.text("code"))
        elif code := self.text("procedure"):
            self._find_matter(code)

    def index(self) -> Any:
        return self.shown()

    @cached_property
    def shown(self) -> Any:
        """What makes the page: a template, or something else that was asked for."""
        return self.form_page

    @cached_property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the id of the field."""
        return {}

    def wrong(self, place: str, message: Any) -> None:
        self.errors[place] = self.say(message)

    def summed_up(self, place: str) -> str:
        """An error as the summary has it, with the name of its field."""
        label = f"{self.say(LINES[place].label)}: " if place in LINES else ""
        return f"{label}{self.errors[place]}"

    def text(self, name: str) -> str:
        return reading.text_of(self.values, name)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the fields show: what was typed, and what was found since."""
        return dict(self.request.form)

    def is_chosen(self, name: str, value: str, default: str = "") -> bool:
        return (self.text(name) or default) == value

    def line(self, name: str) -> str:
        """The HTML of a line."""
        return self._line(name=name, line=LINES[name])

    def files_cell(self, name: str, label: str, files: Sequence[Mapping[str, Any]]) -> str:
        """The HTML of the field for the scans of a paper."""
        return self._files_cell(name=name, label=label, files=files)

    def field(self, prefix: str, row: Mapping[str, Any]) -> str:
        return reading.name_of(prefix, row["id"])

    # The counter

    @cached_property
    def counter(self) -> Named | None:
        return counters.chosen(self.officer, self.request)

    @property
    def offered_counters(self) -> Sequence[tuple[str, str]]:
        return [(code, each.title(self.language)) for code, each in counters.offered(self.officer).items()]

    @cached_property
    def served(self) -> Any:
        return counters.served(self.officer, self.counter)

    # The form

    @property
    def key(self) -> str:
        """Makes a second sending harmless: a new one for each form, kept while it is corrected."""
        return self.text("key")[:40] or secrets.token_urlsafe(16)

    @property
    def draft_token(self) -> str:
        return self.draft.token if self.draft else ""

    @cached_property
    def draft(self) -> store.Draft | None:
        return staging.draft_of(self.text("draft"))

    @cached_property
    def recent(self) -> Sequence[str]:
        return tuple(filter(None, self.request.cookies.get(RECENT, "")[:200].split("|")))[:_RECENT_MOST]

    @property
    def suggested(self) -> Sequence[procedures.Suggestion]:
        """What was received lately; with words that name no procedure alone, what they may mean."""
        return procedures.suggestions("", self.language, self.served, self.recent)

    @property
    def channel(self) -> str:
        return "post" if self.text("channel") == "post" else "counter"

    @property
    def case(self) -> str:
        """The chosen case that the matter has."""
        case = self.text("case")
        return case if self.matter and case in dict(self.matter.cases) else ""

    def case_id(self, case: str) -> str:
        """The id of a case's button."""
        return reading.name_of("case", case)

    @property
    def quantities(self) -> Sequence[tuple[str, Any]]:
        return list(zip(procedures.QUANTITIES, (_("Originals"), _("Certified copies"), _("Copies")), strict=True))

    def place_of(self, kind: str) -> int:
        return procedures.QUANTITIES.index(kind)

    def count_label(self, title: Any, row: Mapping[str, Any]) -> str:
        return f"{self.say(title)}: {row['name']}"

    def scan_label(self, row: Mapping[str, Any] | None) -> str:
        name = row["name"] if row else self.say(_("Other papers"))
        return self.say(_("Scan of: ${paper}", mapping={"paper": name}))

    @property
    def texts(self) -> str:
        """What the script says."""
        return json.dumps({name: self.say(text) for name, text in _TEXTS.items()}, ensure_ascii=False)

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The components of the case, each with the files that are there."""
        return [{**row, "files": self._files(row["id"])} for row in reading.of_case(self.matter, self.case)]

    @property
    def other_files(self) -> Sequence[Mapping[str, Any]]:
        return self._files(OTHER)

    @property
    def fee_rows(self) -> Sequence[str]:
        return self.matter.fee_rows(self.channel, self.case) if self.matter else ()

    @property
    def accepted(self) -> str:
        """The kinds of files, as a file dialogue takes them."""
        return ",".join(f".{kind}" for kind in (*setting("file_types"), "jpeg"))

    @cached_property
    def uploads(self) -> Sequence[uploads.Upload]:
        return uploads.of(self.draft) if self.draft else ()

    @property
    def waiting_online(self) -> int:
        return waiting.number_online(self.served)

    @property
    def number_to_hand_over(self) -> int:
        return waiting.number_to_hand_over(self.served)

    def _files(self, component: str) -> list[Mapping[str, Any]]:
        found = []
        for upload in self.uploads:
            if upload.component == component and upload.is_complete:
                fault = self.text(f"fault-{upload.id}")
                message = self.say(FAULTS[Fault(fault)]) if fault in FAULTS else ""
                size = shown_size(upload.size)
                found.append(
                    {"id": upload.id, "name": upload.filename, "size": size, "fault": fault, "message": message}
                )
        return found

    def _act(self) -> None:
        if not (is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify()):
            self.wrong(FORM, _("This page had been open for too long. Nothing is lost; please send it again."))
        if code := self.text("procedure"):
            self._find_matter(code)
        if self.errors:
            return
        if sit := self.text("sit"):
            if not counters.choose(self.officer, sit, self.request):
                self.wrong("sit", _("Choose one of your counters."))
            else:
                self.go(self.at("reception"))
            return
        self._keep_files()
        if uid := self.text("take"):
            self._take_over(persons.of_dossier(uid))
        elif self.text("receive"):
            self._receive()
            return
        elif self.text("look") == "person":
            self._find_person()
        elif self.text("look") == "matter":
            self._find_matter_by_text()
        self._prefill()

    # The procedure

    def _find_matter(self, code: str) -> None:
        try:
            self.matter = procedures.matter_of(code, self.language)
        except procedures.NoSuchProcedure as error:
            self.wrong("procedure_text", error.message)
            return
        self.values["procedure"] = self.matter.code
        if not self._receives(self.matter.department):
            self.wrong(
                "procedure_text",
                _(
                    "You don't receive for ${department}. Send the person to its counter.",
                    mapping={"department": self.matter.department_title},
                ),
            )

    def _receives(self, department: str) -> bool:
        return self.officer.has("Receiver", department) or self.officer.is_manager

    def _find_matter_by_text(self) -> None:
        text = self.text("procedure_text")
        if not text:
            if self.matter is None:
                self.wrong("procedure_text", _("Type a code or a few words of what the person wants."))
            return
        found = procedures.meant(text, self.language, self.served, self.recent)
        self.matter = None
        self.values["procedure"] = ""
        self.errors.pop("procedure_text", None)
        if found is None:
            self.wrong(
                "procedure_text", _("No procedure fits “${text}”. Try other words.", mapping={"text": text[:80]})
            )
            return
        self.values["procedure_text"] = ""
        self._find_matter(found.code)

    def _suggest(self) -> None:
        found = procedures.suggestions(self.text("q")[:200], self.language, self.served, self.recent)
        self.request.response.setHeader("Content-Type", "application/json; charset=utf-8")
        answer = json.dumps([asdict(each) for each in found], ensure_ascii=False)
        self.shown = lambda: answer

    # The person

    def _find_person(self) -> None:
        text = self.text("find")
        if card := read_card(text):
            known = persons.earlier(card.number, self.language)
            if known:
                # The card is newer than what a former dossier says; telephone and e-mail stand on none.
                self._take_over(known[0].applicant)
            self._take_over(
                {
                    "kind": "person",
                    "name": card.name,
                    "id_kind": "cccd",
                    "id_number": card.number,
                    "birth_date": card.birth.isoformat() if card.birth else "",
                    "address": card.address,
                }
            )
        elif text:
            self.earlier = persons.earlier(text, self.language)
            self.is_unknown = not self.earlier
            self._place(text)
        else:
            self.wrong("find", _("Scan the card, or type a number, a telephone number or a whole name."))

    def _place(self, text: str) -> None:
        """Put what was looked for where it belongs, if that is empty."""
        plain = text.replace(" ", "").replace(".", "")
        name = (
            "id_number" if plain.isdigit() and len(plain) in (9, 12) else "phone" if plain.lstrip("+").isdigit() else ""
        )
        if name and not self.text(name):
            self.values[name] = text
            if name == "id_number":
                self.values["id_kind"] = "cccd" if len(plain) == 12 else "cmnd"
        elif not name and not self.text("name") and self.is_unknown:
            self.values["name"] = text

    def _take_over(self, applicant: Mapping[str, Any]) -> None:
        self.values |= {name: value for name, value in reading.filled_in(applicant).items() if value}
        self.values["find"] = ""

    # Papers and fees

    def _keep_files(self) -> None:
        removed = self.request.form.get("upload-remove", ())
        for upload_id in (removed,) if isinstance(removed, str) else removed:
            if self.draft:
                uploads.remove(self.draft, str(upload_id))
        for name, sent in list(self.request.form.items()):
            prefix, _hyphen, component = name.partition("-")
            if prefix != "file":
                continue
            for file in sent if isinstance(sent, list) else [sent]:
                if isinstance(file, FileUpload) and file.filename:
                    self._keep(name, self._component(component), file)

    def _component(self, quoted: str) -> str:
        rows = self.matter.components if self.matter else ()
        return next((row["id"] for row in rows if quote(row["id"], safe="") == quoted), OTHER)

    def _keep(self, name: str, component: str, file: FileUpload) -> None:
        try:
            if self.draft is None:
                self.draft = staging.begin(self.language)
            upload, fault = staging.add(self.draft, component, file)
        except (DraftError, TooManyAttempts) as error:
            self.wrong(name, error.message)
        else:
            if fault:
                self.values[f"fault-{upload.id}"] = fault.value
        vars(self).pop("uploads", None)

    def _prefill(self) -> None:
        """Offer the fee of the record, unless somebody typed another one."""
        if self.matter is None:
            return
        fee = self.matter.fee(self.channel, self.case)
        shown = "" if fee is None else str(fee)
        if self.text("fee") in ("", self.text("fee_offered")):
            self.values["fee"] = shown
        self.values["fee_offered"] = shown

    # Receiving

    def _receive(self) -> None:
        if self.matter is None:
            if not self.errors:
                self._find_matter_by_text()
            if self.matter is None:
                return
        scanned = {upload.component for upload in self.uploads if upload.is_complete}
        read = reading.read(self.request.form, self.matter, scanned)
        for place, message in read.errors.items():
            self.wrong(place, message)
        if self.offered_counters and self.counter is None:
            self.wrong("sit", _("Say at which counter you sit, above."))
        if self.text("draft") and self.draft is None and not taking.is_taken(self.matter.code, read, self.key):
            self.wrong("papers", _("The scans are no longer there. Add them again."))
            self.values["draft"] = ""
        if self.errors:
            return
        counter = self.counter.id if self.counter else ""
        try:
            taken = taking.take(self.matter, read, counter, self.key, self.draft)
        except InvalidData as error:
            for place, message in error.fields.items():
                self.wrong(_place_of(place), message)
        except LifecycleError as error:
            self.wrong(FORM, error.message)
        except LockTimeout:
            self.wrong(FORM, _("Too many people are filing at this moment. Nothing is lost: try again."))
        else:
            self._go_on(taken)

    def _go_on(self, taken: taking.Taken) -> None:
        recent = [self.matter.code, *(code for code in self.recent if code != self.matter.code)][:_RECENT_MOST]
        self.request.response.setCookie(
            RECENT, "|".join(recent), path="/", max_age=_RECENT_SECONDS, http_only=True, same_site="Lax", quoted=False
        )
        dossier = taken.dossier
        if taken.refusal:
            said = {"number": dossier.number, "reason": self.say(taken.refusal)}
            message = _("The dossier is filed as ${number}, but not received: ${reason}", mapping=said)
            step = ("receive",) if dossier.state == "filed" else ()
            self.go(self.at("dossier", dossier.number, *step), message, "warning")
        else:
            keep = "1" if self.text("keep") else ""
            self.go(self.at("reception", dossier.number, keep=keep, key=self.text("key")))

    # What was received

    def _show_received(self, number: str) -> None:
        dossier = queries.by_number(number)
        if dossier is None or not sees_everything(dossier):
            raise NotFound(self, number, self.request)
        access.note(dossier)
        self.dossier = dossier
        self.shown = self.received_page

    @property
    def receipt_url(self) -> str:
        """The address of the receipt's two copies; empty while it could not be made."""
        is_there = any(paper.kind == PaperKind.RECEIPT for paper in papers_of(self.dossier))
        return f"{self.dossier.absolute_url()}/@@receipt-copies" if is_there else ""

    @property
    def next_url(self) -> str:
        return self.at("reception", **({"procedure": self.dossier.procedure, "keep": "1"} if self.text("keep") else {}))

    @property
    def appointment(self) -> str:
        due = clock_of(self.dossier).promised_due
        return f"{due.astimezone(ZONE):%H:%M, %d/%m/%Y}" if due else ""

    @property
    def fees(self) -> str:
        if not self.dossier.fees_due:
            return ""
        amount = {"amount": format_vnd(self.dossier.fees_due, self.language)}
        paid = self.dossier.fees_paid >= self.dossier.fees_due
        return self.say(_("${amount}, paid", mapping=amount) if paid else _("${amount}, to be paid", mapping=amount))

    # The way to other dossiers

    def _open(self, text: str) -> None:
        dossier = dossier_of(text) if text else None
        if dossier is not None and sees_everything(dossier):
            self.go(self.at("dossier", dossier.number))
        else:
            self.wrong("code", _("No dossier has the number or code “${text}”.", mapping={"text": text[:60]}))

    def _open_next(self) -> None:
        row = waiting.next_online(self.served)
        if row is None:
            self.go(self.at("reception"), _("No online dossier is waiting."))
        else:
            self.go(self.at("dossier", row.code or row.tracking_number))

    @property
    def next_url_online(self) -> str:
        return self.at("reception", NEXT[self.language])

    @property
    def hand_over_url(self) -> str:
        return self.at("reception", HAND_OVER[self.language])

    # Handing over

    @property
    def printed_at(self) -> str:
        return f"{clock.now().astimezone(ZONE):%H:%M, %d/%m/%Y}"

    @cached_property
    def sheets(self) -> Sequence[waiting.Sheet]:
        """What is to be handed over, a sheet for each department."""
        return waiting.sheets(self.served, self.language)


_TEXTS = {
    "looking": _("Looking..."),
    "failed": _("The server does not answer. What you typed is kept: try again."),
    "restored": _("What you had typed is back."),
    "suggested": _("${number} suggestions. Choose with the arrow keys."),
    "sending": _("Being received..."),
}


def _place_of(place: str) -> str:
    """The field of the form where a fault of a dossier's data shows."""
    if place in reading.PLACES:
        return reading.PLACES[place]
    if place.startswith("attachments"):
        return "papers"
    return place.removeprefix("applicant.").replace("proxy.", "proxy_")
