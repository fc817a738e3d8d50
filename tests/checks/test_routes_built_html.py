"""Pages that views put together as text."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source

NONE = DoesNotApply("no view puts a page together with what people write")
UNLOADED = at("old.py", 8)  # which the app does not import


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


def test_html_without_escape_fine() -> None:
    assert ask("html-without-escape", inside(replace(MORE, place=UNLOADED))) == [NONE]


def test_page_formatted_with_data_fine() -> None:
    formatted = slip("html-formatted", "html.format(…)", "row['text']", place=UNLOADED)
    assert ask("page-formatted-with-data", inside(formatted)) == [NONE]


def test_html_without_escape_does_not_apply() -> None:
    assert ask("html-without-escape", inside()) == [NONE]


def test_page_formatted_with_data_does_not_apply() -> None:
    assert ask("page-formatted-with-data", inside()) == [NONE]
