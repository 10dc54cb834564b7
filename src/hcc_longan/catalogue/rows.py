"""Rows of a procedure's lists.

A list is shared by the translations of a procedure, so that numbers, codes and quantities are kept once; what a person
reads in a row has one column a language (`…_vi`, `…_en`). Nothing else about a procedure is bilingual: its title,
summary and keywords belong to each translation.
"""

from hcc_longan import _
from hcc_longan.catalogue.fields import Amount
from hcc_longan.catalogue.fields import Number
from zope import schema
from zope.interface import Interface


VOCABULARY = "hcc_longan.{}".format


def text(title, required=False):
    return schema.TextLine(title=title, required=required, missing_value="", default="")


def paragraph(title, required=False):
    return schema.Text(title=title, required=required, missing_value="", default="")


def choice(title, vocabulary, required=True, **kwargs):
    return schema.Choice(title=title, vocabulary=VOCABULARY(vocabulary), required=required, **kwargs)


def case_reference():
    return text(_("Case"))


class IFieldRow(Interface):
    """A field of administration (lĩnh vực) of a department."""

    id = text(_("Short name"), required=True)
    title_vi = text(_("Name in Vietnamese"), required=True)
    title_en = text(_("Name in English"))


class ITextRow(Interface):
    """A paragraph in both languages."""

    text_vi = paragraph(_("Vietnamese"), required=True)
    text_en = paragraph(_("English"))


class IAgencyRow(Interface):
    """An agency that takes part in a procedure."""

    role = choice(_("Role"), "agency_roles")
    name_vi = text(_("Name in Vietnamese"), required=True)
    name_en = text(_("Name in English"))


class ICaseRow(Interface):
    """A case (trường hợp) that other rows refer to by its short name."""

    id = text(_("Short name"), required=True)
    name_vi = text(_("Name in Vietnamese"), required=True)
    name_en = text(_("Name in English"))


class IStepRow(Interface):
    """A step (trình tự thực hiện), in its order."""

    case = case_reference()
    text_vi = paragraph(_("Vietnamese"), required=True)
    text_en = paragraph(_("English"))


class IWayRow(Interface):
    """A way of filing (cách thức thực hiện) with its time limit; without a number the limit is not stated."""

    channel = choice(_("Channel"), "channels")
    case = case_reference()
    limit = Number(title=_("Time limit"), required=False, min=0.0)
    unit = choice(_("Unit"), "units", default="working_day")
    note_vi = paragraph(_("Note in Vietnamese"))
    note_en = paragraph(_("Note in English"))


class IFeeRow(Interface):
    """A fee or charge; without a channel it is the same for every way of filing. Amounts are in VND."""

    channel = choice(_("Channel"), "channels", required=False)
    case = case_reference()
    kind = choice(_("Kind"), "fee_kinds")
    rule = choice(_("Rule"), "fee_rules")
    amount = Amount(title=_("Amount (VND)"), required=False, min=0)
    note_vi = paragraph(_("Note in Vietnamese"))
    note_en = paragraph(_("Note in English"))


class IComponentRow(Interface):
    """A component of the dossier (thành phần hồ sơ): a paper and how many of it."""

    id = text(_("Short name"), required=True)
    case = case_reference()
    name_vi = paragraph(_("Name in Vietnamese"), required=True)
    name_en = paragraph(_("Name in English"))
    form_number = text(_("Number of the form"))
    form_file = text(_("Form file (short name of a file in this procedure)"))
    originals = schema.Int(title=_("Originals"), min=0, default=0)
    copies = schema.Int(title=_("Copies"), min=0, default=0)
    certified = schema.Int(title=_("Certified copies"), min=0, default=0)
    required = schema.Bool(title=_("Required"), required=False, default=True)
    note_vi = paragraph(_("Note in Vietnamese"))
    note_en = paragraph(_("Note in English"))


class IResultRow(Interface):
    """A result (kết quả thực hiện) with its national code."""

    code = text(_("Code"))
    name_vi = text(_("Name in Vietnamese"), required=True)
    name_en = text(_("Name in English"))


class ILegalBasisRow(Interface):
    """A document of the legal basis (căn cứ pháp lý)."""

    number = text(_("Number"), required=True)
    title_vi = text(_("Title in Vietnamese"))
    title_en = text(_("Title in English"))
    issued = text(_("Date of issue (YYYY-MM-DD)"))
    url = text(_("Link"))


class ICheckRow(Interface):
    """Something an import could not take over cleanly and a person has to look at."""

    field = text(_("Part of the record"), required=True)
    problem = choice(_("Problem"), "import_problems")
    value = paragraph(_("What the national record says"))


class IMappingRow(Interface):
    """Which department a national record belongs to: by its ministry and, where given, its field."""

    ministry = text(_("Ministry (as the file names it)"), required=True)
    field = text(_("National field (empty: all others)"))
    department = choice(_("Department"), "departments", required=False)
