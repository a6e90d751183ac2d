"""The application without a database, for tests that look at its shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return an application whose routes and views can be looked at; it answers nothing."""
    folder = tmp_path_factory.mktemp("routes")
    return create_app(
        {
            "APP_ENV": "test",
            "DATABASE_URL": f"sqlite:///{folder / 'none.sqlite'}",
            "DATA_DIR": folder,
            "FILES_DIR": folder / "files",
            "MAIL_URL": f"folder://{folder / 'mail'}",
            "SEARCH_URL": "memory:",
        }
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the repository."""
    return Path(__file__).resolve().parents[2]
