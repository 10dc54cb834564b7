"""Procedure (thủ tục hành chính, TTHC): the record of the national database, structured.

Parts and their names follow NĐ 63/2010/NĐ-CP, Điều 8, and the national procedure database.
"""

from collections.abc import Iterable
from collective.z3cform.datagridfield.blockdatagridfield import BlockDataGridFieldFactory
from collective.z3cform.datagridfield.datagridfield import DataGridFieldFactory
from collective.z3cform.datagridfield.row import DictRow
from datetime import date
from hcc_longan import _
from hcc_longan.catalogue import rows
from hcc_longan.catalogue.rows import choice
from hcc_longan.catalogue.rows import VOCABULARY
from plone.app.multilingual.dx import directives as multilingual
from plone.autoform import directives
from plone.dexterity.content import Container
from plone.supermodel import model
from z3c.form.browser.checkbox import CheckBoxFieldWidget
from zope import schema
from zope.interface import implementer
from zope.interface import Interface
from zope.interface import Invalid
from zope.interface import invariant

import re


CODE = re.compile(r"\d\.\d{6}")


class NotAProcedureCode(schema.ValidationError):
    __doc__ = _("A procedure's code is a digit, a point and six digits, for example 2.001610.")


def valid_code(value: str) -> bool:
    """Whether a text has the shape of a national procedure code; else a message for the editor."""
    if not CODE.fullmatch(value):
        raise NotAProcedureCode(value)
    return True


def listing(title, row: type[Interface], **kwargs):
    """A field with a list of rows."""
    return schema.List(title=title, value_type=DictRow(schema=row), required=False, default=[], missing_value=[], **kwargs)


def several(title, vocabulary: str, **kwargs):
    """A field with some of the terms of a vocabulary."""
    return schema.List(
        title=title,
        value_type=schema.Choice(vocabulary=VOCABULARY(vocabulary)),
        required=False,
        default=[],
        missing_value=[],
        **kwargs,
    )


class IProcedure(model.Schema):
    """An administrative procedure."""

    code = schema.TextLine(
        title=_("Code"),
        description=_("The code in the national procedure database, for example 2.001610."),
        constraint=valid_code,
    )
    department = choice(_("Department"), "departments", required=False)
    field = choice(_("Field of administration"), "fields", required=False)
    directives.widget("keywords", rows=6)
    keywords = schema.List(
        title=_("Words people search with"),
        description=_("One a line, in the language of this page."),
        value_type=schema.TextLine(),
        required=False,
        default=[],
        missing_value=[],
    )

    model.fieldset("agencies", label=_("Who"), fields=["applicants", "agencies", "levels"])
    directives.widget("applicants", CheckBoxFieldWidget)
    applicants = several(_("Eligible applicants"), "applicants")
    directives.widget("agencies", DataGridFieldFactory)
    agencies = listing(_("Agencies"), rows.IAgencyRow)
    directives.widget("levels", CheckBoxFieldWidget)
    levels = several(_("Levels of government"), "levels")

    model.fieldset("filing", label=_("How long and how much"), fields=["cases", "ways", "account_needed", "on_resume", "fees"])
    directives.widget("cases", DataGridFieldFactory)
    cases = listing(
        _("Cases"),
        rows.ICaseRow,
        description=_("Other rows refer to a case by its short name; a row without one holds for every case."),
    )
    directives.widget("ways", BlockDataGridFieldFactory)
    ways = listing(_("Ways of filing and time limits"), rows.IWayRow)
    account_needed = schema.Bool(
        title=_("Online only with an account"),
        description=_("Nobody can file this procedure online without having signed in."),
        required=False,
        default=False,
    )
    on_resume = choice(
        _("After a supplement"),
        "on_resume",
        required=False,
        default="resume",
        description=_("Whether the time limit goes on or begins anew when the applicant has completed the dossier."),
    )
    directives.widget("fees", BlockDataGridFieldFactory)
    fees = listing(_("Fees and charges"), rows.IFeeRow)

    model.fieldset("papers", label=_("Papers"), fields=["components", "sets"])
    directives.widget("components", BlockDataGridFieldFactory)
    components = listing(_("Components of the dossier"), rows.IComponentRow)
    sets = schema.Int(title=_("Number of sets"), required=False, min=1, default=1)

    model.fieldset("handling", label=_("Steps and results"), fields=["steps", "conditions", "results"])
    directives.widget("steps", BlockDataGridFieldFactory)
    steps = listing(_("Steps"), rows.IStepRow)
    directives.widget("conditions", BlockDataGridFieldFactory)
    conditions = listing(_("Requirements and conditions"), rows.ITextRow)
    directives.widget("results", DataGridFieldFactory)
    results = listing(_("Results"), rows.IResultRow)

    model.fieldset(
        "law",
        label=_("Law"),
        fields=["decision", "kind", "legal_basis", "level_2011", "level_2022", "related"],
    )
    decision = schema.TextLine(
        title=_("Publication decision"), description=_("For example 92/QĐ-BTC."), required=False, default="", missing_value=""
    )
    kind = choice(_("Kind"), "kinds", required=False)
    directives.widget("legal_basis", BlockDataGridFieldFactory)
    legal_basis = listing(_("Legal basis"), rows.ILegalBasisRow)
    level_2011 = choice(_("Online level (NĐ 43/2011)"), "levels_2011", required=False)
    level_2022 = choice(_("Online level (NĐ 42/2022)"), "levels_2022", required=False)
    directives.widget("related", rows=4)
    related = schema.List(
        title=_("Related procedures"),
        description=_("Their codes, one a line."),
        value_type=schema.TextLine(constraint=valid_code),
        required=False,
        default=[],
        missing_value=[],
    )

    model.fieldset(
        "validity", label=_("Validity"), fields=["valid_from", "valid_to", "review_by", "illustrative", "to_check"]
    )
    valid_from = schema.Date(
        title=_("In force from"),
        description=_("A later date keeps the former version in force until then."),
        required=False,
    )
    valid_to = schema.Date(title=_("In force until"), description=_("The last day."), required=False)
    review_by = schema.Date(
        title=_("To be reviewed by"),
        description=_("From the next day on the completeness page lists the procedure."),
        required=False,
    )
    directives.widget("illustrative", CheckBoxFieldWidget)
    illustrative = several(
        _("Illustrative parts"),
        "procedure_parts",
        description=_("Parts whose contents no official source confirms yet; the page marks them so."),
    )
    directives.widget("to_check", DataGridFieldFactory)
    to_check = listing(
        _("To check after import"),
        rows.ICheckRow,
        description=_("Remove a row when you have settled it."),
    )

    # Notes among editors.
    directives.read_permission(review_by="cmf.ModifyPortalContent", to_check="cmf.ModifyPortalContent")

    multilingual.languageindependent(
        "code",
        "department",
        "field",
        "applicants",
        "agencies",
        "levels",
        "cases",
        "ways",
        "account_needed",
        "on_resume",
        "fees",
        "components",
        "sets",
        "steps",
        "conditions",
        "results",
        "decision",
        "kind",
        "legal_basis",
        "level_2011",
        "level_2022",
        "related",
        "valid_from",
        "valid_to",
        "review_by",
        "illustrative",
        "to_check",
    )

    @invariant
    def cases_are_known(data):
        known = {row["id"] for row in data.cases or ()} | {"", None}
        for name in ("ways", "fees", "components", "steps"):
            for row in getattr(data, name, None) or ():
                if row["case"] not in known:
                    raise Invalid(_("There is no case “${case}”: add it to the list of cases.", mapping={"case": row["case"]}))

    @invariant
    def components_are_told_apart(data):
        twice = _first_twice(row["id"] for row in data.components or ())
        if twice:
            raise Invalid(_("Two components have the short name “${id}”.", mapping={"id": twice}))

    @invariant
    def amounts_fit_their_rule(data):
        for row in data.fees or ():
            if (row["rule"] == "fixed") != (row["amount"] is not None):
                raise Invalid(_("A fixed fee needs an amount, and only a fixed fee has one."))

    @invariant
    def validity_has_an_order(data):
        if data.valid_from and data.valid_to and data.valid_to < data.valid_from:
            raise Invalid(_("The last day in force lies before the first."))

    @invariant
    def dates_of_issue_are_dates(data):
        for row in data.legal_basis or ():
            try:
                date.fromisoformat(row["issued"] or "2000-01-01")
            except ValueError:
                raise Invalid(
                    _("“${text}” is not a date like 2016-10-17.", mapping={"text": row["issued"]})
                ) from None


def _first_twice(values: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


@implementer(IProcedure)
class Procedure(Container):
    """An administrative procedure; holds its form files."""
