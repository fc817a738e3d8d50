"""Suppression comments."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.source import Suppression
from tests.source.conftest import Index


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (
            "app.py",
            "x = 1  # releasecheck: ignore[debug-on, no-tests] it is  so\n",
            Suppression(("debug-on", "no-tests"), "it is so", Place("app.py", 1, 8)),
        ),
        ("app.py", "#releasecheck:ignore[a]\n", Suppression(("a",), "", Place("app.py", 1, 1))),
        (
            "templates/a.html",
            "<p>\n  {# releasecheck: ignore[a] why -#}\n",
            Suppression(("a",), "why", Place("templates/a.html", 2, 3)),
        ),
        (
            "templates/a.html",
            "<!-- releasecheck: ignore[a] why -->",
            Suppression(("a",), "why", Place("templates/a.html", 1, 1)),
        ),
        (
            "compose.yaml",
            "a: 1\nb: 2 # releasecheck: ignore[a] why\n",
            Suppression(("a",), "why", Place("compose.yaml", 2, 6)),
        ),
        (
            "Dockerfile",
            "# releasecheck: ignore[a] why",
            Suppression(("a",), "why", Place("Dockerfile", 1, 1)),
        ),
    ],
)
def test_a_comment(index: Index, path: str, content: str, expected: Suppression) -> None:
    assert index({path: content}).facts.suppressions == (expected,)


@pytest.mark.parametrize(
    "content",
    [
        'x = "# releasecheck: ignore[a] why"\n',
        '"""\n# releasecheck: ignore[a] why\n"""\n',
        "# releasecheck ignore[a] why\n",
        "# see releasecheck: ignore[a] why\n",
        "# releasecheck: ignore everything\n",
    ],
)
def test_no_comment_of_ours(index: Index, content: str) -> None:
    assert index(content).facts.suppressions == ()
