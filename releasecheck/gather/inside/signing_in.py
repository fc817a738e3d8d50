"""The project's login hook: a function that leaves a test client signed in."""

from __future__ import annotations

import importlib
import inspect
import sys
from typing import Any, Dict, Optional

from . import client, hosts, watchdog

_KEPT = {"HTTP_COOKIE": "Cookie", "HTTP_AUTHORIZATION": "Authorization"}
_BY_URL = frozenset(("base_url", "subdomain", "url_scheme"))


class Visitor:
    """Somebody who may be signed in; `told` is the Login fact, once the hook has run."""

    def __init__(self, app: Any, tools: Any) -> None:
        self.told: Optional[Dict[str, Any]] = None
        self._app = app
        self._tools = tools
        self._client: Any = None

    def sign_in(self, hook: str, limit: float) -> bool:
        """Run the hook `module:function`; whether there is anything to ask with."""
        self._tools.send("signing-in", hook=hook)
        reason, crash = None, None
        try:
            with watchdog.limit(limit, _cut):
                function = _function(hook, self._tools.order["project"])
                made = _client(self._app, self._tools.order.get("headers") or {})
                function(self._app, made)
            self._client = made
            if not self.headers("/", hosts.base_url(self._app)):
                reason = "it left the client without a cookie and without an Authorization header"
        except client.Cut:
            reason = "it has not come to its end after %g s" % limit
        except _NoHookError as problem:
            reason = str(problem)
        except BaseException as problem:  # it is the project's code
            reason, crash = "it fails", self._tools.crash(problem)
        self.told = {"hook": hook, "reason": reason, "crash": crash, "protected": _is_protected(self._app)}
        return reason is None

    def headers(self, path: str, base_url: str) -> Dict[str, str]:
        """What the client would send to this path to be known."""
        environ = _sent(self._app, self._client, path, base_url)
        return {name: environ[key] for key, name in _KEPT.items() if environ.get(key)}


class _NoHookError(Exception):
    """The setting names no function that can be called; the text says what is wrong."""


def _is_protected(app: Any) -> bool:
    manager = getattr(app, "login_manager", None)
    return bool(
        app.config.get("SESSION_PROTECTION", getattr(manager, "session_protection", None)) == "strong"
    )


def _cut() -> None:
    raise client.Cut


def _function(hook: str, project: str) -> Any:
    module, _, name = hook.partition(":")
    if project not in sys.path:
        sys.path.append(project)
    try:
        owner = importlib.import_module(module)
    except ImportError as problem:
        if problem.name == module or module.startswith("%s." % problem.name):
            raise _NoHookError("there is no module %s" % module) from problem
        raise
    function = getattr(owner, name, None)
    if not callable(function):
        raise _NoHookError("%s has no function %s" % (module, name))
    if not _takes_two(function):
        raise _NoHookError("it must take (app, client)")
    return function


def _takes_two(function: Any) -> bool:
    try:
        inspect.signature(function).bind(None, None)
    except TypeError:
        return False
    except ValueError:  # of what is written in C
        pass
    return True


def _client(app: Any, headers: Dict[str, str]) -> Any:
    """A test client that asks as the sweep does: over https, by a name that the app takes for its own."""
    from flask.testing import FlaskClient

    base_url = hosts.base_url(app)

    def placed(args: Any, kwargs: Any) -> Any:
        by_path = not args or (isinstance(args[0], str) and "://" not in args[0])
        if by_path and _BY_URL.isdisjoint(kwargs):
            kwargs["base_url"] = base_url
        return kwargs

    class Client(app.test_client_class or FlaskClient):  # type: ignore[misc]
        def open(self, *args: Any, **kwargs: Any) -> Any:
            return super().open(*args, **placed(args, kwargs))

        def session_transaction(self, *args: Any, **kwargs: Any) -> Any:
            return super().session_transaction(*args, **placed(args, kwargs))

    made = Client(app, app.response_class, use_cookies=True)
    sent = {**client.OURS, "Referer": base_url, **headers}  # Flask-WTF wants a referrer over https
    for name, value in sent.items():
        made.environ_base["HTTP_%s" % name.upper().replace("-", "_")] = value
    return made


def _sent(app: Any, made: Any, path: str, base_url: str) -> Dict[str, Any]:
    """The environ that the client makes for this path: its cookies are kept otherwise in each Werkzeug."""
    environ: Dict[str, Any] = {}
    before = app.wsgi_app

    def note(given: Dict[str, Any], start: Any) -> Any:
        environ.update(given)
        start("204 NO CONTENT", [])
        return []

    app.wsgi_app = note
    try:
        made.open(path, base_url=base_url)
    finally:
        app.wsgi_app = before
    return environ
