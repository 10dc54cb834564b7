"""Vocabularies of the catalogue: closed sets from `terms`, departments and fields from the site."""

from collections.abc import Mapping
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import terms
from plone import api
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory
from zope.schema.vocabulary import SimpleTerm
from zope.schema.vocabulary import SimpleVocabulary


def from_terms(titles: Mapping[str, str]):
    """A vocabulary factory for a closed set."""
    vocabulary = SimpleVocabulary([SimpleTerm(value, value, title) for value, title in titles.items()])

    @provider(IVocabularyFactory)
    def factory(context):
        return vocabulary

    return factory


PROCEDURE_PARTS = {
    "code": _("Code"),
    "applicants": _("Eligible applicants"),
    "agencies": _("Agencies"),
    "levels": _("Levels of government"),
    "ways": _("Ways of filing and time limits"),
    "fees": _("Fees and charges"),
    "components": _("Components of the dossier"),
    "sets": _("Number of sets"),
    "steps": _("Steps"),
    "conditions": _("Requirements and conditions"),
    "results": _("Results"),
    "decision": _("Publication decision"),
    "kind": _("Kind"),
    "legal_basis": _("Legal basis"),
    "level_2011": _("Online level (NĐ 43/2011)"),
    "level_2022": _("Online level (NĐ 42/2022)"),
}

DEPARTMENT_PARTS = {
    "agency_id": _("Agency identifier"),
    "address": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "hours": _("Working hours"),
    "head": _("Head"),
}

IMPORT_PROBLEMS = {
    "no_limit": _("No time limit stated"),
    "limit_without_unit": _("Time limit without a unit"),
    "fee_in_thousands": _("Amount looks like thousands of đồng"),
    "fee_unclear": _("Fee can't be read"),
    "sentence_as_paper": _("A sentence stands among the papers"),
    "long_name": _("Very long name"),
    "code_in_name": _("Code inside the name"),
    "unknown_value": _("Unknown value"),
    "sample_agency": _("Names another province's agency"),
    "missing_part": _("Required part missing"),
    "local_change_kept": _("Changed here and nationally: the local text was kept"),
}

applicants = from_terms(terms.APPLICANTS)
levels = from_terms(terms.LEVELS)
kinds = from_terms(terms.KINDS)
agency_roles = from_terms(terms.AGENCY_ROLES)
channels = from_terms(terms.CHANNELS)
units = from_terms(terms.UNITS)
on_resume = from_terms(terms.ON_RESUME)
fee_kinds = from_terms(terms.FEE_KINDS)
fee_rules = from_terms(terms.FEE_RULES)
levels_2011 = from_terms(terms.LEVELS_2011)
levels_2022 = from_terms(terms.LEVELS_2022)
procedure_parts = from_terms(PROCEDURE_PARTS)
department_parts = from_terms(DEPARTMENT_PARTS)
import_problems = from_terms(IMPORT_PROBLEMS)


@provider(IVocabularyFactory)
def department_codes(context):
    """The departments by code, in the language of the reader."""
    language = api.portal.get_current_language()
    return SimpleVocabulary(
        [SimpleTerm(d.code, d.code, d.title(language)) for d in departments.all_departments().values()]
    )


@provider(IVocabularyFactory)
def field_ids(context):
    """The fields of administration of all departments, each with its department's short name."""
    language = api.portal.get_current_language()
    return SimpleVocabulary(
        [
            SimpleTerm(f.id, f.id, f"{d.short_title(language)}: {f.title(language)}")
            for d in departments.all_departments().values()
            for f in d.fields.values()
        ]
    )
