"""Numbers that people type in either language's way: amounts of money and time limits.

The stock converters follow the browser's language, not the page's: for them `100,000` is a hundred in one browser and a
hundred thousand in the next.
"""

from hcc_longan import _
from hcc_longan.vietnamese import format_number
from plone.dexterity.interfaces import IDexterityContent
from plone.restapi.deserializer.dxfields import DefaultFieldDeserializer
from plone.restapi.interfaces import IFieldDeserializer
from z3c.form.converter import BaseDataConverter
from z3c.form.converter import FormatterValidationError
from z3c.form.interfaces import IWidget
from zope import schema
from zope.component import adapter
from zope.interface import implementer
from zope.publisher.interfaces.browser import IBrowserRequest
from zope.schema.interfaces import IFloat
from zope.schema.interfaces import IInt

import re


_AMOUNT = re.compile(
    r"\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0]\d{3})+",
    re.ASCII,  # one sign throughout
)
_NUMBER = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII)


class IAmount(IInt):
    """A field for an amount in whole VND."""


class INumber(IFloat):
    """A field for a number with at most two decimals."""


@implementer(IAmount)
class Amount(schema.Int):
    """An amount in whole VND."""


@implementer(INumber)
class Number(schema.Float):
    """A number with at most two decimals, for example of working days."""


@implementer(IFieldDeserializer)
@adapter(INumber, IDexterityContent, IBrowserRequest)
class NumberDeserializer(DefaultFieldDeserializer):
    """JSON knows no difference between `3` and `3.0`."""

    def __call__(self, value):
        if isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        return super().__call__(value)


@adapter(IAmount, IWidget)
class AmountConverter(BaseDataConverter):
    """`100000`, `100.000` and `100,000` are the same amount; anything else is refused."""

    def toWidgetValue(self, value: int | None) -> str:
        return "" if value is self.field.missing_value else str(value)

    def toFieldValue(self, value: str) -> int | None:
        text = (value or "").strip()
        if not text:
            return self.field.missing_value
        if not _AMOUNT.fullmatch(text):
            raise FormatterValidationError(_("Write the amount in đồng in digits, for example 100000."), value)
        return int(re.sub(r"\D", "", text))


@adapter(INumber, IWidget)
class NumberConverter(BaseDataConverter):
    """`1.5` and `1,5` are the same number; anything else is refused."""

    def toWidgetValue(self, value: float | None) -> str:
        return "" if value is self.field.missing_value else format_number(value, "en")

    def toFieldValue(self, value: str) -> float | None:
        text = (value or "").strip()
        if not text:
            return self.field.missing_value
        if not _NUMBER.fullmatch(text):
            raise FormatterValidationError(_("Write the number in digits, for example 5 or 1.5."), value)
        return float(text.replace(",", "."))
