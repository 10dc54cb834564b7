"""What can be done with a dossier: every transition, the permission it takes and the data it asks for.

The same ids hold for every department; which of them a state offers is a matter of the department's workflow
(`workflows.py`). Names of steps follow the one-stop practice: receive, hand over, assign, handle, review, sign, hand
back, return.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from zope import schema
from zope.interface import Interface
from zope.interface import Invalid
from zope.interface import invariant
from zope.schema.vocabulary import SimpleTerm
from zope.schema.vocabulary import SimpleVocabulary


# The state a dossier was in before the present one: where an answered request leads back to.
FORMER = "*former"
# The dossier stays in its state.
SAME = "*same"


def _vocabulary(**terms):
    return SimpleVocabulary([SimpleTerm(token, token, title) for token, title in terms.items()])


def _not_past(value: date) -> bool:
    if value < clock.today():
        raise PastDate(value)
    return True


def _future(value: datetime) -> bool:
    if value.tzinfo is None:
        raise NoZone(value)
    if value <= clock.now():
        raise PastDate(value)
    # No calendar reaches further.
    if value > clock.now() + timedelta(days=3650):
        raise TooFar(value)
    return True


class PastDate(schema.ValidationError):
    __doc__ = _("The date lies in the past.")


class TooFar(schema.ValidationError):
    __doc__ = _("This day is too far away.")


class NoZone(schema.ValidationError):
    __doc__ = _("The time needs a time zone, for example 2016-10-20T08:00+07:00.")


def _text(title, required=True, **kwargs):
    return schema.Text(title=title, required=required, **kwargs)


def _line(title, required=True, **kwargs):
    return schema.TextLine(title=title, required=required, **kwargs)


class INote(Interface):
    """A step that needs nothing; a note may be left."""

    reason = _text(_("Note"), required=False)


class IReason(Interface):
    """A step that has to be justified."""

    reason = _text(_("Reason"))


class IReceive(INote):
    """Reception at the counter: from here the deadline runs (TT 01/2018, Mẫu 01)."""

    counter = _line(_("Counter"), required=False)
    case = _line(_("Case"), required=False)
    papers = schema.Dict(
        title=_("Papers received"),
        description=_("How many of each component."),
        key_type=schema.TextLine(),
        value_type=schema.Int(min=0, max=999),
        required=False,
    )
    kinds = schema.Dict(
        title=_("Papers received, by kind"),
        description=_("How many originals, certified copies and copies of a component, where that was counted."),
        key_type=schema.TextLine(),
        value_type=schema.List(value_type=schema.Int(min=0, max=999), min_length=3, max_length=3),
        required=False,
    )
    fees_due = schema.Int(title=_("Fees due (VND)"), min=0, required=False)


class IRequestedPaper(Interface):
    """One paper of a supplement request."""

    component = _line(_("Component"), required=False)
    what = _text(_("What to bring or correct"))


class ISupplement(IReason):
    """A request to complete the dossier, once and in full (TT 01/2018, Mẫu 02)."""

    papers = schema.List(title=_("Papers"), value_type=schema.Object(IRequestedPaper), min_length=1)
    by = schema.Date(title=_("To be answered by"), constraint=_not_past, required=False)


class IRefusal(IReason):
    """A refusal to receive (TT 01/2018, Mẫu 03)."""

    legal_basis = _line(_("Legal basis"))


class IAssign(INote):
    """Giving a dossier to an officer of the department."""

    assignee = _line(_("Officer"))


class IPayment(IReason):
    """A request to fulfil a financial obligation."""

    amount = schema.Int(title=_("Amount (VND)"), min=1)
    by = schema.Date(title=_("To be paid by"), constraint=_not_past, required=False)


class IPaid(INote):
    """A payment that was confirmed."""

    amount = schema.Int(title=_("Amount (VND)"), min=1)
    receipt = _line(_("Receipt number"))


class ITask(Interface):
    """What one agency is asked."""

    agency = _line(_("Agency"))
    what = _text(_("What is asked"))
    days = schema.Float(title=_("Time limit (working days)"), min=0.5, max=999.0, required=False)


class IAskAgencies(INote):
    """Asking one agency or several at once, each with its own limit; the dossier stays one."""

    tasks = schema.List(title=_("Agencies"), value_type=schema.Object(ITask), min_length=1)

    @invariant
    def agencies_differ(data):
        names = [task["agency"] for task in data.tasks or ()]
        if len(set(names)) < len(names):
            raise Invalid(_("An agency is asked twice."))


class IAnswer(Interface):
    """An agency's answer to what it was asked."""

    task = _line(_("Task"))
    text = _text(_("Answer"))


class ISigned(INote):
    """A decision that was signed."""

    number = _line(_("Number of the decision"), required=False)


class IExtend(IReason):
    """One apology with a new date (NĐ 61/2018; TT 01/2018, Mẫu 04), signed by the head of the handling agency."""

    due = schema.Datetime(title=_("New appointment"), constraint=_future)
    signer = _line(_("Signed by"))


class IStop(IReason):
    """The end of processing without a result (TT 03/2025, Mẫu 05)."""

    signer = _line(_("Signed by"))


class ITransfer(IReason):
    """Handing a dossier to the department that is competent."""

    department = _line(_("Department"))


class IReopen(IReason):
    """Taking up a closed matter again by order of an authority."""

    authority = _line(_("Authority"), description=_("Who ordered it, with the number of the decision."))


class IReturn(INote):
    """Returning the result at the counter or by post.

    A proxy collects with a mandate and a document of their own.
    """

    method = schema.Choice(title=_("Way"), vocabulary=_vocabulary(counter=_("At the counter"), post=_("By post")))
    collector = _line(_("Collected by"), required=False)
    document = schema.Choice(
        title=_("Document shown"),
        vocabulary=_vocabulary(
            id_card=_("Identity card"), passport=_("Passport"), receipt=_("Receipt alone"), other=_("Another document")
        ),
        required=False,
    )
    document_number = _line(_("Number of the document"), required=False, max_length=40)
    proxy_mandate = _line(_("Mandate of the proxy"), required=False, max_length=250)
    items = schema.List(title=_("Handed out"), value_type=schema.TextLine(max_length=300), required=False)
    signed = schema.Choice(
        title=_("Signed"),
        vocabulary=_vocabulary(screen=_("On the screen"), paper=_("On paper")),
        required=False,
    )
    post_number = _line(_("Number of the postal item"), required=False)

    @invariant
    def way_is_documented(data):
        if data.method == "post" and not data.post_number:
            raise Invalid(_("A result sent by post needs the number of the postal item."))
        if data.method == "counter" and not data.collector:
            raise Invalid(_("Say who collected the result."))
        if data.proxy_mandate and not data.document_number:
            raise Invalid(_("Note the document of the proxy."))


@dataclass(frozen=True)
class Transition:
    """A transition: `permission` is the title of the permission that its guard tests."""

    id: str
    title: str
    permission: str
    schema: type[Interface] = INote


_P = "hcc_longan: {}".format

_TRANSITIONS = (
    Transition("receive", _("Receive"), _P("Receive dossier"), IReceive),
    Transition("ask_correction", _("Ask for completion before reception"), _P("Receive dossier"), ISupplement),
    Transition("correct", _("Hand in the completion"), _P("Answer for the applicant")),
    Transition("refuse", _("Refuse to receive"), _P("Refuse dossier"), IRefusal),
    Transition("hand_over", _("Hand over to the department"), _P("Hand over dossier")),
    Transition("assign", _("Assign"), _P("Assign dossier"), IAssign),
    Transition("reassign", _("Assign to somebody else"), _P("Assign dossier"), IAssign),
    Transition("inspect", _("Inspect on site"), _P("Handle dossier")),
    Transition("appraise", _("Appraise"), _P("Handle dossier")),
    Transition("take_up", _("Back to handling"), _P("Handle dossier")),
    Transition("ask_agencies", _("Ask other agencies"), _P("Consult agencies"), IAskAgencies),
    Transition("answer_agency", _("Answer as an agency asked"), _P("Answer consultation"), IAnswer),
    Transition("send_to_tax", _("Send to the tax authority"), _P("Consult agencies")),
    Transition("send_to_land_registry", _("Send to the land registration office"), _P("Consult agencies")),
    Transition("send_to_police", _("Send to the police"), _P("Consult agencies")),
    Transition("send_to_committee", _("Submit to the provincial People's Committee"), _P("Sign dossier")),
    Transition("take_back", _("Take back from the other agency"), _P("Handle dossier")),
    Transition("submit", _("Submit to the head"), _P("Handle dossier")),
    Transition("review", _("Approve and submit for signature"), _P("Review dossier")),
    Transition("send_back", _("Send back for rework"), _P("Review dossier"), IReason),
    Transition("sign", _("Sign"), _P("Sign dossier"), ISigned),
    Transition("hand_back", _("Hand the result to the centre"), _P("Hand back dossier")),
    Transition("return_result", _("Return the result"), _P("Return result"), IReturn),
    Transition("ask_supplement", _("Ask for supplement"), _P("Ask for supplement"), ISupplement),
    Transition("supplement", _("Hand in the supplement"), _P("Answer for the applicant")),
    Transition("ask_payment", _("Ask for payment"), _P("Ask for payment"), IPayment),
    Transition("pay", _("Confirm the payment"), _P("Confirm payment"), IPaid),
    Transition("ask_withdrawal", _("Ask to withdraw"), _P("Answer for the applicant"), IReason),
    Transition("accept_withdrawal", _("Accept the withdrawal"), _P("Decide on withdrawal")),
    Transition("reject_withdrawal", _("Reject the withdrawal"), _P("Decide on withdrawal"), IReason),
    Transition("extend", _("Apologise and set a new date"), _P("Extend dossier"), IExtend),
    Transition("transfer", _("Transfer to another department"), _P("Transfer dossier"), ITransfer),
    Transition("stop", _("Stop processing"), _P("Stop dossier"), IStop),
    Transition("reopen", _("Reopen"), _P("Reopen dossier"), IReopen),
)

TRANSITIONS: Mapping[str, Transition] = {transition.id: transition for transition in _TRANSITIONS}
