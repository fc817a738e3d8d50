"""What an answer is judged to be, from answers written by hand."""

import json
from typing import Any

import msgspec
import pytest

from releasecheck.probe import Credentials, Observation, Target, judge, same_build
from releasecheck.probe.health import epoch
from releasecheck.probe.observation import Answer, Hop

URL = "https://app.example/health"


def seen(body: Any, status: int = 200, elapsed: float = 0.1, **headers: str) -> Observation:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Observation(
        hops=(Hop(URL, "127.0.0.1", status, {"wait": elapsed}, None),),
        answer=Answer(URL, status, pairs, text),
        failures=(),
        elapsed_s=elapsed,
        bytes_read=len(text),
        debugger=False,
    )


def said(observation: Observation, **expected: Any) -> tuple[str, list[str]]:
    result = judge(Target(url=URL, **expected), observation)
    return result.outcome.value, [reason.value for reason in result.reasons]


DOCKERFLOW = {"status": "warning", "checks": {"check_database": "ok", "check_migrations_applied": "warning"}}
HEALTH_JSON = {
    "status": "fail",
    "releaseId": "a1b2c3d",
    "checks": {"db:connections": [{"status": "pass"}, {"status": "fail"}]},
}
PY_HEALTHCHECK = {
    "hostname": "web-1",
    "status": "failure",
    "results": [{"checker": "redis", "passed": False, "timestamp": 10.5}],
}
HEALTHZ = {"status": 503, "title": "Service Unavailable"}

BODIES: list[tuple[str, Observation, str, list[str]]] = [
    ("plain", seen(b"ok"), "ok", []),
    ("no content", seen(b"", 204), "ok", []),
    ("health+json pass", seen({"status": "PASS", "checks": {"db": [{"status": "up"}]}}), "ok", []),
    ("health+json warn", seen({"status": "warn"}), "ok", []),
    ("fail with 503", seen(HEALTH_JSON, 503), "fail", ["status_unexpected", "dependency_failed"]),
    ("fail with 200", seen(HEALTH_JSON), "fail", ["health_status_mismatch", "dependency_failed"]),
    ("pass with 503", seen({"status": "ok"}, 503), "fail", ["status_unexpected", "health_status_mismatch"]),
    ("Dockerflow, migrations", seen(DOCKERFLOW), "fail", ["dependency_failed"]),
    (
        "py-healthcheck",
        seen(PY_HEALTHCHECK, 500),
        "fail",
        ["status_unexpected", "dependency_failed"],
    ),
    ("flask-healthz", seen(HEALTHZ, 503), "fail", ["status_unexpected"]),
    ("false", seen({"healthy": False}), "fail", ["health_status_mismatch"]),
    ("starting with 200", seen({"status": "starting"}), "fail", ["health_status_mismatch"]),
    ("not ready", seen({"ready": False}, 503), "fail", ["status_unexpected"]),
    (
        "a number for a status, and a word",
        seen({"status": 200, "ok": False}),
        "fail",
        ["health_status_mismatch"],
    ),
    ("services", seen({"status": "ok", "services": {"db": "disconnected"}}), "fail", ["dependency_failed"]),
    (
        "components",
        seen({"components": {"db": {"status": "DOWN"}}}, 503),
        "fail",
        ["status_unexpected", "dependency_failed"],
    ),
    ("services that are a list", seen({"services": ["web"]}), "ok", []),
    ("unknown word", seen({"status": "purple"}), "ok", []),
    ("a list", seen([1, 2]), "ok", []),
    ("slow", seen(b"ok", elapsed=1.5), "warn", ["latency"]),
    ("development server", seen(b"ok", Server="Werkzeug/3.1.9 Python/3.11"), "fail", ["dev_server"]),
    ("cached", seen(b"ok", Age="30"), "fail", ["stale_evidence"]),
    ("not cached", seen(b"ok", Age="0"), "ok", []),
    (
        "nginx answers",
        seen(b"<hr><center>nginx/1.25</center>", 502),
        "fail",
        ["status_unexpected", "edge_answered"],
    ),
    (
        "load balancer answers",
        seen(b"<html></html>", 503, Server="awselb/2.0"),
        "fail",
        ["status_unexpected", "edge_answered"],
    ),
    ("the app's own 503", seen({"error": "busy"}, 503, Server="gunicorn"), "fail", ["status_unexpected"]),
    ("redirect", seen(b"", 301, Location="/login"), "fail", ["redirect_unexpected"]),
    ("3xx without a place", seen(b"", 304), "fail", ["status_unexpected"]),
]


@pytest.mark.parametrize(
    ("observation", "outcome", "reasons"), [pytest.param(*case[1:], id=case[0]) for case in BODIES]
)
def test_answer(observation: Observation, outcome: str, reasons: list[str]) -> None:
    assert said(observation) == (outcome, reasons)


FULL = seen(
    {"status": "ok", "n": 1, "flag": True, "checks": {"db": "ok"}, "a=b": "c=d"},
    X_Frame_Options="DENY",
    Set_Cookie="session=s3cr3t; Secure; HttpOnly; SameSite=Lax",
)

EXPECTED: list[tuple[dict[str, Any], list[str]]] = [
    ({"expect_status": "200"}, []),
    ({"expect_status": "201,204"}, ["status_unexpected"]),
    ({"expect_status": "100-199, 200"}, []),
    ({"expect_json": ("status=ok",)}, []),
    ({"expect_json": ('status="ok"',)}, []),
    ({"expect_json": ("n=1",)}, []),
    ({"expect_json": ("n=1.0",)}, []),
    ({"expect_json": ("n=true",)}, ["json_mismatch"]),
    ({"expect_json": ("flag=1",)}, ["json_mismatch"]),
    ({"expect_json": ("flag",)}, []),
    ({"expect_json": ("n",)}, ["json_mismatch"]),
    ({"expect_json": ("missing=null",)}, []),
    ({"expect_json": ('"a=b"=c=d',)}, []),
    ({"expect_json": ("n == `1`",)}, []),
    ({"expect_json": ("n >= `2`",)}, ["json_mismatch"]),
    ({"expect_json": ("length(n)=1",)}, ["json_mismatch"]),
    ({"expect_headers": ("x-frame-options: DENY",)}, []),
    ({"expect_headers": ("X-Frame-Options: SAMEORIGIN",)}, ["header_mismatch"]),
    ({"expect_headers": ("X-Frame-Options: ~^DE",)}, []),
    ({"expect_headers": ("Content-Security-Policy: ~.",)}, ["header_missing"]),
    ({"expect_headers": ("Set-Cookie: session; secure; SameSite=lax",)}, []),
    ({"expect_headers": ("Set-Cookie: session; SameSite=Strict",)}, ["cookie_flags"]),
    ({"expect_headers": ("Set-Cookie: other; Secure",)}, ["header_missing"]),
    ({"expect_headers": ("Set-Cookie: ~Partitioned",)}, ["header_mismatch"]),
    ({"max_time": 0.2}, []),
    ({"max_time": 0.05}, ["latency"]),
    ({"warn_time": 0.05}, ["latency"]),
    ({"expect_build": "abc"}, ["version_missing"]),
    ({"expect_build": "DENY", "build_from": "header:X-Frame-Options"}, []),
    ({"expect_build": "abc", "build_from": "header:X-Frame-Options"}, ["version_mismatch"]),
    (
        {"expect_status": "500", "expect_json": ("n=2",), "max_time": 0.05},
        ["status_unexpected", "json_mismatch", "latency"],
    ),
]


@pytest.mark.parametrize(("expected", "reasons"), EXPECTED)
def test_expectation(expected: dict[str, Any], reasons: list[str]) -> None:
    assert said(FULL, **expected)[1] == reasons


@pytest.mark.parametrize(
    ("observation", "build_from", "build"),
    [
        (seen({"releaseId": "a", "version": "b"}), None, "a"),
        (seen({"build": "https://ci.example/7", "commit": "c", "version": "1.0"}), None, "c"),
        (seen({"build": "https://ci.example/7"}), None, None),
        (seen({"build": "https://ci.example/7"}), "json:build", "https://ci.example/7"),
        (seen({"version": 7}, X_Release="c"), None, "7"),
        (seen({"version": ""}, X_Release="c"), None, "c"),
        (seen(b"ok", X_Build_Id="d"), None, "d"),
        (seen({"app": {"sha": "e"}, "build": "f"}), "json:app.sha", "e"),
        (seen({"build": "f"}, X_Sha="g"), "header:X-Sha", "g"),
        (seen({"build": ["f"]}), None, None),
    ],
)
def test_build_is_read(observation: Observation, build_from: str | None, build: str | None) -> None:
    assert judge(Target(url=URL, build_from=build_from), observation).build == build


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("v1.2", "v1.2", True),
        ("v1.2", "v1.2.3", False),
        ("a1b2c3d", "A1B2C3D4E5F6", True),
        ("a1b2c3", "a1b2c3d4e5f6", False),
        ("a1b2c3d", "a1b2c3d-dirty", False),
        ("a1b2c3d-dirty", "a1b2c3d-dirty", True),
        ("", "a1b2c3d", False),
    ],
)
def test_same_build(one: str, other: str, same: bool) -> None:
    assert (same_build(one, other), same_build(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (12.5, 12.5),
        ("12", 12.0),
        ("1970-01-01T00:01:00Z", 60.0),
        ("1970-01-01T00:01:00", 60.0),
        ("soon", None),
        (None, None),
        (True, None),
        ([], None),
        (10**400, None),
    ],
)
def test_epoch(value: Any, seconds: float | None) -> None:
    assert epoch(value) == seconds


def test_the_shape_is_the_contracts() -> None:
    result = judge(Target(url=URL, expect_build="x"), FULL)
    assert json.loads(json.dumps(msgspec.to_builtins(result))) == {
        "url": URL,
        "outcome": "fail",
        "reasons": ["version_missing"],
        "build": None,
        "instance": None,
        "started": None,
        "hops": [
            {
                "url": URL,
                "address": "127.0.0.1",
                "status": 200,
                "phases": {"wait": 0.1},
                "tls": None,
                "proxy": None,
            },
        ],
        "assertions": [
            {"name": "status", "expected": "200-299", "actual": "200", "ok": True, "reason": None},
            {"name": "build", "expected": "x", "actual": None, "ok": False, "reason": "version_missing"},
            {
                "name": "health",
                "expected": "a healthy status with HTTP 200",
                "actual": "pass",
                "ok": True,
                "reason": None,
            },
            {"name": "dependency db", "expected": "pass", "actual": "pass", "ok": True, "reason": None},
            {"name": "latency", "expected": "at most 1 s", "actual": "0.100 s", "ok": True, "reason": None},
        ],
        "elapsed_s": 0.1,
        "attempts": 1,
        "earlier": {},
        "excerpt": '{"status": "ok", "n": 1, "flag": true, "checks": {"db": "ok"}, "a=b": "c=d"}',
    }


SECRET = "correct-horse-battery-9"  # not a token by its shape alone
HOSTILE = "\x1b[2J\u202e\r\n::error::x\x00"


def test_no_secret_is_shown() -> None:
    echoed = seen({"note": SECRET, "token": "sk_live_4eC39HqLyjWD"}, X_Echo=f"Bearer {SECRET}")
    target = Target(
        url="https://user:hunter2hunter@app.example/health?api_key=k123&q=1",
        credentials=Credentials(bearer=SECRET),
        expect_json=("note=x", "token=x"),
        expect_headers=("X-Echo: x", "Set-Cookie: ~x"),
    )
    shown = json.dumps(msgspec.to_builtins(judge(target, echoed))) + repr(target)
    assert [word for word in (SECRET, "hunter2", "k123", "sk_live") if word in shown] == []
    assert "https://***@app.example/health?api_key=***&q=1" in shown


def test_a_cookies_value_is_not_shown() -> None:
    result = judge(Target(url=URL, expect_headers=("Set-Cookie: ~Partitioned",)), FULL)
    assert result.assertions[1].actual == "session=***; secure; httponly; samesite=lax"


def test_text_of_the_server_is_escaped() -> None:
    hostile = seen(
        {"version": HOSTILE, "instance": HOSTILE, "x": HOSTILE, "checks": {HOSTILE: "fail"}},
        Server="Werkzeug/" + HOSTILE,
        Location="/" + HOSTILE,
        X_Echo=HOSTILE,
    )
    expected = {"expect_json": ("x=1",), "expect_headers": ("X-Echo: 1",), "expect_build": "1"}
    result = judge(Target(url=URL, **expected), hostile)
    texts = [text for one in result.assertions for text in (one.name, one.actual) if text is not None]
    assert [text for text in [*texts, result.build, result.instance] if not str(text).isprintable()] == []
