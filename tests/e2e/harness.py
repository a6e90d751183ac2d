"""What the journeys need: the service on a port of this machine, browsers, mails, and checks of each page passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from app.core.clock import london_day, utc_now
from tests.support.application import drain_outbox

PASSWORD = "orchard-lantern-42"
ADMINISTRATOR = "administrator@proving-ground.example"
_AXE = Axe()


@dataclass
class Site:
    """The service under test, as people see it.

    Attributes:
        base: Its address.
        mails: The folder into which it puts mails.
    """

    base: str
    app: Flask
    browser: Browser
    mails: Path
    pages: list[Page] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The present day in London."""
        return london_day(utc_now())

    def visitor(self, *, width: int = 1280, javascript: bool = True) -> Page:
        """Open a browser that nobody has used before."""
        context = self.browser.new_context(
            base_url=self.base, viewport={"width": width, "height": 900}, java_script_enabled=javascript
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", self._note_message)
        page.on("request", self._note_request)
        self.pages.append(page)
        return page

    def _note_message(self, message: ConsoleMessage) -> None:
        # A refused form answers 422, which the console reports as a failed load; the page itself is checked.
        if message.type == "error" and not re.search(r"status of 4\d\d", message.text):
            self.troubles.append(message.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.troubles.append(f"asked another host: {request.url}")

    def visit(self, page: Page, path: str) -> None:
        """Go to a page and check it."""
        page.goto(f"{self.base}{path}")
        self.check(page)

    def check(self, page: Page) -> None:
        """Check the page as it stands: axe, one heading that begins the title, no scrolling sideways, no errors."""
        report = _AXE.run(page)
        assert report.violations_count == 0, f"{page.url}\n{report.generate_report()}"
        heading = page.locator("h1")
        assert heading.count() == 1, f"{page.url} has {heading.count()} h1"
        title = page.title().removeprefix("Error: ")
        assert title.startswith(" ".join(heading.inner_text().split())[:60]), f"{page.url}: {title}"
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{page.url} scrolls sideways at {page.viewport_size}"
        assert not self.troubles, self.troubles

    def work(self) -> None:
        """Let the worker do what waits: mails and the index."""
        drain_outbox(self.app)

    def all_mail_to(self, address: str) -> list[str]:
        """Return the texts of the mails to an address, subject first, in the order in which they were written."""
        self.work()
        found = []
        for path in sorted(self.mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            body = mail.get_body(("plain",))
            if address in str(mail["To"]) and body is not None:
                found.append(f"{mail['Subject']}\n\n{body.get_content()}")
        return found

    def mail_to(self, address: str) -> str:
        """Return the text of the last mail to an address."""
        return self.all_mail_to(address)[-1]

    def link_to(self, address: str, part: str) -> str:
        """Return the path of the link in the last mail to ``address`` that has ``part`` in it."""
        links = [
            found
            for text in self.all_mail_to(address)
            for found in re.findall(re.escape(self.app.config["BASE_URL"]) + r"(/\S+)", text)
            if part in found
        ]
        return links[-1]

    def sign_in(self, page: Page, address: str) -> None:
        """Sign in through the page."""
        page.goto(f"{self.base}/sign-in")
        page.get_by_label("Email address").fill(address)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()

    def register(self, page: Page, name: str, address: str) -> None:
        """Register and confirm the address by the link in the mail."""
        self.visit(page, "/register")
        page.get_by_label("Full name").fill(name)
        page.get_by_label("Email address").fill(address)
        page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Register").click()
        self.check(page)
        self.visit(page, self.link_to(address, "/confirm/"))
        page.get_by_label("The password you chose when you registered", exact=True).fill(PASSWORD)
        page.get_by_role("button", name=re.compile("Confirm")).click()
        page.get_by_role("button", name="Sign out").wait_for()
        self.check(page)

    def found_council(self, page: Page, name: str) -> None:
        """Add a council and become its administrator."""
        self.visit(page, "/organisations/new")
        page.get_by_label("Council", exact=True).check()
        page.get_by_label("Name of the organisation").fill(name)
        page.get_by_label("Region").select_option(label="West Midlands")
        page.get_by_role("button", name="Add organisation").click()
        page.get_by_role("heading", level=1, name=name).wait_for()
        self.check(page)

    def verify_organisation(self, name: str) -> None:
        """Let the site administrator verify an organisation."""
        page = self.visitor()
        self.sign_in(page, ADMINISTRATOR)
        self.visit(page, "/administration/organisations")
        page.get_by_role("link", name=name).click()
        self.check(page)
        page.get_by_role("radio", name=re.compile("^Verify")).check()
        page.get_by_role("button", name="Save decision").click()
        self.check(page)
        page.context.close()

    def invite(self, page: Page, slug: str, address: str, roles: Sequence[str]) -> None:
        """Invite somebody with these roles."""
        self.visit(page, f"/organisations/{slug}/invite")
        page.get_by_label("Email address").fill(address)
        for role in roles:
            page.get_by_role("checkbox", name=re.compile(f"^{role}")).check()
        page.get_by_role("button", name="Send invitation").click()
        self.check(page)

    def accept_invitation(self, page: Page, name: str, address: str) -> None:
        """Register with the invited address and accept."""
        link = self.link_to(address, "/invitations/")
        self.visit(page, link)
        self.register(page, name, address)
        self.visit(page, link)
        page.get_by_role("button", name="Accept").click()
        page.get_by_role("button", name="Sign out").wait_for()
        self.check(page)

    def describe(self) -> str:
        """Return what each browser shows, for whoever mends a failed journey."""
        shown = [(page.url, page.locator("main").inner_text()) for page in self.pages if not page.is_closed()]
        return "\n\n".join(f"{url}\n{text}" for url, text in shown)

    def close(self) -> None:
        """Close every browser of this test."""
        for page in self.pages:
            page.context.close()
