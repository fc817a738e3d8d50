"""Makes the environments of the matrix, Pythons by Flasks, below .cache/interpreters; names what is missing.

`python tests/interpreters.py` makes the oldest and the newest pair, with RELEASECHECK_MATRIX=all every pair
for which a Python is here.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
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
    """Make a pair's environment; why not, if it cannot be."""
    packages = [f"Flask=={pair.flask}.*", FLASKS[pair.flask], "python-dotenv"]
    commands = [
        [python, "-m", "venv", "--clear", pair.folder],
        [pair.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
    ]
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            return done.stderr.strip().splitlines()[-1]
    (pair.folder / "ready").touch()
    return None


def main() -> Iterator[str]:
    """Make what is wanted and not there yet; a line for each pair."""
    for pair in wanted():
        python = find(pair.python)
        if pair.ready:
            yield f"{pair}: ready"
        elif python is None:
            yield f"{pair}: missing, no python{pair.python} here"
        else:
            problem = make(pair, python)
            yield f"{pair}: missing, {problem}" if problem else f"{pair}: made"


if __name__ == "__main__":
    for line in main():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
