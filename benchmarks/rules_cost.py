"""What the rules and the source index cost on a large project: `python benchmarks/rules_cost.py`.

The project has 1,000 routes in 50 blueprints and 200,000 lines of source, most of them the standard
library's own modules under another name: real code, which nobody wrote to be quick to read. bandit reads the
same files for comparison; it is installed in an environment of its own below .cache.
"""

import ast
import json
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from results import machine, write_section

from releasecheck.engine import judge
from releasecheck.facts import Facts
from releasecheck.gather.source import gather_source
from releasecheck.registry import load_rules

ROOT = Path(__file__).resolve().parents[1]
BANDIT = ROOT / ".cache" / "bandit"
BLUEPRINTS, ROUTES = 50, 1000
LINES = 200_000
TURNS = 5
JUDGING_S, PER_PARSE, PER_BANDIT = 2.0, 2.5, 0.5

APP = """\
from flask import Flask

{imports}


def create_app():
    app = Flask(__name__)
    app.config.from_prefixed_env()
{registered}
    return app
"""
BLUEPRINT = """\
from flask import Blueprint, redirect, render_template, request, session, url_for

{name} = Blueprint("{name}", __name__, url_prefix="/{name}")
"""
VIEW = """

@{name}.route("/things/{number}/<int:thing>", methods=["GET", "POST"])
def thing_{number}(thing):
    if request.method == "POST":
        session["thing_{number}"] = request.form.get("name", "")
        return redirect(url_for("{name}.thing_{number}", thing=thing))
    return render_template("things.html", thing=thing, number={number})
"""
TEMPLATE = """<a href="{{ url_for('part_0.thing_0', thing=thing) }}">{{ thing }}</a>\n"""


@dataclass(frozen=True)
class Turn:
    """CPU seconds of one turn."""

    parse: float
    index: float
    judge: float
    bandit: float


def main() -> None:
    """Generate the project, gather once, measure in turns, and write the results down."""
    bandit = installed_bandit()
    with tempfile.TemporaryDirectory(prefix="releasecheck-benchmark-") as folder:
        project = Path(folder, "shop")
        lines = generate(project)
        facts = gathered(project)
        files = sorted(project.rglob("*.py"))
        if facts.source is None or len(facts.source.modules) != len(files):
            raise SystemExit("the source index passed files over")
        turns = [
            Turn(
                parse=apart("parse", project),
                index=apart("index", project),
                judge=own_cpu(lambda: judge(facts, load_rules().values())),
                bandit=cpu_of([str(bandit), "-q", "-r", str(project)]),
            )
            for _ in range(TURNS)
        ]
    text = report(turns, len(facts.app.routes) if facts.app else 0, lines)
    write_section(__file__, text)
    print(text)


def generate(project: Path) -> int:
    """The project; answers its number of lines."""
    parts = [f"part_{number}" for number in range(BLUEPRINTS)]
    (project / "templates").mkdir(parents=True)
    (project / "templates" / "things.html").write_text(TEMPLATE, encoding="utf-8")
    imports = "\n".join(f"from {part} import {part}" for part in parts)
    registered = "\n".join(f"    app.register_blueprint({part})" for part in parts)
    written = [("app.py", APP.format(imports=imports, registered=registered))]
    for part in parts:
        views = (VIEW.format(name=part, number=number) for number in range(ROUTES // BLUEPRINTS))
        written.append((f"{part}.py", BLUEPRINT.format(name=part) + "".join(views)))
    for name, text in written:
        (project / name).write_text(text, encoding="utf-8")
    return sum(text.count("\n") for _, text in written) + fill(project / "services", written)


def fill(folder: Path, written: Sequence[tuple[str, str]]) -> int:
    """Modules of the standard library, until the project is as long as it has to be."""
    lines = 0
    wanted = LINES - sum(text.count("\n") for _, text in written)
    library = Path(sysconfig.get_path("stdlib"))
    for file in sorted(library.rglob("*.py")):
        within = file.relative_to(library)
        if {"test", "tests", "idlelib", "site-packages", "lib2to3"} & set(within.parts):
            continue
        copy = folder / within
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        lines += file.read_bytes().count(b"\n")
        if lines >= wanted:
            break
    return lines


def gathered(project: Path) -> Facts:
    """The facts of a whole run, as --save keeps them."""
    saved = project.with_name("release.json")
    skipped = [word for part in ("tests", "lint") for word in ("--skip", part)]
    command = [sys.executable, "-m", "releasecheck", "run", project, "--save", saved, *skipped]
    ended = subprocess.run(
        [*command, "--python", sys.executable], capture_output=True, text=True, check=False
    )
    if ended.returncode not in (0, 1):
        raise SystemExit(f"releasecheck ended with {ended.returncode}\n{ended.stderr}")
    return msgspec.convert(json.loads(saved.read_bytes())["facts"], Facts)


def installed_bandit() -> Path:
    """The peer, installed once."""
    if not (BANDIT / "bin" / "bandit").is_file():
        subprocess.run([sys.executable, "-m", "venv", BANDIT], check=True)
        subprocess.run([BANDIT / "bin" / "python", "-m", "pip", "install", "--quiet", "bandit"], check=True)
    return BANDIT / "bin" / "bandit"


def parse_each(project: Path) -> None:
    for file in project.rglob("*.py"):
        ast.parse(file.read_bytes())


def index_all(project: Path) -> None:
    gather_source(project, ())


APART = {"parse": parse_each, "index": index_all}


def apart(name: str, project: Path) -> float:
    """CPU time of a work in a process of its own: the facts in our memory would slow the collector down."""
    command = [sys.executable, __file__, name, str(project)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def own_cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def cpu_of(command: Sequence[str]) -> float:
    """CPU time of a command and all that it starts; bandit exits 1 when it finds something."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(turns: Sequence[Turn], routes: int, lines: int) -> str:
    """The results as Markdown; ratios are those of the fastest turns, because other work only adds time."""
    parse, index, judging, bandit = (
        min(getattr(turn, name) for turn in turns) for name in ("parse", "index", "judge", "bandit")
    )
    rules = len(load_rules())
    return f"""\
A project of {routes:,} routes and {lines:,} lines of source; CPU seconds, the fastest of {TURNS} turns in
which all four were measured one after the other.

| | CPU s | limit |
|---|---|---|
| all {rules} rules judge the gathered facts | {judging:.2f} | {JUDGING_S:g} s |
| bare `ast.parse` of every file | {parse:.2f} | |
| the source index | {index:.2f} | |
| bandit on the same files | {bandit:.2f} | |
| **index / bare parse** | **{index / parse:.2f}** | {PER_PARSE:g} |
| **index / bandit** | **{index / bandit:.2f}** | {PER_BANDIT:g} |

{machine(("releasecheck", "flask"))}
"""


if __name__ == "__main__":
    if sys.argv[1:]:
        print(own_cpu(lambda: APART[sys.argv[1]](Path(sys.argv[2]))))
    else:
        main()
