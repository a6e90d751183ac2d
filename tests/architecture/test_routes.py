"""Deny by default, seen from the routes."""

from __future__ import annotations

import ast

from flask import Flask

from tests.architecture.sources import MODULES, name_of, tree_of

PUBLIC = {
    "accounts.confirm",
    "accounts.forgotten_password",
    "accounts.password_link_sent",
    "accounts.register",
    "accounts.registered",
    "accounts.reset_password",
    "accounts.sign_in",
    "accounts.sign_out",
    "challenges.index",
    "health.alive",
    "health.ready",
    "notices.index",
    "notices.release",
    "notices.show",
    "notifications.unsubscribe",
    "organisations.directory",
    "organisations.invitation",
    "pages.accessibility",
    "pages.cookies",
    "pages.help",
    "pages.help_search",
    "pages.open_source",
    "pages.privacy",
    "pages.start",
    "pages.terms",
    "search.index",
    "static",
}


def test_the_public_pages_are_these_and_no_others(routes: Flask) -> None:
    marked = {name for name, view in routes.view_functions.items() if getattr(view, "is_public", False)}
    assert marked == PUBLIC


def test_every_other_view_asks_a_policy(routes: Flask) -> None:
    """The running application refuses what asked none; this finds it without running."""
    asking = {
        (name_of(path), function.name)
        for path in MODULES
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef) and "require" in _asks(function)
    }
    silent = set()
    for endpoint, view in routes.view_functions.items():
        inner = _unwrapped(view)
        place = name_of_module(inner.__module__)
        if endpoint not in PUBLIC and not any(
            name == inner.__name__ and file.startswith(place) for file, name in asking
        ):
            silent.add(endpoint)
    assert silent <= ASK_THROUGH_A_HELPER


# Their views call a function of the same module that loads the thing and asks whether this reader may.
ASK_THROUGH_A_HELPER: set[str] = set()


def test_only_views_that_commit_take_posts_and_no_view_deletes_by_get(routes: Flask) -> None:
    for rule in routes.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS", "GET"}
        assert methods <= {"POST"}, rule.endpoint
        commits = getattr(routes.view_functions[rule.endpoint], "commits", False)
        assert commits == ("POST" in methods), rule.endpoint


def _asks(function: ast.FunctionDef) -> set[str]:
    return {
        call.func.id for call in ast.walk(function) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }


def _unwrapped(view: object) -> object:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view


def name_of_module(module: str) -> str:
    """Return where a module's source begins: ``app.challenges.views.public`` gives ``challenges/views/public``."""
    return module.removeprefix("app.").replace(".", "/")
