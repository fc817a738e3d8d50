"""How well a probe keeps its deadline, and what it costs: `PYTHONPATH=. python benchmarks/probe_deadline.py`.

The first table meets every beast of the zoo that hangs as long as one lets it. The second asks a healthy
server of another process, by a new connection each time; TLS with one context, as the prober has it.
"""

import math
import multiprocessing
import resource
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from results import machine, write_section

from releasecheck.probe import Target, observe, probe
from tests.probe.lairs import authority, certificate
from tests.probe.servers import answer, answering, serving
from tests.probe.zoo import DEADLINE_S, ZOO, Beast

RUNS = 40
TURNS, IN_A_TURN = 7, 60
GRACE_MS = 500.0
BODY = b'{"status": "pass", "releaseId": "b7c8d9e0f1a2b3c4", "checks": {"db": [{"status": "pass"}]}}'


def main() -> None:
    """Measure both, and write the section."""
    late = {beast.name: lateness(beast) for beast in ZOO if beast.hangs}
    with served() as (url, tls_url, ca_file):
        ways = [*http_ways(url), *tls_ways(tls_url, ca_file)]
        spent = in_turns(ways)
    text = report(late, ways, spent)
    write_section(__file__, text)
    print(text)


def lateness(beast: Beast) -> list[float]:
    """Milliseconds beyond the deadline at which the probe came back, sorted."""
    return sorted(_late_ms(beast) for _ in range(RUNS))


def _late_ms(beast: Beast) -> float:
    with beast.at_home() as target:
        begun = time.monotonic()
        observe(target)
        return (time.monotonic() - begun - target.deadline) * 1000


@dataclass(frozen=True)
class Way:
    """A way to ask; `base` is the one that it is compared with."""

    name: str
    ask: Callable[[], object]
    base: str


def http_ways(url: str) -> Iterator[Way]:
    """Over plain HTTP."""
    target, alone = Target(url=url), Target(url=url, debugger=False)
    base = "requests.get, http"
    yield Way(base, lambda: requests.get(url, timeout=10), base)
    yield Way("probe, http, one request", lambda: probe(alone), base)
    yield Way("probe, http, with the debugger's question", lambda: probe(target), base)
    yield from curl_ways(url, (), "http", base)


def tls_ways(url: str, ca_file: str) -> Iterator[Way]:
    """Over TLS."""
    alone = Target(url=url, ca_file=ca_file, debugger=False)
    shared = ssl.create_default_context(cafile=ca_file)
    base = "requests.get, https, certifi's authorities read each time"
    yield Way(base, lambda: _fails_verification(url), base)
    yield Way("requests, https, one context", lambda: with_context(url, shared), base)
    yield Way("probe, https, one request", lambda: probe(alone), base)
    yield from curl_ways(url, ("--cacert", ca_file), "https", base)


def _fails_verification(url: str) -> None:
    """What requests does of itself, up to the handshake: certifi does not know our authority."""
    try:
        requests.get(url, timeout=10)
    except requests.exceptions.SSLError:
        return


class OneContext(HTTPAdapter):
    """requests over a context that is made once: both of these would read the authorities again."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def build_connection_pool_key_attributes(self, *asked: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """For this context and no other."""
        host, _ = super().build_connection_pool_key_attributes(*asked)
        return host, {"ssl_context": self._context}

    def cert_verify(self, *_: object) -> None:
        """The context knows its authorities."""


def with_context(url: str, context: ssl.SSLContext) -> None:
    """A session of its own for one request."""
    with requests.Session() as session:
        session.mount("https://", OneContext(context))
        session.get(url, timeout=10)


def curl_ways(url: str, options: Sequence[str], scheme: str, base: str) -> Iterator[Way]:
    """curl is a process of its own; its start is part of its price, as it is in a deploy script."""
    curl = shutil.which("curl")
    if curl is not None:
        command = [curl, "-fsS", "-o", "/dev/null", *options, url]
        yield Way(f"curl, {scheme}, its process", lambda: subprocess.run(command, check=True), base)


def in_turns(ways: Sequence[Way]) -> dict[str, float]:
    """CPU milliseconds of one question, of this process and its children: the least of several turns."""
    spent: dict[str, list[float]] = {way.name: [] for way in ways}
    for _ in range(TURNS):
        for way in ways:
            begun = _cpu()
            for _ in range(IN_A_TURN):
                way.ask()
            spent[way.name].append((_cpu() - begun) * 1000 / IN_A_TURN)
    return {name: min(turns) for name, turns in spent.items()}


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def served() -> Iterator[tuple[str, str, str]]:
    """A healthy server and one behind TLS, in a process whose CPU is not counted; the authority's file."""
    ours, theirs = multiprocessing.Pipe()
    with authority().cert_pem.tempfile() as ca_file:
        process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        url, tls_url = ours.recv()
        yield url, tls_url, ca_file
        ours.send("enough")
        process.join(10)


def _serve(pipe: "multiprocessing.connection.Connection[str, tuple[str, str]]") -> None:
    healthy = answering(answer(BODY, "200 OK", "Content-Type: application/json"))
    with serving(healthy) as plain, serving(healthy, certificate(-1, 300)()) as secured:
        pipe.send((plain.url, secured.tls_url))
        pipe.recv()


def report(late: dict[str, list[float]], ways: Sequence[Way], spent: dict[str, float]) -> str:
    """The results as Markdown."""
    rows = "\n".join(f"| {name} | {spread(times)} |" for name, times in late.items())
    everything = spread(sorted(time for times in late.values() for time in times))
    costs = "\n".join(
        f"| {way.name} | {spent[way.name]:.2f} | {spent[way.name] / spent[way.base]:.2f} |" for way in ways
    )
    return f"""\
Probes with a deadline of {DEADLINE_S * 1000:.0f} ms of servers that hang: milliseconds after the deadline
at which the probe was back, {RUNS} times each. Limit: {GRACE_MS:.0f}.

| | median | p95 | max |
|---|---|---|---|
{rows}
| **all** | {everything} |

CPU of one question over a connection of its own, the least of {TURNS} turns of {IN_A_TURN} questions
each; the ratio is to `requests.get` of the same scheme.

| | CPU ms | ratio |
|---|---|---|
{costs}

{machine(("releasecheck", "requests", "urllib3"))}
"""


def spread(times: Sequence[float]) -> str:
    """Median, 95th percentile and greatest of sorted times."""
    return f"{median(times):.1f} | {times[math.ceil(0.95 * len(times)) - 1]:.1f} | {times[-1]:.1f}"


if __name__ == "__main__":
    main()
