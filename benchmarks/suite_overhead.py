"""How much longer `releasecheck run` takes than pytest alone: `python benchmarks/suite_overhead.py`.

The two are run in turn, so that whatever else the machine does meets both. The ratio is that of the
fastest turns, because other work only ever adds time; the limit, for a suite of about 10 s that uses one
core and runs once, is 1.15. By default so short a suite runs a second time, in reverse order.
"""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from results import machine, write_section

ROOT = Path(__file__).resolve().parents[1]
TURNS = 5
SUITE_S = 10.0
TESTS = 20
LIMIT = 1.15

APP = """\
from flask import Flask, jsonify


def create_app():
    app = Flask(__name__)
    app.config.from_prefixed_env()

    @app.get("/healthz")
    def healthz():
        return jsonify(status="ok")

    @app.get("/orders/<int:number>")
    def order(number):
        return jsonify(number=number, lines=[{"item": str(n), "price": n * number} for n in range(20)])

    return app
"""
ONCE = """\
[tool.releasecheck.tests]
reverse = false
"""
SUITE = """\
import pytest
from shop import create_app


@pytest.mark.parametrize("number", range({tests}))
def test_order(number):
    client = create_app().test_client()
    assert client.get("/healthz").status_code == 200
    for _ in range({requests}):
        assert client.get(f"/orders/{{number}}").json["number"] == number
"""


@dataclass(frozen=True)
class Measured:
    """Wall times in seconds, turn by turn."""

    name: str
    alone: tuple[float, ...]
    checked: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return min(self.checked) / min(self.alone)


def main() -> None:
    """Measure both projects, print the results and write them down."""
    with tempfile.TemporaryDirectory(prefix="releasecheck-benchmark-") as folder:
        shop = generate(Path(folder))
        measured = [measure("sample_app", ROOT / "sample_app"), measure("generated suite, twice", shop)]
        (shop / "pyproject.toml").write_text(ONCE, encoding="utf-8")
        measured.append(measure("generated suite, once", shop))
    text = report(measured)
    write_section(__file__, text)
    print(text)


def generate(folder: Path) -> Path:
    """A project whose suite does, on this machine and alone, about `SUITE_S` seconds of work."""
    (folder / "tests").mkdir()
    (folder / "shop.py").write_text(APP, encoding="utf-8")
    few = 200
    write_suite(folder, few)
    start_up = cpu_seconds(alone("--collect-only"), folder)
    per_request = (cpu_seconds(alone(), folder) - start_up) / (few * TESTS)
    write_suite(folder, int((SUITE_S - start_up) / per_request / TESTS))
    return folder


def write_suite(folder: Path, requests: int) -> None:
    text = SUITE.format(tests=TESTS, requests=requests)
    (folder / "tests" / "test_shop.py").write_text(text, encoding="utf-8")


def measure(name: str, project: Path) -> Measured:
    """Alone and checked in turn; one turn before the first warms the file cache."""
    pairs = [(seconds(alone(), project), seconds(checked(), project)) for _ in range(TURNS + 1)][1:]
    return Measured(name, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def alone(*options: str) -> Sequence[str]:
    return (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options)


def checked() -> Sequence[str]:
    return (sys.executable, "-m", "releasecheck", "run", ".", "--python", sys.executable)


def cpu_seconds(command: Sequence[str], project: Path) -> float:
    """What the work costs, whatever else the machine does."""
    before = os.times()
    seconds(command, project)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def seconds(command: Sequence[str], project: Path) -> float:
    """Wall time; what does not come to a verdict is no measurement."""
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "SECRET_KEY": KEY, "FLASK_SECRET_KEY": KEY}
    started = time.perf_counter()
    ended = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - started
    if ended.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return taken


KEY = secrets.token_hex()


def report(measured: Sequence[Measured]) -> str:
    """The results as Markdown."""
    rows = "\n".join(
        f"| {one.name} | {spread(one.alone)} | {spread(one.checked)} | **{one.ratio:.2f}** |"
        for one in measured
    )
    return f"""\
Wall time of `releasecheck run` (boots, requests, lint, suite and all) against the project's own `pytest`
alone, {TURNS} turns each in seconds: fastest (median, slowest). For a suite of about {SUITE_S:.0f} s that
uses one core and runs once (`reverse = false`) the ratio has to stay at or below {LIMIT}.

| project | pytest alone | releasecheck run | ratio of the fastest |
|---|---|---|---|
{rows}

{machine(("releasecheck", "flask", "pytest", "ruff"))}
"""


def spread(times: Sequence[float]) -> str:
    return f"{min(times):.2f} ({statistics.median(times):.2f}, {max(times):.2f})"


if __name__ == "__main__":
    main()
