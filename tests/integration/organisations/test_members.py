"""Members, roles and invitations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import utc_now
from app.core.errors import DomainError, TooManyAttempts
from app.core.keys import signer
from app.core.policy import Role
from app.organisations import queries, services
from app.organisations.models import Invitation, Member
from tests.factories.accounts import UserFactory
from tests.factories.organisations import LONG_AGO, InvitationFactory, MemberFactory, OrganisationFactory, join


@pytest.fixture
def council(session, app):
    return OrganisationFactory(name="Ardenbrook City Council")


@pytest.fixture
def manager(council):
    return UserFactory(name="Ada Manager")


@pytest.fixture
def managing(council, manager, client):
    join(manager, council, Role.ADMINISTRATOR)
    return client.sign_in(manager)


def roles_of(session, council, user):
    return {role.role for role in queries.get_member(session, council.id, user.id).roles}


def test_somebody_new_is_invited_registers_and_joins(managing, make_client, session, council, mails):
    base = f"/organisations/{council.slug}"
    assert managing.get(f"{base}/invite").status_code == 200
    data = {"email": "New.Person@example.org", "roles": ["officer", "approver"]}
    assert managing.post(f"{base}/invite", data=data).status_code == 303
    assert "new.person@example.org" in managing.get(f"{base}/members").text
    path = mails.last("invitation").context["path"]

    visitor = make_client()
    page = visitor.get(path).text
    assert "Ardenbrook City Council" in page
    assert "Officer, Approver" in page
    assert visitor.post(f"{path}/accept", data={}).location.startswith("/sign-in")
    invited = visitor.sign_in(UserFactory(email="new.person@example.org"))
    assert path in invited.get("/organisations").text
    assert invited.post(f"{path}/accept", data={}).location == base
    joined = session.scalars(select(Member)).all()
    assert len(joined) == 2
    assert invited.get(f"{base}/members").status_code == 200
    assert invited.get(f"{base}/edit").status_code == 403
    assert invited.get(path).status_code == 410
    assert invited.post(f"{path}/accept", data={}).status_code == 410
    assert mails.kinds() == ["invitation", "member_joined"]


def test_only_the_invited_address_can_answer(client, session, council):
    invitation = InvitationFactory(to=council)
    path = f"/invitations/{queries.token_of(invitation)}"
    client.sign_in(UserFactory())
    assert "sent to another email address" in client.get(path).text
    for act in ("accept", "decline"):
        assert client.post(f"{path}/{act}", data={}).status_code == 403
    assert session.scalar(select(Member)) is None


def test_an_invitation_is_declined(client, session, council):
    invitation = InvitationFactory(to=council)
    path = f"/invitations/{queries.token_of(invitation)}"
    client.sign_in(UserFactory(email=invitation.email))
    assert client.post(f"{path}/decline", data={}).status_code == 303
    assert client.get(path).status_code == 410
    assert session.scalar(select(Member)) is None


def test_dead_and_forged_invitations_are_refused(client, session, council, clock):
    run_out = InvitationFactory(to=council, created_at=utc_now() - timedelta(days=14))
    withdrawn = InvitationFactory(to=council, withdrawn_at=utc_now())
    tokens = [queries.token_of(run_out), queries.token_of(withdrawn), "x", run_out.id.hex]
    tokens += [signer("invitation").dumps(value) for value in (None, 3, "x", {})]
    tokens += [signer("reset_password").dumps(withdrawn.id.hex)]
    client.sign_in(UserFactory(email=run_out.email))
    for token in tokens:
        assert client.get(f"/invitations/{token}").status_code == 410
        assert client.post(f"/invitations/{token}/accept", data={}).status_code == 410


def test_inviting_answers_the_same_with_and_without_an_account(managing, session, council, mails):
    known = UserFactory()
    answers = [
        managing.post(f"/organisations/{council.slug}/invite", data={"email": email, "roles": ["officer"]})
        for email in (known.email, "nobody@example.org")
    ]
    assert len({(answer.status_code, answer.location, answer.text) for answer in answers}) == 1
    assert [(mail.user_id, mail.context.keys()) for mail in mails.of("invitation")] == [
        (None, {"path", "organisation"})
    ] * 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "x", "roles": ["officer"]}, "correct format"),
        ({"email": "x@localhost", "roles": ["officer"]}, "correct format"),
        ({"email": "a@example.org", "roles": []}, "at least one role"),
        ({"email": "a@example.org", "roles": ["owner"]}, "roles from the list"),
        ({"email": "a@example.org", "roles": ["king"]}, "at least one role"),
        ({}, "Enter an email address"),
    ],
)
def test_a_wrong_invitation_is_refused_with_words(managing, session, council, data, words):
    answer = managing.post(f"/organisations/{council.slug}/invite", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(Invitation)) is None


def test_who_belongs_or_is_invited_is_not_invited_twice(managing, manager, session, council):
    invited = InvitationFactory(to=council)
    for email, words in ((manager.email, "member already"), (invited.email, "invited already")):
        data = {"email": email.upper(), "roles": ["officer"]}
        assert words in managing.post(f"/organisations/{council.slug}/invite", data=data).text


def test_an_invitation_is_sent_again_and_withdrawn(managing, session, council, mails):
    invitation = InvitationFactory(to=council, created_at=utc_now() - timedelta(days=20))
    base = f"/organisations/{council.slug}/invitations/{invitation.id}"
    assert "run out" in managing.get(f"/organisations/{council.slug}/members").text
    assert managing.post(f"{base}/again", data={}).status_code == 303
    path = mails.last("invitation").context["path"]
    assert managing.get(path).status_code == 200
    assert managing.post(f"{base}/withdraw", data={}).status_code == 303
    assert managing.get(path).status_code == 410
    assert managing.post(f"{base}/withdraw", data={}).status_code == 404


def test_invitations_of_another_organisation_cannot_be_reached(managing, session, council):
    other = InvitationFactory()
    for act in ("again", "withdraw"):
        path = f"/organisations/{council.slug}/invitations/{other.id}/{act}"
        assert managing.post(path, data={}).status_code == 404


def test_invitations_are_limited(session, council, manager):
    actor = join(manager, council, Role.ADMINISTRATOR)
    for number in range(40):
        services.invite(
            session, council, email=f"p{number}@example.org", roles=[Role.OFFICER], actor=actor, now=LONG_AGO
        )
    with pytest.raises(TooManyAttempts):
        services.invite(session, council, email="p40@example.org", roles=[Role.OFFICER], actor=actor, now=LONG_AGO)


def test_invitations_of_one_person_are_limited_over_all_organisations(session, app, manager):
    for number in range(40):
        council = OrganisationFactory()
        actor = join(manager, council, Role.ADMINISTRATOR)
        services.invite(
            session, council, email=f"p{number}@example.org", roles=[Role.OFFICER], actor=actor, now=LONG_AGO
        )
    council = OrganisationFactory()
    actor = join(manager, council, Role.ADMINISTRATOR)
    with pytest.raises(TooManyAttempts):
        services.invite(session, council, email="p40@example.org", roles=[Role.OFFICER], actor=actor, now=LONG_AGO)


def test_one_address_gets_five_invitations_a_day_from_all_together(session, app):
    def invite(now):
        council, user = OrganisationFactory(), UserFactory()
        actor = join(user, council, Role.ADMINISTRATOR)
        services.invite(session, council, email="A@example.org", roles=[Role.OFFICER], actor=actor, now=now)

    for hours in range(5):
        invite(LONG_AGO + timedelta(hours=hours))
    with pytest.raises(TooManyAttempts, match="Wait 19 hours"):
        invite(LONG_AGO + timedelta(hours=5))
    invite(LONG_AGO + timedelta(hours=24))


def test_an_organisation_that_nobody_checked_puts_no_words_of_its_own_into_a_mail(client, session, mails):
    bait = OrganisationFactory(unverified=True, name="Claim your refund")
    user = UserFactory()
    join(user, bait, Role.ADMINISTRATOR)
    client.sign_in(user)
    data = {"email": "stranger@example.org", "roles": ["officer"]}
    assert client.post(f"/organisations/{bait.slug}/invite", data=data).status_code == 303
    (mail,) = mails.seen
    assert (mail.kind, list(mail.context)) == ("invitation_unchecked", ["path"])
    assert "have not checked this organisation" in client.sign_out().get(mail.context["path"]).text


def test_somebody_invited_registers_with_that_address_and_finds_the_invitation_waiting(
    client, session, council, mails, app
):
    invitation = InvitationFactory(to=council, email="new.person@example.org")
    page = client.get(f"/invitations/{queries.token_of(invitation)}").text
    path = "/register?email=new.person@example.org"
    assert path in page
    assert 'value="new.person@example.org"' in client.get(path).text
    client.post(path, data={"name": "Nia Person", "email": invitation.email, "password": "three random words"})
    confirmed = client.post(mails.last("confirm_email").context["path"], data={"password": "three random words"})
    assert confirmed.location == "/waiting"
    assert council.name in client.get(confirmed.location).text


def test_accepting_adds_to_the_roles_that_somebody_has(session, council):
    user = UserFactory()
    actor = join(user, council, Role.EVALUATOR)
    invitation = InvitationFactory(to=council, email=user.email)
    found = queries.find_invitation_by_token(session, queries.token_of(invitation), now=utc_now())
    services.accept(session, found, actor=actor, now=utc_now())
    assert roles_of(session, council, user) == {Role.EVALUATOR, Role.OFFICER}


def test_roles_are_changed_and_the_member_is_told(managing, session, council, mails):
    user = UserFactory()
    join(user, council, Role.OFFICER)
    path = f"/organisations/{council.slug}/members/{user.id}"
    assert 'value="officer" checked' in managing.get(path).text
    assert managing.post(path, data={"roles": ["approver", "opener"]}).status_code == 303
    assert roles_of(session, council, user) == {Role.APPROVER, Role.OPENER}
    assert managing.post(path, data={}).status_code == 422
    assert mails.kinds() == ["roles_changed"]


def test_the_last_manager_cannot_be_demoted_removed_or_leave(managing, manager, session, council):
    closed = UserFactory(closed=True)
    join(closed, council, Role.ADMINISTRATOR)
    base = f"/organisations/{council.slug}/members/{manager.id}"
    for path, data in ((base, {"roles": ["officer"]}), (f"{base}/remove", {})):
        answer = managing.post(path, data=data)
        assert answer.status_code == 422
        assert "last administrator" in answer.text
    assert roles_of(session, council, manager) == {Role.ADMINISTRATOR}
    join(UserFactory(), council, Role.ADMINISTRATOR)
    assert managing.get(f"{base}/remove").status_code == 200
    assert managing.post(f"{base}/remove", data={}).location == "/organisations"
    assert managing.get(f"/organisations/{council.slug}/members").status_code == 403


def test_a_member_is_removed_and_told(managing, session, council, mails):
    user = UserFactory()
    join(user, council, Role.OFFICER)
    path = f"/organisations/{council.slug}/members/{user.id}/remove"
    assert user.name in managing.get(path).text
    assert managing.post(path, data={}).status_code == 303
    assert mails.kinds() == ["member_removed"]
    assert managing.post(path, data={}).status_code == 404


def test_members_may_leave_and_remove_nobody_else(client, session, council):
    one, other = UserFactory(), UserFactory()
    for user in (one, other):
        join(user, council, Role.OFFICER)
    client.sign_in(one)
    base = f"/organisations/{council.slug}/members"
    assert client.post(f"{base}/{other.id}/remove", data={}).status_code == 403
    assert client.post(f"{base}/{one.id}", data={"roles": ["administrator"]}).status_code == 403
    assert client.post(f"{base}/{one.id}/remove", data={}).status_code == 303


def test_a_manager_of_another_council_changes_nothing_here(client, session, council):
    elsewhere = MemberFactory()
    user, member = elsewhere.user_id, UserFactory()
    join(member, council, Role.OFFICER)
    client.sign_in(session.get(type(member), user))
    base = f"/organisations/{council.slug}"
    assert client.get(f"{base}/members").status_code == 403
    assert client.post(f"{base}/members/{member.id}", data={"roles": ["officer"]}).status_code == 403
    assert client.post(f"{base}/invite", data={"email": "a@example.org", "roles": ["officer"]}).status_code == 403
    assert roles_of(session, council, member) == {Role.OFFICER}


def test_roles_are_those_of_the_kind(session, council, manager):
    actor = join(manager, council, Role.ADMINISTRATOR)
    with pytest.raises(DomainError):
        services.set_roles(session, council, manager.id, [Role.OWNER], actor=actor, now=LONG_AGO)


@pytest.mark.parametrize("rows", [1, 12])
def test_listing_members_costs_two_statements(session, council, count_queries, rows):
    for _ in range(rows):
        join(UserFactory(), council, Role.OFFICER, Role.OPENER)
    session.commit()
    session.expunge_all()
    with count_queries() as seen:
        found = queries.list_members(session, council.id)
        assert [len(member.roles) for member in found] == [2] * rows
        assert all(member.user.name for member in found)
    assert len([one for one in seen if "SELECT" in str(one)]) == 2
