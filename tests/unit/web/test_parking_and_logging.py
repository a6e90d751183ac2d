from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.logging import PERSONAL, keep_people_out
from app.web.parking import is_ours

PIECES = st.lists(
    st.sampled_from(["/", "//", "\\", "http:", "https://", "evil.example", "@", "?next=", "#", "%2f", "..", "\t", "\n"])
    | st.text(max_size=4),
    max_size=8,
).map("".join)


@given(PIECES)
def test_a_path_of_ours_never_leads_away(target: str) -> None:
    if is_ours(target):
        assert urlsplit(urljoin("https://market.example/sign-in", target)).netloc == "market.example"
        assert target.startswith("/")


@pytest.mark.parametrize("target", ["/", "/challenges?page=2", "/search?words=a+b#results", "/organisations/ashbourne"])
def test_own_paths_are_ours(target: str) -> None:
    assert is_ours(target)


@pytest.mark.parametrize(
    "target", [None, "", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/a\nb", "/\tb"]
)
def test_what_could_lead_away_is_not(target: str | None) -> None:
    assert not is_ours(target)


@given(st.dictionaries(st.sampled_from([*sorted(PERSONAL), "status", "count"]), st.text(min_size=12), min_size=1))
def test_no_personal_value_reaches_a_log_line(event: dict[str, str]) -> None:
    cleaned = keep_people_out(None, "info", dict(event))
    for key, value in event.items():
        assert cleaned[key] == ("[removed]" if key in PERSONAL else value)


@pytest.mark.parametrize("value", [["a@b.example"], {"email": "a@b.example"}, object()])
def test_values_that_could_hide_people_are_named_by_kind(value: object) -> None:
    assert keep_people_out(None, "info", {"found": value}) == {"found": f"[{type(value).__name__}]"}
