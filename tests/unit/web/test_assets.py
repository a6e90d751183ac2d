from __future__ import annotations

from pathlib import Path

import pytest

from app.web import assets


def lay_out(source: Path, css: str) -> None:
    for name in (assets.GOVUK_CSS, *assets.COPIES):
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            css if name == assets.GOVUK_CSS else f"x\n//# sourceMappingURL={path.name}.map", encoding="utf-8"
        )


def test_the_reserved_typeface_goes() -> None:
    css = (
        '@font-face{font-family:GDS Transport;src:url(/assets/a.woff2) format("woff2")}'
        ".a{font-family:GDS Transport,arial,sans-serif}.b{background:url(/assets/crest.svg)}.c{background:url(data:x)}"
    )
    assert assets.without_reserved_typeface(css) == (
        ".a{font-family:Arial,Helvetica,sans-serif}.b{background:none}.c{background:url(data:x)}"
    )


@pytest.mark.parametrize("css", [".a{font-family:'GDS Transport'}", "@font-face {font-family:x}"])
def test_a_style_sheet_that_changed_its_ways_is_refused(css: str) -> None:
    with pytest.raises(assets.AssetError, match="typeface"):
        assets.without_reserved_typeface(css)


def test_the_folder_is_written_anew_without_source_maps(tmp_path: Path) -> None:
    source, target = tmp_path / "node_modules", tmp_path / "vendor"
    lay_out(source, ".a{}\n/*# sourceMappingURL=a.map */")
    target.mkdir()
    (target / "old.css").write_text("", encoding="utf-8")
    written = assets.build(source, target)
    assert {path.name for path in written} == {"govuk-frontend.min.css", *assets.COPIES.values()}
    assert not any("sourceMappingURL" in path.read_text(encoding="utf-8") for path in written)


def test_a_failed_step_leaves_the_old_folder(tmp_path: Path) -> None:
    source, target = tmp_path / "node_modules", tmp_path / "vendor"
    target.mkdir()
    (target / "old.css").write_text("", encoding="utf-8")
    with pytest.raises(assets.AssetError, match="npm ci"):
        assets.build(source, target)
    lay_out(source, ".a{font-family:GDS Transport}")
    with pytest.raises(assets.AssetError, match="typeface"):
        assets.build(source, target)
    assert (target / "old.css").is_file()


@pytest.mark.skipif(not assets.NODE_MODULES.is_dir(), reason="node_modules is absent: run npm ci")
def test_the_real_libraries_pass(tmp_path: Path) -> None:
    for path in assets.build(target=tmp_path / "vendor"):
        text = path.read_text(encoding="utf-8")
        assert "GDS Transport" not in text
        assert "url(/" not in text
        assert len(text) > 1000


def test_the_start_script_and_pages_name_files_that_the_step_writes() -> None:
    script = (assets.ROOT / "static/js/start.js").read_text(encoding="utf-8")
    assert any(f"../vendor/{name}" in script for name in assets.COPIES.values())
    frame = (assets.ROOT / "templates/layouts/bare.html").read_text(encoding="utf-8")
    assert "vendor/govuk-frontend.min.css" in frame
