"""The simulated fleet behind a real socket: the prober, the gate's loop and its clock at a real rollout."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import server
from unittest.mock import patch

from releasecheck.gate import gate
from releasecheck.gate.machine import pause
from releasecheck.gate.sight import Kind
from releasecheck.gate.state import State
from releasecheck.gate.terms import Terms
from releasecheck.probe import Target
from tests.gate.fleet import EPOCH, NEW, Fleet, Run

FASTER = 20.0  # seconds of the fleet's time in a second of ours: too fast, and a probe's own time counts
HOLD_S = 15.0
_ANSWERING_S = 0.02  # what comes meanwhile goes to another instance, if the balancer is of that kind
_GATEWAY = b"<html><center><h1>503 Service Temporarily Unavailable</h1></center><center>nginx</center></html>"


@dataclass
class Balancer:
    """Answers as the instance whose turn it is, or for it."""

    fleet: Fleet
    rng: random.Random
    begun: float  # on our wall clock
    faster: float
    under_way: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def answer(self) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        with self.counting:
            busy, self.under_way = self.under_way, self.under_way + 1
        sight = self.fleet.sight((time.time() - self.begun) * self.faster, self.rng, busy)
        time.sleep(_ANSWERING_S)
        with self.counting:
            self.under_way -= 1
        if sight.kind is Kind.EDGE:
            return 503, "text/html", _GATEWAY
        ailing = {name: [{"status": "fail"}] for name in sorted(sight.ailing)}
        body = {
            "status": "pass" if sight.kind is Kind.WELL else "fail",
            "releaseId": sight.build,
            "instance": sight.instance,
            "started": self.begun + ((sight.started or EPOCH) - EPOCH) / self.faster,
            "checks": ailing,
        }
        return 200 if sight.kind is Kind.WELL else 503, "application/json", json.dumps(body).encode()


@contextmanager
def balancing(balancer: Balancer) -> Iterator[str]:
    """The balancer on a free port of loopback."""

    class Handler(server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = balancer.answer()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    listening = server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}/readyz"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def gate_over_sockets(
    scenario: str, fleet: Fleet, rng: random.Random, wait: float = 300.0, faster: float = FASTER
) -> Run:
    """Let the real gate loop at the fleet; times of the run are the fleet's."""
    begun = time.time()
    ours = Terms(
        build=NEW,
        instances=fleet.size if fleet.told else None,
        wait=wait / faster,
        hold=HOLD_S / faster,
        deployed_after=begun,
        epoch=begun,
        known_ailing=fleet.known_ailing,
    )
    healthy: list[float] = []

    def note(state: State, now: float) -> None:
        if state.latest is not None and state.latest.kind is Kind.WELL:
            healthy.append(now * faster)

    with balancing(Balancer(fleet, rng, begun, faster)) as url:
        state = gate.run_gate(Target(url=url, debugger=False), ours, tell=note)
    ended = tuple(replace(one, duration_s=one.duration_s * faster) for one in state.ended)
    return Run(
        scenario=scenario,
        fleet=fleet,
        verdict=state.verdict or "unknown",
        reasons=state.reasons,
        at=state.latest.at * faster if state.latest else 0.0,
        naive_at=healthy[0] if healthy else None,
        state=replace(state, ended=ended),
        terms=replace(ours, wait=wait),
    )


@contextmanager
def hurried(faster: float = FASTER) -> Iterator[None]:
    """The gate's pauses in the fleet's time."""
    with patch.object(gate, "pause", lambda state: pause(state) / faster):
        yield
