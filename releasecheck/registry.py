"""The rules: found by looking, never registered."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

from releasecheck.findings import Check, Severity

PACKAGE = "releasecheck.checks"


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with what its name, file, parameters and docstring say of it."""

    id: str
    family: str
    severity: Severity
    check: Check
    takes: tuple[str, ...]  # names of the facts it is given
    needs: tuple[str, ...]  # those without which it is not asked: parameters that have no default
    doc: str
    by_source: bool = False  # an outline of the app will do where none came up

    @property
    def summary(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join(self.doc.split("\n\n", 1)[0].split())

    @property
    def fix(self) -> str:
        """The docstring's paragraph that begins with "Fix:"."""
        for paragraph in self.doc.split("\n\n"):
            if paragraph.startswith("Fix:"):
                text = " ".join(paragraph.removeprefix("Fix:").split())
                return text[:1].upper() + text[1:]
        return ""


class NoChecksError(RuntimeError):
    """The installation holds no rules; a run without a check must never look like a pass."""


@cache
def load_rules() -> dict[str, Rule]:
    """Every rule by id, sorted by family and id."""
    rules = sorted(_rules(), key=lambda rule: (rule.family, rule.id))
    if not rules:
        raise NoChecksError("releasecheck is installed without its checks; install it again")
    return {rule.id: rule for rule in rules}


def _rules() -> Iterator[Rule]:
    for module in _modules(_checks_package(), PACKAGE):
        family = module.__name__.removeprefix(f"{PACKAGE}.").partition(".")[0]
        for name, check in inspect.getmembers(module, inspect.isfunction):
            if hasattr(check, "severity") and check.__module__ == module.__name__:
                yield _rule(name, family, check)


def _modules(package: ModuleType, name: str) -> Iterator[ModuleType]:
    """Every module below a package: a family is a file, or a folder of files."""
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{name}.{found.name}")
        if found.ispkg:
            yield from _modules(module, module.__name__)
        else:
            yield module


def _rule(name: str, family: str, check: Check) -> Rule:
    parameters = inspect.signature(check).parameters
    return Rule(
        id=name.replace("_", "-"),
        family=family,
        severity=check.severity,  # type: ignore[attr-defined] # set by the decorators of findings
        check=check,
        takes=tuple(parameters),
        needs=tuple(name for name, one in parameters.items() if one.default is one.empty),
        doc=inspect.getdoc(check) or "",
        by_source=getattr(check, "by_source", False),
    )


def _checks_package() -> ModuleType:
    """The checks, inside the package when installed, beside it in a checkout.

    A search on `sys.path` would take the `checks/` of the project that is judged.
    """
    if PACKAGE in sys.modules:
        return sys.modules[PACKAGE]
    spec = _checks_spec()
    package = module_from_spec(spec)
    sys.modules[PACKAGE] = package
    if spec.loader is not None:
        spec.loader.exec_module(package)
    return package


def _checks_spec() -> ModuleSpec:
    here = Path(__file__).resolve().parent
    inside = PathFinder.find_spec(PACKAGE, [str(here)])
    beside = PathFinder.find_spec(PACKAGE, [str(here.parent)])
    spec = inside or beside
    if spec is None:
        raise NoChecksError("releasecheck is installed without its checks; install it again")
    return spec
