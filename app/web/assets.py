"""Copy the front end's libraries from ``node_modules`` to ``static/vendor``: ``python -m app.web.assets``.

The design system's style sheet loses the typeface that only one government's own sites may use; its crown, crest and
share images are not copied.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from app.config import ROOT

TYPEFACE = "Arial,Helvetica,sans-serif"
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
GOVUK_CSS = "govuk-frontend/dist/govuk/govuk-frontend.min.css"
COPIES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.css": "accessible-autocomplete.min.css",
}
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_SOURCE_MAP = re.compile(r"\n?/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$")
_ADDRESS = re.compile(r"url\((?!data:)[^)]*\)")


class AssetError(Exception):
    """The libraries are missing or not what this step knows; the message says what to do."""


def without_reserved_typeface(css: str) -> str:
    """Return the style sheet with a free typeface, and without addresses of images that are not copied.

    Raises:
        AssetError: The reserved typeface is still named; the library has changed.
    """
    css = css.replace("GDS Transport,arial,sans-serif", TYPEFACE)
    css = _FONT_FACE.sub("", css)
    css = _ADDRESS.sub("none", css)
    if "GDS Transport" in css or "@font-face" in css:
        raise AssetError("The style sheet still names a typeface that this service may not use; see app/web/assets.py.")
    return css


def build(source: Path = NODE_MODULES, target: Path = VENDOR) -> list[Path]:
    """Write the vendor folder anew and return its files.

    Raises:
        AssetError: A library is missing, or names the reserved typeface in a new way; the folder stays as it was.
    """
    missing = [name for name in (GOVUK_CSS, *COPIES) if not (source / name).is_file()]
    if missing:
        raise AssetError(f"{missing[0]} is missing in {source}. Run npm ci first.")
    texts = {copy: (source / name).read_text(encoding="utf-8") for name, copy in COPIES.items()}
    texts["govuk-frontend.min.css"] = without_reserved_typeface((source / GOVUK_CSS).read_text(encoding="utf-8"))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for copy, text in texts.items():
        (target / copy).write_text(_SOURCE_MAP.sub("\n", text), encoding="utf-8")
    return sorted(target.iterdir())


def main() -> int:
    """Run the step; the exit status is 1 where it failed."""
    try:
        files = build()
    except AssetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"Front-end assets: {len(files)} files in static/vendor\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
