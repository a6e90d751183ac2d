"""Accounts without the web: what is recorded, what is counted, what is told, and the command line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts import queries, services
from app.accounts.events import NOBODY
from app.accounts.models import SignIn, SingleUseLink, User
from app.accounts.services import links, signing_in
from app.accounts.states import LinkPurpose
from app.audit.models import AuditEvent
from app.audit.services import verify
from app.core.errors import AlreadyUsed, DomainError
from app.core.policy import ANYBODY, Actor
from tests.factories.accounts import LONG_AGO, PASSWORD, UserFactory

NOW = LONG_AGO + timedelta(days=365)
LOW = services.hasher("low")


def attempt(session, email, password=PASSWORD, now=NOW):
    credentials = services.find_credentials(session, email=email, address="192.0.2.1", now=now)
    return services.try_password(credentials, password, address="192.0.2.1", hasher=LOW)


def kinds(session):
    session.commit()
    return session.scalars(select(AuditEvent.kind).order_by(AuditEvent.sequence)).all()


def test_the_trail_names_deeds_and_no_person(session, app, mails):
    services.register(
        session, name="Ada", email="ada@example.org", password_hash=LOW.hash(PASSWORD), address="192.0.2.1", now=NOW
    )
    session.commit()
    token = mails.last("confirm_email").context["path"].rsplit("/", 1)[1]
    assert services.confirm(session, token, attempt(session, "ada@example.org", "wrong"), now=NOW) is None
    session.commit()
    assert services.confirm(session, token, attempt(session, "ada@example.org"), now=NOW)
    session.commit()
    for email in ("ada@example.org", "nobody@example.org"):
        assert services.sign_in(session, attempt(session, email, "wrong wrong wrong"), now=NOW) is None
        session.commit()
    row = services.sign_in(session, attempt(session, "ada@example.org"), now=NOW)
    session.commit()
    services.sign_out(session, row.id, now=NOW)
    assert kinds(session) == [
        "account.registered",
        "link.issued",
        "sign_in.failed",
        "account.confirmed",
        "sign_in.succeeded",
        "sign_in.failed",
        "sign_in.failed",
        "sign_in.succeeded",
        "sign_in.ended",
    ]
    failed = session.scalars(select(AuditEvent.subject_id).where(AuditEvent.kind == "sign_in.failed")).all()
    assert failed[-1] == NOBODY
    written = str([(event.kind, event.details) for event in session.scalars(select(AuditEvent))])
    assert not any(word in written for word in ("ada", "Ada", "example.org", "192.0.2", token))
    assert verify(session)


def test_each_failure_checks_one_password(session, app, monkeypatch):
    """The time of an answer is the time of checking a password: once, whoever is asked for."""
    checked = []
    right = services.Hasher.is_right
    monkeypatch.setattr(services.Hasher, "is_right", lambda *args: checked.append(1) or right(*args))
    people = [UserFactory(), UserFactory(closed=True), UserFactory(unconfirmed=True), UserFactory(password_hash=None)]
    for email in [*[user.email for user in people], "nobody@example.org"]:
        checked.clear()
        assert services.sign_in(session, attempt(session, email, "wrong wrong wrong"), now=NOW) is None
        session.commit()
        assert len(checked) == 1


def test_registering_again_before_confirming_replaces_the_password_and_ends_the_older_link(session, app, mails):
    def register(password):
        services.register(
            session, name="Ada", email="ada@example.org", password_hash=LOW.hash(password), address="x", now=NOW
        )
        session.commit()
        return mails.last("confirm_email").context["path"].rsplit("/", 1)[1]

    older, newer = register("first good phrase"), register("second good phrase")
    with pytest.raises(AlreadyUsed):
        services.confirm(session, older, attempt(session, "ada@example.org", "second good phrase"), now=NOW)
    session.rollback()
    assert services.confirm(session, newer, attempt(session, "ada@example.org", "first good phrase"), now=NOW) is None
    assert services.confirm(session, newer, attempt(session, "ada@example.org", "second good phrase"), now=NOW)


def test_a_stranger_cannot_have_an_account_confirmed_by_its_victim(session, app, mails):
    """Whoever opens the link must know the password too."""
    services.register(
        session, name="Eve", email="victim@example.org", password_hash=LOW.hash("eve knows this"), address="x", now=NOW
    )
    session.commit()
    token = mails.last("confirm_email").context["path"].rsplit("/", 1)[1]
    assert services.confirm(session, token, attempt(session, "victim@example.org"), now=NOW) is None
    session.commit()
    assert queries.find_user_by_email(session, "victim@example.org").email_confirmed_at is None


def test_a_reset_confirms_the_address_and_ends_all_links(session, app, mails):
    user = UserFactory(unconfirmed=True)
    confirm = links.issue(session, user, LinkPurpose.CONFIRM_EMAIL, actor_id=None, now=NOW)
    signing_in.send_password_link(session, user.id, now=NOW)
    token = mails.last("reset_password").context["path"].rsplit("/", 1)[1]
    services.reset_password(session, token, password_hash="x", now=NOW)
    assert user.email_confirmed_at == NOW
    with pytest.raises(AlreadyUsed):
        links.read(session, confirm.rsplit("/", 1)[1], LinkPurpose.CONFIRM_EMAIL, now=NOW)


def test_a_password_that_changed_meanwhile_does_not_sign_in(session, app):
    user = UserFactory()
    tried = attempt(session, user.email)
    user.password_hash = LOW.hash("changed meanwhile")
    assert services.sign_in(session, tried, now=NOW) is None


def test_an_old_hash_is_renewed_when_somebody_signs_in(session, app):
    user = UserFactory()
    before = user.password_hash
    normal = services.hasher("normal")
    credentials = services.find_credentials(session, email=user.email, address="x", now=NOW)
    tried = services.try_password(credentials, PASSWORD, address="x", hasher=normal)
    assert services.sign_in(session, tried, now=NOW)
    assert user.password_hash not in (None, before)
    assert normal.is_right(user.password_hash, PASSWORD)


def test_closing_ends_everything(session, app):
    user = UserFactory()
    services.sign_in(session, attempt(session, user.email), now=NOW)
    token = links.issue(session, user, LinkPurpose.RESET_PASSWORD, actor_id=None, now=NOW).rsplit("/", 1)[1]
    services.close(session, user, actor=ANYBODY, now=NOW)
    assert queries.count_sign_ins(session, user.id, now=NOW) == 0
    with pytest.raises(AlreadyUsed):
        links.read(session, token, LinkPurpose.RESET_PASSWORD, now=NOW)
    with pytest.raises(DomainError):
        services.close(session, user, actor=ANYBODY, now=NOW)
    assert services.sign_in(session, attempt(session, user.email), now=NOW) is None


def test_old_sign_ins_and_links_of_a_person_are_forgotten(session, app):
    user = UserFactory()
    session.add(SignIn(user_id=user.id, expires_at=NOW - timedelta(days=91), created_at=LONG_AGO))
    links.issue(session, user, LinkPurpose.RESET_PASSWORD, actor_id=None, now=NOW - timedelta(days=40))
    links.issue(session, user, LinkPurpose.RESET_PASSWORD, actor_id=None, now=NOW)
    assert services.sign_in(session, attempt(session, user.email), now=NOW)
    assert len(session.scalars(select(SignIn.id)).all()) == 1
    assert len(session.scalars(select(SingleUseLink.id)).all()) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["issue", "use", "wait"]), st.sampled_from(list(LinkPurpose))), max_size=12
    )
)
def test_only_the_newest_link_of_a_purpose_works_once_and_in_time(session, app, steps):
    """Against a model: for each purpose, the one token that must work and until when."""
    user, now = UserFactory(), NOW
    alive: dict[LinkPurpose, tuple[str, object]] = {}
    issued: list[tuple[LinkPurpose, str]] = []
    for step, purpose in steps:
        if step == "wait":
            now += timedelta(minutes=50)
        elif step == "issue":
            token = links.issue(session, user, purpose, actor_id=None, now=now).rsplit("/", 1)[1]
            issued.append((purpose, token))
            alive[purpose] = (token, now + links.LIFETIMES[purpose])
        else:
            for kind, token in issued:
                works = kind in alive and alive[kind][0] == token and now < alive[kind][1]
                assert works == can_use(session, token, kind, now)
            for kind in [kind for kind, (_, until) in alive.items() if now < until]:
                del alive[kind]
    session.rollback()


def can_use(session, token, purpose, now):
    """Use a link and say whether that was possible."""
    try:
        links.use(session, token, purpose, now=now)
    except AlreadyUsed:
        return False
    return True


def test_the_first_administrator_is_made_on_the_command_line(app, client, session):
    run = app.test_cli_runner().invoke
    made = run(args=["accounts", "create-administrator", "--email", "Root@example.org", "--name", "Root Admin"])
    assert made.exit_code == 0, made.output
    path = made.output.strip().splitlines()[-1].removeprefix("http://localhost")
    assert client.post(path, data={"password": "a long first phrase"}).status_code == 303
    signed_in = client.post("/sign-in", data={"email": "root@example.org", "password": "a long first phrase"})
    assert signed_in.status_code == 303
    assert client.get("/administration/organisations").status_code == 200
    wrong = run(args=["accounts", "create-administrator", "--email", "root", "--name", "x"])
    assert wrong.exit_code == 1
    assert "correct format" in wrong.output


def test_an_account_is_closed_on_the_command_line(app, session):
    user = UserFactory()
    session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["accounts", "close", user.email.upper()]).exit_code == 0
    session.refresh(user)
    assert user.closed_at is not None
    session.commit()
    for email in (user.email, "nobody@example.org"):
        assert run(args=["accounts", "close", email]).exit_code == 1
    assert run(args=["accounts", "create-administrator", "--email", user.email, "--name", "x"]).exit_code == 1


def test_an_administrator_may_be_somebody_who_has_an_account(session, app):
    user = UserFactory()
    services.appoint_administrator(session, email=user.email, name="Another Name", actor=Actor(user.id), now=NOW)
    assert (user.is_site_admin, user.name) == (True, user.name)
    assert session.scalars(select(User.id)).all() == [user.id]
