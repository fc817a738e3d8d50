"""Published holes of Flask and of what it stands on, and how far each reaches into an app."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies, Distribution
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import Source
from releasecheck.findings import Severity

from .form_parsing import form_reader
from .installs import closure, released


@dataclass(frozen=True, slots=True)
class Scene:
    """What an advisory may ask of the app."""

    app: App
    source: Source | None
    dependencies: Dependencies
    deploy: Deploy | None


@dataclass(frozen=True, slots=True)
class Met:
    """Why an advisory reaches the app, and what is to be said here in place of what the advisory says."""

    why: str
    severity: Severity | None = None
    what: str | None = None


# Workers that bring an HTTP server of their own; sync, gthread, gevent and eventlet use gunicorn's parser.
_OTHER_PARSERS = re.compile(
    r"uvicorn|hypercorn|aiohttp|tornado|meinheld|pywsgi|gevent_wsgi|geventwebsocket", re.IGNORECASE
)

Reach = Callable[[Scene], Met | None]  # null: what it needs is not there


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
    """An advisory that concerns this app, what it comes to and why, and how severe it is here."""

    advisory: Advisory
    what: str
    why: str
    severity: Severity


def reaching(distribution: Distribution, scene: Scene) -> list[Reaching]:
    """The holes of an installed distribution: those that this app leaves open, then those not seen open."""
    held = [
        one for one in ADVISORIES if one.distribution == distribution.name and one.holds(distribution.version)
    ]
    met = [(one, one.reach(scene)) for one in held]
    open_ = [
        Reaching(one, how.what or one.what, how.why, how.severity or one.severity) for one, how in met if how
    ]
    closed = [one for one, how in met if not how and one.reach not in _ELSEWHERE]
    return [*open_, *(Reaching(one, one.what, "nothing here was seen to open it", "info") for one in closed)]


def _parses_forms(scene: Scene) -> Met | None:
    """A body is parsed only when somebody asks for the form: `get_json()` alone is out of its reach."""
    bodies = {"POST", "PUT", "PATCH"}
    takes = [one for one in scene.app.routes if one.own and not bodies.isdisjoint(one.methods)]
    reader = form_reader(scene.app, scene.source) if scene.source else None
    return Met(f"{takes[0].rule} takes bodies, and {reader}") if takes and reader else None


def _parses_large_forms(scene: Scene) -> Met | None:
    """The size that a request may have limits the memory too."""
    met = _parses_forms(scene)
    return Met(f"{met.why}, up to MAX_CONTENT_LENGTH", "info") if met and _limits_bodies(scene) else met


def _limits_bodies(scene: Scene) -> bool:
    """By the config, or where no app came up that has one, by what the source sets."""
    if not scene.app.config and scene.source:
        return any(one.key == "MAX_CONTENT_LENGTH" for one in scene.source.config_assignments)
    return any(one.key == "MAX_CONTENT_LENGTH" and one.truthy for one in scene.app.config)


def _has_fallback_keys(scene: Scene) -> Met | None:
    keys = [one for one in scene.app.config if one.key == "SECRET_KEY_FALLBACKS" and one.truthy]
    return Met("SECRET_KEY_FALLBACKS is set") if keys else None


def _refreshes_sessions(scene: Scene) -> Met | None:
    """Only a permanent session is sent again with an answer that did not touch it, which some hook may do."""
    places = scene.source.permanent_sessions if scene.source and not scene.source.session_hooks else ()
    kept = [one for one in scene.app.config if one.key == "SESSION_REFRESH_EACH_REQUEST" and not one.truthy]
    return Met(f"the session is made permanent at {places[0]}") if places and not kept else None


def _uses_sessions(scene: Scene) -> Met | None:
    uses = scene.source.session_uses if scene.source else ()
    return Met(f"the session is used at {uses[0].place}") if uses else None


def _tells_paths_apart(scene: Scene) -> Met | None:
    """One pattern, or none, has no order; `@cross_origin` has no patterns."""
    patterns = scene.app.extension_state.cors_patterns
    return Met(f"one CORS has rules for {patterns} patterns of paths") if (patterns or 0) > 1 else None


def _lets_sites_in(scene: Scene) -> Met | None:
    """Which sites may ask in a private network is what CORS allows, as they may elsewhere."""
    uses = [one for one in scene.source.imports if one.name == "flask_cors"] if scene.source else []
    used = next((one for one in uses if one.place.path in scene.app.modules), None)
    if used is None:
        return None
    why = f"flask_cors is imported at {used.place}"
    if scene.app.extension_state.cors_lets_anybody_in is False:
        return Met(
            why, "info", "the sites that CORS allows may also send requests to it in a private network"
        )
    return Met(why)


def _serves(scene: Scene) -> Met | None:
    """A smuggled request needs gunicorn, and a proxy in front that it gets past."""
    launches = scene.deploy.launches if scene.deploy else ()
    started = [one for one in launches if one.server == "gunicorn"]
    if started and all(map(_reads_by_itself, started)):
        worker = f"its worker {started[0].worker_class}"
        return Met(f"{started[0].place} starts it, and {worker} reads the requests by itself", "info")
    proxies = scene.deploy.proxies if scene.deploy else ()
    if started and proxies:
        return Met(f"{started[0].place} starts it behind {proxies[0].what} ({proxies[0].place})")
    if started:
        return Met(f"{started[0].place} starts it, and no proxy was seen", "warning")
    brought = closure(scene.dependencies, released(scene.dependencies))
    if launches or "gunicorn" not in brought:
        return None
    return Met("the requirements of the release ask for it", "warning")


def _reads_by_itself(launch: Launch) -> bool:
    """Whether gunicorn manages the processes alone, and another parser than its own meets the requests."""
    return launch.worker_class is not None and _OTHER_PARSERS.search(launch.worker_class) is not None


def _on_windows(scene: Scene) -> Met | None:
    return Met("this is Windows") if scene.dependencies.platform == "win32" else None


# What these ask for is another system or another program, not another use of the library.
_ELSEWHERE = (_on_windows, _serves)


def _rarely(_: Scene) -> Met | None:
    return Met("only where templates of strangers are rendered")


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
        _refreshes_sessions,
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
        _parses_large_forms,
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
        "CVE-2024-6221",
        "flask-cors",
        (">=4,<4.0.2",),  # the database says "<4.0.2", but 3.0.10 and older know nothing of private networks
        "4.0.2",
        "any site on the internet may send requests to the app in a private network",
        "warning",
        _lets_sites_in,
    ),
    Advisory(
        "CVE-2024-6839",
        "flask-cors",
        ("<6",),
        "6.0.0",
        "the rules for paths are matched in the wrong order",
        "warning",
        _tells_paths_apart,
    ),
)
