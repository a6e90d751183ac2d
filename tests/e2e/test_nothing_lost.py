"""Nothing typed is lost: when the session has ended, and when two people edit at once."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.models import User
from app.challenges.models import Challenge, Party
from app.core.policy import Role
from app.organisations.models import Member, MemberRole
from tests.e2e.harness import PASSWORD, Site

DRAFT = "/challenges/PG-2026-0021/edit/problem"


def officers_of(site: Site, reference: str) -> list[str]:
    """Return the addresses of two people who may edit the draft."""
    with site.app.extensions["database"].reading() as session:
        return list(
            session.scalars(
                select(User.email)
                .join(Member, Member.user_id == User.id)
                .join(MemberRole, MemberRole.member_id == Member.id)
                .join(Party, Party.organisation_id == Member.organisation_id)
                .join(Challenge, Challenge.id == Party.challenge_id)
                .where(Challenge.reference == reference, MemberRole.role.in_([Role.OFFICER, Role.APPROVER]))
                .order_by(User.email)
                .distinct()
            )
        )[:2]


def test_a_form_sent_after_signing_out_waits_behind_the_sign_in_page(site: Site) -> None:
    address = officers_of(site, "PG-2026-0021")[0]
    page = site.visitor()
    site.sign_in(page, address)
    page.goto(f"{site.base}{DRAFT}")
    page.get_by_label("Who is affected?").fill("Ninety carers who wait for a placement.")
    other = page.context.new_page()
    other.goto(f"{site.base}/account")
    other.get_by_role("button", name="Sign out", exact=True).click()
    other.close()

    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_title("Sign in – Proving Ground")
    site.check(page)
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_label("Who is affected?")).to_have_value("Ninety carers who wait for a placement.")
    site.check(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Saved")).to_be_visible()


def test_two_editors_lose_nothing(site: Site) -> None:
    first_address, second_address = officers_of(site, "PG-2026-0023")
    path = "/challenges/PG-2026-0023/edit/problem"
    first, second = site.visitor(), site.visitor()
    site.sign_in(first, first_address)
    site.sign_in(second, second_address)
    first.goto(f"{site.base}{path}")
    second.goto(f"{site.base}{path}")
    first.get_by_label("Who is affected?").fill("Neighbours of eleven bars.")
    first.get_by_role("button", name="Save and continue").click()
    expect(first.get_by_text("Saved")).to_be_visible()

    second.get_by_label("Who is affected?").fill("Night workers who sleep by day.")
    second.get_by_role("button", name="Save and continue").click()
    expect(second.get_by_text("Somebody else saved this page after you opened it.").first).to_be_visible()
    expect(second.get_by_text("Neighbours of eleven bars.")).to_be_visible()
    expect(second.get_by_label("Who is affected?")).to_have_value("Night workers who sleep by day.")
    site.check(second)
    second.get_by_label("Who is affected?").fill("Neighbours of eleven bars, and night workers who sleep by day.")
    second.get_by_role("button", name="Save and continue").click()
    expect(second.get_by_text("Saved")).to_be_visible()
