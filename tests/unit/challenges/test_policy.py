"""Who may do what, over every role, act and status."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest

from app.challenges import policy
from app.challenges.models import Challenge
from app.challenges.states import ChallengeStage
from app.core.policy import ANYBODY, Actor, Decision, Role
from tests.factories.challenges import NOW, ChallengeFactory, council

LEAD, PARTNER, OTHER, FIRM = (council() for _ in range(4))
AUTHOR = uuid4()

# "never": withdrawn before it was public.
STATUSES = ("draft", "in_review", "scheduled", "open", "closed", "withdrawn", "never")
ACTS: dict[str, Callable[[Actor, Challenge], Decision]] = {
    "view": lambda a, c: policy.can_view(a, c, now=NOW),
    "view_draft": lambda a, c: policy.can_view_draft(a, c, now=NOW),
    "edit": lambda a, c: policy.can_edit(a, c, now=NOW),
    "submit": lambda a, c: policy.can_submit(a, c, now=NOW),
    "comment": lambda a, c: policy.can_comment(a, c, now=NOW),
    "send_back": lambda a, c: policy.can_send_back(a, c, now=NOW),
    "publish": lambda a, c: policy.can_publish(a, c, author_ids={AUTHOR}, now=NOW),
    "unschedule": lambda a, c: policy.can_unschedule(a, c, now=NOW),
    "withdraw": lambda a, c: policy.can_withdraw(a, c, now=NOW),
    "copy": lambda a, c: policy.can_copy(a, c, now=NOW),
    "follow": lambda a, c: policy.can_follow(a, c, now=NOW),
}


def person(*roles: tuple[object, Role], user_id: object = None) -> Actor:
    return Actor(user_id=user_id or uuid4(), roles=frozenset((o.id, role) for o, role in roles))  # type: ignore[arg-type, attr-defined]


ROLES = {
    "anonymous": ANYBODY,
    "stranger": person(),
    "supplier_owner": person((FIRM, Role.OWNER)),
    "supplier_member": person((FIRM, Role.MEMBER)),
    "site_administrator": Actor(user_id=uuid4(), is_site_admin=True),
    "lead_evaluator": person((LEAD, Role.EVALUATOR)),
    "lead_opener": person((LEAD, Role.OPENER)),
    "partner_evaluator": person((PARTNER, Role.EVALUATOR)),
    "partner_opener": person((PARTNER, Role.OPENER)),
    "other_administrator": person((OTHER, Role.ADMINISTRATOR)),
    "other_officer": person((OTHER, Role.OFFICER)),
    "other_approver": person((OTHER, Role.APPROVER)),
    "lead_administrator": person((LEAD, Role.ADMINISTRATOR)),
    "partner_administrator": person((PARTNER, Role.ADMINISTRATOR)),
    "lead_officer": person((LEAD, Role.OFFICER)),
    "partner_officer": person((PARTNER, Role.OFFICER)),
    "partner_approver": person((PARTNER, Role.APPROVER)),
    "lead_approver": person((LEAD, Role.APPROVER)),
    "author_who_approves": person((LEAD, Role.OFFICER), (LEAD, Role.APPROVER), user_id=AUTHOR),
}

# For each act the answer in each of STATUSES: + allowed, - refused with a reason, 0 hidden, s sign in first.
OUTSIDE = dict.fromkeys(ACTS, "000---0") | {"view": "000+++0", "follow": "000+++0"}
ADMINISTRATES = {
    "view": "+++++++",
    "view_draft": "+++++++",
    "edit": "-------",
    "submit": "-------",
    "comment": "+++----",
    "send_back": "-------",
    "publish": "-------",
    "unschedule": "-------",
    "withdraw": "-------",
    "copy": "-------",
    "follow": "000+++0",
}
WRITES = ADMINISTRATES | {"edit": "+------", "submit": "+------", "withdraw": "+------", "copy": "+++++++"}
APPROVES = WRITES | {
    "send_back": "-+-----",
    "publish": "-+-----",
    "unschedule": "--+----",
    "withdraw": "+++++--",
}
EXPECTED = {
    **dict.fromkeys(
        (
            "stranger",
            "supplier_owner",
            "supplier_member",
            "site_administrator",
            "lead_evaluator",
            "lead_opener",
            "partner_evaluator",
            "partner_opener",
            "other_administrator",
        ),
        OUTSIDE,
    ),
    "anonymous": OUTSIDE | {"copy": "000sss0", "follow": "000sss0"},
    **dict.fromkeys(("other_officer", "other_approver"), OUTSIDE | {"copy": "000+++0"}),
    **dict.fromkeys(("lead_administrator", "partner_administrator"), ADMINISTRATES),
    **dict.fromkeys(("lead_officer", "partner_officer", "partner_approver"), WRITES),
    "lead_approver": APPROVES,
    "author_who_approves": APPROVES | {"publish": "-------"},
}


def challenge_in(status: str) -> Challenge:
    if status == "never":
        never: Challenge = ChallengeFactory.build(
            lead=LEAD, partner=PARTNER, withdrawn=True, stage=ChallengeStage.WITHDRAWN, opens_at=None
        )
        return never
    trait = {} if status == "draft" else {status: True}
    built: Challenge = ChallengeFactory.build(lead=LEAD, partner=PARTNER, **trait)
    return built


CHALLENGES = {status: challenge_in(status) for status in STATUSES}


def sign_of(decision: Decision) -> str:
    if decision:
        return "+"
    return "0" if decision.hidden else "s" if decision.sign_in else "-"


def test_the_table_is_complete() -> None:
    assert set(EXPECTED) == set(ROLES)
    assert all(set(acts) == set(ACTS) and {len(s) for s in acts.values()} == {7} for acts in EXPECTED.values())
    assert [c.status_at(NOW).value for c in CHALLENGES.values()] == [*STATUSES[:-1], "withdrawn"]


@pytest.mark.parametrize(("role", "act"), list(product(ROLES, ACTS)))
def test_each_role_gets_the_answer_of_the_table(role: str, act: str) -> None:
    answers = "".join(sign_of(ACTS[act](ROLES[role], CHALLENGES[status])) for status in STATUSES)
    assert answers == EXPECTED[role][act]


@pytest.mark.parametrize("role", ROLES)
def test_a_refusal_has_a_reason_in_a_sentence(role: str) -> None:
    for act, status in product(ACTS, STATUSES):
        decision = ACTS[act](ROLES[role], CHALLENGES[status])
        assert decision or (decision.reason.endswith(".") and decision.reason[0].isupper())


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_drafts_ask_everybody_to_sign_in_first(role: str) -> None:
    assert sign_of(policy.can_open_drafts(ROLES[role])) == ("s" if role == "anonymous" else "+")


def test_nobody_approves_what_they_wrote_though_every_other_right_is_theirs() -> None:
    decision = policy.can_publish(
        ROLES["author_who_approves"], CHALLENGES["in_review"], author_ids=frozenset({AUTHOR}), now=NOW
    )
    assert decision.reason == policy.NO_AUTHOR


@pytest.mark.parametrize("role", ROLES)
def test_lists_of_drafts_and_new_challenges(role: str) -> None:
    insiders = {"lead_administrator", "partner_administrator", "other_administrator"}
    writers = {r for r in ROLES if r.endswith(("_officer", "_approver"))} | {"author_who_approves"}
    expected = "s" if role == "anonymous" else "+" if role in insiders | writers else "-"
    assert sign_of(policy.can_list_drafts(ROLES[role])) == expected
    assert sign_of(policy.can_create(ROLES[role])) == ("-" if role in insiders else expected)


@pytest.mark.parametrize("role", ROLES)
def test_a_challenge_is_begun_for_an_own_organisation_only(role: str) -> None:
    expected = {"lead_officer": "+", "lead_approver": "+", "author_who_approves": "+", "anonymous": "s"}
    assert sign_of(policy.can_create_for(ROLES[role], LEAD.id)) == expected.get(role, "-")
