"""A server in a thread of the test process, on a database of its own with the demo region, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app import create_app
from app.accounts.services.passwords import hasher
from app.core.clock import utc_now
from app.core.db import Database
from app.search import services as search_services
from app.seed.services import load_region
from tests.e2e.harness import PASSWORD, Site
from tests.support import databases

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's Chromium; nothing is downloaded."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("The journeys need Chromium. Install it, or set CHROMIUM to its path.")
    return {"executable_path": found, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def served(run_folder: Path, process_name: str) -> Iterator[tuple[str, Any, Path]]:
    """Serve the demo region on a free port; one server for all journeys of this process."""
    folder = run_folder / process_name / "journeys"
    home = databases.SqliteHome(folder)
    home.empty()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    port = listener.getsockname()[1]
    app = create_app(
        {
            "APP_ENV": "test",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "a-secret-key-for-journeys-and-nothing-else-at-all",
            "DATABASE_URL": home.url,
            "DATA_DIR": folder,
            "FILES_DIR": folder / "files",
            "MAIL_URL": f"folder://{folder / 'mail'}",
            "SEARCH_URL": f"whoosh://{folder / 'index'}",
            "PASSWORD_HASH_COST": "low",
        }
    )
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        load_region(session, password_hash=hasher("low").hash(PASSWORD), now=utc_now())
    search_services.rebuild(database)
    server = make_server("127.0.0.1", port, app, threaded=True, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app.config["BASE_URL"], app, folder / "mail"
    server.shutdown()
    thread.join()
    listener.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Say with a failed journey what its browsers showed."""
    report = yield
    site = getattr(item, "funcargs", {}).get("site")
    if site is not None and report.when == "call" and report.failed:
        report.sections.append(("What the browsers showed", site.describe()))
    return report


@pytest.fixture
def site(served: tuple[str, Any, Path], browser: Browser) -> Iterator[Site]:
    """The service, with browsers of this test alone."""
    base, app, mails = served
    site = Site(base, app, browser, mails)
    yield site
    site.close()
