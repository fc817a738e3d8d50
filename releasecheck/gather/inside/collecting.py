"""Ask the collectors of the work order, each so that its failure costs only its own facts."""

from __future__ import annotations

import functools
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .loading import Loaded
    from .tools import Tools

# Of the App fact, each from the file of that name.
_FIELDS = ("routes", "blueprints", "config", "secrets")


def collect(loaded: Loaded, tools: Tools) -> None:
    """Send a line for everything that the order wants collected."""
    secrets = list(_secrets_of(loaded.app))
    tools.redact.learn(secrets)
    tools.confide(secrets)
    _attempt("state", tools, lambda: _send_state(loaded, tools))
    senders: dict[str, Callable[[Loaded, Tools], None]] = {
        "app": _send_app,
        "secrets": _send_secrets,
        "templates": _send_templates,
        "sweep": _send_sweep,
        "error-pages": _send_error_pages,
        "probes": _send_probes,
        "factory": _send_factory,
        "mappers": _send_mappers,
    }
    for name in tools.order["collect"]:
        _attempt(name, tools, functools.partial(senders[name], loaded, tools))
    _attempt("said", tools, lambda: _send_said(loaded, tools))
    tools.send("done")


def _attempt(name: str, tools: Tools, send: Callable[[], None]) -> None:
    try:
        send()
    except BaseException as problem:  # the app's code runs below each of them
        tools.send("collector-failed", collector=name, crash=tools.crash(problem))


def _secrets_of(app: Any) -> Iterator[str]:
    """The secrets that only the live config shows."""
    held = _collector("secrets").held
    for key, value in list(app.config.items()):
        for _, secret in held(str(key), value):
            yield secret if isinstance(secret, str) else secret.decode("latin-1")


def _collector(name: str) -> Any:
    return importlib.import_module("%s.%s" % (__package__, name))


def _send_app(loaded: Loaded, tools: Tools) -> None:
    app = loaded.app
    fact: dict[str, Any] = {
        "import_name": app.import_name,
        "place": _made_at(app, tools),
        "modules": _modules(tools),
        **{name: _collector(name).collect(app, tools) for name in _FIELDS},
        **_collector("scopes").collect(app, tools),
        **_collector("session").collect(app),
        **_collector("csrf").collect(app),
        **_around(app, tools),
        **_collector("config").collect_beside(app, tools),
        "unset": _unset(tools),
    }
    fact["middleware"] = [*loaded.wrappers, *fact["middleware"]]
    fact["taken_out_of"] = list(loaded.wrappers)
    tools.send("app", app=fact)
    tools.send("databases", databases=_collector("databases").collect(app, tools))


def _unset(tools: Tools) -> list[str]:
    """Of the variables that views ask for, those that are not there now: the boot may have loaded a file."""
    there = os.environ.copy()  # which is no read of any
    return [name for name in tools.order.get("variables", ()) if not there.get(name)]


def _around(app: Any, tools: Tools) -> dict[str, Any]:
    """What surrounds the app, each for itself: the code of extensions runs below it."""
    wanted: dict[str, Callable[[], Any]] = {
        "hooks": lambda: _collector("hooks").collect(app, tools),
        "others": lambda: _collector("others").collect(app, tools),
        "runs_async": lambda: _collector("asynchrony").can_await(app),
        "silenced": lambda: _collector("log_of_errors").is_silenced(app),
        "changeable_requests": lambda: _collector("request_class").is_changeable(app),
        "failed_imports": lambda: _collector("failed_imports").collect(tools),
        "absent_names": lambda: _collector("absent_names").collect(tools),
        "shared_cursors": lambda: _collector("shared_cursors").collect(app, tools),
        "extension_state": lambda: _collector("extensions").collect(app, tools),
    }
    return {name: found for name, look in wanted.items() if (found := _unless_it_fails(look)) is not None}


def _unless_it_fails(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except Exception:  # an object that is no use outside of its context, or another version's
        return None


def _made_at(app: Any, tools: Tools) -> dict[str, Any]:
    made: dict[str, Any] | None = vars(app).get("_releasecheck_made_at")
    if made is not None and made["path"] is not None:
        return made
    module = sys.modules.get(app.import_name)
    return tools.place(getattr(module, "__file__", None), 1)


def _modules(tools: Tools) -> list[str]:
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    paths = (tools.place(file)["path"] for file in files if isinstance(file, str))
    return sorted(path for path in paths if path is not None)


def _send_secrets(loaded: Loaded, tools: Tools) -> None:
    tools.send("secrets", secrets=_collector("secrets").collect(loaded.app, tools))


def _send_templates(loaded: Loaded, tools: Tools) -> None:
    tools.send("templates", templates=_collector("templates").collect(loaded.app, tools))


def _send_sweep(loaded: Loaded, tools: Tools) -> None:
    _collector("sweep").collect(loaded.app, tools)


def _send_probes(loaded: Loaded, tools: Tools) -> None:
    _collector("sweep").probe(loaded.app, tools)


def _send_error_pages(loaded: Loaded, tools: Tools) -> None:
    collector = _collector("errorpages")
    pages = collector.collect(loaded.app, tools)
    tools.send("error-pages", pages=pages, refusals=collector.refusals(loaded.app))


def _send_factory(loaded: Loaded, tools: Tools) -> None:
    told = _collector("factory").collect(loaded.app, tools)
    if told is not None:
        tools.send("factory", factory=told)


def _send_mappers(loaded: Loaded, tools: Tools) -> None:
    refused = _collector("mappers").collect(loaded.app, tools)
    mapped = _unless_it_fails(lambda: _collector("models").collect(loaded.app, tools))
    passwords = _collector("password_columns").collect(loaded.app, tools)
    tools.send("mappers", mappers=refused, mapped=mapped, **passwords)


def _send_state(loaded: Loaded, tools: Tools) -> None:
    """What the app is right after it was built."""
    threads = _collector("threads").collect(tools)
    tools.send("state", state=_collector("state").collect(loaded.app, tools), threads=threads)
    if "canaries" in tools.order:
        given = tools.order["canaries"].items()
        kept = [name for name, value in given if os.environ.get(name) == value]
        tools.send("canaries", kept=kept, read=[name for name in kept if name in tools.env_hits()])


def _send_said(loaded: Loaded, tools: Tools) -> None:
    leaks = tools.output.leaks(loaded.app, tools.env_hits())
    tools.send("said", leaks=leaks, deprecations=tools.deprecations.told())
