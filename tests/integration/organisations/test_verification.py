"""Verifying organisations, finding who signed in, and what waits for a person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.clock import utc_now
from app.core.policy import ANYBODY, Actor, Role
from app.organisations import queries
from app.organisations.models import Organisation
from app.organisations.states import Verification
from tests.factories.accounts import UserFactory
from tests.factories.organisations import LONG_AGO, InvitationFactory, OrganisationFactory, join


@pytest.fixture
def administrator(actors, client):
    return client.sign_in(actors.user("site_administrator"))


def test_the_list_is_oldest_first_and_pages(administrator, session):
    for day in range(60):
        OrganisationFactory(unverified=True, created_at=LONG_AGO + timedelta(days=day % 7))
    OrganisationFactory()
    seen, path = [], "/administration/organisations"
    while path:
        page = administrator.get(path).text
        seen += re.findall(r'href="/administration/organisations/(council-\d+)"', page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        path = more[1] if more else None
    ordered = session.scalars(
        select(Organisation.slug)
        .where(Organisation.verification == Verification.UNVERIFIED)
        .order_by(Organisation.created_at, Organisation.id)
    ).all()
    assert seen == list(ordered)


def test_verify_take_back_refuse(administrator, session, mails):
    council = OrganisationFactory(unverified=True)
    join(UserFactory(), council, Role.ADMINISTRATOR)
    join(UserFactory(), council, Role.OFFICER)
    path = f"/administration/organisations/{council.slug}"
    page = administrator.get(path).text
    assert 'value="verify"' in page
    assert 'value="revoke"' not in page
    assert administrator.post(path, data={"action": "refuse"}).status_code == 422
    for action, note, state in (
        ("refuse", "Wrong number", Verification.REFUSED),
        ("verify", "", Verification.VERIFIED),
        ("revoke", "It was renamed", Verification.UNVERIFIED),
    ):
        assert administrator.post(path, data={"action": action, "note": note}).status_code == 303
        session.refresh(council)
        assert (council.verification, council.verification_note) == (state, note)
        assert (council.verified_at is None) == (state is Verification.UNVERIFIED)
    assert mails.kinds() == ["organisation_refused", "organisation_verified", "organisation_revoked"]
    kinds = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.sequence)).all()
    assert kinds.count("organisation.verification_decided") == 3


def test_a_company_number_belongs_to_one_verified_organisation(administrator, session):
    holder = OrganisationFactory(company_number="09912345", name="Lantern Sensors Ltd")
    other = OrganisationFactory(company_number="09912345", unverified=True)
    path = f"/administration/organisations/{other.slug}"
    refused = administrator.post(path, data={"action": "verify"})
    assert refused.status_code == 422
    assert "Lantern Sensors Ltd is verified with the same company number" in refused.text
    session.refresh(other)
    assert other.verification is Verification.UNVERIFIED
    back = {"action": "revoke", "note": "The number is another’s"}
    assert administrator.post(f"/administration/organisations/{holder.slug}", data=back).status_code == 303
    assert administrator.post(path, data={"action": "verify"}).status_code == 303
    session.refresh(other)
    assert other.is_verified


def test_organisations_without_a_number_do_not_clash(administrator, session):
    OrganisationFactory()
    other = OrganisationFactory(unverified=True)
    done = administrator.post(f"/administration/organisations/{other.slug}", data={"action": "verify"})
    assert done.status_code == 303


def test_what_does_not_follow_is_refused(administrator, session):
    council = OrganisationFactory()
    path = f"/administration/organisations/{council.slug}"
    for action in ("verify", "refuse", "explode", ""):
        assert administrator.post(path, data={"action": action, "note": "x"}).status_code == 422


def test_nobody_else_learns_that_there_are_such_pages(client, session, actors):
    council = OrganisationFactory(unverified=True)
    manager = UserFactory()
    join(manager, council, Role.ADMINISTRATOR)
    for path in ("/administration/organisations", f"/administration/organisations/{council.slug}"):
        assert client.sign_out().get(path).status_code == 303
        for user in (manager, actors.user("stranger"), actors.user("council_administrator")):
            assert client.sign_in(user).get(path).status_code == 404
            assert client.post(path, data={}).status_code in (404, 405)


def test_a_person_is_found_with_every_role_in_two_statements(client, session, count_queries):
    user = UserFactory()
    for roles in ((Role.OFFICER, Role.APPROVER), (Role.EVALUATOR,), ()):
        join(user, OrganisationFactory(), *roles)
    client.sign_in(user)
    with client.session_transaction() as cookie:
        sign_in_id = cookie["sign_in_id"]
    session.commit()
    with count_queries() as seen:
        person = queries.load_identity(session, type(user.id)(sign_in_id), utc_now())
    assert len([one for one in seen if "SELECT" in str(one)]) == 2
    assert len(person.memberships) == 3
    assert {role for _, role in person.actor.roles} == {Role.OFFICER, Role.APPROVER, Role.EVALUATOR}


def test_what_waits_for_a_person(session, app):
    user, now = UserFactory(), utc_now()
    invitation = InvitationFactory(email=user.email)
    InvitationFactory(email=user.email, created_at=now - timedelta(days=15))
    InvitationFactory(email=user.email, withdrawn_at=now)
    refused = OrganisationFactory(refused=True)
    actor = join(user, refused, Role.ADMINISTRATOR)
    OrganisationFactory(unverified=True)
    tasks = queries.list_waiting(session, actor, now)
    assert [task.kind for task in tasks] == [
        "invitation.answer",
        "organisation.correct",
        "organisation.invite_approver",
    ]
    assert tasks[0].due_at == invitation.expires_at
    both = queries.list_waiting(session, Actor(user.id, actor.roles, is_site_admin=True), now)
    assert [task.kind for task in both][3:] == ["organisation.verify"]
    assert queries.list_waiting(session, ANYBODY, now) == []


def test_an_unconfirmed_address_sees_no_invitation(session, app):
    user = UserFactory(unconfirmed=True)
    InvitationFactory(email=user.email)
    assert queries.list_waiting(session, Actor(user.id), utc_now()) == []
