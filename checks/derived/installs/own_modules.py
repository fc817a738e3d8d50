"""Modules of the project that are looked for where they do not lie."""

from pathlib import PurePosixPath

from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.source import Source

from .undeclared import distribution_of


def own_file(crash: Crash, source: Source | None) -> str | None:
    """The project's file or package that would be the missing module, were its folder on the import path."""
    name = crash.subject
    if crash.cause != "missing-module" or not name or source is None:
        return None
    for one in source.modules:
        parts = PurePosixPath(one.path).with_suffix("").parts
        if one.role == "app" and name in parts:
            whole = parts[: parts.index(name) + 1]
            return one.path if whole == parts else "/".join(whole)
    return None


def otherwise_spelled(crash: Crash, source: Source | None) -> str | None:
    """The project's file of the name that is missing, were it not for capitals: other systems find that."""
    if crash.cause != "missing-module" or not crash.subject or source is None:
        return None
    wanted = crash.subject.replace(".", "/")
    for one in source.modules:
        path = one.path.removesuffix(".py").removesuffix("/__init__")
        if f"/{path}".lower().endswith(f"/{wanted}".lower()) and not f"/{path}".endswith(f"/{wanted}"):
            return one.path
    return None


def is_own(crash: Crash, source: Source | None) -> bool:
    """Whether the project has the missing module, which no interpreter would bring.

    It is below a package of the project, or is found beside the line that imports it by its bare name.
    """
    package, dot, _ = (crash.subject or "").partition(".")
    if dot:
        return bool(_files(package, source))
    folder, slash, _ = (crash.place.path or "").rpartition("/")
    beside = f"{folder}{slash}{package}"
    modules = source.modules if source and not distribution_of(package) else ()
    return any(one.role == "app" and one.path in (f"{beside}.py", f"{beside}/__init__.py") for one in modules)


def lies_elsewhere(module: str, source: Source | None, boot: Boot) -> bool:
    """Whether the project has this package, and our guess at the working directory hides it."""
    cwd = "" if boot.cwd == "." else f"{boot.cwd}/"
    beside = (f"{cwd}{module}/", f"{cwd}{module}.py")
    files = _files(module, source)
    return bool(files) and boot.chosen_by != "--app" and not any(file.startswith(beside) for file in files)


def _files(package: str, source: Source | None) -> list[str]:
    modules = source.modules if source else ()
    return [one.path for one in modules if one.role == "app" and one.name.partition(".")[0] == package]
