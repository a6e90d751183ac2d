"""A council's first challenge: from registering to withdrawal, through the pages that people see."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.harness import Site

WORDS = "Quokka-proof bicycle sheds for tram stops"


def fill_day(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=legend)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(value))


def fill_sections(page: Page, *, today: date) -> None:
    """Write everything but the questions, the criteria and the contact."""
    page.get_by_role("link", name="Problem and outcomes").click()
    page.get_by_label("Summary").fill("Bicycles vanish from stops; we want sheds that thieves leave alone.")
    page.get_by_label("What is the problem?").fill("Forty bicycles a month are stolen at eleven stops.")
    page.get_by_label("What outcomes do you want?").fill("- Half as many thefts within a year")
    page.get_by_label("Who is affected?").fill("About 2,300 people who ride to the tram.")
    page.get_by_label("What must a solution respect?").fill("No power supply at seven of the stops.")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Who can propose").click()
    page.get_by_label("Who can propose?").fill("Anybody, alone or together.")
    page.get_by_label("No, everybody may propose").check()
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Readiness and ownership").click()
    page.get_by_label("The supplier owns it; the council may use it").check()
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Budget", exact=True).click()
    page.get_by_label("What is the most you could pay, in pounds?").fill("60,000")
    page.get_by_label("For how many months would the contract or pilot run?").fill("9")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Route and lots").click()
    page.get_by_label("Open competition below the threshold").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("If not, why not? If so, what are the lots?").fill("One shed design has to fit all stops.")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Dates").click()
    fill_day(page, "Until which day can firms ask questions?", today + timedelta(days=20))
    page.get_by_label("Until what time?").fill("12:00")
    fill_day(page, "On which day do proposals have to be in?", today + timedelta(days=30))
    page.get_by_label("By what time?").fill("noon")
    fill_day(page, "When do you expect to decide?", today + timedelta(days=60))
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Small firms and conflicts").click()
    page.get_by_label(re.compile("What keeps small firms")).fill("Short questions, a fixed price, no turnover test.")
    page.get_by_label("What did it find, and what was done?").fill("Nobody on the team has an interest.")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("link", name="Contacts").click()
    page.get_by_label("Name").fill("Quentin Confidential")
    page.get_by_label("Email address").fill("quentin@lowmarsh.example")
    page.get_by_role("button", name="Save contact").click()
    page.get_by_role("link", name="Back to the draft").click()


def test_a_council_publishes_and_withdraws_its_first_challenge(site: Site) -> None:
    today = site.today
    head = site.visitor()
    site.register(head, "Morwenna Tregear", "morwenna@lowmarsh.example")
    site.found_council(head, "Lowmarsh Borough Council")
    site.verify_organisation("Lowmarsh Borough Council")
    site.invite(head, "lowmarsh-borough-council", "odhran@lowmarsh.example", ["Officer"])
    site.invite(head, "lowmarsh-borough-council", "sunniva@lowmarsh.example", ["Approver"])
    officer = site.visitor()
    site.accept_invitation(officer, "Odhran Keane", "odhran@lowmarsh.example")
    approver = site.visitor()
    site.accept_invitation(approver, "Sunniva Dahl", "sunniva@lowmarsh.example")

    site.visit(officer, "/challenges/drafts")
    officer.get_by_role("button", name="Start a challenge").click()
    officer.get_by_label("What is the challenge called?").fill(WORDS)
    officer.get_by_label("A small pilot at a fixed price").check()
    officer.get_by_role("button", name="Start the draft").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(WORDS)
    site.check(officer)
    fill_sections(officer, today=today)
    expect(officer.get_by_role("heading", name="1 thing to put right before it can be published")).to_be_visible()
    site.check(officer)
    officer.get_by_role("button", name="Send for review").click()
    site.check(officer)
    officer.get_by_role("button", name="Send for review").click()

    site.work()
    site.visit(approver, "/waiting")
    approver.get_by_role("link", name=re.compile("Review a challenge")).click()
    site.check(approver)
    approver.get_by_role("button", name="Send back").click()
    approver.get_by_label("What has to be changed?").fill("Date the conflicts assessment.")
    approver.get_by_role("button", name="Send back").click()
    expect(approver.get_by_text("Sent back. Its authors have been told what to change.")).to_be_visible()

    site.work()
    assert "sent back" in site.mail_to("odhran@lowmarsh.example").lower()
    site.visit(officer, "/waiting")
    officer.get_by_role("link", name=re.compile("Correct a challenge that was sent back")).click()
    officer.get_by_role("link", name=re.compile("Prepare a conflicts assessment")).click()
    fill_day(officer, "When was the conflicts assessment prepared?", today)
    officer.get_by_role("button", name="Save and continue").click()
    expect(officer.get_by_text("No field is empty or against a rule.")).to_be_visible()
    officer.get_by_role("button", name="Send for review").click()
    officer.get_by_role("button", name="Send for review").click()
    address = officer.url.removesuffix("/edit")

    approver.goto(f"{address}/publish")
    site.check(approver)
    approver.get_by_label("Now", exact=True).check()
    approver.get_by_role("button", name="Publish").click()
    expect(approver.get_by_text("Published. It is open to everybody.")).to_be_visible()
    site.check(approver)

    site.work()
    visitor = site.visitor()
    site.visit(visitor, "/")
    visitor.get_by_label(re.compile("Search challenges")).fill("quokka sheds")
    visitor.get_by_role("button", name="Search").click()
    site.check(visitor)
    visitor.get_by_role("link", name=WORDS).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(WORDS)
    expect(visitor.get_by_text("Quentin")).to_have_count(0)
    site.check(visitor)

    approver.goto(f"{address}/withdraw")
    site.check(approver)
    approver.get_by_role("button", name="Withdraw the challenge").click()
    expect(approver.get_by_role("alert")).to_contain_text("Enter why the challenge is withdrawn")
    site.check(approver)
    approver.get_by_label("Why is it withdrawn?").fill("The tram operator builds the sheds itself.")
    approver.get_by_role("button", name="Withdraw the challenge").click()

    visitor.reload()
    expect(visitor.get_by_text("The tram operator builds the sheds itself.")).to_be_visible()
    site.check(visitor)
    site.work()
    visitor.goto(f"{site.base}/search?words=quokka&status=open")
    expect(visitor.get_by_role("link", name=WORDS)).to_have_count(0)
