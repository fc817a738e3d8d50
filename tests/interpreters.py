"""Makes the environments of the matrix, Pythons by Flasks, below .cache/interpreters; names what is missing.

`python tests/interpreters.py` makes the oldest and the newest pair, with RELEASECHECK_MATRIX=all every pair
for which a Python is here.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "interpreters"
PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
FLASKS = {  # with the Werkzeug of its time, which it does not ask for itself
    "2.0": "Werkzeug<2.1",
    "2.1": "Werkzeug<2.2",
    "2.2": "Werkzeug<2.3",
    "2.3": "Werkzeug<2.4",
    "3.0": "Werkzeug<3.1",
    "3.1": "Werkzeug<3.2",
}
OLDEST, NEWEST = ("3.8", "2.0"), ("3.13", "3.1")
IMPOSSIBLE = {("3.8", "3.1")}  # Flask 3.1 wants Python 3.9


@dataclass(frozen=True)
class Pair:
    """A Python and a Flask by their minor versions."""

    python: str
    flask: str

    @property
    def folder(self) -> Path:
        return CACHE / f"python{self.python}-flask{self.flask}"

    @property
    def executable(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def ready(self) -> bool:
        return (self.folder / "ready").exists()

    def __str__(self) -> str:
        return f"Python {self.python} with Flask {self.flask}"


def wanted() -> list[Pair]:
    """The pairs that RELEASECHECK_MATRIX asks for."""
    if os.environ.get("RELEASECHECK_MATRIX") != "all":
        return [Pair(*OLDEST), Pair(*NEWEST)]
    pairs = [(python, flask) for python in PYTHONS for flask in FLASKS]
    return [Pair(*pair) for pair in pairs if pair not in IMPOSSIBLE]


def find(python: str) -> Path | None:
    """An interpreter of that minor version, on PATH or among pyenv's."""
    on_path = shutil.which(f"python{python}")
    of_pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{python}.*/bin/python"))
    candidates = [Path(on_path)] if on_path else []
    return next(filter(_works, [*candidates, *reversed(of_pyenv)]), None)


def _works(python: Path) -> bool:
    """A shim of pyenv may be there without its Python."""
    return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0


def make(pair: Pair, python: Path) -> str | None:
    """Make a pair's environment; why not, if it cannot be.

    Our own pip fills it: to give each environment a pip of its own takes longer than all the rest.
    """
    packages = [f"Flask=={pair.flask}.*", FLASKS[pair.flask], "python-dotenv", *_suites_of(pair)]
    site_packages = pair.folder / "lib" / f"python{pair.python}" / "site-packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    foreign = ["--python-version", pair.python, "--only-binary", ":all:", "--target", site_packages]
    for command in (
        [python, "-m", "venv", "--clear", "--without-pip", pair.folder],
        [*pip, *foreign, *packages],
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            return done.stderr.strip().splitlines()[-1]
    # Boots write no bytecode, and there are a dozen under each pair.
    subprocess.run(
        [pair.executable, "-m", "compileall", "-q", site_packages], check=False, capture_output=True
    )
    (pair.folder / "ready").touch()
    return None


def _suites_of(pair: Pair) -> tuple[str, ...]:
    """The pytest that projects of that time run their suites with, for the oldest pair."""
    return ("pytest<7", "pytest-xdist<3") if (pair.python, pair.flask) == OLDEST else ()


def prepare(pair: Pair) -> str:
    """Make a pair's environment if it is not there yet; what became of it."""
    if pair.ready:
        return f"{pair}: ready"
    python = find(pair.python)
    if python is None:
        return f"{pair}: missing, no python{pair.python} here"
    problem = make(pair, python)
    return f"{pair}: missing, {problem}" if problem else f"{pair}: made"


def main() -> None:
    """A line for each pair that is wanted."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for line in pool.map(prepare, wanted()):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
