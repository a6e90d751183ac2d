"""What happens when many do the same at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.core.clock import utc_now
from app.core.errors import AlreadyUsed, DomainError, EditedMeanwhile
from app.core.policy import Actor, Role
from app.organisations import queries, services
from app.organisations.models import Member, MemberRole, Organisation
from app.organisations.states import OrganisationKind, VerificationAction
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InvitationFactory, OrganisationFactory, actor_of, join


def at_once(database, acts):
    """Let the acts begin together, each in a thread and a transaction of its own; return results and refusals."""
    barrier = Barrier(len(acts))

    def one(act):
        barrier.wait()
        try:
            with database.transaction() as session:
                return act(session)
        except DomainError as error:
            return type(error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.parametrize("how", ["leave", "remove each other", "demote each other"])
def test_one_manager_always_stays(app, database, session, how):
    council = OrganisationFactory()
    managers = [UserFactory() for _ in range(4)]
    for user in managers:
        join(user, council, Role.ADMINISTRATOR)
    session.commit()
    slug = council.slug

    def act_of(user, target):
        def act(own):
            organisation = queries.get_organisation(own, slug)
            actor = actor_of(user, organisation, Role.ADMINISTRATOR)
            if how == "demote each other":
                services.set_roles(own, organisation, target.id, [Role.OFFICER], actor=actor, now=utc_now())
            else:
                services.remove(own, organisation, target.id, actor=actor, now=utc_now())

        return act

    targets = managers if how == "leave" else [*managers[1:], managers[0]]
    done = at_once(database, [act_of(user, target) for user, target in zip(managers, targets, strict=True)])
    assert done.count(None) == 3
    assert done.count(DomainError) == 1
    left = select(func.count()).select_from(MemberRole).where(MemberRole.role == Role.ADMINISTRATOR)
    assert session.scalar(left) == 1


def test_an_invitation_is_accepted_once(app, database, session):
    council, user = OrganisationFactory(), UserFactory()
    invitation = InvitationFactory(to=council, email=user.email)
    session.commit()
    token = queries.token_of(invitation)
    actor = Actor(user.id)

    def act(own):
        found = queries.find_invitation_by_token(own, token, now=utc_now())
        if found is None:
            return AlreadyUsed
        return services.accept(own, found, actor=actor, now=utc_now())

    done = at_once(database, [act] * 6)
    assert done.count(None) == 1
    assert done.count(AlreadyUsed) == 5
    assert session.scalar(select(func.count()).select_from(Member)) == 1


def test_one_of_many_editors_saves_and_the_others_are_told(app, database, session):
    council = OrganisationFactory()
    session.commit()

    def act_of(number):
        def act(own):
            organisation = queries.get_organisation(own, council.slug, for_update=True)
            wanted = services.Profile(name=council.name, description=f"By {number}")
            services.change(own, organisation, wanted, version=1, actor=Actor(), now=utc_now())

        return act

    done = at_once(database, [act_of(number) for number in range(6)])
    assert done.count(None) == 1
    assert done.count(EditedMeanwhile) == 5


def test_organisations_of_one_name_do_not_collide(app, database, session):
    def add(own):
        wanted = services.Profile(name="Same Name", headcount=1, turnover=1)
        return services.create(own, OrganisationKind.SME, wanted, actor=Actor(), now=utc_now()).slug

    slugs = at_once(database, [add] * 6)
    assert len(set(slugs)) == 6
    assert DomainError not in slugs


def test_of_many_with_one_company_number_one_is_verified(app, database, session):
    slugs = [OrganisationFactory(company_number="09912345", unverified=True).slug for _ in range(6)]
    session.commit()

    def act_of(slug):
        def act(own):
            organisation = queries.get_organisation(own, slug, for_update=True)
            services.decide(own, organisation, VerificationAction.VERIFY, actor=Actor(), now=utc_now())

        return act

    done = at_once(database, [act_of(slug) for slug in slugs])
    assert done.count(None) == 1
    assert done.count(DomainError) == 5


def test_a_person_who_adds_many_at_once_adds_three(app, database, session):
    user = UserFactory()
    session.commit()

    def add(own):
        wanted = services.Profile(name="Same Name", headcount=1, turnover=1)
        services.create(own, OrganisationKind.SME, wanted, actor=Actor(user.id), now=utc_now())

    done = at_once(database, [add] * 6)
    assert done.count(None) == 3
    assert session.scalar(select(func.count()).select_from(Organisation)) == 3
