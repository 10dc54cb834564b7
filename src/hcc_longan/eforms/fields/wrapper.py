"""What stands around an input: label, help, hint and error tied to it, and the condition for the browser.

For all questions of e-forms, also those of stock types, whose labels would else be tied to nothing in a group.
"""

from collective.easyform.interfaces import ILabelWidget
from collective.easyform.interfaces import IRichLabelWidget
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.eforms.fields.interfaces import IAnswerWidget
from hcc_longan.eforms.fields.interfaces import IFramed
from hcc_longan.eforms.fields.interfaces import IFramedLabel
from hcc_longan.eforms.fields.widgets import described_by
from hcc_longan.eforms.interfaces import IEForm
from hcc_longan.validators import MESSAGES
from Products.Five import BrowserView
from typing import Any
from z3c.form.error import ErrorViewMessage
from z3c.form.interfaces import ICheckBoxWidget
from z3c.form.interfaces import IRadioWidget
from z3c.form.interfaces import ISelectWidget
from z3c.form.interfaces import ISingleCheckBoxWidget
from z3c.form.interfaces import ITextAreaWidget
from z3c.form.interfaces import ITextWidget
from zope.i18n import translate
from zope.interface import alsoProvides
from zope.schema.interfaces import RequiredMissing

import json


# Stock inputs that say by being empty that nothing was answered.
_NEEDED = (ITextWidget, ITextAreaWidget, ISelectWidget)


def frame(widget: Any) -> None:
    """Give a widget of an e-form our frame."""
    is_label = ILabelWidget.providedBy(widget) or IRichLabelWidget.providedBy(widget)
    alsoProvides(widget, IFramedLabel if is_label else IFramed)
    if ISelectWidget.providedBy(widget):
        # Nobody gives the first answer of a list by overlooking it.
        widget.prompt = True
        widget.promptMessage = _("Choose...")


# Questions of stock types say what ours say.
Missing = ErrorViewMessage(MESSAGES["missing"], error=RequiredMissing, content=IEForm)


class Wrapper(BrowserView):
    """A question of an e-form; the context is its widget."""

    @property
    def widget(self) -> Any:
        return self.context

    @cached_property
    def field(self) -> Any:
        return self.context.field

    @property
    def is_hidden(self) -> bool:
        return self.context.mode == "hidden"

    @property
    def role(self) -> str | None:
        """The role of several inputs that belong together."""
        if self.is_labelled:
            return None
        stock = {IRadioWidget: "radiogroup", ICheckBoxWidget: "group"}
        return getattr(
            self.context, "role", next((stock[each] for each in stock if each.providedBy(self.context)), None)
        )

    @property
    def described_by(self) -> str:
        return described_by(self.context)

    @property
    def is_labelled(self) -> bool:
        """Whether the widget says its label itself."""
        return getattr(self.context, "is_labelled", ISingleCheckBoxWidget.providedBy(self.context))

    @property
    def is_optional(self) -> bool:
        return self.context.mode == "input" and not self.context.required

    @property
    def depends_on(self) -> str | None:
        return self.field.queryTaggedValue("depends_on") or None

    @property
    def css_class(self) -> str:
        names = ["field", "eform-question", self.field.queryTaggedValue("css_class") or "mb-4"]
        return " ".join(names + (["error"] if self.context.error else []))

    @property
    def hint(self) -> Any:
        return getattr(self.field, "hint", "")

    @property
    def description(self) -> str:
        return self.field.description or ""

    @property
    def message(self) -> Any:
        """What is wrong; parts of a question say it themselves."""
        is_said = self.context.error is None or getattr(self.context, "wrong_parts", None)
        return "" if is_said else self.context.error.message

    def rendered(self) -> str:
        """The input; a stock one gets the attributes that tie it to help and error."""
        widget = self.context
        if widget.mode == "input" and not IAnswerWidget.providedBy(widget) and hasattr(widget, "attributes"):
            widget.attributes["aria-describedby"] = self.described_by
            if widget.error:
                widget.attributes["aria-invalid"] = "true"
            if widget.required and any(each.providedBy(widget) for each in _NEEDED):
                widget.attributes["data-needed"] = "missing"
        return widget.render()


class Scripts(BrowserView):
    """The scripts of an e-form, and the sentences they say."""

    def messages(self) -> str:
        """JSON that is safe inside an element."""
        sentences = {name: translate(text, context=self.request) for name, text in _sentences().items()}
        return json.dumps(sentences).replace("<", "\\u003c")

    @property
    def now(self) -> str:
        """The server's time: a browser's own may be anything."""
        return clock.now().isoformat(timespec="seconds")


def _sentences() -> dict[str, Any]:
    return {
        **MESSAGES,
        "phone_now": _("This number is now ${text}, and so it is kept."),
        "amount_is": _("${text} đồng"),
        "row": _("Row ${number}"),
        "row_remove": _("Remove this row and what is in it?"),
    }
