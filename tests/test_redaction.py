"""Texts that cannot be written down as they are."""

import pytest

from releasecheck.facts import Facts, Project, from_json, to_json
from releasecheck.gather.redaction import redacted, writable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app.py", "app.py"),
        ("größe.py", "größe.py"),
        ("b\udcfe.py", r"b\xfe.py"),
        ("ö\udcff/b\udcfe.py", r"ö\xff/b\xfe.py"),
        ("half a pair \ud83d", r"half a pair \ud83d"),
        ("both \ud83d\udcfe", r"both \ud83d\udcfe"),
    ],
)
def test_what_is_not_utf8_is_shown_with_escapes(text: str, expected: str) -> None:
    assert writable(text) == expected


def test_facts_with_such_a_name_go_to_json_and_back() -> None:
    facts = redacted(Facts(Project("d\udcff")), str)
    assert facts == from_json(to_json(facts)) == Facts(Project(r"d\xff"))
