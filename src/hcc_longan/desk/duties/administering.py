"""Control panels of the staff: the overview of all settings, people with their duties, and who may do what."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.duties import rights
from hcc_longan.desk.duties import words
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.settings import counters
from hcc_longan.ledger.engine import session
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from hcc_longan.staff import holding
from hcc_longan.staff import leaving
from hcc_longan.staff import people
from hcc_longan.staff.errors import NotPossible
from hcc_longan.staff.settings import PREFIX
from hcc_longan.staff.settings import setting
from hcc_longan.vietnamese import clean
from plone import api
from sqlalchemy import func
from sqlalchemy import select
from typing import Any
from urllib.parse import urlencode


ROLES_OF_DEPARTMENTS = (("handler", _("Officer")), ("approver", _("Head")))
ROLES_OF_COUNTERS = (("receiver", _("Reception")), ("returner", _("Return of results")))
# So many open dossiers of somebody are listed; the work lists have all.
_LISTED = 50


@dataclass(frozen=True)
class Step:
    """A page that an administrator sets something on: what for, and its address (empty: the departments' folder)."""

    title: str
    text: str
    address: str


class StaffPage(SettingsPage):
    """What the pages of the staff share."""

    def __call__(self) -> str:
        self.request.response.setHeader("Cache-Control", "private, no-store")
        self.request.response.setHeader("X-Robots-Tag", "noindex")
        self.update()
        return super().__call__()

    def update(self) -> None:
        """Read the request."""

    @property
    def me(self) -> str:
        return api.user.get_current().getId() or ""

    def typed(self, name: str) -> str:
        return clean(super().typed(name))

    def page_url(self, view: str, **query: str) -> str:
        return f"{self.context.absolute_url()}/@@{view}" + (f"?{urlencode(query)}" if query else "")

    def duty_title(self, duty: str) -> str:
        return words.duty_title(duty, self.language)

    def days(self, row: Any) -> str:
        return words.days(row.first_day, row.last_day, self.language)


class StaffSettingsView(StaffPage):
    """The people of the staff: find, add; one of them with duties to tick, and the end of their service."""

    @property
    def url(self) -> str:
        return self.page_url("staff-settings", **({"person": self.person.id} if self.person else {}))

    @cached_property
    def person(self) -> people.Person | None:
        """Whose page it is; None for the list."""
        return people.person(self.typed("person"))

    def save(self) -> str:
        acts = {"add": self._add, "duties": self._tick, "link": self._link, "end": self._end, "settings": self._set}
        act = next((act for button, act in acts.items() if button in self.request.form), None)
        try:
            return act() if act else ""
        except NotPossible as error:
            self.errors[error.field] = self.translate(error.message)
            return ""

    # The list

    @cached_property
    def query(self) -> str:
        return self.typed("q")[:100]

    @property
    def lines(self) -> Sequence[Mapping[str, Any]]:
        """The people with their duties in words."""
        dated = Counter(row.user_id for row in duties.running())
        return [
            {
                "person": each,
                "url": self.page_url("staff-settings", person=each.id),
                "duties": [self.duty_title(duty) for duty in words.sorted_duties(holding.lasting(each.id))],
                "dated": dated[each.id],
                "is_absent": absences.is_absent(each.id),
            }
            for each in people.staff(self.query)
        ]

    @property
    def orphans(self) -> Sequence[Mapping[str, Any]]:
        """Whose open dossiers have to be given to somebody else: they are officers of the department no more."""
        statement = (
            select(DossierRow.assignee, DossierRow.department, func.count())
            .where(IS_OPEN, DossierRow.assignee != "")
            .group_by(DossierRow.assignee, DossierRow.department)
        )
        officers: dict[str, frozenset[str]] = {}
        found = []
        for assignee, department, number in session().execute(statement):
            if department not in officers:
                members = (people.members_of(f"{role}:{department}") for role, _title in ROLES_OF_DEPARTMENTS)
                officers[department] = frozenset().union(*members)
            if assignee not in officers[department]:
                title = words.unit_titles(self.language).get(department, department)
                found.append({"name": people.name_of(assignee), "department": title, "number": number})
        return found

    @property
    def confirms(self) -> bool:
        return bool(setting("confirm_absences"))

    # One person

    @property
    def groups(self) -> Sequence[Mapping[str, Any]]:
        """The duties that can be ticked: by department, by counter, in the whole centre."""
        departments = {code: each.title(self.language) for code, each in self.departments.items()}
        titles = words.unit_titles(self.language)
        others = {code: titles[code] for code in titles if f"handler:{code}" in self._known and code not in departments}
        units = [
            (title, [(f"{role}:{code}", name) for role, name in ROLES_OF_DEPARTMENTS])
            for code, title in {**departments, **others}.items()
        ]
        units += [
            (counter.title(self.language), [(f"{role}:{code}", name) for role, name in ROLES_OF_COUNTERS])
            for code, counter in counters().items()
        ]
        units.append((self.translate(_("The whole centre")), list(words.OF_CENTRE.items())))
        return [{"title": title, "duties": self._boxes(boxes)} for title, boxes in units]

    @property
    def dated(self) -> Sequence[Any]:
        return duties.of(self.person.id)

    @property
    def absence_lines(self) -> Sequence[Mapping[str, Any]]:
        return [
            {"days": self.days(row), "name": people.name_of(row.user_id), "substitute": people.name_of(row.substitute)}
            for row in absences.of(self.person.id)
        ]

    @cached_property
    def open_dossiers(self) -> Sequence[DossierRow]:
        """Their open dossiers, first due first."""
        return queries.worklist(assignee=self.person.id, size=_LISTED).rows

    @property
    def is_me(self) -> bool:
        return self.person.id == self.me

    def value(self, name: str) -> str:
        """What was typed into the form of a new person."""
        return self.typed(name) if "add" in self.request.form else ""

    # The forms

    def _add(self) -> str:
        name = people.make(*(self.typed(field) for field in ("account", "fullname", "email", "phone")), self.language)
        self.person = people.person(name)
        return _(
            "The account ${name} was made, and a link to choose a password is on its way. Now tick the duties.",
            mapping={"name": name},
        )

    def _tick(self) -> str:
        self._needs_person()
        chosen = self.request.form.get("duty", [])
        wanted = frozenset(each for each in ([chosen] if isinstance(chosen, str) else chosen) if isinstance(each, str))
        came, went = people.set_lasting(self.person.id, wanted)
        if not came and not went:
            return _("Nothing was changed.")
        return _(
            "The duties of ${name} were saved. Given: ${came}. Taken: ${went}.",
            mapping={"name": self.person.name, "came": self._named(came), "went": self._named(went)},
        )

    def _link(self) -> str:
        self._needs_person()
        if not self.person.email:
            raise NotPossible("link", _("This account has no e-mail address."))
        people.send_link(self.person.id, self.language)
        return _("A link to choose a password is on its way to ${address}.", mapping={"address": self.person.email})

    def _end(self) -> str:
        self._needs_person()
        if "sure" not in self.request.form:
            raise NotPossible("sure", _("Tick this if it is meant."))
        leaving.end_service(self.person.id, self.me)
        return _("The service of ${name} was ended.", mapping={"name": self.person.name})

    def _set(self) -> str:
        api.portal.set_registry_record(f"{PREFIX}.confirm_absences", "confirm" in self.request.form)
        return _("The setting has been saved.")

    def _needs_person(self) -> None:
        if self.person is None:
            raise NotPossible("q", _("There is no such account."))

    def _named(self, duties: Iterable[str]) -> str:
        return "; ".join(map(self.duty_title, words.sorted_duties(frozenset(duties)))) or "–"

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(people.all_duties())

    def _boxes(self, boxes: Sequence[tuple[str, str]]) -> Sequence[Mapping[str, Any]]:
        held = holding.lasting(self.person.id)
        if "duties" in self.request.form and self.request.method == "POST":
            held = frozenset(self.request.form.get("duty", ()))
        return [
            {"id": duty, "title": self.translate(title), "checked": "checked" if duty in held else None}
            for duty, title in boxes
            if duty in self._known
        ]


class WhoMayWhatView(StaffPage):
    """Roles and permissions in words, from the site as it is; and what one person may do on one dossier, and why."""

    def update(self) -> None:
        number = self.typed("dossier")
        self.dossier = queries.by_number(number) if number else None
        if number and self.dossier is None:
            self.errors["dossier"] = self.translate(_("There is no dossier with this number."))

    @property
    def roles(self) -> Sequence[Mapping[str, Any]]:
        """The roles, who gets them, and how many people have them."""
        return rights.roles(self.language)

    @property
    def matrix(self) -> Sequence[rights.Line]:
        """The permissions, the steps each allows, and who has it."""
        return rights.matrix(self.language)

    @property
    def staff(self) -> Sequence[people.Person]:
        return people.staff()

    @cached_property
    def person(self) -> people.Person | None:
        return people.person(self.typed("person"))

    @property
    def own_duties(self) -> Sequence[Mapping[str, str]]:
        """The person's duties and where each comes from."""
        return rights.reasons(self.person.id, self.language)

    @property
    def answers(self) -> Sequence[Mapping[str, Any]]:
        """Each step on the dossier: whether the person may take it, and why or why not."""
        return rights.on_dossier(self.person.id, self.dossier, self.language)

    @property
    def today(self) -> str:
        return words.days(clock.today(), clock.today(), self.language)


class CentreSettingsView(StaffPage):
    """The overview of what an administrator sets, in the order in which a centre needs it."""

    @property
    def parts(self) -> Sequence[tuple[str, Sequence[Step]]]:
        return OVERVIEW

    def address(self, step: Step) -> str:
        if step.address:
            return f"{self.context.absolute_url()}/{step.address}"
        pages = (each.url(self.language) for each in self.departments.values())
        return next((url.rpartition("/")[0] for url in pages if url), self.navigation_root_url)

    def number(self, step: Step) -> str:
        """How many there are of what a page is about, where that says something."""
        count = {
            "": lambda: len(self.departments),
            "@@dossier-settings": lambda: len(counters()),
            "@@staff-settings": lambda: len(people.staff()),
        }.get(step.address)
        return str(count()) if count else ""


OVERVIEW: Sequence[tuple[str, Sequence[Step]]] = (
    (
        _("The centre and its departments"),
        (
            Step(
                _("Departments"),
                _("Names, codes, agency identifiers and fields. A new department begins here."),
                "",
            ),
            Step(_("Counters and other agencies"), _("Patterns of codes, counters, agencies."), "@@dossier-settings"),
            Step(_("Work calendar"), _("Hours, holidays and days in their stead."), "@@work-calendar"),
        ),
    ),
    (
        _("How dossiers are worked"),
        (
            Step(
                _("Workflows of the departments"),
                _("Which workflow each department follows, its stages and their time."),
                "@@department-workflows",
            ),
            Step(
                _("Rules of deadlines"),
                _("Same-day services, apologies, when something is due soon."),
                "@@deadline-rules",
            ),
            Step(_("Papers"), _("The forms that the site issues."), "@@paper-settings"),
            Step(_("E-forms"), _("The forms by which citizens file."), "@@eforms"),
        ),
    ),
    (
        _("People"),
        (
            Step(_("Staff"), _("Accounts, duties, the end of service."), "@@staff-settings"),
            Step(
                _("Absences and counters"),
                _("Who is away, who stands in, who is at which counter."),
                "can-bo/phan-cong",
            ),
            Step(_("Who may do what"), _("Roles and rights in words; one person on one dossier."), "@@who-may-what"),
        ),
    ),
    (
        _("Citizens"),
        (
            Step(_("Accounts"), _("Whether citizens make accounts."), "@@account-settings"),
            Step(_("Following"), _("What a citizen sees of a dossier."), "@@tracking-settings"),
            Step(_("Drafts"), _("How long they are kept."), "@@draft-settings"),
            Step(_("Personal data"), _("How long it is kept, and requests."), "@@citizen-settings"),
            Step(_("E-mail and SMS"), _("Where messages go."), "@@channel-settings"),
        ),
    ),
    (
        _("The officers' desk"),
        (
            Step(_("Work lists"), _("Which lists there are, in which order, for whom."), "@@worklists-settings"),
            Step(_("Steps"), _("Often used reasons, and the rule of apologies."), "@@desk-action-settings"),
            Step(_("Dossier screen"), _("How long a note can be changed."), "@@dossier-screen-settings"),
            Step(
                _("Return of results"),
                _("The carrier, and when a result counts as not collected."),
                "@@return-settings",
            ),
            Step(_("Batches"), _("How many dossiers at most, and how long results are kept."), "@@batch-settings"),
        ),
    ),
    (
        _("Safety"),
        (
            Step(_("Protection"), _("Limits, and how hard robots have to work."), "@@protection-settings"),
            Step(_("Virus scanning"), _("The scanner, and what happens without it."), "@@scanning-settings"),
        ),
    ),
)
