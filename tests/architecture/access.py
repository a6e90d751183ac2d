"""Who may do what, as one table: each page and each role with the expected answer.

A row says who is *allowed* and to whom the thing is *hidden* (404). Everybody else who is signed in is refused (403);
a visitor who is not signed in is sent to sign in, unless the row says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.architecture.world import World
from tests.support.cast import ROLES

EVERYBODY = frozenset(ROLES)
VISITOR = frozenset({"anonymous"})
SIGNED_IN = EVERYBODY - VISITOR
DRAFTERS = frozenset({"officer", "approver", "partner_officer"})
INSIDERS = DRAFTERS | {"council_administrator"}
STARTERS = DRAFTERS | {"other_officer"}
COUNCIL = frozenset({"officer", "approver", "evaluator", "opener", "council_administrator"})
APPROVER = frozenset({"approver"})
COUNCIL_HEAD = frozenset({"council_administrator"})
SITE = frozenset({"site_administrator"})
SUPPLIER = frozenset({"supplier_owner", "supplier_member"})


class Answer(StrEnum):
    """What somebody gets."""

    ALLOWED = "allowed"
    SIGN_IN = "sent to sign in"
    REFUSED = "403"
    HIDDEN = "404"


@dataclass(frozen=True)
class Row:
    """One page under one method.

    Attributes:
        path: Its address in the world of the test.
        allowed: Roles that get it.
        hidden: Roles that may not learn that it exists.
        form: What is sent with a POST; an empty form is refused by the form (422), after the policy has said yes.
    """

    path: Callable[[World], str]
    allowed: frozenset[str]
    hidden: frozenset[str] = frozenset()
    form: Mapping[str, str] = field(default_factory=dict)

    def answer_for(self, role: str) -> Answer:
        """Return what a role must get."""
        if role in self.allowed:
            return Answer.ALLOWED
        if role in self.hidden:
            return Answer.HIDDEN
        return Answer.SIGN_IN if role == "anonymous" else Answer.REFUSED


def at(path: str) -> Callable[[World], str]:
    """Return an address whose ``{names}`` are attributes of the world."""
    return lambda world: path.format_map(world.names)


def public(path: str, **form: str) -> Row:
    """Anybody."""
    return Row(at(path), EVERYBODY, form=form)


def own(path: str, **form: str) -> Row:
    """Anybody signed in, for what is theirs."""
    return Row(at(path), SIGNED_IN, form=form)


def drafting(path: str, allowed: frozenset[str] = DRAFTERS, **form: str) -> Row:
    """A page of a draft: those outside its councils learn nothing of it."""
    return Row(at(path), allowed, SIGNED_IN - INSIDERS, form=form)


def managing(path: str, **form: str) -> Row:
    """A page for those who manage the council."""
    return Row(at(path), COUNCIL_HEAD, form=form)


def administration(path: str) -> Row:
    """A page for those who run the service."""
    return Row(at(path), SITE, SIGNED_IN - SITE)


def both(row: Row) -> dict[str, Row]:
    """The same rights for looking at a form and for sending it."""
    return {"GET": row, "POST": row}


DRAFT, REVIEW, PUBLIC = "/challenges/{draft}", "/challenges/{in_review}", "/challenges/{published}"
SCHEDULED = "/challenges/{scheduled}"

ACCESS: Mapping[str, Mapping[str, Row]] = {
    "accounts.change_password": both(own("/account/password")),
    "accounts.confirm": both(public("/confirm/{dead_token}")),
    "accounts.forgotten_password": both(public("/forgotten-password")),
    "accounts.password_link_sent": {"GET": public("/forgotten-password/sent")},
    "accounts.register": both(public("/register")),
    "accounts.registered": {"GET": public("/register/sent")},
    "accounts.rename": both(own("/account/name")),
    "accounts.reset_password": both(public("/reset-password/{dead_token}")),
    "accounts.show": {"GET": own("/account")},
    "accounts.sign_in": both(public("/sign-in")),
    "accounts.sign_out": {"POST": public("/sign-out")},
    "accounts.sign_out_everywhere": {"POST": own("/account/sign-out-everywhere")},
    "challenges.comment": both(drafting(DRAFT + "/comments", INSIDERS)),
    "challenges.contacts": both(drafting(DRAFT + "/edit/contacts")),
    "challenges.copy": both(Row(at(PUBLIC + "/copy"), STARTERS)),
    "challenges.criteria": both(drafting(DRAFT + "/edit/criteria")),
    "challenges.dates": {"GET": public(PUBLIC + "/dates.ics")},
    "challenges.document": {"GET": Row(at(DRAFT + "/documents/{document}"), INSIDERS, EVERYBODY - INSIDERS)},
    "challenges.documents": both(drafting(DRAFT + "/edit/documents")),
    "challenges.drafts": {"GET": Row(at("/challenges/drafts"), INSIDERS | {"other_officer"})},
    "challenges.edit": {"GET": drafting(DRAFT + "/edit", INSIDERS)},
    "challenges.edit_row": both(drafting(DRAFT + "/edit/questions/{question}")),
    "challenges.edit_section": both(drafting(DRAFT + "/edit/problem")),
    "challenges.follow": both(own(PUBLIC + "/follow")),
    "challenges.index": {"GET": public("/challenges")},
    "challenges.move_row_up": {"POST": drafting(DRAFT + "/edit/questions/{question}/up", version="1")},
    "challenges.new": both(Row(at("/challenges/new"), STARTERS)),
    "challenges.publish": both(drafting(REVIEW + "/publish", APPROVER)),
    "challenges.questions": both(drafting(DRAFT + "/edit/questions")),
    "challenges.remove_document": {"POST": drafting(DRAFT + "/edit/documents/{document}/remove-document", version="1")},
    "challenges.remove_row": {"POST": drafting(DRAFT + "/edit/questions/{question}/remove", version="1")},
    "challenges.resolve_comment": {"POST": drafting(DRAFT + "/comments/{comment}/resolve", INSIDERS)},
    "challenges.scale": both(drafting(DRAFT + "/edit/scale")),
    "challenges.send_back": both(drafting(REVIEW + "/send-back", APPROVER)),
    "challenges.show": {"GET": Row(at(DRAFT), INSIDERS, EVERYBODY - INSIDERS)},
    "challenges.submit": both(drafting(DRAFT + "/submit")),
    "challenges.unfollow": {"POST": own(PUBLIC + "/unfollow")},
    "challenges.unschedule": {"POST": drafting(SCHEDULED + "/unschedule", APPROVER)},
    "challenges.version": {"GET": public(PUBLIC + "/versions/1.json")},
    "challenges.withdraw": both(Row(at(PUBLIC + "/withdraw"), APPROVER)),
    "health.alive": {"GET": public("/healthz")},
    "health.ready": {"GET": public("/readyz")},
    "notices.index": {"GET": public("/notices")},
    "notices.release": {"GET": public("/notices/{notice}/releases/{release}.json")},
    "notices.show": {"GET": public("/notices/{notice}")},
    "notifications.index": {"GET": own("/notifications")},
    "notifications.preferences": both(own("/notifications/preferences")),
    "notifications.unsubscribe": both(public("/notifications/unsubscribe/{unsubscribe_token}")),
    "organisations.accept_invitation": {
        "POST": Row(at("/invitations/{invitation_token}/accept"), frozenset({"stranger"}))
    },
    "organisations.decide": both(administration("/administration/organisations/{unverified}")),
    "organisations.decline_invitation": {
        "POST": Row(at("/invitations/{invitation_token}/decline"), frozenset({"stranger"}))
    },
    "organisations.directory": {"GET": public("/organisations/directory")},
    "organisations.edit": both(managing("/organisations/{council}/edit")),
    "organisations.index": {"GET": own("/organisations")},
    "organisations.invitation": {"GET": public("/invitations/{invitation_token}")},
    "organisations.invite": both(managing("/organisations/{council}/invite")),
    "organisations.invite_again": {"POST": managing("/organisations/{council}/invitations/{invitation}/again")},
    "organisations.member_roles": both(managing("/organisations/{council}/members/{officer}")),
    "organisations.members": {"GET": Row(at("/organisations/{council}/members"), COUNCIL | SITE)},
    "organisations.new": both(own("/organisations/new")),
    "organisations.remove_member": both(
        Row(at("/organisations/{council}/members/{officer}/remove"), COUNCIL_HEAD | {"officer"})
    ),
    "organisations.show": {"GET": Row(at("/organisations/{unverified}"), SITE, EVERYBODY - SITE)},
    "organisations.to_verify": {"GET": administration("/administration/organisations")},
    "organisations.withdraw_invitation": {
        "POST": managing("/organisations/{council}/invitations/{invitation}/withdraw")
    },
    "pages.accessibility": {"GET": public("/accessibility")},
    "pages.cookies": {"GET": public("/cookies")},
    "pages.help": {"GET": public("/help")},
    "pages.help_search": {"GET": public("/help/search")},
    "pages.open_source": {"GET": public("/open-source")},
    "pages.privacy": {"GET": public("/privacy")},
    "pages.start": {"GET": public("/")},
    "pages.terms": {"GET": public("/terms")},
    "pages.waiting": {"GET": own("/waiting")},
    "search.index": {"GET": public("/search?words=flood")},
    "static": {"GET": public("/static/{static_file}")},
}

# The same page for another state of the thing: what was published is everybody's, what is scheduled is not yet.
MORE: Mapping[str, tuple[str, Row]] = {
    "a published challenge": ("GET", public(PUBLIC)),
    "a document of a published challenge": ("GET", public(PUBLIC + "/documents/{published_document}")),
    "a challenge that is scheduled": ("GET", Row(at(SCHEDULED), INSIDERS, EVERYBODY - INSIDERS)),
    "the dates of a scheduled challenge": ("GET", Row(at(SCHEDULED + "/dates.ics"), frozenset(), EVERYBODY)),
    "following a scheduled challenge": ("POST", Row(at(SCHEDULED + "/follow"), frozenset(), EVERYBODY)),
    "copying a draft": ("GET", Row(at(DRAFT + "/copy"), DRAFTERS, EVERYBODY - INSIDERS)),
    "how a published challenge was prepared": ("GET", Row(at(PUBLIC + "/edit"), INSIDERS)),
    "editing what is published": ("GET", Row(at(PUBLIC + "/edit/problem"), frozenset())),
    "editing what is in review": ("GET", drafting(REVIEW + "/edit/problem", frozenset())),
    "another council's question under a known challenge": (
        "GET",
        Row(at(DRAFT + "/edit/questions/{foreign_question}"), frozenset(), SIGNED_IN - {"council_administrator"}),
    ),
    "the profile of a verified organisation": ("GET", public("/organisations/{council}")),
    "the members of an organisation that is not verified": (
        "GET",
        Row(at("/organisations/{unverified}/members"), SITE, SIGNED_IN - SITE),
    ),
    "a challenge that there is not": ("GET", Row(at("/challenges/PG-2027-9999"), frozenset(), EVERYBODY)),
    "an organisation that there is not": ("GET", Row(at("/organisations/nobody"), frozenset(), EVERYBODY)),
    "a notice that there is not": ("GET", Row(at("/notices/99999999"), frozenset(), EVERYBODY)),
}
