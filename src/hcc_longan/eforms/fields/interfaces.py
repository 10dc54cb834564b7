"""Interfaces of the question types: what an editor may set, and markers of their widgets."""

from collective.easyform.interfaces import IEasyFormWidget
from hcc_longan import _
from hcc_longan.eforms.fields.columns import valid_columns
from hcc_longan.validators.days import OLDEST
from plone.schemaeditor.schema import IDate
from plone.schemaeditor.schema import IFloat
from zope import schema
from zope.interface import Interface
from zope.schema.interfaces import IField
from zope.schema.interfaces import IInt
from zope.schema.interfaces import ITextLine


class IAnswerField(Interface):
    """A question of ours. First among the bases: so converters and widgets for it go before those for texts or days."""


class IOwn(Interface):
    """A question about a person, whose answer browsers may know."""

    own = schema.Bool(
        title=_("The person who fills in the form is asked about themselves"),
        description=_("Then the browser may offer what it knows. Take the tick away for a proxy, a child, a seller."),
        required=False,
        default=True,
    )


class ICompared(Interface):
    """A number whose digits tell the birth date and sex of its holder."""

    birth_field = schema.ASCIILine(
        title=_("Short name of the question for the date of birth"),
        description=_("Leave it empty if the form does not ask it: then the number is not compared with it."),
        required=False,
        default="",
    )
    sex_field = schema.ASCIILine(
        title=_("Short name of the question for the sex"),
        description=_("Its choices are male and female. Leave it empty if the form does not ask it."),
        required=False,
        default="",
    )


class IFullName(IAnswerField, IOwn, ITextLine):
    """A person's full name."""


class IIdNumber(IAnswerField, ICompared, ITextLine):
    """The number of an identity document of the kind that another question asks for."""

    kind_field = schema.ASCIILine(
        title=_("Short name of the question for the kind of document"),
        description=_("Its choices are cccd, cmnd, passport and tax."),
        required=False,
        default="",
    )


class ICitizenId(IAnswerField, ICompared, ITextLine):
    """The 12 digits of a citizen's identity card."""


class ITaxCode(IAnswerField, ITextLine):
    """A tax code."""


class IPhone(IAnswerField, IOwn, ITextLine):
    """A phone number."""


class IEmail(IAnswerField, IOwn, ITextLine):
    """An e-mail address."""


class IBirthDate(IAnswerField, IOwn, IDate):
    """A date of birth."""

    min_age = schema.Int(title=_("Youngest age in years"), min=0, max=OLDEST, required=False, default=0)
    max_age = schema.Int(title=_("Oldest age in years"), min=0, max=OLDEST, required=False, default=OLDEST)


class IDay(IAnswerField, IDate):
    """A day, typed."""

    when = schema.Choice(
        title=_("Which days"),
        values=("", "past", "future"),
        description=_("Empty: any day. past: up to today. future: from today."),
        required=False,
        default="",
    )


class ICount(IAnswerField, IInt):
    """A whole number: of copies, of persons."""


class IMoney(IAnswerField, IInt):
    """An amount in whole VND."""


class IArea(IAnswerField, IFloat):
    """An area in square metres."""


class IBusinessLines(IAnswerField, IField):
    """Business lines with their codes."""


class ILandPlot(IAnswerField, ITextLine):
    """A parcel of land: number of parcel and map sheet."""


class IAddress(IAnswerField, IOwn, IField):
    """An address in Vietnam."""


class IRows(IAnswerField, IField):
    """Rows with the same questions: members, papers, assets."""

    columns = schema.Text(
        title=_("Columns"),
        description=_(
            'JSON, for example [{"id": "name", "title": "Full name", "kind": "name"}, '
            '{"id": "share", "title": "Share", "kind": "money", "required": false}]. '
            "Kinds: text, name, id, cccd, cmnd, passport, tax, phone, email, birth, date, number, money, area, parcel, "
            'choice (with "choices": {"value": "title"}).'
        ),
        constraint=valid_columns,
    )
    min_rows = schema.Int(title=_("Fewest rows"), min=0, max=200, required=False, default=0)
    max_rows = schema.Int(title=_("Most rows"), min=1, max=200, required=False, default=50)


class IYesNo(IAnswerField, IField):
    """A question answered with yes or no; conditions say `name=yes` or `name=no`."""


class IDeclaration(IAnswerField, IField):
    """A statement that has to be ticked."""


class IFramed(IEasyFormWidget):
    """A widget on an e-form's page: its frame is ours, while other forms of the site keep EasyForm's."""


class IFramedLabel(IFramed):
    """A text between the questions of an e-form."""


class IAnswerWidget(IEasyFormWidget):
    """A widget of ours: gives its own hint and ties hint and error to its inputs."""


class ILineWidget(IAnswerWidget):
    """One line of text."""


class ILinesWidget(IAnswerWidget):
    """Several lines of text."""


class IAddressWidget(IAnswerWidget):
    """The parts of an address."""


class IRowsWidget(IAnswerWidget):
    """Rows of inputs."""


class IYesNoWidget(IAnswerWidget):
    """Two radio buttons."""


class IDeclarationWidget(IAnswerWidget):
    """A box to tick."""
