"""`GET @procedures`: the catalogue's search for programs."""

from hcc_longan.catalogue import departments
from hcc_longan.catalogue import search
from hcc_longan.catalogue import wording
from hcc_longan.catalogue.browser.search import as_number
from hcc_longan.catalogue.browser.search import read_query
from hcc_longan.catalogue.record import TimeLimit
from plone import api
from plone.restapi.services import Service
from typing import Any
from zope.i18n import translate


DEFAULT_SIZE = 25
LARGEST_SIZE = 200


class ProceduresGet(Service):
    """Answers `{items_total, items, facets}`, best first.

    Parameters: `q`; the facets `department`, `field`, `applicant`, `online`, `payment`, `time` (each may be repeated);
    `sort` (`relevance`, `name`, `time`, `changed`); `lang` (`vi`, `en`); `b_start`, `b_size` (at most 200).
    """

    def reply(self) -> dict[str, Any]:
        form = self.request.form
        language = form.get("lang") or api.portal.get_current_language()
        if language not in ("vi", "en"):
            self.request.response.setStatus(400)
            message = "lang: vi | en"
            return {"error": {"type": "BadRequest", "message": message}}
        start = as_number(form.get("b_start"), 0, 1_000_000)
        size = as_number(form.get("b_size"), DEFAULT_SIZE, LARGEST_SIZE)
        results = search.search(read_query(form, language))
        return {
            "@id": f"{api.portal.get().absolute_url()}/@procedures",
            "items_total": len(results),
            "items": [self._item(brain, language) for brain in results.brains(start, size)],
            "facets": {
                name: [{"value": value, "count": count} for value, count in sorted(counts.items()) if value]
                for name, counts in results.counts.items()
            },
            "corrections": dict(results.corrections),
        }

    def _item(self, brain, language: str) -> dict[str, Any]:
        facts = brain.procedure_facts
        department = departments.get(facts["department"])
        field = departments.find_field(facts["field"])
        limits = [TimeLimit(number, unit) for number, unit in facts["limits"]]

        def translated(message: str) -> str:
            return translate(message, target_language=language)

        return {
            "@id": brain.getURL(),
            "code": facts["code"],
            "title": brain.Title,
            "description": brain.Description,
            "department": facts["department"] or "",
            "department_title": department.title(language) if department else "",
            "field": facts["field"] or "",
            "field_title": field.title(language) if field else "",
            "time_limit": wording.time_limit_span(limits, language, translated),
            "time_limits": [{"number": limit.number, "unit": limit.unit} for limit in limits],
            "online_level": facts["level_2022"] or "information",
            "online_level_2011": facts["level_2011"],
            "payment": facts["payment"],
            "applicants": facts["applicants"],
        }
