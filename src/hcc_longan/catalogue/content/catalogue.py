"""Catalogue: the folder with the procedures in one language, and what its editors set for search and import."""

from collective.z3cform.datagridfield.datagridfield import DataGridFieldFactory
from hcc_longan import _
from hcc_longan.catalogue import rows
from hcc_longan.catalogue.content.procedure import listing
from hcc_longan.catalogue.synonyms import parse
from hcc_longan.catalogue.synonyms import SynonymError
from plone.app.multilingual.dx import directives as multilingual
from plone.autoform import directives
from plone.dexterity.content import Container
from plone.supermodel import model
from zope import schema
from zope.interface import implementer
from zope.interface import Invalid


def valid_synonyms(value: str) -> bool:
    """Whether every line of a synonym table can be read; else a message that names the line."""
    try:
        parse(value)
    except SynonymError as error:
        raise Invalid(
            _(
                "Line ${line}: “${text}” does not have the form “lay word, lay word = official word, official word”.",
                mapping={"line": error.line, "text": error.text},
            )
        ) from error
    return True


class ICatalogue(model.Schema):
    """The procedures in one language."""

    model.fieldset("search", label=_("Search words"), fields=["synonyms"])
    directives.widget("synonyms", rows=30)
    synonyms = schema.Text(
        title=_("Words people use instead of the law's"),
        description=_(
            "One rule a line: the words people use, “=”, the official words; commas between several. "
            "A procedure whose name, field, keywords or results have one of the official words is found by the words "
            "people use as well. Accents and capitals don't matter. Lines that begin with # are remarks."
        ),
        constraint=valid_synonyms,
        required=False,
        default="",
        missing_value="",
    )

    model.fieldset("import", label=_("Import"), fields=["mapping"])
    directives.widget("mapping", DataGridFieldFactory)
    mapping = listing(
        _("Which national records belong to which department"),
        rows.IMappingRow,
        description=_(
            "A rule with a field goes before one without. Records that no rule maps, or that a rule without a department "
            "maps, are kept as drafts until an editor assigns them."
        ),
    )
    multilingual.languageindependent("mapping")


@implementer(ICatalogue)
class Catalogue(Container):
    """The procedures in one language."""
