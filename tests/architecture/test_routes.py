"""Deny by default, seen from the routes."""

from __future__ import annotations

import ast
from typing import Any

from flask import Flask

from tests.architecture.sources import APP, MODULES, functions_of

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
    asking = functions_that_ask()
    silent = {
        endpoint
        for endpoint, view in routes.view_functions.items()
        if endpoint not in PUBLIC and (package_of(view), unwrapped(view).__name__) not in asking
    }
    assert not silent


def test_only_views_that_commit_take_posts_and_no_view_deletes_by_get(routes: Flask) -> None:
    for rule in routes.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS", "GET"}
        assert methods <= {"POST"}, rule.endpoint
        commits = getattr(routes.view_functions[rule.endpoint], "commits", False)
        assert commits == ("POST" in methods), rule.endpoint


def functions_that_ask() -> set[tuple[str, str]]:
    """Return package and name of each function of pages that calls ``require``, itself or through another one."""
    calls = {
        (path.relative_to(APP).parts[0], function.name): called_names(function)
        for path in MODULES
        if "views" in path.relative_to(APP).with_suffix("").parts
        for function in functions_of(path)
    }
    asking: set[tuple[str, str]] = set()
    while True:
        more = {
            (package, name)
            for (package, name), called in calls.items()
            if "require" in called or any((package, other) in asking for other in called)
        }
        if more == asking:
            return asking
        asking = more


def called_names(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function calls."""
    return {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute)
    }


def unwrapped(view: Any) -> Any:
    """Return the function under its decorators."""
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view


def package_of(view: Any) -> str:
    """Return the package of ours that a view belongs to."""
    return str(unwrapped(view).__module__).split(".")[1]
