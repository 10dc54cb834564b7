"""Types of questions for e-forms in Vietnam. In a form's XML they are `hcc_longan.eforms.fields.<Name>`.

A type knows its `kind` (who checks what was typed, in the browser as well), its hint, and how an answer reads as text.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.eforms.fields import interfaces
from hcc_longan.eforms.fields.columns import Column
from hcc_longan.eforms.fields.columns import read_columns
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import MESSAGES
from hcc_longan.validators import told
from hcc_longan.validators import typed
from hcc_longan.validators import Wrong
from hcc_longan.validators.addresses import address_line
from hcc_longan.validators.addresses import check_address
from hcc_longan.validators.addresses import parts_of
from hcc_longan.validators.addresses import WrongParts
from hcc_longan.validators.days import OLDEST
from hcc_longan.validators.numbers import LARGEST
from typing import Any
from zope import schema
from zope.globalrequest import getRequest
from zope.i18n import translate
from zope.i18nmessageid import Message
from zope.interface import implementer
from zope.schema.interfaces import RequiredMissing
from zope.schema.interfaces import ValidationError
from zope.schema.interfaces import WrongContainedType
from zope.schema.interfaces import WrongType


class WrongAnswer(ValidationError):
    """An answer that can't be right. `parts` has a sentence for each input where a question has several."""

    def __init__(self, message: Message | str, parts: Mapping[str, Message | str] | None = None):
        super().__init__(message)
        self.message = message
        self.parts = dict(parts or {})

    def doc(self) -> Message | str:
        return self.message


class Answer:
    """What the types share; mixed into a field."""

    type_title: Message
    kind: Kind | str = ""
    hint: Message | str = ""
    autocomplete = ""
    own = True

    def read(self, raw: Any, others: Mapping[str, str] | None = None) -> Any:
        """The value of what was typed; raises WrongAnswer. `others` are answers to other questions, by short name."""
        try:
            return check(self.kind, raw, **self.limits, **self._compared(others or {}))
        except Wrong as wrong:
            raise WrongAnswer(wrong.message) from wrong

    @property
    def limits(self) -> dict[str, Any]:
        """Options of the check that the form's editor set."""
        return {}

    @property
    def beside(self) -> dict[str, str]:
        """Options of the check that other questions answer: their short names."""
        return {}

    def _compared(self, others: Mapping[str, str]) -> dict[str, Any]:
        options: dict[str, Any] = {option: others.get(name, "") for option, name in self.beside.items()}
        try:
            birth = check(Kind.DATE, options.pop("birth", ""))
        except Wrong:
            # There is none, or its own question says what is wrong with it.
            return options
        return {**options, "birth": birth}

    def typed(self, value: Any) -> Any:
        """A value as its inputs show it."""
        return typed(value)

    def text(self, value: Any, language: str) -> str:
        """A value as a person reads it; empty for none."""
        return "" if value is None else told(self.kind, value, language)

    def validate(self, value: Any) -> None:
        try:
            super().validate(value)
        except RequiredMissing:
            raise WrongAnswer(MESSAGES["missing"]) from None


class _Own(Answer):
    """A question about a person, most often the one who types."""

    def __init__(self, *args: Any, own: bool = True, **kwargs: Any):
        self.own = own
        super().__init__(*args, **kwargs)


class _Line(Answer, schema.TextLine):
    """A line of text that is checked."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        self.read(value)


class _Compared(Answer):
    """A number whose digits tell birth date and sex."""

    def __init__(self, *args: Any, birth_field: str = "", sex_field: str = "", **kwargs: Any):
        self.birth_field = birth_field
        self.sex_field = sex_field
        super().__init__(*args, **kwargs)

    @property
    def beside(self) -> dict[str, str]:
        return {option: name for option, name in (("birth", self.birth_field), ("sex", self.sex_field)) if name}


@implementer(interfaces.IFullName)
class FullName(_Own, _Line):
    """A person's full name."""

    type_title = _("Full name")
    kind = Kind.NAME
    hint = _("Family name and given name as on the identity document, for example Nguyễn Thị Mai.")
    autocomplete = "name"


@implementer(interfaces.IIdNumber)
class IdNumber(_Compared, _Line):
    """The number of an identity document of the kind that another question asks for."""

    type_title = _("Number of an identity document of several kinds")
    kind = Kind.ID
    hint = _("As on the document. A citizen's identity card has 12 digits, for example 080192000123.")

    def __init__(self, *args: Any, kind_field: str = "", **kwargs: Any):
        self.kind_field = kind_field
        super().__init__(*args, **kwargs)

    @property
    def beside(self) -> dict[str, str]:
        return {"id_kind": self.kind_field, **super().beside} if self.kind_field else super().beside


@implementer(interfaces.ICitizenId)
class CitizenId(_Compared, _Line):
    """The 12 digits of a citizen's identity card."""

    type_title = _("Number of a citizen's identity card")
    kind = Kind.CCCD
    hint = _("The 12 digits on the citizen's identity card, for example 080192000123.")


@implementer(interfaces.ITaxCode)
class TaxCode(_Line):
    """A tax code."""

    type_title = _("Tax code")
    kind = Kind.TAX
    hint = _("10 digits, for example 0100109106, a branch's as 0100109106-001; a person's is the identity number.")


@implementer(interfaces.IPhone)
class Phone(_Own, _Line):
    """A phone number."""

    type_title = _("Phone")
    kind = Kind.PHONE
    hint = _("For example 0901234567. A foreign number begins with + and the code of the country.")
    autocomplete = "tel"


@implementer(interfaces.IEmail)
class Email(_Own, _Line):
    """An e-mail address."""

    type_title = _("E-mail")
    kind = Kind.EMAIL
    hint = _("For example mai.nguyen@example.com.")
    autocomplete = "email"


class _Date(Answer, schema.Date):
    """A day, typed: fields for it in three parts or a calendar are slower to fill in for days long ago."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        self.read(value.isoformat())


@implementer(interfaces.IBirthDate)
class BirthDate(_Own, _Date):
    """A date of birth."""

    type_title = _("Date of birth")
    kind = Kind.BIRTH
    hint = _("Day, month and year, for example 25/12/1990.")
    autocomplete = "bday"

    def __init__(self, *args: Any, min_age: int = 0, max_age: int = OLDEST, **kwargs: Any):
        self.min_age = min_age
        self.max_age = max_age
        super().__init__(*args, **kwargs)

    @property
    def limits(self) -> dict[str, Any]:
        return {"min_age": self.min_age or 0, "max_age": OLDEST if self.max_age is None else self.max_age}


@implementer(interfaces.IDay)
class Day(_Date):
    """A day before or after today."""

    type_title = _("Day")
    kind = Kind.DATE
    hint = _("Day, month and year, for example 25/12/2026.")

    def __init__(self, *args: Any, when: str = "", **kwargs: Any):
        self.when = when
        super().__init__(*args, **kwargs)

    @property
    def limits(self) -> dict[str, Any]:
        return {"when": self.when or ""}


class _Number(Answer):
    """A number within bounds, zero and as much as a browser counts unless the editor set others."""

    def _validate(self, value: Any) -> None:
        # For Python a truth is a number.
        if isinstance(value, bool):
            raise WrongType(value, self._type, self.__name__)
        super()._validate(value)

    @property
    def limits(self) -> dict[str, Any]:
        return {"least": 0 if self.min is None else self.min, "most": LARGEST if self.max is None else self.max}


@implementer(interfaces.ICount)
class Count(_Number, schema.Int):
    """A whole number: of copies, of persons."""

    type_title = _("Number (of copies, of persons)")
    kind = Kind.NUMBER
    hint = _("A whole number, for example 3.")


@implementer(interfaces.IMoney)
class Money(_Number, schema.Int):
    """An amount in whole VND."""

    type_title = _("Amount of money (đồng)")
    kind = Kind.MONEY
    hint = _("In đồng, for example 1500000 or 1.500.000.")


@implementer(interfaces.IArea)
class Area(_Number, schema.Float):
    """An area in square metres."""

    type_title = _("Area (m²)")
    kind = Kind.AREA
    hint = _("In square metres, for example 120,5.")


@implementer(interfaces.ILandPlot)
class LandPlot(_Line):
    """A parcel of land: number of parcel and map sheet."""

    type_title = _("Parcel of land")
    kind = Kind.PARCEL
    hint = _("As in the land certificate: 123/45 for parcel 123 on map sheet 45.")


@implementer(interfaces.IBusinessLines)
class BusinessLines(Answer, schema.Field):
    """Business lines with their codes, the main one first: a list of texts that begin with the code."""

    type_title = _("Business lines (VSIC)")
    kind = Kind.LINES
    hint = _("One each line, the main one first: the code of 4 or 5 digits, then what it is, as 4711 Grocery shop.")
    _type = list

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if not all(isinstance(line, str) for line in value):
            raise WrongContainedType([], self.__name__)
        self.read(typed(value))


@implementer(interfaces.IAddress)
class Address(_Own, schema.Field):
    """An address in Vietnam: `{system, province, district, ward, detail}`.

    `system` is "new" (provinces and communes, since 1 July 2025) or "old" (with districts); only then there is a
    district. `province` is a code of `validators.units`.
    """

    type_title = _("Address in Vietnam")
    kind = "address"
    _type = dict

    def read(self, raw: Mapping[str, str], others: Mapping[str, str] | None = None) -> dict[str, str]:
        try:
            return check_address(raw)
        except WrongParts as wrong:
            messages = {name: fault.message for name, fault in wrong.parts.items()}
            raise WrongAnswer(next(iter(messages.values())), messages) from wrong

    def typed(self, value: Mapping[str, str]) -> dict[str, str]:
        return parts_of(value)

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if not all(isinstance(part, str) for part in value.values()):
            raise WrongContainedType([], self.__name__)
        self.read(parts_of(value))

    def text(self, value: Mapping[str, str] | None, language: str) -> str:
        return address_line(value or {})


@implementer(interfaces.IRows)
class Rows(Answer, schema.Field):
    """Rows with the same questions: a list of `{column: value}`; what was not answered is left out."""

    type_title = _("Repeated rows")
    kind = "rows"
    _type = list

    def __init__(self, *args: Any, columns: str = "", min_rows: int = 0, max_rows: int = 50, **kwargs: Any):
        if columns:
            read_columns(columns)
        self.columns = columns
        self.min_rows = min_rows
        self.max_rows = max_rows
        super().__init__(*args, **kwargs)

    @property
    def column_list(self) -> Sequence[Column]:
        # The field editor makes the question first and asks for its columns then.
        return read_columns(self.columns) if self.columns else ()

    def read(
        self, raw: Sequence[Mapping[str, str]], others: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]] | None:
        """The rows that have something in them, None for none; the `parts` of an error are by place (`0.name`)."""
        rows = []
        wrong = {}
        for number, row in enumerate(raw):
            if not any(text.strip() for text in row.values()):
                continue
            rows.append({})
            for column in self.column_list:
                try:
                    value = column.read(row.get(column.id, ""))
                except Wrong as fault:
                    wrong[number, column] = fault.message
                else:
                    if value is not None:
                        rows[-1][column.id] = value
        if wrong:
            sentences = (_place(number + 1, column, message) for (number, column), message in wrong.items())
            parts = {f"{number}.{column.id}": message for (number, column), message in wrong.items()}
            raise WrongAnswer(" ".join(sentences), parts)
        return rows or None

    def typed(self, value: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        return [{c.id: c.typed(row[c.id]) for c in self.column_list if row.get(c.id) is not None} for row in value]

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if not all(isinstance(row, dict) for row in value):
            raise WrongContainedType([], self.__name__)
        if len(value) < (self.min_rows or 0):
            raise WrongAnswer(Wrong("rows_least", least=self.min_rows).message)
        if len(value) > (self.max_rows or 0):
            raise WrongAnswer(Wrong("rows_most", most=self.max_rows).message)

    def text(self, value: Sequence[Mapping[str, Any]] | None, language: str) -> str:
        return "\n".join(f"{number}. {self._row_text(row, language)}" for number, row in enumerate(value or (), 1))

    def _row_text(self, row: Mapping[str, Any], language: str) -> str:
        return "; ".join(
            f"{column.title}: {column.text(row[column.id], language)}"
            for column in self.column_list
            if row.get(column.id) is not None
        )


@implementer(interfaces.IYesNo)
class YesNo(Answer, schema.Field):
    """A question answered with yes or no. No stock truth field: the field editor sets a widget for those."""

    type_title = _("Yes or no")
    kind = "yes_no"
    _type = bool

    def read(self, raw: str, others: Mapping[str, str] | None = None) -> bool:
        return raw == "yes"

    def typed(self, value: bool) -> str:
        return "yes" if value else "no"

    def text(self, value: bool | None, language: str) -> str:
        return "" if value is None else translate(_("Yes") if value else _("No"), target_language=language)


@implementer(interfaces.IDeclaration)
class Declaration(YesNo):
    """A statement that has to be ticked."""

    type_title = _("Statement to be ticked")
    kind = "declaration"

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise WrongAnswer(MESSAGES["tick"])
        super().validate(value)


def _place(number: int, column: Column, message: Message) -> str:
    """A sentence about a cell, in the language of the page."""
    request = getRequest()
    where = _("Row ${number}, ${column}:", mapping={"number": number, "column": column.title})
    return f"{translate(where, context=request)} {translate(message, context=request)}"
