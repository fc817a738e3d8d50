"""What is shown of an answer that failed."""

import time

import pytest

from releasecheck.probe import Target, judge
from releasecheck.probe.excerpt import excerpt_of
from releasecheck.probe.observation import Answer, Observation

URL = "https://app.example/health"

SHOWN = [
    ("plain", b"not ready\n", "", "not ready"),
    ("JSON on several lines", b'{\n  "status": "fail"\n}', "", '{ "status": "fail" }'),
    ("HTML", b"<html><title>502 Bad\n Gateway</title>", "", "502 Bad Gateway"),
    ("HTML by its type", b"oops <title>Log in</title>", "text/html; charset=utf-8", "Log in"),
    ("HTML without a title", b"<p>hello</p>", "", None),
    ("nothing", b"", "", None),
    ("no text", b"\x89PNG\xff", "", None),
    ("escape sequences", b"a\x1b[2Jb", "", r"a\x1b[2Jb"),
    ("long", b"word " * 200, "", "word " * 102 + "wo…"),
    ("password", b"password=hunter2 host=db", "", "password=*** host=db"),
    ("in JSON", b'{"db_password": "hunter 2", "n": 1}', "", '{"db_password": ***, "n": 1}'),
    ("passed is no password", b'{"passed": true, "passes": 1}', "", '{"passed": true, "passes": 1}'),
    ("bearer", b"Authorization: Bearer hunter2", "", "Authorization: ***"),
    ("in a URL", b"no postgresql://shop:hunter2@db/shop", "", "no postgresql://***@db/shop"),
    ("token by its shape", b"bad sk_live_4eC39HqLyjWD", "", "bad ***"),
    ("what was sent", b"who is correct-horse?", "", "who is ***?"),
]


@pytest.mark.parametrize(("body", "kind", "shown"), [pytest.param(*case[1:], id=case[0]) for case in SHOWN])
def test_excerpt(body: bytes, kind: str, shown: str | None) -> None:
    answer = Answer(URL, 503, (("Content-Type", kind),), body)
    assert excerpt_of(answer, ("correct-horse",)) == shown


@pytest.mark.parametrize("piece", ["a", "<title", "<title>", "://", 'key="', " "])
def test_no_body_takes_long(piece: str) -> None:
    answer = Answer(URL, 503, (), (piece * 65536)[:65536].encode())
    begun = time.process_time()
    excerpt_of(answer)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(("status", "shown"), [(503, "not ready"), (200, None)])
def test_only_what_failed_is_quoted(status: int, shown: str | None) -> None:
    answer = Answer(URL, status, (), b"not ready")
    seen = Observation((), answer, (), 0.1, 9, debugger=False)
    assert judge(Target(url=URL), seen).excerpt == shown
