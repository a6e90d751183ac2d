"""Regions of the United Kingdom (ITL 1) and the sectors that organisations name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# International Territorial Level 1; source: Office for National Statistics.
REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "TLC": "North East",
        "TLD": "North West",
        "TLE": "Yorkshire and The Humber",
        "TLF": "East Midlands",
        "TLG": "West Midlands",
        "TLH": "East of England",
        "TLI": "London",
        "TLJ": "South East",
        "TLK": "South West",
        "TLL": "Wales",
        "TLM": "Scotland",
        "TLN": "Northern Ireland",
    }
)

SECTORS: Mapping[str, str] = MappingProxyType(
    {
        "digital": "Digital and data",
        "connectivity": "Telecoms, 5G and sensors",
        "health": "Health and care",
        "housing": "Housing and building",
        "energy": "Energy and heat",
        "transport": "Transport and mobility",
        "waste": "Waste and circular economy",
        "water": "Water and flooding",
        "environment": "Environment and nature",
        "food": "Food",
        "education": "Education and skills",
        "events": "Events, sport and tourism",
        "safety": "Community safety",
        "creative": "Creative and cultural",
        "manufacturing": "Manufacturing and engineering",
        "professional": "Professional and public services",
    }
)


def region_name(code: str) -> str:
    """Return the name of a region, or the code itself where it is not known."""
    return REGIONS.get(code, code)
