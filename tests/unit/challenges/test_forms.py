"""The forms of a draft: shapes, and days on which London clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.challenges.forms.acts import PublishForm
from app.challenges.forms.rows import ContactForm, CriterionForm, QuestionForm, ScaleForm
from app.challenges.forms.sections import SECTION_FORMS, BudgetForm, DatesForm, InnovationForm, PriceForm, ProblemForm
from app.challenges.services.drafting import FIELDS
from app.challenges.states import Section
from app.core.clock import LONDON
from app.core.errors import DomainError
from app.rules.price import PriceMethod
from tests.factories.challenges import ChallengeFactory

FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2026, 2030))
plumbing = Flask("forms")
plumbing.config.from_mapping(SECRET_KEY="only-for-forms", WTF_CSRF_ENABLED=False)


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    """Forms ask what kind of request they serve."""
    with plumbing.test_request_context(method="POST"):
        yield


def day(name: str, day: int, month: int, year: int) -> list[tuple[str, str]]:
    return [(name, str(day)), (name, str(month)), (name, str(year))]


def dates(*pairs: tuple[str, str]) -> DatesForm:
    form = DatesForm(MultiDict(pairs))
    assert form.validate(), form.errors
    return form


def shows_twice(instant: datetime) -> bool:
    local = instant.astimezone(LONDON)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


TRAPS = [
    ((25, 10, 2026), "01:30", "happens twice on 25 October 2026"),
    ((25, 10, 2026), "1am", "happens twice"),
    ((28, 3, 2027), "01:30", "does not exist on 28 March 2027"),
    ((28, 3, 2027), "1:00", "does not exist"),
    ((31, 10, 2027), "1.59", "happens twice"),
]


@pytest.mark.parametrize(("on", "at", "words"), TRAPS)
@pytest.mark.parametrize("which", ["closes", "questions_close"])
def test_a_deadline_is_never_at_a_time_that_clocks_show_twice_or_never(
    which: str, on: tuple[int, int, int], at: str, words: str
) -> None:
    form = dates(*day(f"{which}_on", *on), (f"{which}_time", at))
    with pytest.raises(DomainError, match=words) as refused:
        form.values()
    assert refused.value.field == f"{which}_time"


@pytest.mark.parametrize(("on", "at", "words"), TRAPS)
def test_nor_is_a_publication(on: tuple[int, int, int], at: str, words: str) -> None:
    form = PublishForm(MultiDict([("when", "later"), *day("opens_on", *on), ("opens_time", at)]))
    assert form.validate()
    with pytest.raises(DomainError, match=words) as refused:
        form.opens_at()
    assert refused.value.field == "opens_time"


@pytest.mark.parametrize(
    ("on", "at", "instant"),
    [
        ((25, 10, 2026), "00:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ((25, 10, 2026), "02:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ((28, 3, 2027), "00:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ((28, 3, 2027), "02:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ((1, 7, 2027), "noon", datetime(2027, 7, 1, 11, 0, tzinfo=UTC)),
    ],
)
def test_the_minutes_around_are_what_london_clocks_show(on: tuple[int, int, int], at: str, instant: datetime) -> None:
    form = dates(*day("closes_on", *on), ("closes_time", at))
    assert form.values()["closes_at"] == instant


def test_an_answer_is_due_at_the_end_of_its_day() -> None:
    form = dates(*day("answers_due_on", 1, 7, 2027))
    assert form.values()["answers_due_at"] == datetime(2027, 7, 1, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pairs", "field"),
    [(day("closes_on", 1, 7, 2027), "closes_time"), ([("closes_time", "12:00")], "closes_on")],
)
def test_a_day_without_a_time_and_a_time_without_a_day_are_asked_for(pairs: Any, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        dates(*pairs).values()
    assert refused.value.field == field


@given(closes=st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stored_dates_are_shown_and_read_back_to_the_minute(closes: datetime) -> None:
    closes = closes.replace(second=0, microsecond=0)
    shown = DatesForm(formdata=None)
    shown.fill(ChallengeFactory.build(closes_at=closes))
    typed = dates(
        *[("closes_on", part) for part in shown.closes_on._value().split()], ("closes_time", shown.closes_time._value())
    )
    if shows_twice(closes):
        with pytest.raises(DomainError, match="happens twice"):
            typed.values()
    else:
        assert typed.values()["closes_at"] == closes


@pytest.mark.parametrize("section", SECTION_FORMS)
def test_a_form_sends_exactly_what_its_section_may_set(section: Section) -> None:
    form = SECTION_FORMS[section](MultiDict())
    assert set(form.values()) == set(FIELDS[section])


@pytest.mark.parametrize("text", [None, "", "x", "-1", "1.0", "١", "9" * 11, "1e3", " 1"])
def test_an_odd_version_is_nobodys(text: str | None) -> None:
    sent = MultiDict([("version", text)] if text is not None else [])
    assert ProblemForm(sent, obj=ChallengeFactory.build()).seen_version == -1


def test_a_version_is_read() -> None:
    assert ProblemForm(MultiDict([("version", "12")])).seen_version == 12


BAD = [
    (ProblemForm, {}, "title", "Enter a name for the challenge"),
    (ProblemForm, {"title": "x" * 121}, "title", "120 characters or fewer"),
    (ProblemForm, {"title": "x", "summary": "y" * 301}, "summary", "300 characters or fewer"),
    (ProblemForm, {"title": "x", "problem": "y" * 20_001}, "problem", "20,000 characters or fewer"),
    (BudgetForm, {"budget": "lots"}, "budget", "amount in pounds"),
    (BudgetForm, {"budget": "0"}, "budget", "more than £0"),
    (BudgetForm, {"budget": "9" * 5000}, "budget", "amount in pounds|zeros"),
    (BudgetForm, {"months": "0"}, "months", "between 1 and 240"),
    (BudgetForm, {"months": "241"}, "months", "between 1 and 240"),
    (BudgetForm, {"months": "two"}, "months", "whole number"),
    (PriceForm, {"price_method": "guess"}, "price_method", "Choose one"),
    (PriceForm, {"price_weight": "100.01"}, "price_weight", "100 or less"),
    (PriceForm, {"price_weight": "NaN"}, "price_weight", "percentage"),
    (InnovationForm, {"readiness_from": "10"}, "readiness_from", "one of the levels"),
    (QuestionForm, {"word_limit": "10"}, "text", "Enter the question"),
    (QuestionForm, {"text": "Why?"}, "word_limit", "how many words"),
    (QuestionForm, {"text": "Why?", "word_limit": "0"}, "word_limit", "between 1 and"),
    (QuestionForm, {"text": "Why?", "word_limit": "5001"}, "word_limit", "between 1 and"),
    (CriterionForm, {"name": "Fit"}, "weight", "Enter the weight"),
    (CriterionForm, {"name": "Fit", "weight": "0"}, "weight", "more than 0"),
    (CriterionForm, {"name": "Fit", "weight": "5", "minimum_score": "6"}, "minimum_score", "between 0 and 5"),
    (ContactForm, {"name": "A", "email": "nobody"}, "email", "in the right form"),
    (ContactForm, {"name": "A"}, "email", "Enter an email address"),
    (ScaleForm, {"label_0": "x" * 61}, "label_0", "60 characters or fewer"),
]


@pytest.mark.parametrize(("kind", "sent", "field", "words"), BAD)
def test_a_wrong_shape_is_refused_beside_its_field(kind: Any, sent: dict[str, str], field: str, words: str) -> None:
    form = kind(MultiDict(sent))
    assert not form.validate()
    assert list(form.errors) == [field]
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(form.errors[field])


def test_answers_become_what_they_mean() -> None:
    form = PriceForm(
        MultiDict(
            {
                "price_method": "published_range",
                "price_weight": "12.5%",
                "price_minimum": "£1,000",
                "price_maximum": "1250.5",
                "tie_rule": "drawing_lots",
            }
        )
    )
    assert form.validate()
    values = form.values()
    assert values["price_method"] is PriceMethod.PUBLISHED_RANGE
    assert (values["price_minimum"], values["price_maximum"]) == (1_000_00, 1_250_50)


def test_a_scale_leaves_out_what_was_left_empty() -> None:
    form = ScaleForm(MultiDict({"label_0": "None", "descriptor_0": "Nothing", "descriptor_3": "Only this"}))
    assert form.validate()
    assert form.levels() == [(0, "None", "Nothing"), (3, "", "Only this")]
