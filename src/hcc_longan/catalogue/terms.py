"""The closed sets of a procedure record, each with its title in the language of the reader.

The titles are the field's own terms (national procedure database, NĐ 43/2011, NĐ 42/2022).
"""

from collections.abc import Mapping
from hcc_longan import _


APPLICANTS: Mapping[str, str] = {
    "citizen": _("Vietnamese citizens"),
    "overseas_vietnamese": _("Vietnamese living abroad"),
    "foreigner": _("Foreigners"),
    "official": _("Officials, civil servants and public employees"),
    "enterprise": _("Enterprises"),
    "vietnamese_enterprise": _("Vietnamese enterprises"),
    "foreign_invested_enterprise": _("Foreign-invested enterprises"),
    "organisation": _("Organisations (other than enterprises and cooperatives)"),
    "foreign_organisation": _("Foreign organisations"),
    "cooperative": _("Cooperatives"),
    "party_member": _("Party members"),
    "party_organisation": _("Party organisations"),
}

LEVELS: Mapping[str, str] = {
    "ministry": _("Ministry"),
    "province": _("Province"),
    "district": _("District"),
    "commune": _("Commune"),
    "other": _("Other agency"),
}

KINDS: Mapping[str, str] = {
    "detailed": _("Procedure whose details a law left to regulation"),
    "not_delegated": _("Procedure that no law lets localities regulate"),
    "internal": _("Internal procedure between state agencies"),
    "other": _("Other kind"),
}

AGENCY_ROLES: Mapping[str, str] = {
    "implementing": _("Implementing agency"),
    "competent": _("Deciding authority"),
    "delegated": _("Delegated agency"),
    "coordinating": _("Coordinating agency"),
}

CHANNELS: Mapping[str, str] = {
    "counter": _("At the counter"),
    "online": _("Online"),
    "post": _("By post"),
}

UNITS: Mapping[str, str] = {
    "same_day": _("within the day"),
    "working_day": _("working days"),
    "day": _("calendar days"),
    "working_hour": _("working hours"),
    "hour": _("hours"),
    "month": _("months"),
}

# What becomes of the time limit when the applicant has handed in a supplement.
ON_RESUME: Mapping[str, str] = {
    "resume": _("The time goes on"),
    "restart": _("The time begins anew"),
}

# A fee is a fixed state fee (lệ phí), a charge covers the cost of a service (phí).
FEE_KINDS: Mapping[str, str] = {
    "fee": _("Fee"),
    "charge": _("Charge"),
}

FEE_RULES: Mapping[str, str] = {
    "free": _("Free of charge"),
    "fixed": _("Fixed amount"),
    "by_local_rule": _("Set by the provincial People's Council"),
    "by_scale": _("According to a scale"),
    "unknown": _("Not stated"),
}

LEVELS_2011: Mapping[str, str] = {
    "1": _("Level 1: information"),
    "2": _("Level 2: forms to download"),
    "3": _("Level 3: online filing"),
    "4": _("Level 4: online filing and payment"),
}

LEVELS_2022: Mapping[str, str] = {
    "end_to_end": _("End-to-end online service"),
    "partial": _("Partial online service"),
    "information": _("Information only"),
}

# Working days that a time limit takes, rounded up, as ranges people choose from.
TIME_LIMITS: Mapping[str, str] = {
    "same_day": _("Within the day"),
    "to_3": _("Up to 3 working days"),
    "to_7": _("4 to 7 working days"),
    "to_15": _("8 to 15 working days"),
    "to_30": _("16 to 30 working days"),
    "over_30": _("More than 30 working days"),
    "unstated": _("Not stated"),
}

PAYMENT: Mapping[str, str] = {
    "free": _("Free of charge"),
    "charged": _("With a fee or charge"),
    "unstated": _("Not stated"),
}
