"""The region of a place: ITL1 codes from NUTS and ITL codes, postcodes and names of regions.

Source: ONS, International Territorial Levels (January 2021): each ITL1 code ``TLx`` was ``UKx`` in NUTS 2018.
Postcode areas that straddle a border count to the region with most of their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.rules.places_and_sectors import REGIONS

_AREAS = {
    "TLC": "DH DL NE SR TS",
    "TLD": "BB BL CA CH CW FY L LA M OL PR SK WA WN",
    "TLE": "BD DN HD HG HU HX LS S WF YO",
    "TLF": "DE LE LN NG NN",
    "TLG": "B CV DY HR ST SY TF WR WS WV",
    "TLH": "AL CB CM CO EN HP IG IP LU NR PE SG SS WD RM",
    "TLI": "BR CR E EC HA KT N NW SE SM SW TW UB W WC",
    "TLJ": "BN CT DA GU ME MK OX PO RG RH SL SO TN",
    "TLK": "BA BH BS DT EX GL PL SN SP TA TQ TR",
    "TLL": "CF LD LL NP SA",
    "TLM": "AB DD DG EH FK G HS IV KA KW KY ML PA PH TD ZE",
    "TLN": "BT",
}
# Outer London boroughs hold most addresses of these areas.
_OUTER_LONDON = ("EN", "IG", "RM")

_BY_AREA = {area: code for code, areas in _AREAS.items() for area in areas.split()} | dict.fromkeys(
    _OUTER_LONDON, "TLI"
)
_BY_NAME = {name.casefold(): code for code, name in REGIONS.items()} | {
    "yorkshire and the humber": "TLE",
    "yorkshire & humber": "TLE",
    "yorkshire": "TLE",
    "east england": "TLH",
    "eastern england": "TLH",
    "greater london": "TLI",
}
_CODE = re.compile(r"^(?:UK|TL)([C-N])[0-9A-Z]{0,3}$")
_POSTCODE = re.compile(r"^([A-Z]{1,2})[0-9][0-9A-Z]?\s*(?:[0-9][A-Z]{2})?$")


def region_of_code(text: Any) -> str:
    """Return the ITL1 code for a NUTS or ITL code of any level, or for a region's name; else an empty text."""
    if not isinstance(text, str) or len(text) > 60:
        return ""
    found = _CODE.match(text.strip().upper())
    return f"TL{found[1]}" if found else _BY_NAME.get(" ".join(text.split()).casefold(), "")


def region_of_postcode(text: Any) -> str:
    """Return the ITL1 code for a postcode, or an empty text."""
    if not isinstance(text, str) or len(text) > 20:
        return ""
    found = _POSTCODE.match(" ".join(text.upper().split()))
    return _BY_AREA.get(found[1], "") if found else ""


def only_region(codes: Iterable[Any]) -> str:
    """Return the one region that all known ``codes`` lie in; an empty text where they name several or none."""
    regions = {region for code in codes if (region := region_of_code(code))}
    return regions.pop() if len(regions) == 1 else ""
