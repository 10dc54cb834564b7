"""What codes in rows of the register are called."""

from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.staff.people import name_of
from plone import api
from zope.i18n import translate


def holder_names(language: str) -> Mapping[str, str]:
    """Who holds dossiers, by what the register calls them."""
    ours = {CENTRE: _("The centre"), APPLICANT: _("The applicant")}
    return {**agency_names(language), **{key: translate(name, target_language=language) for key, name in ours.items()}}


def procedure_titles(codes: Iterable[str], language: str) -> Mapping[str, str]:
    """The titles of procedures by code, in Vietnamese where there is none in the language."""
    catalog = api.portal.get_tool("portal_catalog")
    found: dict[str, str] = {}
    wanted = sorted(set(codes))
    for each in ("vi", language) if wanted else ():
        brains = catalog.unrestrictedSearchResults(portal_type="Procedure", procedure_code=wanted, Language=each)
        found |= {brain.procedure_facts["code"]: brain.Title for brain in brains}
    return found


def officer_name(user_id: str) -> str:
    """An officer's name; their account's where there is none. A new name shows within a minute."""
    return _officer_name(user_id, int(clock.now().timestamp()) // 60)


@lru_cache(maxsize=1024)
def _officer_name(user_id: str, minute: int) -> str:
    return name_of(user_id)
