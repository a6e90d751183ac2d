"""With the keyboard alone, and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.harness import PASSWORD, Site


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until the focused element says ``words``; its focus must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const e = document.activeElement;
                 const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
                 return [e.innerText || label || e.getAttribute('aria-label') || '', getComputedStyle(e).outlineStyle,
                         getComputedStyle(e).boxShadow, getComputedStyle(e).backgroundColor]; }"""
        )
        if words in focused[0]:
            assert focused[1] != "none" or focused[2] != "none", f"focus on {words!r} cannot be seen"
            return
    raise AssertionError(f"Tab never reached {words!r}")


def test_a_visitor_searches_and_a_firm_follows_with_the_keyboard_alone(site: Site) -> None:
    page = site.visitor()
    page.goto(site.base)
    page.keyboard.press("Tab")
    assert "Skip to main content" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    tab_to(page, "Search challenges")
    page.keyboard.type("damp mould homes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    tab_to(page, "Spot damp and mould")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spot damp and mould")
    tab_to(page, "Follow")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in**")
    tab_to(page, "Email address")
    page.keyboard.type("priya.nandakumar@ardenbrook.example")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Follow this challenge")
    tab_to(page, "Follow")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spot damp and mould")
    expect(page.get_by_role("alert")).to_contain_text("You follow this challenge.")
    site.check(page)


def test_an_officer_works_without_javascript(site: Site) -> None:
    page = site.visitor(javascript=False)
    site.sign_in(page, "gareth.ellwood@ardenbrook.example")
    page.goto(f"{site.base}/challenges/new")
    page.get_by_label("What is the challenge called?").fill("Quiet generators for open-air stages")
    page.get_by_role("button", name="Start the draft").click()
    page.get_by_role("link", name="Budget", exact=True).click()
    page.get_by_label("What is the most you could pay, in pounds?").fill("fifty thousand")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter an amount in pounds, for example 50,000 or 1250.50")
    expect(page.get_by_label("What is the most you could pay, in pounds?")).to_have_value("fifty thousand")
    page.get_by_label("What is the most you could pay, in pounds?").fill("£50,000")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
