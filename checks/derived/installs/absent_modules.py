"""Modules that a function imports, and that no file of the project and nothing installed has."""

from collections.abc import Iterator

from packaging.utils import canonicalize_name

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.imports import Import
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import Found

from .installs import providers_of
from .undeclared import PROVIDED, lacks_something


def never_found(
    app: App,
    source: Source,
    dependencies: Dependencies,
    boot: Boot | None,
    requests: Requests | None,
) -> Iterator[Found]:
    """One for each name: the app came up without it, in an environment that has all that is declared.

    A name that the project has somewhere may be found by a changed `sys.path`, one that is imported in a
    `try` elsewhere is optional, and a distribution of a name like it may bring it in a way of its own.
    Where a request met it, route-5xx tells.
    """
    if boot is None or boot.outcome != "up" or not dependencies.own_interpreter:
        return
    if dependencies.unread or lacks_something(dependencies):
        return
    parts = {part for one in source.modules for part in one.path.removesuffix(".py").split("/")}
    optional = {one.name for one in source.imports if one.conditional}
    brought = {one.name for one in dependencies.installed} | {*dependencies.own, *PROVIDED}
    met = [one.crash.subject or "" for one in requests.responses if one.crash] if requests else []
    told = {one.partition(".")[0] for one in met}
    for one in source.imports:
        name = canonicalize_name(one.name)
        elsewhere = one.name in parts | optional or any(name in each for each in brought)
        if one.lazy and one.place.path in app.modules and not elsewhere and one.name not in told:
            told.add(one.name)
            if not providers_of(one, dependencies):
                yield _absent(one)


def _absent(one: Import) -> Found:
    return Found(
        f"a function imports {one.name}, which neither the project nor anything that is installed has: it "
        "raises ModuleNotFoundError when it is called",
        subject=one.name,
        place=one.place,
        fix="Import it by the name that it has in the project, or add what brings it to the requirements.",
    )
