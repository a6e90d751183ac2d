"""The life of a challenge: its table, and the status that the clock makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.challenges.states import (
    ACTION_WORDS,
    OWNERSHIP,
    STATUS_WORDS,
    TIE_RULES,
    ChallengeAction,
    ChallengeStage,
    ChallengeStatus,
    IntellectualProperty,
    TieRule,
    is_allowed,
    next_stage,
    status_at,
)
from app.core.errors import TransitionNotAllowed

S, A, G = ChallengeStatus, ChallengeAction, ChallengeStage
# Written out once more on purpose: a change of the table has to be meant twice.
ARROWS = {
    (S.DRAFT, A.EDIT): G.DRAFT,
    (S.DRAFT, A.SUBMIT): G.IN_REVIEW,
    (S.DRAFT, A.WITHDRAW): G.WITHDRAWN,
    (S.IN_REVIEW, A.SEND_BACK): G.DRAFT,
    (S.IN_REVIEW, A.PUBLISH): G.PUBLISHED,
    (S.IN_REVIEW, A.WITHDRAW): G.WITHDRAWN,
    (S.SCHEDULED, A.UNSCHEDULE): G.DRAFT,
    (S.SCHEDULED, A.WITHDRAW): G.WITHDRAWN,
    (S.OPEN, A.WITHDRAW): G.WITHDRAWN,
    (S.CLOSED, A.WITHDRAW): G.WITHDRAWN,
}
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2026, 2029))
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2026, 2029))
instants = st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC))


@pytest.mark.parametrize(("status", "action"), list(product(S, A)))
def test_every_pair_leads_where_the_table_says(status: S, action: A) -> None:
    expected = ARROWS.get((status, action))
    assert is_allowed(status, action) is (expected is not None)
    if expected is not None:
        assert next_stage(status, action) is expected
        return
    with pytest.raises(TransitionNotAllowed) as refused:
        next_stage(status, action)
    assert refused.value.message == f"You cannot {ACTION_WORDS[action]} a challenge that is {STATUS_WORDS[status]}."


def test_nothing_leaves_withdrawn_and_nothing_public_becomes_a_draft_again() -> None:
    assert not any(is_allowed(S.WITHDRAWN, action) for action in A)
    for status, action in product((S.OPEN, S.CLOSED), A):
        if is_allowed(status, action):
            assert next_stage(status, action) is G.WITHDRAWN


def test_everything_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(S)
    assert set(ACTION_WORDS) == set(A)
    assert set(TIE_RULES) == set(TieRule)
    assert set(OWNERSHIP) == set(IntellectualProperty)


@given(
    opens=instants, length=st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(900)), now=instants
)
def test_a_published_challenge_is_scheduled_then_open_then_closed(
    opens: datetime, length: timedelta, now: datetime
) -> None:
    closes = opens + length
    expected = S.SCHEDULED if now < opens else S.OPEN if now < closes else S.CLOSED
    assert status_at(G.PUBLISHED, opens, closes, now) is expected


@given(opens=instants, length=st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(900)))
def test_the_exact_instants_belong_to_what_begins(opens: datetime, length: timedelta) -> None:
    closes, tick = opens + length, timedelta(microseconds=1)
    assert status_at(G.PUBLISHED, opens, closes, opens - tick) is S.SCHEDULED
    assert status_at(G.PUBLISHED, opens, closes, opens) is S.OPEN
    assert status_at(G.PUBLISHED, opens, closes, closes - tick) is S.OPEN
    assert status_at(G.PUBLISHED, opens, closes, closes) is S.CLOSED


@given(stage=st.sampled_from([s for s in G if s is not G.PUBLISHED]), moments=st.tuples(instants, instants, instants))
def test_other_stages_do_not_know_the_clock(stage: G, moments: tuple[datetime, datetime, datetime]) -> None:
    opens, closes, now = moments
    assert status_at(stage, opens, closes, now).value == stage.value
    assert status_at(stage, None, None, now).value == stage.value


@pytest.mark.parametrize("missing", ["opens", "closes"])
def test_a_published_challenge_without_instants_is_an_error(missing: str) -> None:
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    opens, closes = (None, moment) if missing == "opens" else (moment, None)
    with pytest.raises(ValueError, match="both instants"):
        status_at(G.PUBLISHED, opens, closes, moment)
