"""How much is asked of a deployment, counted where it arrives: the README promises these bounds."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from releasecheck.cli.gate import gate
from releasecheck.cli.release_file import release_text
from releasecheck.facts import Facts, Project
from releasecheck.facts.templates import EndpointUse, StaticFolder
from releasecheck.gate import gate as loop
from releasecheck.gate.hold import IN_A_ROW, PAUSE_S
from releasecheck.gate.terms import Terms
from releasecheck.gather.health import gather_site
from releasecheck.gather.live_plan import plan
from releasecheck.gather.replicas import PROBES, Awaited
from releasecheck.probe import Target
from releasecheck.settings import Settings
from tests.checks.build import app, at, requests, response, route, templates
from tests.probe.conftest import Serve
from tests.probe.lairs import authority, certificate
from tests.probe.servers import Peer, Server, answer
from tests.report.made_up import report

NEW = "b7c8d9e0f1a2"
PAGES = 11 + 1  # and one over plain http
LOST = 2
RULES = [f"/page/{number}" for number in range(20)]
APP = app(
    routes=[
        *(route(rule, rule[1:]) for rule in RULES),
        route("/readyz", "readyz"),
        route("/orders", "orders", methods=["OPTIONS", "POST"]),
    ]
)
SWEEP = requests(
    *(response(rule, endpoint=rule[1:], rule=rule) for rule in RULES),
    response("/readyz", endpoint="readyz"),
    not_found=response("/releasecheck-1", 404, endpoint=None, rule=None),
    api_not_found=response("/api/releasecheck-1", 404, endpoint=None, rule=None),
    not_allowed=response("/orders", 405, endpoint="orders", rule="/orders"),
    assets=(response("/static/style.css", endpoint=None, rule=None, digest="aa"),),
)
STYLE = EndpointUse("static", ("filename",), False, at("templates/index.html", 3), filename="style.css")
TEMPLATES = templates(
    "index.html", endpoint_uses=[STYLE], static=[StaticFolder("static", "static", "/static")]
)


@dataclass
class Site:
    """A release of which everything can be asked; `lost` pages are not there, `instances` answer in turn."""

    lost: bool = False
    instances: int = 1
    turn: int = 0

    def __call__(self, peer: Peer) -> None:
        peer.read_request()
        path = peer.path.partition("?")[0]
        if path == "/readyz":
            self.turn += 1
            body = {"status": "pass", "build": NEW, "instance": f"web-{self.turn % self.instances}"}
            peer.send(answer(json.dumps(body).encode(), "200 OK", "Content-Type: application/json"))
        elif path == "/orders" and not self.lost:
            peer.send(answer(b"", "405 Method Not Allowed", "Allow: OPTIONS, POST"))
        elif path in RULES and not self.lost:
            peer.send(answer(b"<title>page</title>", "200 OK", "Content-Type: text/html"))
        else:
            peer.send(answer(b"nothing here", "404 Not Found"))


@dataclass
class Deployment:
    secure: Server
    plain: Server
    ca_file: str

    @property
    def url(self) -> str:
        return self.secure.tls_url.removesuffix("/health")

    @property
    def asked(self) -> Counter[str]:
        """How many requests came, by what they were for."""
        kinds = Counter(plain=len(self.plain.requests))
        for request in self.secure.requests:
            line = request.partition(b"\r\n")[0]
            kind = "debugger" if b"__debugger__" in line else "health" if b"/readyz" in line else "page"
            kinds["lost" if line.startswith(b"OPTIONS") else kind] += 1
        return kinds


@pytest.fixture
def deployed(serve: Serve) -> Iterator[Callable[[Site], Deployment]]:
    with ExitStack() as stack:
        known = stack.enter_context(authority().cert_pem.tempfile())
        yield lambda site: Deployment(serve(site, certificate(-1, 300)()), serve(site), known)


def gated(there: Deployment, folder: Path, *more: str) -> dict[str, Any]:
    facts = Facts(Project("shop", build=NEW), app=APP, requests=SWEEP, templates=TEMPLATES)
    file = folder / "release.json"
    file.write_text(release_text(facts, report(verdict="ready", started="2020-01-01T00:00:00+00:00")))
    options = (f"--release={file}", "--health=/readyz", "--wait=5", "--hold=0.2", "--format=json")
    way = (f"--ca-file={there.ca_file}", f"--http-port={there.plain.port}")
    said: dict[str, Any] = json.loads(CliRunner().invoke(gate, [there.url, *options, *way, *more]).stdout)
    return said


@pytest.mark.parametrize(
    ("site", "lost"), [(Site(), 0), (Site(lost=True), LOST)], ids=["as released", "another app"]
)
def test_the_gate_asks_a_dozen_questions_beside_its_probes(
    deployed: Callable[[Site], Deployment], hurried: None, tmp_path: Path, site: Site, lost: int
) -> None:
    there = deployed(site)
    said = gated(there, tmp_path, "--instances=1")
    asked = there.asked
    assert asked["page"] + asked["plain"] == PAGES
    assert (asked["debugger"], asked["lost"], asked["plain"]) == (1, lost, 1)
    verify = next(one["probes"] for one in said["phases"] if one["name"] == "verify")
    assert verify == 1 + 1 + PAGES + lost  # a probe of the health route and the debugger's question with it
    assert sum(one["probes"] for one in said["phases"]) == sum(asked.values())


def test_each_of_several_instances_is_asked_for_the_debugger_and_nobody_twice(
    deployed: Callable[[Site], Deployment], hurried: None, tmp_path: Path
) -> None:
    there = deployed(Site(instances=3))
    said = gated(there, tmp_path, "--instances=3")
    assert said["one_by_one"]["asked"] == ["web-0", "web-1", "web-2"]
    assert there.asked["debugger"] == 3
    assert there.asked["page"] + there.asked["plain"] == PAGES


def test_the_pauses_between_probes_are_uneven(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """At an even pace busy workers that are busy at that same pace took turns past the gate."""
    slept: list[float] = []
    monkeypatch.setattr(loop, "time", SimpleNamespace(monotonic=time.monotonic, sleep=slept.append))
    server = serve(Site())
    now = time.time()
    terms = Terms(build=NEW, instances=1, wait=5.0, hold=0.0, deployed_after=now, epoch=now)

    state = loop.run_gate(Target(url=f"http://127.0.0.1:{server.port}/readyz", debugger=False), terms)
    assert state.verdict == "released"
    assert len(set(slept)) == len(slept) > IN_A_ROW
    assert all(0.7 * PAUSE_S <= one <= 1.3 * PAUSE_S for one in slept)


def test_a_run_with_a_url_asks_the_health_route_five_times(
    deployed: Callable[[Site], Deployment], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = deployed(Site())
    monkeypatch.setenv("SSL_CERT_FILE", there.ca_file)
    settings = Settings(health="/readyz", http_port=there.plain.port)
    gather_site(Awaited(there.url), settings, APP, plan(APP, SWEEP, TEMPLATES), 20)
    asked = there.asked
    assert (PROBES, asked["health"], asked["debugger"], asked["page"] + asked["plain"]) == (5, 5, 1, PAGES)


def test_nothing_that_could_change_anything_is_asked(
    deployed: Callable[[Site], Deployment], hurried: None, tmp_path: Path
) -> None:
    there = deployed(Site(lost=True))
    gated(there, tmp_path, "--instances=1")
    every = [*there.secure.requests, *there.plain.requests]
    assert {request.partition(b" ")[0] for request in every} <= {b"GET", b"HEAD", b"OPTIONS"}
    assert not any(b"Cookie" in request for request in every)
