"""What is said of the certificate of the deployed site."""

from typing import Any

import pytest

from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import ask, outcome

URL = "https://shop.example/healthz"
TLS = {"subject": "CN=shop.example", "issuer": "CN=R11", "not_after": "2026-12-02T00:00:00+00:00"}
SEEN = "CN=shop.example, issued by CN=R11, valid until 2026-12-02T00:00:00+00:00"
HOPS = [{"url": URL, "status": 200, "tls": TLS}]


def probed(result: Any, *assertions: dict[str, Any], hops: Any = HOPS, url: str = URL) -> Deployed:
    reasons = tuple(one["reason"] for one in assertions if one["reason"])
    return Deployed(url, result, reasons, {"hops": hops, "assertions": list(assertions)})


def said(reason: str | None, actual: str, *, ok: bool = False) -> dict[str, Any]:
    return {"name": "certificate", "expected": "-", "actual": actual, "ok": ok, "reason": reason}


ENDING = said("cert_expiring", "5.0 days left")
SOON = said("cert_expiring", "15.0 days left", ok=True)
REFUSED = [
    ("tls_expired", "the certificate has expired"),
    ("tls_not_yet_valid", "the certificate is not valid yet"),
    ("tls_wrong_host", "the certificate is for another host"),
    ("tls_untrusted", "the certificate comes from nobody that is trusted here"),
]


@pytest.mark.parametrize(
    ("one", "severity", "days"),
    [(probed("fail", ENDING), None, "5.0"), (probed("warn", SOON), "warning", "15.0")],
)
def test_tls_expiry_faulty(one: Deployed, severity: Any, days: str) -> None:
    assert ask("tls-expiry", {"deployed": one}) == [
        Found(f"the certificate has {days} days left", "shop.example", evidence=(SEEN,), severity=severity)
    ]


@pytest.mark.parametrize(("reason", "message"), REFUSED)
def test_tls_expiry_of_one_that_is_refused(reason: str, message: str) -> None:
    one = probed("fail", said(reason, "what OpenSSL says"), hops=[])
    assert ask("tls-expiry", {"deployed": one}) == [
        Found(message, "shop.example", evidence=("what OpenSSL says",))
    ]


@pytest.mark.parametrize(
    "one",
    [
        probed("ok", said(None, "80.0 days left", ok=True)),
        probed("fail", said(None, "80.0 days left", ok=True), {**ENDING, "reason": "status_unexpected"}),
    ],
)
def test_tls_expiry_fine(one: Deployed) -> None:
    assert ask("tls-expiry", {"deployed": one}) == []


def test_tls_expiry_does_not_apply() -> None:
    plain = probed("ok", hops=[{"url": URL, "status": 200, "tls": None}], url="http://shop.example/healthz")
    assert ask("tls-expiry", {"deployed": plain}) == [
        DoesNotApply("http://shop.example/healthz is not served over TLS")
    ]
    silent = probed("fail", {**ENDING, "reason": "connect_refused"}, hops=[])
    assert ask("tls-expiry", {"deployed": silent}) == [CouldNotLook(f"{URL} showed no certificate")]
    assert outcome("tls-expiry").outcome == "skipped"


@pytest.mark.parametrize("one", [probed("fail", ENDING), probed("warn", SOON)])
def test_the_health_rule_does_not_speak_of_it_as_well(one: Deployed) -> None:
    assert ask("health-probe-core", {"deployed": one}) == []


def test_what_is_slow_beside_a_certificate_that_ends_is_a_warning() -> None:
    slow = {"name": "latency", "expected": "1 s", "actual": "2 s", "ok": True, "reason": "latency"}
    (found,) = ask("health-probe-core", {"deployed": probed("fail", ENDING, slow)})
    assert (found.message, found.severity) == (f"healthy but {URL}: latency", "warning")
