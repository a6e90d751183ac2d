"""One of everything, for asking who may see and do what."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, Comment
from app.notices.models import Notice, NoticeRelease
from app.notices.states import NoticeKind, NoticePhase, NoticeSource
from app.notifications.services.sealing import unsubscribe_url
from app.organisations.queries import token_of
from tests.factories.challenges import NOW, ChallengeFactory, attach
from tests.factories.organisations import InvitationFactory, OrganisationFactory
from tests.support.cast import ROLES, Cast

STATIC = Path(__file__).resolve().parents[2] / "static"


class World:
    """Challenges of one council at each stage, an invitation, an organisation that waits, a notice.

    Attributes:
        names: What stands for ``{names}`` in addresses.
    """

    def __init__(self, app: Flask, session: Session, cast: Cast) -> None:
        self._app, self._session, self._cast = app, session, cast
        self.names: dict[str, object] = {"dead_token": "bm9ib2R5.c2lnbmVk", "static_file": "css/own.css"}
        for role in ROLES[1:]:
            cast.user(role)
        self._add_challenges()
        self._add_organisations()
        self._add_notice()
        self.names["static_file"] = next(STATIC.rglob("*.css")).relative_to(STATIC).as_posix()
        session.commit()

    def _challenge(self, **facts: object) -> Challenge:
        challenge: Challenge = ChallengeFactory(lead=self._cast.council, partner=self._cast.partner_council, **facts)
        document = attach(challenge)
        self._session.flush()
        self._app.extensions["file_store"].put(document.file.id, BytesIO(b"Annex"))
        self.names["last_document"] = document.id
        return challenge

    def _add_challenges(self) -> None:
        published = self._challenge(open=True)
        self.names["published_document"] = self.names["last_document"]
        draft = self._challenge(complete=True)
        self.names |= {
            "draft": draft.reference,
            "document": self.names["last_document"],
            "question": draft.questions[1].id,
            "foreign_question": ChallengeFactory(lead=self._cast.other_council, complete=True).questions[0].id,
            "published": published.reference,
            "in_review": self._challenge(in_review=True).reference,
            "scheduled": self._challenge(scheduled=True).reference,
            "comment": self._comment(draft),
        }

    def _comment(self, draft: Challenge) -> object:
        said = Comment(
            challenge_id=draft.id, author_id=self._cast.user("approver").id, text="Say how many.", created_at=NOW
        )
        self._session.add(said)
        self._session.flush()
        return said.id

    def _add_organisations(self) -> None:
        council = self._cast.council
        invitation = InvitationFactory(to=council, email=self._cast.user("stranger").email, created_at=NOW)
        waiting = OrganisationFactory(slug="waiting-to-be-verified", unverified=True)
        self.names |= {
            "council": council.slug,
            "officer": self._cast.user("officer").id,
            "invitation": invitation.id,
            "invitation_token": token_of(invitation),
            "unverified": waiting.slug,
            "unsubscribe_token": unsubscribe_url(self._cast.user("stranger").id).rpartition("/")[2],
        }

    def _add_notice(self) -> None:
        notice = Notice(
            source=NoticeSource.FIND_A_TENDER,
            ocid="ocds-h6vhtk-000001",
            release_id="000001-2027",
            release_count=1,
            kind=NoticeKind.TENDER,
            notice_type="UK4",
            phase=NoticePhase.TENDER,
            title="Quieter street sweepers",
            description="Sweepers that wake nobody.",
            buyer_id="",
            buyer_name="Westbridge Council",
            region="TLG",
            cpv=[],
            suppliers=[],
            value_currency="GBP",
            first_published_at=NOW,
            published_at=NOW,
            imported_at=NOW,
            closes_at_end_of_day=False,
            url="",
            licence="Open Government Licence v3.0",
        )
        release = NoticeRelease(
            notice=notice,
            release_id="000001-2027",
            released_at=NOW,
            kind=NoticeKind.TENDER,
            notice_type="UK4",
            tags="tender",
            title=notice.title,
            buyer_name=notice.buyer_name,
            url="",
            digest=b"0" * 16,
            content=zlib.compress(b"{}"),
        )
        self._session.add_all([notice, release])
        self._session.flush()
        self.names |= {"notice": notice.id, "release": release.id}
