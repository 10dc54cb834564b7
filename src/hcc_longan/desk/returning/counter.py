"""One dossier at the counter: take what is still to be paid, hand the result out; or make its parcel."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.actions.staging import Staged
from hcc_longan.desk.parts import looked_at
from hcc_longan.desk.parts import Part
from hcc_longan.desk.returning import handing
from hcc_longan.desk.returning import waiting
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.events import last
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.transitions import IReturn
from hcc_longan.papers.facts import person
from hcc_longan.parcels import post
from hcc_longan.parcels.tables import ParcelRow
from hcc_longan.parcels.tables import State
from hcc_longan.parcels.tables import TITLES
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound

import re
import secrets


_PAGE = ViewPageTemplateFile("templates/counter.pt")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SCAN = "mandate_scan"
_FACTS = ("method", "collector", "document", "document_number", "proxy_mandate", "signed", "post_number")


class Counter(Part):
    """The return of one result."""

    documents = tuple(handing.DOCUMENTS.items())

    def __init__(self, screen: Any):
        super().__init__(screen)
        if len(screen.path) > 1:
            raise NotFound(screen.path[1])
        self.dossier = looked_at(screen.path[0])

    @property
    def title(self) -> str:
        return self.say(_("Return the result of ${number}", mapping={"number": self.dossier.number}))

    def page(self) -> str:
        return _PAGE(self.screen)

    # What the page shows

    @cached_property
    def items(self) -> Sequence[handing.Item]:
        return handing.items_of(self.dossier, self.screen.language)

    @property
    def missing(self) -> int:
        """VND that are still to be paid."""
        return max(0, self.dossier.fees_due - self.dossier.fees_paid)

    @property
    def can_return(self) -> bool:
        return self.dossier.state == "finished" and "return_result" in possible(self.dossier)

    @property
    def is_by_post(self) -> bool:
        return self.dossier.delivery.get("method") == "post"

    @cached_property
    def parcel(self) -> ParcelRow | None:
        return post.last_parcel(self.dossier.UID())

    @property
    def parcel_state(self) -> Any:
        return TITLES[self.parcel.state]

    @property
    def is_in_the_post(self) -> bool:
        return self.parcel is not None and self.parcel.state == State.HANDED

    @property
    def is_parcel_open(self) -> bool:
        return self.parcel is not None and self.parcel.ended_at is None

    @property
    def returned(self) -> Event | None:
        """The step by which the result was returned."""
        return last(self.dossier.events, "return_result") if self.dossier.state == "returned" else None

    @property
    def returned_by(self) -> str:
        return person(self.returned.actor)

    @property
    def facts(self) -> Iterator[tuple[Any, Any]]:
        """What the return says, in words: titles and texts."""
        for name in _FACTS:
            value = self.returned.data.get(name)
            if value:
                terms = {term.value: term.title for term in getattr(IReturn[name], "vocabulary", None) or ()}
                yield IReturn[name].title, terms.get(value, value)

    @property
    def proofs(self) -> Sequence[Mapping[str, Any]]:
        """What the collector left: pictures are shown, scans linked."""
        url = self.dossier.absolute_url()
        return [
            {
                "is_signature": file.component == "signature",
                "picture": f"{url}/@@pictures/{file.sha256}?w=600",
                "url": f"{url}/@@files/{file.sha256}",
                "name": file.filename,
            }
            for file in self.dossier.proofs
        ]

    @property
    def others(self) -> Sequence[DossierRow]:
        """Other results that wait for the same person."""
        found = waiting.find(self.dossier.number, self.screen.officer).rows
        return [row for row in found if row.uid != self.dossier.UID()]

    @property
    def version(self) -> int:
        return self.dossier.version

    @cached_property
    def key(self) -> str:
        """Makes a second click harmless."""
        sent = self.form.get("key")
        return sent if isinstance(sent, str) and _KEY.fullmatch(sent) else secrets.token_urlsafe(16)

    @property
    def here(self) -> str:
        return self.screen.at("returning", self.dossier.number)

    def was(self, name: str, value: str) -> str | None:
        """Whether a choice was made, as the form shows it again."""
        return "checked" if value in self.listed(name) else None

    @cached_property
    def staged(self) -> Staged:
        token = self.form.get("draft")
        return Staged(self.dossier, "return_result", token if isinstance(token, str) else "")

    # What was sent

    def act(self) -> Any:
        steps = {"pay": self._pay, "return": self._return, "prepare": self._prepare, "drop": self._drop}
        step = next((step for button, step in steps.items() if button in self.form), None)
        if step is None:
            return None
        # The uploads have a connection of their own: they come before anything is written with ours.
        self._keep_scan()
        try:
            message = step()
        except InvalidData as error:
            self.errors.update({name.partition(".")[0]: self.say(text) for name, text in error.fields.items()})
        except LifecycleError as error:
            self.wrong("desk-returning", error.message)
        else:
            if message is not None:
                return self.screen.go(self.here, message)
        return None

    def _pay(self) -> Any:
        receipt = self.typed("receipt", 100)
        if not receipt:
            raise InvalidData({"receipt": _("Give the number of the receipt.")})
        data = {"amount": self.missing or 1, "receipt": receipt}
        move(self.dossier, "pay", data, version=self._version(), key=f"{self.key}-pay")
        return _("The payment was noted.")

    def _return(self) -> Any:
        if any(event.key == self.key for event in self.dossier.events):
            return _("The result was returned.")
        if self.is_in_the_post:
            raise InvalidData(
                {"desk-returning": _("The result is in the post. Wait until it is delivered or comes back.")}
            )
        read = handing.read(self.dossier, self.form)
        scans = self.staged.attachments() if self.form.get("who") == "proxy" else ()
        if read.wrong or self.errors:
            raise InvalidData(read.wrong)
        move(
            self.dossier,
            "return_result",
            read.data,
            files=[*read.files, *scans],
            version=self._version(),
            key=self.key,
        )
        self.staged.done()
        return _("The result was returned.")

    def _prepare(self) -> Any:
        post.prepare(self.dossier, cod=bool(self.form.get("cod")))
        return _("The parcel is being prepared. Print its label with the others, under “Parcels”.")

    def _drop(self) -> Any:
        post.drop_label(self.dossier.UID())
        return _("The label was thrown away.")

    def _version(self) -> int:
        seen = self.typed("version", 10)
        return int(seen) if re.fullmatch(r"\d{1,6}", seen, re.ASCII) else 0

    def _keep_scan(self) -> None:
        """Keep the scan of the mandate for the next try, if it is fit."""
        file = self.form.pop(_SCAN, None)
        if getattr(file, "filename", ""):
            sent = [{"component": "mandate", "filename": file.filename, "file": file}]
            for refused in self.staged.keep(sent):
                self.wrong(_SCAN, refused)
