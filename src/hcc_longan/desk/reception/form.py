"""The form of the counter: a procedure, a person, papers and fees, looked up on the way; and the way to a dossier."""

from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.desk.parts import Part
from hcc_longan.desk.parts import text_of
from hcc_longan.desk.reception import counters
from hcc_longan.desk.reception import persons
from hcc_longan.desk.reception import procedures
from hcc_longan.desk.reception import reading
from hcc_longan.desk.reception import recent
from hcc_longan.desk.reception import staging
from hcc_longan.desk.reception import taking
from hcc_longan.desk.reception import waiting
from hcc_longan.desk.reception.cards import read_card
from hcc_longan.desk.reception.fields import ID_KINDS
from hcc_longan.desk.reception.fields import LINES
from hcc_longan.desk.reception.fields import PERSON
from hcc_longan.desk.reception.fields import PROXY
from hcc_longan.desk.reception.scanned import dossier_of
from hcc_longan.desk.reception.scans import Fault
from hcc_longan.desk.reception.scans import FAULTS
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import setting
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.browser.uploads import shown_size
from hcc_longan.drafts.errors import DraftError
from hcc_longan.ledger.locks import LockTimeout
from hcc_longan.protection.errors import TooManyAttempts
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from ZPublisher.HTTPRequest import FileUpload

import json
import secrets


_PAGE = ViewPageTemplateFile("templates/form.pt")
_LINE = ViewPageTemplateFile("templates/line.pt")
_FILES = ViewPageTemplateFile("templates/files.pt")
# The place of what is wrong with the form as a whole.
FORM = "reception-form"
OTHER = "other"
_TEXTS = {
    "looking": _("Looking..."),
    "failed": _("The server does not answer. What you typed is kept: try again."),
    "restored": _("What you had typed is back."),
    "suggested": _("${number} suggestions. Choose with the arrow keys."),
    "sending": _("Being received..."),
}


class Form(Part):
    """The form, for one dossier; a `code` in the address leads to the dossier that it names."""

    person_lines, proxy_lines, id_kinds = PERSON, PROXY, tuple(ID_KINDS.items())
    quantities = tuple(zip(procedures.QUANTITIES, (_("Originals"), _("Certified copies"), _("Copies")), strict=True))

    matter: procedures.Matter | None = None
    earlier: Sequence[persons.Earlier] = ()
    # Whether somebody was looked for and not found.
    is_unknown = False

    def page(self) -> str:
        return _PAGE(self.screen)

    def show(self) -> Any:
        if "code" in self.form:
            return self._open(self.text("code"))
        self._find_chosen()
        return None

    def act(self) -> Any:
        self._find_chosen()
        if self.errors:
            return None
        if sit := self.text("sit"):
            return self._sit(sit)
        self._keep_files()
        if uid := self.text("take"):
            self._take_over(persons.of_dossier(uid))
        elif self.text("receive"):
            return self._receive()
        elif self.text("look") == "person":
            self._find_person()
        elif self.text("look") == "matter":
            self._find_matter_by_text()
        self._prefill()
        return None

    def refuse(self) -> None:
        self.wrong(FORM, OPEN_TOO_LONG)
        self._find_chosen()

    # What the page shows

    @cached_property
    def form(self) -> dict[str, Any]:
        """What was typed, and what was found since."""
        return dict(self.request.form)

    def text(self, name: str) -> str:
        """A field, however long."""
        return text_of(self.form, name)

    def is_chosen(self, name: str, value: str, default: str = "") -> bool:
        return (self.text(name) or default) == value

    def summed_up(self, place: str) -> str:
        """An error with the name of its field."""
        label = self.say(LINES[place].label) if place in LINES else self._count_labels.get(place, "")
        return f"{label}: {self.errors[place]}" if label else self.errors[place]

    def line(self, name: str) -> str:
        """The HTML of a line."""
        return _LINE(self.screen, name=name, line=LINES[name])

    def files_cell(self, name: str, label: str, files: Sequence[Mapping[str, Any]]) -> str:
        """The HTML of the field for the scans of a paper."""
        return _FILES(self.screen, name=name, label=label, files=files)

    def field(self, prefix: str, row: Mapping[str, Any]) -> str:
        return reading.name_of(prefix, row["id"])

    @property
    def offered_counters(self) -> Sequence[tuple[str, str]]:
        language = self.screen.language
        return [(code, each.title(language)) for code, each in counters.offered(self.screen.officer).items()]

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
    def suggested(self) -> Sequence[procedures.Suggestion]:
        """What was received lately."""
        return procedures.suggestions("", self.screen.language, self.screen.served, self._recent)

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

    @cached_property
    def accepted(self) -> str:
        """The kinds of files, as a file dialogue takes them."""
        return ",".join(f".{kind}" for kind in (*setting("file_types"), "jpeg"))

    @property
    def waiting_online(self) -> int:
        return waiting.number_online(self.screen.served)

    @property
    def number_to_hand_over(self) -> int:
        return waiting.number_to_hand_over(self.screen.served)

    @property
    def _recent(self) -> Sequence[str]:
        return recent.codes(self.request)

    @cached_property
    def _uploads(self) -> Sequence[uploads.Upload]:
        return [each for each in uploads.of(self.draft) if each.is_complete] if self.draft else ()

    @property
    def _count_labels(self) -> Mapping[str, str]:
        rows = self.matter.components if self.matter else ()
        return {self.field(kind, row): self.count_label(title, row) for row in rows for kind, title in self.quantities}

    def _files(self, component: str) -> list[Mapping[str, Any]]:
        return [self._file(upload) for upload in self._uploads if upload.component == component]

    def _file(self, upload: uploads.Upload) -> Mapping[str, Any]:
        fault = self.text(f"fault-{upload.id}")
        message = self.say(FAULTS[Fault(fault)]) if fault in FAULTS else ""
        size = shown_size(upload.size)
        return {"id": upload.id, "name": upload.filename, "size": size, "fault": fault, "message": message}

    # Where the officer sits, and the way to a dossier

    def _sit(self, code: str) -> Any:
        if counters.choose(self.screen.officer, code, self.request):
            return self.screen.go(self.screen.at("reception"))
        self.wrong("sit", _("Choose one of your counters."))
        return None

    def _open(self, text: str) -> Any:
        dossier = dossier_of(text) if text else None
        if dossier is not None and sees_everything(dossier):
            return self.screen.go(self.screen.at("dossier", dossier.number))
        self.wrong("code", _("No dossier has the number or code “${text}”.", mapping={"text": text[:60]}))
        return None

    # The procedure

    def _find_chosen(self) -> None:
        if code := self.text("procedure"):
            self._find_matter(code)

    def _find_matter(self, code: str) -> None:
        try:
            self.matter = procedures.matter_of(code, self.screen.language)
        except procedures.NoSuchProcedure as error:
            self.wrong("procedure_text", error.message)
            return
        self.form["procedure"] = self.matter.code
        officer = self.screen.officer
        if not (officer.has("Receiver", self.matter.department) or officer.is_manager):
            self.wrong(
                "procedure_text",
                _(
                    "You don't receive for ${department}. Send the person to its counter.",
                    mapping={"department": self.matter.department_title},
                ),
            )

    def _find_matter_by_text(self) -> None:
        text = self.text("procedure_text")
        if not text:
            if self.matter is None:
                self.wrong("procedure_text", _("Type a code or a few words of what the person wants."))
            return
        found = procedures.meant(text, self.screen.language, self.screen.served, self._recent)
        self.matter = None
        self.form["procedure"] = ""
        if found is None:
            message = _("No procedure fits “${text}”. Try other words.", mapping={"text": text[:80]})
            self.wrong("procedure_text", message)
            return
        self.form["procedure_text"] = ""
        self._find_matter(found.code)

    # The person

    def _find_person(self) -> None:
        text = self.text("find")
        if card := read_card(text):
            # The card is newer than what a former dossier says; telephone and e-mail stand on none.
            for known in persons.earlier(card.number, self.screen.language)[:1]:
                self._take_over(known.applicant)
            self._take_over(card.applicant)
        elif text:
            self.earlier = persons.earlier(text, self.screen.language)
            self.is_unknown = not self.earlier
            self._place(reading.sorted_in(text))
        else:
            self.wrong("find", _("Scan the card, or type a number, a telephone number or a whole name."))

    def _place(self, fields: Mapping[str, str]) -> None:
        """Put what was looked for where it belongs, if that is empty; a name only if nobody has it."""
        is_wanted = self.is_unknown or "name" not in fields
        if is_wanted and not any(self.text(name) for name in fields if name != "id_kind"):
            self.form |= fields

    def _take_over(self, applicant: Mapping[str, Any]) -> None:
        self.form |= {name: value for name, value in reading.filled_in(applicant).items() if value}
        self.form["find"] = ""

    # Papers and fees

    def _keep_files(self) -> None:
        for upload_id in self.listed("upload-remove") if self.draft else ():
            uploads.remove(self.draft, upload_id)
        for name, sent in self.request.form.items():
            for file in sent if isinstance(sent, list) else [sent]:
                if name.startswith("file-") and isinstance(file, FileUpload) and file.filename:
                    self._keep(name, self._component(name), file)

    def _component(self, name: str) -> str:
        rows = self.matter.components if self.matter else ()
        return next((row["id"] for row in rows if self.field("file", row) == name), OTHER)

    def _keep(self, name: str, component: str, file: FileUpload) -> None:
        try:
            if self.draft is None:
                self.draft = staging.begin(self.screen.language)
            upload, fault = staging.add(self.draft, component, file)
        except (DraftError, TooManyAttempts) as error:
            self.wrong(name, error.message)
        else:
            if fault:
                self.form[f"fault-{upload.id}"] = fault.value

    def _prefill(self) -> None:
        """Offer the fee of the record, unless somebody typed another one."""
        if self.matter is None:
            return
        fee = self.matter.fee(self.channel, self.case)
        shown = "" if fee is None else str(fee)
        if self.text("fee") in ("", self.text("fee_offered")):
            self.form["fee"] = shown
        self.form["fee_offered"] = shown

    # Receiving

    def _receive(self) -> Any:
        if self.matter is None:
            if not self.errors:
                self._find_matter_by_text()
            if self.matter is None:
                return None
        read = reading.read(self.request.form, self.matter, {upload.component for upload in self._uploads})
        for place, message in read.errors.items():
            self.wrong(place, message)
        if self.offered_counters and self.screen.counter is None:
            self.wrong("sit", _("Say at which counter you sit, above."))
        if self.text("draft") and self.draft is None and not taking.is_taken(self.matter.code, read, self.key):
            self.wrong("papers", _("The scans are no longer there. Add them again."))
            self.form["draft"] = ""
        if self.errors:
            return None
        counter = self.screen.counter.id if self.screen.counter else ""
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
            return self._go_on(taken)
        return None

    def _go_on(self, taken: taking.Taken) -> Any:
        recent.add(self.matter.code, self.request)
        dossier = taken.dossier
        if not taken.refusal:
            keep = "1" if self.text("keep") else ""
            return self.screen.go(self.screen.at("reception", dossier.number, keep=keep, key=self.text("key")))
        said = {"number": dossier.number, "reason": self.say(taken.refusal)}
        message = _("The dossier is filed as ${number}, but not received: ${reason}", mapping=said)
        step = ("receive",) if dossier.state == "filed" else ()
        return self.screen.go(self.screen.at("dossier", dossier.number, *step), message, "warning")


def _place_of(place: str) -> str:
    """The field of the form where a fault of a dossier's data shows."""
    if place in reading.PLACES:
        return reading.PLACES[place]
    if place.startswith("attachments"):
        return "papers"
    return place.removeprefix("applicant.").replace("proxy.", "proxy_")
