"""Releases as publishers write them: legal by default, each with a process of its own."""

from __future__ import annotations

from itertools import count
from typing import Any

_numbers = count(1)


def release(**changes: Any) -> dict[str, Any]:
    """Return a tender release of Find a Tender; ``changes`` replace its members."""
    number = next(_numbers)
    return {
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "id": f"{number:06d}-2027",
        "date": "2027-02-01T09:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "en",
        "buyer": {"id": "GB-PPON-ABCD-1234-EFGH", "name": "Westbridge Council"},
        "parties": [
            {
                "id": "GB-PPON-ABCD-1234-EFGH",
                "name": "Westbridge Council",
                "roles": ["buyer"],
                "address": {"region": "UKG31", "postalCode": "B1 1BB"},
                "contactPoint": {
                    "name": "An Officer",
                    "email": "officer@westbridge.example",
                    "telephone": "0121 496 0000",
                    "url": "https://westbridge.example",
                },
            }
        ],
        "tender": {
            "id": "T1",
            "title": "Quieter street sweepers",
            "description": "Sweepers that do not wake people at five in the morning.",
            "status": "active",
            "value": {"amount": 100000, "amountGross": 120000, "currency": "GBP"},
            "tenderPeriod": {"endDate": "2027-03-15T12:00:00Z"},
            "items": [{"id": "1", "additionalClassifications": [{"scheme": "CPV", "id": "34144431"}]}],
            "lots": [
                {
                    "id": "1",
                    "suitability": {"sme": True},
                    "awardCriteria": {
                        "criteria": [
                            {
                                "type": "quality",
                                "name": "Noise at ten metres",
                                "numbers": [{"number": 60, "weight": "percentageExact"}],
                            },
                            {"type": "price", "numbers": [{"number": 40, "weight": "percentageExact"}]},
                        ]
                    },
                }
            ],
            "documents": [
                {
                    "id": f"{number:06d}-2027",
                    "documentType": "tenderNotice",
                    "noticeType": "UK4",
                    "url": f"https://www.find-tender.service.gov.uk/Notice/{number:06d}-2027",
                }
            ],
        },
        **changes,
    }


def award(ocid: str, **changes: Any) -> dict[str, Any]:
    """Return an award release of the process ``ocid``."""
    number = next(_numbers)
    return release(
        ocid=ocid,
        date="2027-04-20T09:00:00Z",
        tag=["award", "contract"],
        tender={"id": "T1", "title": "Quieter street sweepers", "status": "complete"},
        awards=[
            {
                "id": "1",
                "status": "active",
                "suppliers": [{"id": "GB-COH-01234567", "name": "Hush Machines Ltd"}],
                "value": {"amount": 90000, "currency": "GBP"},
                "documents": [{"id": f"{number:06d}-2027", "documentType": "awardNotice", "noticeType": "UK6"}],
            }
        ],
        **changes,
    )


def package(*releases: Any, **changes: Any) -> dict[str, Any]:
    """Return a release package."""
    return {"version": "1.1", "license": "https://licence.example", "releases": list(releases), **changes}


def challenge(**changes: Any) -> dict[str, Any]:
    """Return a line of Challenge.gov."""
    return {
        "id": str(next(_numbers)),
        "title": "Find buried pipes",
        "tagline": "Without digging",
        "url": "https://www.challenge.gov/challenge/find-buried-pipes/",
        "agency": "Department of the Interior",
        "prize_total_usd": 25000.0,
        "submission_start": "2019-03-18T00:00:00",
        "submission_end": "2019-04-22T17:00:00",
        "description": "Pipes are lost.",
        "prizes": "One prize.",
        "rules": "Be kind.",
        "judging": "Accuracy counts 60, cost 40.",
        "how_to_enter": "Send a film.",
        **changes,
    }
