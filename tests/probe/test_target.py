"""What cannot be meant is refused before anything is asked."""

from pathlib import Path
from typing import Any

import pytest

from releasecheck.probe import Credentials, Target, credentials_from

REFUSED: list[dict[str, Any]] = [
    {"url": "app.example/health"},
    {"url": "ftp://app.example/"},
    {"url": "http://"},
    {"url": "http://app.example:99999/"},
    {"url": "http://app.example:0/"},
    {"url": "http://[::1/"},
    {"url": "http://app.example/a b"},
    {"url": "http://app.example/\n"},
    {"url": "http://*.example/"},
    {"url": "http://app..example/"},
    {"url": f"http://{'a' * 64}.example/"},
    {"expect_status": "20"},
    {"expect_status": "299-200"},
    {"expect_status": ""},
    {"expect_json": ("][",)},
    {"expect_json": ("=1",)},
    {"expect_json": ("a=\x1b",)},
    {"expect_build": "\x00"},
    {"expect_headers": ("no colon",)},
    {"expect_headers": ("X: ~[",)},
    {"build_from": "releaseId"},
    {"build_from": "header:"},
    {"build_from": "json:["},
    {"connect_to": "http://host"},
    {"connect_to": "host:99999"},
    {"deadline": 0},
    {"max_time": -1},
    {"deadline": float("nan")},
    {"follow_redirects": 6},
]


@pytest.mark.parametrize("faulty", REFUSED, ids=str)
def test_refused(faulty: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Target(**{"url": "http://app.example/", **faulty})


def test_a_refused_url_keeps_its_password_to_itself() -> None:
    with pytest.raises(ValueError, match="not a URL") as refused:
        Target(url="http://user:hunter2@app.example:bad/")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("credentials", "headers"),
    [
        (Credentials(), {}),
        (Credentials(basic="a:b"), {"Authorization": "Basic YTpi"}),
        (Credentials(bearer="t"), {"Authorization": "Bearer t"}),
        (Credentials(header="X-Key: v: w"), {"X-Key": "v: w"}),
    ],
)
def test_credentials(credentials: Credentials, headers: dict[str, str]) -> None:
    assert credentials.headers() == headers


def test_credentials_in_the_url_are_used() -> None:
    target = Target(url="http://us%40er:p%3Aw@app.example/")
    assert target.all_credentials == Credentials(basic="us@er:p:w")


def test_credentials_come_from_environment_or_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("from-file\n")
    environment = {
        "RELEASECHECK_PROBE_BASIC": "user:password",
        "RELEASECHECK_PROBE_BEARER_FILE": str(secret),
    }
    assert credentials_from(environment) == Credentials(basic="user:password", bearer="from-file")
    assert "password" not in repr(credentials_from(environment))


@pytest.mark.parametrize(
    "environment",
    [
        {"RELEASECHECK_PROBE_BEARER": "two\nlines"},
        {"RELEASECHECK_PROBE_BEARER": "  \t "},
        {"RELEASECHECK_PROBE_HEADER": "nocolonsecret"},
        {"RELEASECHECK_PROBE_BASIC_FILE": "/nowhere/at/all"},
    ],
)
def test_bad_credentials_are_named_not_shown(environment: dict[str, str]) -> None:
    (name, value), *_ = environment.items()
    with pytest.raises(ValueError, match=name) as refused:
        credentials_from(environment)
    assert value not in str(refused.value)
