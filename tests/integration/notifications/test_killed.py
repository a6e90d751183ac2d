"""Processes that send mail are killed; every mail arrives once."""

from __future__ import annotations

import signal
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.core import keys
from app.core.clock import utc_now
from app.notifications.models import Message
from app.notifications.services.sealing import seal
from app.notifications.services.telling import store
from app.notifications.services.wording import LINK
from app.notifications.states import MessageState
from tests.integration.notifications import courier
from tests.support.processes import end, wait_until

MAILS = 40
pytestmark = pytest.mark.slow


def test_killed_again_and_again_nothing_is_lost_and_nothing_sent_twice(database, database_url, tmp_path):
    before = list(keys._secrets)
    keys.set_secret(courier.SECRET)
    now = utc_now()
    with database.transaction() as session:
        store(session, [letter(number, now) for number in range(MAILS)], now=now)
    keys._secrets[:] = before
    folder = tmp_path / "mail"

    def count_files():
        return len(list(folder.glob("*.eml")))

    def count_sent():
        with database.reading() as session:
            return session.scalar(select(func.count()).where(Message.state == MessageState.SENT)) or 0

    for killed_at in (5, 15, 25):
        couriers = [courier.start(database_url, folder) for _ in range(2)]
        wait_until(lambda enough=killed_at: count_files() >= enough)
        for process in couriers:
            end(process, signal.SIGKILL)
    last = courier.start(database_url, folder)
    wait_until(lambda: count_sent() == MAILS)
    assert end(last) == 0

    links = Counter(
        line for path in folder.glob("*.eml") for line in path.read_text().splitlines() if "/confirm/" in line
    )
    assert links == {f"https://market.example/confirm/{number}": 1 for number in range(MAILS)}
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Message.sealed_path.is_not(None))) == 0


def letter(number, now):
    return Message(
        email=f"person{number}@example.org",
        kind="confirm_email",
        is_required=True,
        subject="Confirm",
        text=LINK,
        sealed_path=seal(f"/confirm/{number}"),
        state=MessageState.WAITING,
        due_at=now,
        created_at=now,
    )
