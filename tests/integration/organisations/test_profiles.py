"""Adding organisations and changing their profiles, as a browser does it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.errors import DomainError
from app.core.policy import Actor, Role
from app.organisations import services
from app.organisations.models import MemberRole, Organisation
from app.organisations.states import OrganisationKind, Verification
from tests.factories.accounts import UserFactory
from tests.factories.organisations import LONG_AGO, MemberFactory, OrganisationFactory, join, profile


@pytest.fixture
def owner(session):
    return UserFactory()


def version_on(page: str) -> str:
    """Return the version that a page's form carries."""
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def typed(**changes):
    """Return a profile as the page for changing it sends it."""
    return {name: value for name, value in profile(**changes).items() if name != "kind"}


def test_a_firm_is_added_and_managed_by_who_adds_it(client, sign_in, session, owner):
    sign_in(owner)
    assert client.get("/organisations/new").status_code == 200
    sent = client.post("/organisations/new", data=profile())
    assert (sent.status_code, sent.location) == (303, "/organisations/lantern-sensors-ltd")
    firm = session.scalar(select(Organisation))
    assert (firm.kind, firm.company_number, firm.turnover) == (OrganisationKind.SME, "09912345", 900_000_00)
    assert firm.capabilities == ["Sensors for damp", "Dashboards"]
    assert session.scalars(select(MemberRole.role)).all() == [Role.OWNER]
    page = client.get(sent.location).text
    assert "Fewer than 250 people work for it, and its turnover is at most £44 million." in page
    assert "900,000" not in page
    assert "section 123" in page


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        (("249", "44,000,000", ""), OrganisationKind.SME),
        (("249", "44,000,000.01", "38,000,000"), OrganisationKind.SME),
        (("249", "44,000,000.01", "38,000,000.01"), OrganisationKind.LARGE_FIRM),
        (("250", "1", "1"), OrganisationKind.LARGE_FIRM),
    ],
)
def test_small_or_large_is_computed(client, sign_in, session, owner, figures, kind):
    sign_in(owner)
    headcount, turnover, balance = figures
    data = profile(headcount=headcount, turnover=turnover, balance_sheet=balance)
    assert client.post("/organisations/new", data=data).status_code == 303
    assert session.scalar(select(Organisation.kind)) is kind


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Enter the name of the organisation"),
        ({"name": "Visit www.evil.example"}, "must not contain a web"),
        ({"kind": ""}, "Select what kind it is"),
        ({"kind": "martian"}, "Choose one of the options"),
        ({"company_number": "12345X"}, "Companies House"),
        ({"charity_number": "abc"}, "Enter a charity number"),
        ({"website": "javascript:alert(1)"}, "Enter a web address"),
        ({"website": "https://user@evil.example"}, "Enter a web address"),
        ({"region": "XX"}, "Select a region"),
        ({"sectors": ["digital", "martians"]}, "Select sectors"),
        ({"capabilities": "a" * 81}, "80 characters"),
        ({"capabilities": "\n".join(f"line {n}" for n in range(31))}, "at most 30"),
        ({"headcount": "many"}, "whole number"),
        ({"headcount": ""}, "how many people"),
        ({"turnover": ""}, "turnover or the balance sheet"),
        ({"turnover": "44,000,001"}, "balance sheet total too"),
        ({"turnover": "", "balance_sheet": "38,000,001"}, "turnover too"),
        ({"description": "a" * 4001}, "4,000 characters"),
    ],
)
def test_a_wrong_profile_is_refused_with_words_and_leaves_nothing(client, sign_in, session, owner, changes, words):
    sign_in(owner)
    answer = client.post("/organisations/new", data=profile(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(Organisation)) is None


def test_a_taken_company_number_is_refused_politely(client, sign_in, session, owner):
    OrganisationFactory(company_number="09912345")
    sign_in(owner)
    answer = client.post("/organisations/new", data=profile(company_number="9912345"))
    assert answer.status_code == 422
    assert "Ask a colleague who manages it to invite you" in answer.text


@pytest.mark.parametrize("state", ["unverified", "refused"])
def test_nobody_keeps_a_company_number_from_its_owner_by_typing_it_first(client, sign_in, session, owner, state):
    OrganisationFactory(company_number="09912345", **{state: True})
    sign_in(owner)
    assert client.post("/organisations/new", data=profile(company_number="9912345")).status_code == 303


def test_a_person_adds_three_organisations_that_nobody_has_verified(client, sign_in, session, owner):
    sign_in(owner)
    for _ in range(3):
        assert client.post("/organisations/new", data=profile(company_number="")).status_code == 303
    refused = client.post("/organisations/new", data=profile(company_number=""))
    assert refused.status_code == 422
    assert "Wait until one of them is verified" in refused.text
    first = session.scalars(select(Organisation)).first()
    first.verification, first.verified_at = Verification.VERIFIED, LONG_AGO
    assert client.post("/organisations/new", data=profile(company_number="")).status_code == 303


def test_names_that_look_alike_get_addresses_of_their_own(session, owner, app):
    actor = Actor()
    figures = {"headcount": 3, "turnover": 1}
    names = ["New", "Directory", "Ünïted & Sons", "united and sons", "!!!", "組織", *["Same"] * 12]
    slugs = [
        services.create(
            session, OrganisationKind.SME, services.Profile(name=name, **figures), actor=actor, now=LONG_AGO
        ).slug
        for name in names
    ]
    assert slugs[:6] == [
        "new-2",
        "directory-2",
        "united-and-sons",
        "united-and-sons-2",
        "organisation",
        "organisation-2",
    ]
    assert len(set(slugs)) == len(slugs)


def test_an_unverified_organisation_is_hidden_from_everybody_else(client, make_client, session, actors):
    organisation = OrganisationFactory(unverified=True)
    member = UserFactory()
    join(member, organisation, Role.OFFICER)
    path = f"/organisations/{organisation.slug}"
    assert client.get(path).status_code == 404
    assert client.get("/organisations/there-is-none").status_code == 404
    seen = {}
    for name, user in (("stranger", UserFactory()), ("member", member), ("site", actors.user("site_administrator"))):
        seen[name] = make_client().sign_in(user).get(path).status_code
    assert seen == {"stranger": 404, "member": 200, "site": 200}
    organisation.verification, organisation.verified_at = Verification.VERIFIED, LONG_AGO
    assert client.get(path).status_code == 200


def test_the_directory_lists_verified_ones_page_by_page(client, session):
    for number in range(120):
        OrganisationFactory(name=f"Body {number % 60:03}", region="TLG" if number % 2 else "TLH")
    OrganisationFactory(name="Hidden Body", unverified=True)
    seen, path = [], "/organisations/directory"
    while path:
        page = client.get(path)
        seen += re.findall(r'href="/organisations/(council-\d+)"', page.text)
        more = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = more[1].replace("&amp;", "&") if more else None
        assert "Hidden Body" not in page.text
    assert len(seen) == len(set(seen)) == 120
    filtered = client.get("/organisations/directory?kind=council&region=TLH").text
    assert "West Midlands</li>" not in filtered
    assert client.get("/organisations/directory?kind=university").text.count("market-list__item") == 0
    for odd in ("kind=martian", "region=XX", "after=x", "after=00000000-0000-0000-0000-000000000000", "kind=a&kind=b"):
        assert client.get(f"/organisations/directory?{odd}").status_code == 200


@pytest.mark.parametrize("rows", [1, 12])
def test_the_directory_costs_the_same_however_many_there_are(client, session, count_queries, rows):
    for _ in range(rows):
        OrganisationFactory()
    session.commit()
    with count_queries() as seen:
        assert client.get("/organisations/directory").status_code == 200
    assert len(seen) == 2


def test_the_profile_is_changed(client, sign_in, session, owner):
    firm = OrganisationFactory(firm=True, unverified=True, name="Old Name", company_number="09912345")
    join(owner, firm, Role.OWNER)
    sign_in(owner)
    page = client.get(f"/organisations/{firm.slug}/edit").text
    assert "Old Name" in page
    data = typed(name="New Name", headcount="300", version=version_on(page))
    assert client.post(f"/organisations/{firm.slug}/edit", data=data).status_code == 303
    session.refresh(firm)
    assert (firm.name, firm.kind, firm.version) == ("New Name", OrganisationKind.LARGE_FIRM, 2)


def test_two_editors_lose_nothing(client, make_client, session):
    council = OrganisationFactory(description="At first")
    first, second = UserFactory(name="Ada First"), UserFactory(name="Ben Second")
    for user in (first, second):
        join(user, council, Role.ADMINISTRATOR)
    browsers = [make_client().sign_in(user) for user in (first, second)]
    path = f"/organisations/{council.slug}/edit"
    versions = [version_on(browser.get(path).text) for browser in browsers]
    data = {"name": council.name, "region": "TLG"}
    saved = browsers[0].post(path, data={**data, "description": "Ada wrote this", "version": versions[0]})
    assert saved.status_code == 303

    clash = browsers[1].post(path, data={**data, "description": "Ben wrote that", "version": versions[1]})
    assert clash.status_code == 422
    assert "Ada First saved this profile at" in clash.text
    assert "Ada wrote this" in clash.text
    assert "Ben wrote that" in clash.text
    session.refresh(council)
    assert council.description == "Ada wrote this"

    knowing = {**data, "description": "Ben wrote that", "version": version_on(clash.text)}
    assert browsers[1].post(path, data=knowing).status_code == 303
    session.refresh(council)
    assert council.description == "Ben wrote that"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "1.0"])
def test_a_version_that_was_tampered_with_is_a_clash(client, sign_in, session, owner, version):
    council = OrganisationFactory()
    join(owner, council, Role.ADMINISTRATOR)
    sign_in(owner)
    answer = client.post(f"/organisations/{council.slug}/edit", data={"name": council.name, "version": version})
    assert answer.status_code == 422
    assert "saved this profile" in answer.text


@pytest.mark.parametrize("field", ["name", "company_number", "charity_number"])
def test_what_was_verified_does_not_change_afterwards(session, app, owner, field):
    values = {"name": "Ardenbrook", "company_number": "09912345", "charity_number": "1234567"}
    council = OrganisationFactory(**values)
    actor = join(owner, council, Role.ADMINISTRATOR)
    changed = {**values, field: "09954321" if field == "company_number" else "7654321"}
    with pytest.raises(DomainError) as refused:
        services.change(
            session, council, services.Profile(**changed), version=council.version, actor=actor, now=LONG_AGO
        )
    assert refused.value.field == field
    assert not session.dirty


def test_an_unverified_profile_cannot_take_the_number_of_a_verified_one(session, app, owner):
    OrganisationFactory(company_number="09912345")
    firm = OrganisationFactory(firm=True, unverified=True)
    actor = join(owner, firm, Role.OWNER)
    wanted = services.Profile(name=firm.name, company_number="09912345", headcount=1, turnover=1)
    with pytest.raises(DomainError) as refused:
        services.change(session, firm, wanted, version=firm.version, actor=actor, now=LONG_AGO)
    assert refused.value.field == "company_number"


def test_saving_what_is_stored_changes_nothing(session, app, owner):
    member = MemberFactory()
    council = session.get(Organisation, member.organisation_id)
    before = council.version
    same = services.Profile(name=council.name, region=council.region)
    services.change(session, council, same, version=before, actor=Actor(owner.id), now=LONG_AGO)
    assert council.version == before


def test_hidden_pages_send_visitors_to_sign_in_whether_or_not_there_is_such_an_organisation(client, session):
    hidden = OrganisationFactory(unverified=True)
    for slug in (hidden.slug, "there-is-none"):
        for page in ("edit", "members", "invite"):
            assert client.get(f"/organisations/{slug}/{page}").status_code == 303
