"""URLs that plain SQLAlchemy is given in the source, and what it knows of them."""

from collections.abc import Iterator

from packaging.version import Version

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.services import EngineUrl
from releasecheck.facts.source import Source
from releasecheck.findings import Found, Severity

from .installs import admits, installed

_DROPPED = {"postgres": "1.4"}  # scheme -> the SQLAlchemy that has no dialect for it any more


def dropped(app: App, source: Source | None, dependencies: Dependencies | None) -> Iterator[Found]:
    """Those that the SQLAlchemy here refuses, or the one that the next install may take."""
    there = installed(dependencies).get("sqlalchemy") if dependencies else None
    if source is None or dependencies is None or there is None:
        return
    for one in (each for each in source.engine_urls if each.scheme in _DROPPED):
        version = _DROPPED[one.scheme]
        loaded = one.place.path in app.modules
        if Version(there.version) >= Version(version):
            if one.lazy or not loaded:  # else it came up by something that catches the exception
                yield _refused(one, f"SQLAlchemy {there.version} has", None if loaded else "info")
        elif dependencies.files and admits(dependencies, "sqlalchemy", f"{version}.0"):
            said = f"SQLAlchemy {version} has, which the next install may take ({there.version} here),"
            yield _refused(one, said, "warning" if loaded else "info")


def _refused(one: EngineUrl, has: str, severity: Severity | None) -> Found:
    return Found(
        f"create_engine is given {one.scheme}://, for which {has} no dialect",
        subject="create_engine",
        place=one.place,
        fix=f"Write `postgresql://` instead of `{one.scheme}://`.",
        severity=severity,
    )
