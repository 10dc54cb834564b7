"""What portal_catalog keeps of procedures."""

from collections.abc import Iterable
from collections.abc import Sequence
from hcc_longan.catalogue import completeness
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import record as records
from hcc_longan.catalogue.content.catalogue import ICatalogue
from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.catalogue.synonyms import lay_phrases
from hcc_longan.catalogue.synonyms import parse
from hcc_longan.catalogue.synonyms import Rule
from hcc_longan.vietnamese import folded_words
from plone.indexer import indexer
from zlib import crc32


def _language(procedure) -> str:
    return procedure.language or "vi"


def _field_title(procedure) -> str:
    field = departments.find_field(procedure.field)
    return field.title(_language(procedure)) if field else ""


def _rules(procedure) -> Sequence[Rule]:
    parent = procedure.__parent__
    return parse(parent.synonyms or "") if ICatalogue.providedBy(parent) else ()


def _texts(procedure, field: str, name: str) -> list[str]:
    language = _language(procedure)
    return [records.localized(row, name, language) for row in getattr(procedure, field, None) or ()]


def known_as(procedure) -> list[str]:
    """Phrases that name this very procedure: its keywords, and the words people use for its name and keywords."""
    keywords = list(procedure.keywords or ())
    return [*keywords, *lay_phrases(_rules(procedure), [procedure.title, *keywords])]


def search_words_of(procedure) -> list[str]:
    """Phrases besides its name by which a procedure is found: also its field, its results, people's words for both."""
    around = [_field_title(procedure), *_texts(procedure, "results", "name")]
    return [*known_as(procedure), *around, *lay_phrases(_rules(procedure), around)]


@indexer(IProcedure)
def procedure_names(procedure):
    return procedure.title


@indexer(IProcedure)
def procedure_words(procedure):
    return "\n".join(search_words_of(procedure))


@indexer(IProcedure)
def procedure_body(procedure):
    return "\n".join(
        [
            procedure.description or "",
            *_texts(procedure, "cases", "name"),
            *_texts(procedure, "components", "name"),
            *_texts(procedure, "conditions", "text"),
            *_texts(procedure, "steps", "text"),
            *_texts(procedure, "agencies", "name"),
            *_texts(procedure, "legal_basis", "title"),
            *(row["number"] for row in procedure.legal_basis or ()),
        ]
    )


@indexer(IProcedure)
def searchable_text(procedure):
    """For the site-wide search: the same words in one text."""
    texts = [procedure.code, procedure.title, *search_words_of(procedure), procedure_body(procedure)()]
    # An importer indexes a page before it has filled it.
    return "\n".join(text for text in texts if text)


@indexer(IProcedure)
def procedure_code(procedure):
    return procedure.code


@indexer(IProcedure)
def procedure_department(procedure):
    return departments.acting(procedure.department) or ""


@indexer(IProcedure)
def procedure_field(procedure):
    return procedure.field or ""


@indexer(IProcedure)
def procedure_applicants(procedure):
    return tuple(procedure.applicants or ())


@indexer(IProcedure)
def procedure_online(procedure):
    return procedure.level_2022 or "information"


@indexer(IProcedure)
def procedure_payment(procedure):
    return records.payment({"fees": procedure.fees})


@indexer(IProcedure)
def procedure_time_limit(procedure):
    return records.time_limit_range({"ways": procedure.ways})


@indexer(IProcedure)
def procedure_gaps(procedure):
    return tuple(completeness.gaps(procedure))


def _joined(phrases: Iterable[str]) -> str:
    return " | ".join(" ".join(folded_words(phrase)) for phrase in phrases)


@indexer(IProcedure)
def procedure_facts(procedure):
    """What lists of procedures show, so that they wake no procedure."""
    limits = records.time_limits({"ways": procedure.ways})
    return {
        "code": procedure.code,
        "department": departments.acting(procedure.department),
        "own_department": procedure.department,
        "field": procedure.field,
        "limits": [(limit.number, limit.unit) for limit in limits],
        "level_2011": procedure.level_2011,
        "level_2022": procedure.level_2022,
        "payment": records.payment({"fees": procedure.fees}),
        "channels": records.channels({"ways": procedure.ways}),
        "applicants": list(procedure.applicants or ()),
        "known_as": _joined(known_as(procedure)),
        # Only to see whether they changed.
        "search_words": crc32(_joined(search_words_of(procedure)).encode()),
        "review_by": procedure.review_by,
        "valid_from": procedure.valid_from,
        "valid_to": procedure.valid_to,
    }
