"""What every page must be, checked on every answer in every test.

:func:`check` takes a response and fails with all broken rules at once. Where a page breaks a rule, mend the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

LABELLED = ("input", "select", "textarea")
UNLABELLED_INPUTS = ("hidden", "submit", "button", "reset", "image")
LOADING = {"script": "src", "img": "src", "source": "src", "iframe": "src", "embed": "src", "link": "href"}
NAVIGATING_LINKS = ("canonical", "alternate", "next", "prev")
# What html5lib calls an error and the standard since allows, or what no browser minds.
FORGIVEN = frozenset({"expected-doctype-but-got-chars"})


class Answer(Protocol):
    """The part of a response that is looked at."""

    status_code: int
    mimetype: str
    headers: Any

    def get_data(self, as_text: bool = ...) -> Any: ...


class BrokenPage(AssertionError):
    """A page breaks rules; the message names each."""


def check(response: Answer, *, address: str = "") -> None:
    """Fail where an HTML page breaks a rule; other kinds of answers and redirects pass.

    Raises:
        BrokenPage: With one line for each broken rule.
    """
    if response.mimetype != "text/html" or 300 <= response.status_code < 400:
        return
    problems = list(problems_of(response.get_data(as_text=True), response.headers))
    if problems:
        raise BrokenPage("\n".join([f"{address or 'The page'} ({response.status_code}) breaks page rules:", *problems]))


def problems_of(html: str, headers: Any) -> Iterator[str]:
    """Yield a line for each rule that the page breaks."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    page = parser.parse(html)
    for position, code, _data in parser.errors:
        if code not in FORGIVEN:
            yield f"not HTML5: {code} at {position}"
    for rule in RULES:
        yield from rule(page)
    yield from _policy(page, headers)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _headings(page: Element) -> Iterator[str]:
    headings = page.findall(".//h1")
    if len(headings) != 1:
        yield f"one h1 a page, not {len(headings)}"
        return
    title = page.find(".//title")
    words = _words(title).removeprefix("Error: ") if title is not None else ""
    if not words.startswith(_words(headings[0])):
        yield f"the title “{words}” does not start with the h1 “{_words(headings[0])}”"
    if not page.findall(".//main//h1"):
        yield "the h1 is outside main"


def _error_title(page: Element) -> Iterator[str]:
    title = page.find(".//title")
    has_summary = any("govuk-error-summary" in _classes(element) for element in page.iter("div"))
    says_so = title is not None and _words(title).startswith("Error: ")
    if has_summary != says_so:
        yield "the title says “Error: ” exactly where there is an error summary"


def _levels(page: Element) -> Iterator[str]:
    above = 0
    for element in page.iter():
        if isinstance(element.tag, str) and re.fullmatch(r"h[1-6]", element.tag) and _in_main(page, element):
            level = int(element.tag[1])
            if above and level > above + 1:
                yield f"heading “{_words(element)}” skips from h{above} to h{level}"
            above = level


def _in_main(page: Element, element: Element) -> bool:
    main = page.find(".//main")
    return main is not None and any(inner is element for inner in main.iter())


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _language(page: Element) -> Iterator[str]:
    if not (page.get("lang") or "").startswith(("en", "cy")):
        yield "html has no lang"


def _ids(page: Element) -> Iterator[str]:
    counted = Counter(element.get("id") for element in page.iter() if element.get("id") is not None)
    for name, times in counted.items():
        if times > 1:
            yield f"id “{name}” occurs {times} times"
        if not name or re.search(r"\s", name):
            yield f"id “{name}” is empty or holds a space"


def _references(page: Element) -> Iterator[str]:
    known = {element.get("id") for element in page.iter()}
    for element in page.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in (element.get(attribute) or "").split():
                if name not in known:
                    yield f"{attribute}=“{name}” points nowhere"
        target = element.get("href") or ""
        if element.tag == "a" and target.startswith("#") and len(target) > 1 and target[1:] not in known:
            yield f"link to “{target}” points nowhere"


def _labels(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.iter("label")}
    wrapped = {id(inner) for label in page.iter("label") for inner in label.iter()}
    for tag in LABELLED:
        for field in page.iter(tag):
            if tag == "input" and (field.get("type") or "text") in UNLABELLED_INPUTS:
                continue
            named = field.get("aria-label") or field.get("aria-labelledby")
            if not (named or id(field) in wrapped or (field.get("id") and field.get("id") in labelled)):
                yield f"{tag} “{field.get('name')}” has no label"


def _names(page: Element) -> Iterator[str]:
    for tag in ("a", "button"):
        for element in page.iter(tag):
            images = [image.get("alt") for image in element.iter("img")]
            if not (_words(element) or element.get("aria-label") or any(images)):
                yield f"{tag} without words: {element.attrib}"


def _choices(page: Element) -> Iterator[str]:
    in_sets = {id(inner) for group in page.iter("fieldset") for inner in group.iter()}
    counted = Counter(field.get("name") for field in page.iter("input") if field.get("type") == "radio")
    for field in page.iter("input"):
        if field.get("type") == "radio" and counted[field.get("name")] > 1 and id(field) not in in_sets:
            yield f"radio buttons “{field.get('name')}” are in no fieldset"


def _forms(page: Element) -> Iterator[str]:
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            tokens = [field for field in form.iter("input") if (field.get("name") or "").endswith("csrf_token")]
            if not any(field.get("value") for field in tokens):
                yield f"form to “{form.get('action') or 'this page'}” has no csrf_token"
        elif any((field.get("name") or "").endswith("csrf_token") for field in form.iter("input")):
            yield "a form sent by GET would put its csrf_token into the address"


def _images(page: Element) -> Iterator[str]:
    for image in page.iter("img"):
        if image.get("alt") is None:
            yield f"image {image.get('src')} has no alt"
    for drawing in page.iter("{http://www.w3.org/2000/svg}svg"):
        if drawing.get("aria-hidden") != "true" and drawing.get("role") != "img":
            yield "a drawing is neither hidden nor an image with a name"


def _inline(page: Element) -> Iterator[str]:
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("style") is not None:
            yield f"{element.tag} has an inline style"
        for attribute in element.attrib:
            if attribute.startswith("on"):
                yield f"{element.tag} has the handler {attribute}"
        for attribute in ("href", "action", "formaction", "src"):
            if (element.get(attribute) or "").strip().lower().startswith(("javascript:", "vbscript:", "data:text")):
                yield f"{element.tag} runs script by its {attribute}"
    if any(True for _ in page.iter("style")):
        yield "a style element stands in the page"


def _third_parties(page: Element) -> Iterator[str]:
    for tag, attribute in LOADING.items():
        for element in page.iter(tag):
            relation = (element.get("rel") or "").split()
            if tag == "link" and any(name in NAVIGATING_LINKS for name in relation):
                continue
            if urlsplit(element.get(attribute) or "").netloc:
                yield f"{tag} loads {element.get(attribute)} from somebody else"


def _paragraphs(page: Element) -> Iterator[str]:
    for paragraph in page.iterfind(".//main//p"):
        if not any(name.startswith(("govuk-", "market-")) for name in _classes(paragraph)):
            yield f"paragraph without a class: “{_words(paragraph)[:60]}”"


def _tables(page: Element) -> Iterator[str]:
    for table in page.iter("table"):
        if table.find("caption") is None and not (table.get("aria-label") or table.get("aria-labelledby")):
            yield "table without a caption"
        for header in table.iter("th"):
            if header.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"header “{_words(header)}” of a table has no scope"


def _leaks(page: Element) -> Iterator[str]:
    text = _words(page)
    for sign in ("{{", "{%", "<Undefined", "Markup(", " object at 0x", "None None"):
        if sign in text:
            yield f"the page shows “{sign}”"
    if any(_words(cell) == "None" for tag in ("td", "dd", "li", "p") for cell in page.iter(tag)):
        yield "the page shows “None”"


RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    _headings,
    _error_title,
    _levels,
    _language,
    _ids,
    _references,
    _labels,
    _names,
    _choices,
    _forms,
    _images,
    _inline,
    _third_parties,
    _paragraphs,
    _tables,
    _leaks,
)


def _policy(page: Element, headers: Any) -> Iterator[str]:
    policy = headers.get("Content-Security-Policy") or ""
    if not policy:
        yield "no content security policy"
    if "unsafe-" in policy:
        yield "the content security policy allows what is unsafe"
    for script in page.iter("script"):
        kind = script.get("type") or "text/javascript"
        if script.get("src") is None and "json" not in kind and f"'nonce-{script.get('nonce')}'" not in policy:
            yield "an inline script has no nonce of this answer"
