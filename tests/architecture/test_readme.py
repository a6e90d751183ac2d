"""The README tells the truth where a test can know it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.challenges.states import TRANSITIONS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_of_a_challenge_is_the_table() -> None:
    drawn = set(re.findall(r"^\s+(\w+) --> (\w+): (\w+)$", README, flags=re.MULTILINE))
    table = {(status.value, stage.value, action.value) for (status, action), stage in TRANSITIONS.items()}
    assert drawn == table


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "app").iterdir() if path.is_dir()))
def test_every_package_is_in_the_layout(name: str) -> None:
    assert name.startswith("__") or re.search(rf"^  {name}/ ", README, flags=re.MULTILINE)


def test_every_setting_is_in_the_table() -> None:
    read = set(re.findall(r'env(?:\.get)?[(\[](?:env, )?"([A-Z_]+)"', (ROOT / "app/config.py").read_text("utf-8")))
    read |= set(re.findall(r'_whole_number\(env, "([A-Z_]+)"', (ROOT / "app/config.py").read_text("utf-8")))
    assert read <= set(re.findall(r"`([A-Z_]+)`", README))
