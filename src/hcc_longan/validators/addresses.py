"""Addresses in Vietnam, in the units since 1 July 2025 or in those of before."""

from collections.abc import Mapping
from hcc_longan.validators.units import PROVINCES
from hcc_longan.validators.words import check_text
from hcc_longan.validators.wrong import Wrong


class WrongParts(ValueError):
    """Several inputs that make one answer, of which some can't be right; `parts` says what is wrong with which."""

    def __init__(self, parts: Mapping[str, Wrong]):
        super().__init__("; ".join(f"{name}: {wrong.message}" for name, wrong in parts.items()))
        self.parts = dict(parts)


LONGEST_PART = 200  # characters


def check_address(parts: Mapping[str, str]) -> dict[str, str]:
    """An address from its inputs: `province` ("new:80"), `district` (old system only), `ward` and `detail`.

    Gives `{system, province, district, ward, detail}`, without a district in the new system; raises WrongParts.
    """
    system, _colon, province = parts.get("province", "").partition(":")
    needed = ("district", "ward", "detail") if system == "old" else ("ward", "detail")
    address = {"system": system, "province": province}
    wrong = {}
    if province not in PROVINCES.get(system, ()):
        wrong["province"] = Wrong("address_province")
    for name in needed:
        try:
            address[name] = check_text(parts.get(name, ""), most=LONGEST_PART)
        except Wrong as fault:
            wrong[name] = fault
        else:
            if not address[name]:
                wrong[name] = Wrong(f"address_{name}")
    if wrong:
        raise WrongParts(wrong)
    return address


def parts_of(address: Mapping[str, str]) -> dict[str, str]:
    """An address as its inputs show it."""
    return {
        "province": f"{address.get('system', '')}:{address.get('province', '')}",
        **{name: address.get(name, "") for name in ("district", "ward", "detail")},
    }


def address_line(address: Mapping[str, str]) -> str:
    """An address in one line, as on a letter: the smallest unit first."""
    province = PROVINCES.get(address.get("system", ""), {}).get(address.get("province", ""), "")
    return ", ".join(filter(None, (address.get("detail"), address.get("ward"), address.get("district"), province)))
