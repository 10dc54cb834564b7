"""Department (sở): an agency of the province that takes part in the centre."""

from collective.z3cform.datagridfield.blockdatagridfield import BlockDataGridFieldFactory
from collective.z3cform.datagridfield.datagridfield import DataGridFieldFactory
from hcc_longan import _
from hcc_longan.catalogue import rows
from hcc_longan.catalogue.content.procedure import listing
from hcc_longan.catalogue.content.procedure import several
from hcc_longan.catalogue.rows import choice
from plone.app.multilingual.dx import directives as multilingual
from plone.autoform import directives
from plone.dexterity.content import Item
from plone.supermodel import model
from z3c.form.browser.checkbox import CheckBoxFieldWidget
from zope import schema
from zope.interface import implementer
from zope.interface import Invalid
from zope.interface import invariant

import re


class NotADepartmentCode(schema.ValidationError):
    __doc__ = _("A department's code is two to twelve small letters or digits without diacritics, for example khdt.")


def valid_code(value: str) -> bool:
    """Whether a text is a department's code; else a message for the editor."""
    if not re.fullmatch(r"[a-z0-9]{2,12}", value):
        raise NotADepartmentCode(value)
    return True


class IDepartment(model.Schema):
    """A department of the centre."""

    code = schema.TextLine(
        title=_("Code"),
        description=_("Short and lasting: procedures and dossiers refer to it, whatever the department is called."),
        constraint=valid_code,
    )
    agency_id = schema.TextLine(
        title=_("Agency identifier"),
        description=_("Under QCVN 102, for example 000.00.91.H39; dossier codes begin with it."),
        required=False,
        default="",
    )
    short_title = schema.TextLine(title=_("Short name"), required=False, default="", missing_value="")
    head = schema.TextLine(title=_("Head"), required=False, default="", missing_value="")

    directives.widget("tasks", BlockDataGridFieldFactory)
    tasks = listing(_("What it does for people and firms"), rows.ITextRow)
    directives.widget("fields", DataGridFieldFactory)
    fields = listing(
        _("Fields of administration"),
        rows.IFieldRow,
        description=_("Procedures are filed under these. The short name is lasting; the names may change."),
    )

    model.fieldset("contact", label=_("Contact"), fields=["counter", "address", "phone", "email", "hours"])
    counter = schema.TextLine(title=_("Counter"), required=False, default="", missing_value="")
    address = schema.TextLine(title=_("Address"), required=False, default="", missing_value="")
    phone = schema.TextLine(title=_("Phone"), required=False, default="", missing_value="")
    email = schema.TextLine(title=_("E-mail"), required=False, default="", missing_value="")
    hours = schema.TextLine(title=_("Working hours"), required=False, default="", missing_value="")

    model.fieldset("roadmap", label=_("Roadmap"), fields=["joined", "left", "successor", "illustrative"])
    joined = schema.Date(title=_("Takes part in the centre since"), required=False)
    left = schema.Date(title=_("Took part until"), required=False)
    successor = choice(
        _("Successor"),
        "departments",
        required=False,
        description=_("The department that took over when this one was renamed or merged; procedures appear under it."),
    )
    directives.widget("illustrative", CheckBoxFieldWidget)
    illustrative = several(
        _("Illustrative parts"),
        "department_parts",
        description=_("Parts whose contents no official source confirms yet; the page marks them so."),
    )

    multilingual.languageindependent(
        "code",
        "agency_id",
        "tasks",
        "fields",
        "phone",
        "email",
        "joined",
        "left",
        "successor",
        "illustrative",
    )

    @invariant
    def nobody_succeeds_itself(data):
        if data.successor and data.successor == data.code:
            raise Invalid(_("A department can't be its own successor."))


@implementer(IDepartment)
class Department(Item):
    """A department of the centre."""
