"""The officers' forms as a browser sends them."""

from dataclasses import dataclass
from hcc_longan.desk.screens import SCREENS
from hcc_longan.ledger.engine import session
from hcc_longan.protection import limits
from plone import api
from plone.i18n.utility import setLanguageBinding
from plone.protect import createToken

import lxml.html
import pytest
import transaction


@pytest.fixture(autouse=True)
def no_attempts_yet(portal):
    limits.clear()
    yield
    limits.clear()


@dataclass
class Answer:
    """What a browser gets: a page, or a redirect to `target`."""

    html: str
    status: int
    target: str

    @property
    def document(self):
        return lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        """The words of the screen."""
        (screen,) = self.document.xpath("//div[@class='desk-screen']")
        for script in screen.xpath(".//script|.//*[@hidden]"):
            script.drop_tree()
        return " ".join(" ".join(screen.itertext()).split())

    @property
    def errors(self) -> dict[str, str]:
        """What the summary says, by the place that it links to; each place is on the page."""
        found = {}
        for link in self.document.xpath("//*[@class='alert alert-danger']//a"):
            place = link.get("href").removeprefix("#")
            assert self.document.xpath(f"//*[@id='{place}']"), place
            found[place] = " ".join(link.text_content().split())
        return found

    @property
    def shown(self) -> dict[str, str]:
        """The form as it would be sent."""
        (form,) = self.document.xpath("//form[@id='action-form']")
        fields = {name: value for name, value in form.form_values() if isinstance(value, str)}
        return {name: value for name, value in fields.items() if value or name == "draft"}


@pytest.fixture
def settle(request):
    """Ends a request: it writes to the ledger; where files are kept beside it, with a commit that lets others write."""
    return transaction.commit if request.node.get_closest_marker("layer") else lambda: session().flush()


@pytest.fixture
def ask(portal, http_request, settle):
    """The form of a step as an officer's browser asks for it or, with `method="POST"`, sends it."""

    def get(dossier, transition, who, method="GET", language="vi", **form) -> Answer:
        name = SCREENS["dossier"][language == "en"]
        http_request.method = http_request.environ["REQUEST_METHOD"] = method
        http_request.form.clear()
        http_request.form.update({name.replace("__", "."): value for name, value in form.items()})
        http_request.response.setStatus(200)
        http_request.response.headers.clear()
        http_request.path = ["x", name, "can-bo", language]
        setLanguageBinding(http_request)
        with api.env.adopt_user(username=f"an-{who}"):
            if method == "POST":
                http_request.form.setdefault("_authenticator", createToken())
            desk = portal[language].restrictedTraverse("@@can-bo")
            screen = desk.publishTraverse(http_request, name).publishTraverse(http_request, dossier.tracking_number)
            if transition:
                screen = screen.publishTraverse(http_request, transition)
            html = screen()
        # The next request sees what this one wrote to the ledger, as after a commit.
        settle()
        response = http_request.response
        return Answer(html, response.getStatus(), response.getHeader("location") or "")

    return get


@pytest.fixture
def send(ask):
    """Opens the form of a step and sends it with these fields: `send(dossier, "stop", "approver-khdt", reason=…)`."""

    def act(dossier, transition, who, language="vi", **typed) -> Answer:
        shown = ask(dossier, transition, who, language=language).shown
        return ask(dossier, transition, who, "POST", language, **{**shown, **typed})

    return act


@pytest.fixture
def dossier_in(file, act, moment, settle):
    """A dossier that has come to a state by steps: `dossier_in("signing")`."""

    def make(state: str, **kwargs):
        with moment(11, 3):
            dossier = file(**kwargs)
            for step, who, data in WAYS[state]:
                act(dossier, step, who, **data)
        assert dossier.state == state
        settle()
        return dossier

    return make


_RECEIVED = [("receive", "receiver", {"counter": ""})]
_TO_ASSIGN = [*_RECEIVED, ("hand_over", "receiver", {})]
_HANDLING = [*_TO_ASSIGN, ("assign", "approver-khdt", {"assignee": "an-handler-khdt"})]
_REVIEWING = [*_HANDLING, ("submit", "handler-khdt", {})]
_SIGNING = [*_REVIEWING, ("review", "approver-khdt", {})]
_SIGNED = [*_SIGNING, ("sign", "approver-khdt", {})]
_ASKED = {"reason": "Thiếu giấy tờ", "papers": [{"what": "Bản sao giấy khai sinh"}]}
_TASKS = {"tasks": [{"agency": "thue", "what": "Số thuế phải nộp", "days": 2.0}]}
WAYS = {
    "filed": [],
    "correcting": [("ask_correction", "receiver", _ASKED)],
    "refused": [("refuse", "receiver", {"reason": "Sai thẩm quyền", "legal_basis": "59/2020/QH14"})],
    "received": _RECEIVED,
    "to_assign": _TO_ASSIGN,
    "handling": _HANDLING,
    "appraising": [*_HANDLING, ("appraise", "handler-khdt", {})],
    "consulting": [*_HANDLING, ("ask_agencies", "handler-khdt", _TASKS)],
    "supplementing": [*_HANDLING, ("ask_supplement", "handler-khdt", _ASKED)],
    "paying": [*_HANDLING, ("ask_payment", "handler-khdt", {"reason": "Lệ phí", "amount": 100000})],
    "withdrawing": [*_HANDLING, ("ask_withdrawal", "receiver", {"reason": "Đổi ý"})],
    "reviewing": _REVIEWING,
    "signing": _SIGNING,
    "at_committee": [*_SIGNING, ("send_to_committee", "approver-khdt", {})],
    "signed": _SIGNED,
    "finished": [*_SIGNED, ("hand_back", "handler-khdt", {})],
    "stopped": [*_HANDLING, ("stop", "approver-khdt", {"reason": "Không bổ sung", "signer": "Trưởng phòng"})],
}
