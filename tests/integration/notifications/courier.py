"""A process that sends mail until it is killed: ``python -m tests.integration.notifications.courier URL FOLDER``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random

from app.core import keys
from app.core.db import Database
from app.integrations.mail import FolderTransport, Mail
from app.notifications import services
from app.notifications.services import sending
from app.outbox import services as outbox
from app.outbox.commands import Worker

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a-secret-for-tests-of-messages"


class SlowFolder(FolderTransport):
    """Takes a few milliseconds before and after, so that a kill can come at any point."""

    _chance = Random()

    def send(self, mail: Mail, *, again: bool) -> str:
        time.sleep(self._chance.uniform(0, 0.01))
        name = super().send(mail, again=again)
        time.sleep(self._chance.uniform(0, 0.01))
        return name


def start(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start one."""
    command = [sys.executable, "-m", "tests.integration.notifications.courier", url, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def main(url: str, folder: str) -> None:
    outbox.LEASE = timedelta(seconds=1)
    sending.LEASE = timedelta(seconds=0.8)
    keys.set_secret(SECRET)
    carrier = SlowFolder(Path(folder), sender="no-reply@market.example")
    services.configure(services.Settings("https://market.example", "Proving Ground", carrier))
    worker = Worker(Database(url), services.HANDLERS, {})
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
