"""Dependencies by hand."""

from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.dependencies import Dependencies, Distribution, Requirement
from releasecheck.facts.imports import ApiUse, Import

from .build import at

REQUIREMENTS = "requirements.txt"


def distribution(name: str, version: str, *requires: str, **fields: Any) -> Distribution:
    """An installed distribution that brings the module of its name."""
    return Distribution(
        **{
            "name": name,
            "version": version,
            "requires": requires,
            "imports": (name.replace("-", "_"),),
            **fields,
        }
    )


def wanted(
    name: str, specifier: str = "", line: int = 1, path: str = REQUIREMENTS, **fields: Any
) -> Requirement:
    """A requirement of the release."""
    return Requirement(name, specifier, at(path, line), **fields)


FLASK = distribution("flask", "3.1.3", "werkzeug>=3.1")
WERKZEUG = distribution("werkzeug", "3.1.6")


def dependencies(*installed: Distribution, **fields: Any) -> Dependencies:
    """Flask, Werkzeug and these are installed; requirements.txt asks for `flask==3.1.3` alone."""
    names = {one.name for one in installed}
    there = (*(one for one in (FLASK, WERKZEUG) if one.name not in names), *installed)
    own: dict[str, Any] = {"declared": (wanted("flask", "==3.1.3"),), "files": (REQUIREMENTS,)}
    return Dependencies(there, **{**own, **fields})


def imports(name: str, line: int = 1, path: str = "app.py", **fields: Any) -> Import:
    return Import(name, at(path, line), **fields)


def uses(name: str, line: int = 9, *, lazy: bool = True, **fields: Any) -> ApiUse:
    """A use in a view of app.py."""
    return ApiUse(name, at("app.py", line), lazy, **fields)


NOWHERE = Place()
