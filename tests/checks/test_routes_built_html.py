"""Pages that views put together as text."""

from typing import Any

import pytest

from releasecheck.facts.slips import Slip, SlipKind
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source

NONE = DoesNotApply("no view puts a page together with what people write")
RULES: list[tuple[str, SlipKind]] = [
    ("html-without-escape", "html-raw"),
    ("page-formatted-with-data", "html-formatted"),
]


def slip(kind: Any, what: str, detail: str, **fields: Any) -> Slip:
    return Slip(kind, what, **{"function": "show", "place": at("app.py", 8, 5), **fields}, detail=detail)


MORE = slip("html-raw", "row.name", "1", function="more", place=at("app.py", 20, 5))


def inside(*slips: Slip) -> Given:
    return {"app": app(), "source": source(slips=slips)}


def test_html_without_escape_faulty() -> None:
    given = inside(slip("html-raw", "row['text']", "2"), MORE)
    assert ask("html-without-escape", given) == [
        Found(
            "show puts row['text'] into its page without escaping it, and 1 other view likewise",
            "app.py:show",
            at("app.py", 8, 5),
            ("row['text'] in show at app.py:8:5", "row.name in more at app.py:20:5"),
        )
    ]


def test_page_formatted_with_data_faulty() -> None:
    given = inside(slip("html-formatted", "html.format(…)", "row['text']"))
    assert ask("page-formatted-with-data", given) == [
        Found(
            "show: html.format(…) fails where row['text'] has a { in it",
            "app.py:show",
            at("app.py", 8, 5),
            ("html.format(…) with row['text'] in show at app.py:8:5",),
        )
    ]


@pytest.mark.parametrize(("rule", "kind"), RULES)
def test_pages_that_are_fine(rule: str, kind: SlipKind) -> None:
    assert ask(rule, inside(slip(kind, "x", "y", place=at("old.py", 8)))) == [
        NONE
    ]  # which the app does not import


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES])
def test_pages_do_not_apply(rule: str) -> None:
    assert ask(rule, inside()) == [NONE]
