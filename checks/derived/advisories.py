"""Published holes of Flask and of what it stands on, and how far each reaches into an app."""

from collections.abc import Callable
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies, Distribution
from releasecheck.facts.source import Source
from releasecheck.findings import Severity

from .installs import closure, released


@dataclass(frozen=True, slots=True)
class Scene:
    """What an advisory may ask of the app."""

    app: App
    source: Source | None
    dependencies: Dependencies


Reach = Callable[[Scene], str | None]  # why it reaches this app; null when it does not


@dataclass(frozen=True, slots=True)
class Advisory:
    """A published hole; `affected` holds alternative specifiers."""

    id: str
    distribution: str
    affected: tuple[str, ...]
    fixed: str
    what: str
    severity: Severity
    reach: Reach

    def holds(self, version: str) -> bool:
        """Whether a version has it."""
        return any(SpecifierSet(one).contains(version, prereleases=True) for one in self.affected)


@dataclass(frozen=True, slots=True)
class Reaching:
    """An advisory that concerns this app, and why."""

    advisory: Advisory
    why: str

    @property
    def severity(self) -> Severity:
        """The advisory's, as its reach allows."""
        return self.advisory.severity


def reaching(
    distribution: Distribution, dependencies: Dependencies, app: App, source: Source | None
) -> list[Reaching]:
    """The holes of an installed distribution that this app leaves open; rare ones only beside others."""
    scene = Scene(app, source, dependencies)
    open_ = [
        Reaching(one, why)
        for one in ADVISORIES
        if one.distribution == distribution.name and one.holds(distribution.version)
        if (why := one.reach(scene)) is not None
    ]
    return open_ if any(one.severity != "info" for one in open_) else []


# What parses the form of a request by itself when it is used.
_PARSE_FORMS = frozenset(
    {
        "apiflask",
        "flask_admin",
        "flask_appbuilder",
        "flask_dropzone",
        "flask_reuploaded",
        "flask_security",
        "flask_smorest",
        "flask_uploads",
        "flask_user",
        "flask_wtf",
        "webargs",
        "wtforms",
    }
)


def _parses_forms(scene: Scene) -> str | None:
    """A body is parsed only when somebody asks for the form: `get_json()` alone is out of its reach."""
    bodies = {"POST", "PUT", "PATCH"}
    takes = [one for one in scene.app.routes if one.own and not bodies.isdisjoint(one.methods)]
    if not takes or scene.source is None:
        return None
    places = [one for one in scene.source.form_reads if one.path in scene.app.modules]
    if places:
        return f"{takes[0].rule} takes bodies, and a form is read at {places[0]}"
    uses = [one for one in scene.source.imports if one.name in _PARSE_FORMS]
    return f"{takes[0].rule} takes bodies, and {uses[0].name} reads forms" if uses else None


def _has_fallback_keys(scene: Scene) -> str | None:
    keys = [one for one in scene.app.config if one.key == "SECRET_KEY_FALLBACKS" and one.truthy]
    return "SECRET_KEY_FALLBACKS is set" if keys else None


def _uses_sessions(scene: Scene) -> str | None:
    uses = scene.source.session_uses if scene.source else ()
    return f"the session is used at {uses[0].place}" if uses else None


def _has_several_cors_rules(scene: Scene) -> str | None:
    """The order is wrong among several: one bare `CORS(app)` has no order."""
    calls = scene.source.extension_calls if scene.source else ()
    places = [one.place for one in calls if one.package == "flask_cors"]
    return f"there are {len(places)} sets of rules, as at {places[0]}" if len(places) > 1 else None


def _serves(scene: Scene) -> str | None:
    brought = closure(scene.dependencies, released(scene.dependencies))
    return "the requirements of the release ask for it" if "gunicorn" in brought else None


def _on_windows(scene: Scene) -> str | None:
    return "this is Windows" if scene.dependencies.platform == "win32" else None


def _rarely(_: Scene) -> str | None:
    return "only where templates of strangers are rendered"


ADVISORIES = (
    Advisory(
        "CVE-2025-47278",
        "flask",
        ("==3.1.0",),
        "3.1.1",
        "sessions are signed with the oldest of the fallback keys",
        "error",
        _has_fallback_keys,
    ),
    Advisory(
        "CVE-2023-30861",
        "flask",
        ("<2.2.5", ">=2.3,<2.3.2"),
        "2.3.2",
        "without Vary: Cookie a caching proxy may give one user's session cookie to others",
        "warning",
        _uses_sessions,
    ),
    Advisory(
        "GHSA-68rp-wp8r-4726",
        "flask",
        ("<3.1.3",),
        "3.1.3",
        "no Vary: Cookie where a view only looks whether a key is in the session",
        "info",
        _uses_sessions,
    ),
    Advisory(
        "CVE-2023-25577",
        "werkzeug",
        ("<2.2.3",),
        "2.2.3",
        "a multipart body with many parts occupies a worker and its memory",
        "error",
        _parses_forms,
    ),
    Advisory(
        "CVE-2023-46136",
        "werkzeug",
        ("<2.3.8", "==3.0.0"),
        "3.0.1",
        "a multipart body of one long line occupies a worker",
        "error",
        _parses_forms,
    ),
    Advisory(
        "CVE-2024-49767",
        "werkzeug",
        ("<3.0.6",),
        "3.0.6",
        "a multipart form takes several times the memory of its size",
        "warning",
        _parses_forms,
    ),
    Advisory(
        "CVE-2025-66221",
        "werkzeug",
        ("<3.1.6",),
        "3.1.6",
        "send_from_directory opens Windows device names",
        "warning",
        _on_windows,
    ),
    Advisory(
        "CVE-2025-27516",
        "jinja2",
        ("<3.1.6",),
        "3.1.6",
        "a template breaks out of the sandbox",
        "info",
        _rarely,
    ),
    Advisory(
        "CVE-2024-1135",
        "gunicorn",
        ("<22",),
        "22.0.0",
        "a request can be smuggled past the proxy in front",
        "error",
        _serves,
    ),
    Advisory(
        "CVE-2024-6827",
        "gunicorn",
        ("==22.*",),
        "23.0.0",
        "a request can be smuggled past the proxy in front",
        "warning",
        _serves,
    ),
    Advisory(
        "CVE-2024-6839",
        "flask-cors",
        ("<6",),
        "6.0.0",
        "the rules for paths are matched in the wrong order",
        "warning",
        _has_several_cors_rules,
    ),
)
