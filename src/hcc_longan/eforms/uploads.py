"""Papers: the question that asks for files.

Its value are the ids of the uploads that the visitor's draft has for the component: nobody can name another's. The
files are with the draft from the moment they arrive, so that a form that comes back with errors still has them.
"""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.errors import DraftError
from hcc_longan.eforms.fields.widgets import described_by
from hcc_longan.eforms.interfaces import IEForm
from hcc_longan.protection import limits
from hcc_longan.validators import MESSAGES
from plone.schemaeditor.fields import FieldFactory
from plone.supermodel.exportimport import BaseHandler
from typing import Any
from typing import Self
from z3c.form.browser.widget import HTMLInputWidget
from z3c.form.converter import BaseDataConverter
from z3c.form.error import ErrorViewMessage
from z3c.form.interfaces import IFieldWidget
from z3c.form.interfaces import IFormLayer
from z3c.form.interfaces import IWidget
from z3c.form.interfaces import NO_VALUE
from z3c.form.widget import FieldWidget
from z3c.form.widget import Widget
from zope import schema
from zope.annotation.interfaces import IAnnotations
from zope.component import adapter
from zope.component import getMultiAdapter
from zope.i18n import translate
from zope.i18nmessageid import Message
from zope.interface import implementer
from zope.schema.interfaces import IField
from zope.schema.interfaces import RequiredMissing
from zope.schema.interfaces import ValidationError
from zope.schema.interfaces import WrongType
from ZPublisher.HTTPRequest import FileUpload


_VISIT = "hcc_longan.eforms.uploads"


class IPapers(IField):
    """A question for files."""

    component = schema.TextLine(
        title=_("Component"),
        description=_("Short name of the procedure's component that the files belong to."),
        required=False,
        default="",
    )
    most = schema.Int(title=_("Files at most"), min=1, max=100, default=10)


class TooManyFiles(ValidationError):
    __doc__ = _("These are more files than may be added here. Remove some.")


class NotArrived(ValidationError):
    __doc__ = _("A file has not arrived completely. Choose it again to go on, or remove it.")


class FilesRefused(ValidationError):
    """Files of this request that could not be taken; the others were."""

    def __init__(self, sentences: str):
        super().__init__(sentences)
        self.sentences = sentences

    def doc(self) -> str:
        return self.sentences


@implementer(IPapers)
class Papers(schema.Field):
    """A question for files; its value is a list of upload ids."""

    def __init__(self, component: str = "", most: int = 10, **kwargs: Any):
        super().__init__(**kwargs)
        self.component = component
        self.most = most

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise WrongType(value, list, self.__name__)
        if len(value) > self.most:
            raise TooManyFiles(value)


PapersFactory = FieldFactory(Papers, _("Files"))
PapersHandler = BaseHandler(Papers)


class IPapersWidget(IWidget):
    """The widget of Papers."""


NoFile = ErrorViewMessage(MESSAGES["paper_missing"], error=RequiredMissing, content=IEForm, field=IPapers)


class Visit:
    """What a request brings for all questions of a form: taken once, asked for often."""

    def __init__(self, form: Any, request: Any):
        self.form = form
        self.request = request
        self.faults: dict[str, list[Message]] = {}

    @classmethod
    def of(cls, form: Any, request: Any) -> Self:
        """The request's own."""
        return IAnnotations(request).setdefault(_VISIT, cls(form, request))

    @cached_property
    def present(self) -> Sequence[uploads.Upload]:
        """All uploads of the visitor's draft."""
        return uploads.of(self.draft) if self.draft else ()

    @cached_property
    def draft(self) -> store.Draft | None:
        return store.of_request(self.form, self.request)

    def take(self, name: str, component: str) -> None:
        """Take the files that were sent for a question, and remove those that are ticked."""
        if self.request.method != "POST" or name in self.faults:
            return
        self.faults[name] = []
        ticked = {str(each) for each in _listed(self.request.form.get(f"{name}.upload-remove"))}
        for upload in self.present:
            if upload.id in ticked:
                uploads.remove(self.draft, upload.id)
        files = [
            file for file in _listed(self.request.form.get(name)) if isinstance(file, FileUpload) and file.filename
        ]
        for file in files:
            try:
                uploads.receive(store.to_write(self.form, self.request), component, file.filename, file)
            except (DraftError, limits.TooManyAttempts) as error:
                self.faults[name].append(error.message)
        if ticked or files:
            vars(self).pop("draft", None)
            vars(self).pop("present", None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@implementer(IPapersWidget)
class PapersWidget(HTMLInputWidget, Widget):
    """Lists what has arrived and takes more: piece by piece with the script, else with the form."""

    klass = "papers-widget"
    value: Any = ()

    @property
    def component(self) -> str:
        return self.field.component or self.field.__name__

    @property
    def visit(self) -> Visit:
        return Visit.of(self.form.context, self.request)

    @property
    def present(self) -> list[uploads.Upload]:
        """The uploads that the visitor has for the component."""
        return [upload for upload in self.visit.present if upload.component == self.component]

    @property
    def faults(self) -> Sequence[Message]:
        """What was wrong with files of this request."""
        return self.visit.faults.get(self.name, ())

    def extract(self, default: Any = NO_VALUE) -> list[str]:
        """The ids of the uploads of the component, after what this request brings or removes."""
        self.visit.take(self.name, self.component)
        return [upload.id for upload in self.present]

    def render(self) -> str:
        if self.mode != "input":
            return ", ".join(upload.filename for upload in self.present)
        return getMultiAdapter((self.form.context, self.request), name="upload-field")(
            self.name,
            self.id,
            self.component,
            self.visit.draft,
            most=self.field.most,
            described_by=described_by(self),
            required=self.required,
            is_invalid=bool(self.error),
        )


@adapter(IPapers, IFormLayer)
@implementer(IFieldWidget)
def PapersFieldWidget(field: Papers, request: Any) -> PapersWidget:
    """The widget of a field."""
    return FieldWidget(field, PapersWidget(request))


@adapter(IPapers, IPapersWidget)
class PapersConverter(BaseDataConverter):
    """Between the ids that a widget has and those that are complete."""

    def toWidgetValue(self, value: Any) -> Any:
        return value or []

    def toFieldValue(self, value: Any) -> list[str] | None:
        """The ids; raises FilesRefused and NotArrived, so that nobody files without what they think is there."""
        if self.widget.faults:
            request = self.widget.request
            raise FilesRefused(" ".join(translate(fault, context=request) for fault in self.widget.faults))
        if not all(upload.is_complete for upload in self.widget.present):
            raise NotArrived
        return value or None
