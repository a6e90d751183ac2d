"""Every page that people meet, on a desk and on a telephone: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

import pytest

from tests.e2e.harness import ADMINISTRATOR, Site

PUBLIC = (
    "/",
    "/challenges",
    "/challenges?status=closed",
    "/challenges?status=withdrawn",
    "/challenges/PG-2026-0007",
    "/challenges/PG-2026-0012",
    "/notices",
    "/search",
    "/search?words=damp+homes",
    "/search?words=qqqzzzqqq",
    "/organisations/directory",
    "/organisations/ardenbrook-city-council",
    "/register",
    "/sign-in",
    "/forgotten-password",
    "/help",
    "/help/search",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/terms",
    "/open-source",
    "/nowhere",
)
OFFICER = (
    "/waiting",
    "/account",
    "/account/name",
    "/account/password",
    "/notifications",
    "/notifications/preferences",
    "/organisations",
    "/organisations/new",
    "/organisations/ardenbrook-city-council",
    "/organisations/ardenbrook-city-council/members",
    "/challenges/drafts",
    "/challenges/new",
    "/challenges/PG-2026-0012/copy",
    "/challenges/PG-2026-0020",
    "/challenges/PG-2026-0020/edit",
    "/challenges/PG-2026-0020/submit",
    "/challenges/PG-2026-0020/withdraw",
    *(
        f"/challenges/PG-2026-0020/edit/{name}"
        for name in (
            *("problem", "budget", "route", "dates", "eligibility", "price", "fairness", "innovation"),
            *("questions", "criteria", "scale", "contacts", "documents"),
        )
    ),
)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(
    ("address", "paths"),
    [
        pytest.param("", PUBLIC, id="visitor"),
        pytest.param("priya.nandakumar@ardenbrook.example", OFFICER, id="officer"),
        pytest.param(
            "shanice.beckford@ardenbrook.example", ("/organisations/ardenbrook-city-council/edit",), id="admin"
        ),
        pytest.param(ADMINISTRATOR, ("/waiting", "/administration/organisations"), id="site-administrator"),
    ],
)
def test_pages_are_accessible(site: Site, address: str, paths: tuple[str, ...], width: int) -> None:
    page = site.visitor(width=width)
    if address:
        site.sign_in(page, address)
    for path in paths:
        site.visit(page, path)
        assert "Something went wrong" not in page.title(), path
        if address:
            assert "Page not found" not in page.title(), path
