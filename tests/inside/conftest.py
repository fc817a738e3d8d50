"""The inside package loaded as the boot script loads it, made-up tools, and projects of a few files."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

INSIDE = Path(__file__).parents[2] / "releasecheck" / "gather" / "inside"
PACKAGE = "_releasecheck_inside"


def _package() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        PACKAGE, INSIDE / "__init__.py", submodule_search_locations=[str(INSIDE)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return package


_package()


@pytest.fixture
def inside() -> Callable[[str], Any]:
    """A module of the package by its name."""
    return lambda name: importlib.import_module(f"{PACKAGE}.{name}")


class Tools:
    """What boot.py gives the collectors, made of the least that will do."""

    def __init__(self, project: Path) -> None:
        self.places = importlib.import_module(f"{PACKAGE}.places").Places(str(project), str(project))
        self.own = self.places.own
        self.place = self.places.place
        self.place_of_function = self.places.place_of_function
        self.caller_place = self.places.caller_place
        self.order: dict[str, Any] = {"project": str(project)}
        self.sent: list[dict[str, Any]] = []
        self.hits: dict[str, str] = {}
        self.seen: list[dict[str, Any]] = []

    def redact(self, text: str) -> str:
        return text.replace("hunter2", "***")

    redact_known = redact

    def crash(self, problem: BaseException) -> dict[str, Any]:
        place = self.places.place_of_traceback(problem.__traceback__)
        return {"type": type(problem).__name__, "message": self.redact(str(problem)), "place": place}

    def token(self, value: Any) -> str:
        raw = value if isinstance(value, bytes) else str(value).encode()
        return hashlib.sha256(b"key" + raw).hexdigest()

    def send(self, kind: str, **fields: Any) -> None:
        self.sent.append({"kind": kind, **fields})

    def events(self) -> list[dict[str, Any]]:
        return list(self.seen)

    def events_since(self, mark: int) -> list[dict[str, Any]]:
        return self.seen[mark:]

    def under_way(self) -> list[dict[str, Any]]:
        return []

    def env_hits(self) -> dict[str, str]:
        return self.hits


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(tmp_path)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Write files and import one of them: project("app", {"app.py": source})."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load(module: str, files: dict[str, str]) -> Any:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text).lstrip("\n") + "\n", encoding="utf-8")
            if name.startswith("site-packages/"):  # a made-up package goes before a real one of its name
                monkeypatch.delitem(sys.modules, name.split("/")[1], raising=False)
        importlib.invalidate_caches()
        return importlib.import_module(module)

    yield load
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def watched(inside: Callable[[str], Any], tools: Tools) -> Iterator[Tools]:
    """Tools with flask.Config watched, and left as it was."""
    before = dict(vars(flask.Config))
    inside("provenance").install(tools)
    yield tools
    for name in set(vars(flask.Config)) - set(before):
        delattr(flask.Config, name)
    for name, value in before.items():
        if vars(flask.Config).get(name) is not value:
            setattr(flask.Config, name, value)
