"""The demo content keeps the promises that the loader and the start page rely on."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from app.core.policy import Role
from app.rules.company_numbers import is_valid
from app.rules.places_and_sectors import REGIONS, SECTORS
from app.rules.price import EXPLANATIONS, PriceMethod
from app.rules.regimes import ROUTES, Route
from app.rules.sme import is_sme
from app.rules.thresholds import THRESHOLDS
from app.seed import content
from app.seed.content import CHALLENGES, COUNCILS, FIRMS, NETWORKS, kinds
from app.seed.content.kinds import ChallengeSeed, Council, Firm, Network, Person

ORGANISATIONS: tuple[Council | Firm | Network, ...] = (*COUNCILS, *FIRMS, *NETWORKS)
PEOPLE = [person for organisation in ORGANISATIONS for person in organisation.people]
COUNCIL_BY_SLUG = {council.slug: council for council in COUNCILS}
COMPLETE = [challenge for challenge in CHALLENGES if challenge.status != "draft"]
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_QUESTION = 120, 300, 500  # characters, as in the tables

every_challenge = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.slug)
every_complete_challenge = pytest.mark.parametrize("challenge", COMPLETE, ids=lambda challenge: challenge.slug)
every_council = pytest.mark.parametrize("council", COUNCILS, ids=lambda council: council.slug)
every_firm = pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.slug)


def texts_of(thing: object) -> Iterator[str]:
    """Yield every piece of text in a seed, however deep."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        yield from itertools.chain.from_iterable(map(texts_of, thing))
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts_of(getattr(thing, field.name))


def person_of(council_slug: str, email: str) -> Person:
    return next(person for person in COUNCIL_BY_SLUG[council_slug].people if person.email == email)


def words_of(challenge: ChallengeSeed) -> frozenset[str]:
    own = " ".join((challenge.title, challenge.summary, *challenge.problem)).casefold()
    return frozenset(re.findall(r"[a-z]{5,}", own))


def test_counts():
    assert (len(COUNCILS), len(FIRMS), len(NETWORKS), len(CHALLENGES)) == (5, 40, 3, 25)
    assert Counter(firm.kind for firm in FIRMS) == {"sme": 31, "large_firm": 4, "university": 2, "charity": 3}
    assert Counter(challenge.status for challenge in CHALLENGES) == {
        "draft": 4,
        "in_review": 2,
        "scheduled": 2,
        "open": 9,
        "closed": 6,
        "withdrawn": 2,
    }
    assert {council.council_type for council in COUNCILS} == set(get_args(kinds.CouncilType))


@pytest.mark.parametrize(
    "values",
    [
        [organisation.slug for organisation in ORGANISATIONS],
        [organisation.name for organisation in ORGANISATIONS],
        [organisation.website for organisation in ORGANISATIONS],
        [organisation.description for organisation in ORGANISATIONS],
        [person.email for person in PEOPLE],
        [person.name for person in PEOPLE],
        [person.phone for person in PEOPLE],
        [firm.company_number for firm in FIRMS],
        [challenge.slug for challenge in CHALLENGES],
        [challenge.title for challenge in CHALLENGES],
        [challenge.summary for challenge in CHALLENGES],
        [question.text for challenge in CHALLENGES for question in challenge.questions],
    ],
)
def test_nothing_occurs_twice(values):
    assert [value for value, times in Counter(values).items() if times > 1] == []


def test_all_of_it_is_clearly_made_up():
    for text in texts_of((*ORGANISATIONS, *CHALLENGES)):
        for address in re.findall(r"[\w.+-]+@[\w.-]+|https?://[^\s/]+", text):
            assert re.search(r"\.example$|[@.]example\.(org|com|net)$", address), address
        assert not re.search(r"\b[\w-]+\.(uk|com|org|net|io|eu)\b", text), text
    for person in PEOPLE:
        assert re.fullmatch(r"01632 960\d{3}", person.phone)
    for firm in FIRMS:
        assert firm.company_number.startswith("99")
        assert is_valid(firm.company_number)


@every_council
def test_four_eyes_can_work(council):
    holders = {role: {person.email for person in council.people if role in person.roles} for role in Role}
    assert 3 <= len(council.people) <= 5
    assert holders[Role.OFFICER] - holders[Role.APPROVER]
    assert holders[Role.APPROVER] - holders[Role.OFFICER]
    assert len(holders[Role.OPENER]) >= 2
    assert holders[Role.EVALUATOR]
    assert holders[Role.ADMINISTRATOR]
    assert not holders[Role.OWNER] | holders[Role.MEMBER]


@pytest.mark.parametrize("organisation", [*FIRMS, *NETWORKS], ids=lambda organisation: organisation.slug)
def test_firms_and_networks_have_an_owner(organisation):
    assert 1 <= len(organisation.people) <= 2
    assert organisation.people[0].roles == (Role.OWNER,)


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids=lambda organisation: organisation.slug)
def test_places_and_kinds_are_known(organisation):
    assert organisation.region in REGIONS
    assert organisation.kind in get_args(kinds.OrganisationKind)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", organisation.slug)
    assert 15 <= len(organisation.description.split()) <= 80


@every_firm
def test_firms_are_what_they_say(firm):
    assert set(firm.sectors) <= set(SECTORS)
    assert all(len(capability) <= 80 for capability in firm.capabilities)
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", firm.description)) <= 4
    small = is_sme(
        headcount=firm.headcount, turnover=firm.turnover_pounds * 100, balance_sheet=firm.balance_sheet_pounds * 100
    )
    if firm.kind in ("sme", "large_firm"):
        assert small is (firm.kind == "sme")


@every_challenge
def test_references_resolve(challenge):
    council = COUNCIL_BY_SLUG[challenge.lead]
    assert Role.OFFICER in person_of(council.slug, challenge.author).roles
    if challenge.approver:
        assert Role.APPROVER in person_of(council.slug, challenge.approver).roles
        assert challenge.approver != challenge.author
    for comment in (*challenge.comments, *((challenge.sent_back,) if challenge.sent_back else ())):
        assert person_of(council.slug, comment.author)
        assert comment.days < 0
    everybody = {person.email: person.name for council in COUNCILS for person in council.people}
    assert all(everybody[contact.email] == contact.name for contact in challenge.contacts)
    partners = [partner.council for partner in challenge.partners]
    assert challenge.lead not in partners
    assert set(partners) <= set(COUNCIL_BY_SLUG)
    assert set(challenge.sectors) <= set(SECTORS)


@every_challenge
def test_texts_fit(challenge):
    assert len(challenge.title) <= LONGEST_TITLE
    assert len(challenge.summary) <= LONGEST_SUMMARY
    for question in challenge.questions:
        assert len(question.text) <= LONGEST_QUESTION
        assert 100 <= question.word_limit <= 500
        assert question.word_limit % 50 == 0
    for text in texts_of(challenge):
        assert text == text.strip()
        assert '"' not in text
        assert "'" not in text


@every_complete_challenge
def test_everything_needed_is_there(challenge):
    may_be_empty = {"partners", "comments", "sent_back", "withdrawal", "price_range_pounds", "price_weight", "has_lots"}
    may_be_empty |= {"restricts_who_may_tender"}
    empty = {field.name for field in dataclasses.fields(challenge) if not getattr(challenge, field.name)}
    assert empty <= may_be_empty
    assert challenge.has_lots is not None
    assert challenge.restricts_who_may_tender is not None
    assert 2 <= len(challenge.problem) <= 4
    assert 2 <= len(challenge.outcomes) <= 5
    assert 3 <= len(challenge.questions) <= 6
    assert re.fullmatch(r"\d{8}", challenge.cpv)


@every_complete_challenge
def test_weights_add_up(challenge):
    assert sum(criterion.weight for criterion in challenge.criteria) + challenge.price_weight == 100
    assert all(0 < criterion.weight <= 100 for criterion in challenge.criteria)
    assert all(0 < (criterion.minimum_score or 1) < kinds.TOP_SCORE for criterion in challenge.criteria)
    method = EXPLANATIONS[PriceMethod(challenge.price_method)]
    assert (challenge.price_weight > 0) is method.is_weighted
    assert (challenge.price_range_pounds is not None) is method.needs_range
    if challenge.price_range_pounds:
        lowest, highest = challenge.price_range_pounds
        assert 0 < lowest < highest == challenge.budget_pounds


@every_complete_challenge
def test_route_fits_the_money_and_the_time(challenge):
    rule = ROUTES[Route(challenge.route)]
    threshold = THRESHOLDS[-1].goods_and_services // 100
    if challenge.route in ("open_procedure", "competitive_flexible"):
        assert challenge.budget_pounds >= threshold
    if rule.below_threshold_only:
        assert challenge.budget_pounds < threshold
    assert rule.may_restrict or not challenge.restricts_who_may_tender
    # Two days for a loader that moves publication from a weekend to Monday.
    assert challenge.dates.closes - challenge.dates.opens >= max(rule.minimum_days + 2, 21)
    assert sum(partner.share_pounds for partner in challenge.partners) < challenge.budget_pounds
    assert 1 <= challenge.readiness[0] < challenge.readiness[1] <= 9


@every_challenge
def test_days_follow_each_other_and_fit_the_status(challenge):
    if challenge.dates is None:
        assert challenge.status == "draft"
        return
    days = dataclasses.astuple(challenge.dates)
    assert all(later - earlier >= 3 for earlier, later in itertools.pairwise(days))
    opens, closes = challenge.dates.opens, challenge.dates.closes
    assert {
        "draft": opens > 0,
        "in_review": opens > 0,
        "scheduled": opens > 0,
        "open": opens <= -4 and closes >= 3,
        "closed": closes <= -4,
        "withdrawn": challenge.withdrawal is not None and opens + 3 < challenge.withdrawal.days < closes,
    }[challenge.status]
    if challenge.conflicts_assessed is not None:
        assert challenge.conflicts_assessed < min(opens, 0)


def test_open_challenges_close_between_three_and_sixty_days_ahead():
    days = sorted(challenge.dates.closes for challenge in CHALLENGES if challenge.status == "open")
    assert (days[0], days[-1]) == (3, 60)
    assert len(set(days)) == len(days)


def test_drafts_are_complete_to_various_degrees():
    drafts = [challenge for challenge in CHALLENGES if challenge.status == "draft"]
    filled = {sum(1 for field in dataclasses.fields(draft) if getattr(draft, field.name)) for draft in drafts}
    assert len(filled) >= 3
    assert sum(1 for draft in drafts if draft.sent_back) == 1
    assert any(draft.comments for draft in drafts if not draft.sent_back)
    assert all(challenge.withdrawal is None or challenge.status == "withdrawn" for challenge in CHALLENGES)


def test_every_route_and_price_method_is_shown():
    assert {challenge.route for challenge in COMPLETE} == set(get_args(kinds.Route)) == set(Route)
    assert {challenge.price_method for challenge in COMPLETE} == set(get_args(kinds.PriceMethod)) == set(PriceMethod)
    assert {challenge.lead for challenge in CHALLENGES} == set(COUNCIL_BY_SLUG)


def test_challenges_are_distinct_in_wording():
    for one, other in itertools.combinations(CHALLENGES, 2):
        mine, theirs = words_of(one), words_of(other)
        assert len(mine & theirs) / len(mine | theirs) < 0.2, (one.slug, other.slug)


def test_content_imports_core_and_the_standard_library_alone():
    folder = Path(content.__file__).parent
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
                assert (node.module or "").startswith(("app.core.", "app.seed.content"))
