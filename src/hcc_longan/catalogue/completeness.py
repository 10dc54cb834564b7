"""What a procedure lacks: for the editors' completeness page and the catalog index behind it."""

from collections.abc import Mapping
from datetime import date
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import record as records
from hcc_longan.catalogue import versions


GAPS: Mapping[str, str] = {
    "steps": _("Steps missing"),
    "ways": _("Ways of filing missing"),
    "components": _("Components missing"),
    "quantities": _("Quantities missing"),
    "time_limit": _("Time limit missing"),
    "applicants": _("Applicants missing"),
    "agencies": _("Implementing agency missing"),
    "results": _("Results missing"),
    "legal_basis": _("Legal basis missing"),
    "department": _("No department"),
    "field": _("No field of administration"),
    "summary": _("Summary missing"),
    "translation": _("Translation missing"),
    "untranslated": _("Rows without English"),
    "form": _("Form file missing"),
    "to_check": _("To check after import"),
    "overdue_review": _("Past its review date"),
    "expired": _("No longer in force"),
}


def gaps(procedure) -> list[str]:
    """Which of `GAPS` hold for a procedure, except those that a day brings (see `dated_gaps`)."""
    record = versions.shared_record(procedure)
    found = set(records.missing_parts(record))
    found.update(part for part in ("results", "legal_basis") if not record[part])
    found.update(place_gaps(procedure))
    if not procedure.description:
        found.add("summary")
    if not {"vi", "en"} <= set(versions.translations(procedure)):
        found.add("translation")
    elif records.untranslated_parts(record):
        found.add("untranslated")
    if _lacks_form(procedure):
        found.add("form")
    if record["to_check"]:
        found.add("to_check")
    return [gap for gap in GAPS if gap in found]


def place_gaps(procedure) -> set[str]:
    """Of the gaps those that hang on the departments of the site."""
    found = set()
    if departments.get(procedure.department) is None:
        found.add("department")
    if departments.find_field(procedure.field) is None:
        found.add("field")
    return found


def dated_gaps(review_by: date | None, valid_to: date | None, day: date) -> list[str]:
    """The gaps that come with time alone: a review date passed, the last day in force passed."""
    found = []
    if review_by and review_by < day:
        found.append("overdue_review")
    if valid_to and valid_to < day:
        found.append("expired")
    return found


def _lacks_form(procedure) -> bool:
    files = set(versions.canonical(procedure).objectIds()) | set(procedure.objectIds())
    return any(row["form_number"] and (row["form_file"] or "") not in files for row in procedure.components or ())
