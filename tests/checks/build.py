"""Facts by hand, as short as the case at hand, and the way to ask one rule about them."""

from typing import Any

import pytest

from releasecheck.engine import judge
from releasecheck.facts import Facts, Place, Project
from releasecheck.facts.app import App, Blueprint, ConfigValue, Parameter, Route, Secret, SessionCookie, View
from releasecheck.facts.boot import Boot, Crash, EnvRead, Event, Served
from releasecheck.facts.deploy import Deploy, HealthCheck, Image, Launch, Proxy, Variable
from releasecheck.facts.requests import ErrorPage, Probed, Requests, Response
from releasecheck.facts.runs import Lint, LintFinding
from releasecheck.facts.source import Module, Source
from releasecheck.facts.templates import EndpointUse, TemplateReference, Templates
from releasecheck.facts.views import Flow, ViewBody
from releasecheck.findings import CheckResult, Found
from releasecheck.registry import load_rules

Given = dict[str, Any]


def table(cases: dict[str, tuple[Any, ...]]) -> pytest.MarkDecorator:
    """Cases by name: what is given (facts by field name), and exactly what the rule says."""
    rows = [pytest.param(*case, id=name) for name, case in cases.items()]
    return pytest.mark.parametrize(("given", "says"), rows)


def ask(rule_id: str, given: Given) -> list[Any]:
    """Everything that the rule says of these facts; a fact that the rule cannot do without must be there."""
    rule = load_rules()[rule_id]
    assert not set(given) - set(rule.takes), f"{rule_id} does not ask for {set(given) - set(rule.takes)}"
    return list(rule.check(**given))


def untold(said: list[Any]) -> list[Any]:
    """What of it is left to no other rule, which tells the cause as gravely."""
    return [one for one in said if not (isinstance(one, Found) and one.left_to)]


def outcome(rule_id: str, **facts: Any) -> CheckResult:
    """How the engine ends the rule for these facts, with `missing` as the run would have it."""
    facts.setdefault("project", Project("shop"))
    return judge(Facts(**facts), [load_rules()[rule_id]]).checks[0]


def at(path: str, line: int | None = None, column: int | None = None) -> Place:
    return Place(path, line, column)


def app(**fields: Any) -> App:
    """An app made in app.py that boots app.py alone and has nothing but what is given."""
    nothing: Given = {"routes": (), "blueprints": (), "config": (), "secrets": ()}
    own: Given = {"import_name": "app", "place": at("app.py", 1), "modules": ("app.py",)}
    return App(**{**nothing, **own, **{name: _frozen(value) for name, value in fields.items()}})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def view(name: str = "index", line: int = 5, path: str = "app.py", **fields: Any) -> View:
    """A view of the project that takes no arguments."""
    module = path.removesuffix(".py").replace("/", ".")
    return View(
        **{"module": module, "name": name, "place": at(path, line), "own": True, "parameters": (), **fields}
    )


def foreign_view(name: str = "send_static_file") -> View:
    """A view that Flask or an extension brings."""
    return View("flask.app", name, Place(), own=False, parameters=None)


def takes(*names: str, kind: Any = "positional", required: bool = True) -> tuple[Parameter, ...]:
    """Parameters of a view."""
    return tuple(Parameter(name, kind, required) for name in names)


def route(rule: str, endpoint: str, **fields: Any) -> Route:
    """A GET route with a view of the project, called as its endpoint."""
    arguments = tuple(sorted(part.split(">")[0].split(":")[-1] for part in rule.split("<")[1:]))
    plain: Given = {"methods": ("GET", "HEAD", "OPTIONS"), "arguments": arguments}
    own = {"view": view(endpoint.rpartition(".")[2])}
    return Route(
        rule, endpoint, **{**plain, **own, **{name: _frozen(value) for name, value in fields.items()}}
    )


def blueprint(name: str, *, registered: bool = True, **fields: Any) -> Blueprint:
    """A Blueprint with one rule, made in <name>.py as `bp`."""
    own: Given = {"rules": 1, "place": at(f"{name}.py", 3), "variable": "bp", "module": name}
    return Blueprint(name=name, registered=registered, **{**own, **fields})


def config(key: str, value: Any, **fields: Any) -> ConfigValue:
    """A config key that config.py sets on line 4."""
    reads_as = {"false": "false", "0": "false", "no": "false", "true": "true", "1": "true"}
    seen: Given = {"type": type(value).__name__, "shown": repr(value), "truthy": bool(value)}
    own: Given = {"secret": False, "is_default": False, "place": at("config.py", 4)}
    text = {"reads_as": reads_as.get(value.lower())} if isinstance(value, str) else {}
    return ConfigValue(key=key, **{**seen, **own, **text, **fields})


def found_in_config(message: str, key: str, **fields: Any) -> Found:
    """What is said of a key where `config` has it set."""
    return Found(message, key, **{"place": at("config.py", 4), **fields})


def secret(key: str = "SECRET_KEY", **fields: Any) -> Secret:
    """A signing key of good length that config.py sets on line 4 and of which nothing bad is known."""
    own: Given = {"type": "str", "length": 64, "place": at("config.py", 4), "signing": True, "repeats": True}
    return Secret(key=key, **{**own, **{name: _frozen(value) for name, value in fields.items()}})


def cookie(**fields: Any) -> SessionCookie:
    """A session cookie with every flag."""
    return SessionCookie(
        **{"name": "session", "secure": True, "http_only": True, "same_site": "Lax", **fields}
    )


def boot(**fields: Any) -> Boot:
    """A boot of app:app that came up."""
    own: Given = {"outcome": "up", "target": "app:app", "chosen_by": "app.py", "cwd": "."}
    python: Given = {"python": ".venv/bin/python", "python_chosen_by": ".venv"}
    return Boot(**{**own, **python, **{name: _frozen(value) for name, value in fields.items()}})


def crash(type_: str = "ZeroDivisionError", message: str = "division by zero", **fields: Any) -> Crash:
    """An exception on line 7 of app.py."""
    return Crash(**{"type": type_, "message": message, "place": at("app.py", 7), **fields})


def event(kind: Any, detail: str, **fields: Any) -> Event:
    """Something done on line 9 of app.py."""
    return Event(**{"kind": kind, "detail": detail, "place": at("app.py", 9), **fields})


def env_read(
    name: str, *, hit: bool = False, line: int = 3, path: str = "config.py", **more: bool
) -> EnvRead:
    return EnvRead(name, hit, at(path, line), **more)


def module(path: str, **fields: Any) -> Module:
    """A short module of the app."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(**{"path": path, "name": name, "lines": 20, "role": "app", **fields})


def source(*modules: Module, **fields: Any) -> Source:
    """The project's Python files: app.py alone, unless others are given."""
    parsed = modules or (module("app.py"),)
    return Source(modules=parsed, **{name: _frozen(value) for name, value in fields.items()})


def use(endpoint: str, *values: str, **fields: Any) -> EndpointUse:
    """A url_for on line 12 of app.py."""
    return EndpointUse(
        **{"endpoint": endpoint, "values": values, "open": False, "place": at("app.py", 12), **fields}
    )


def refers(*names: str, **fields: Any) -> TemplateReference:
    """A render_template on line 14 of app.py."""
    return TemplateReference(**{"names": names, "kind": "render", "place": at("app.py", 14), **fields})


def templates(*names: str, **fields: Any) -> Templates:
    """The templates of these names, each there, in the folder `templates`."""
    bare: Given = {"references": (), "endpoint_uses": (), "errors": (), "searched": ("templates",)}
    known = {"names": names, "exists": dict.fromkeys(names, True)}
    return Templates(**{**bare, **known, **{name: _frozen(value) for name, value in fields.items()}})


def response(path: str = "/", status: int | None = 200, **fields: Any) -> Response:
    """The answer to GET of a route `index` of the same path."""
    own: Given = {"method": "GET", "endpoint": "index", "rule": path, "outcome": "answered"}
    return Response(
        path=path, status=status, **{**own, **{name: _frozen(value) for name, value in fields.items()}}
    )


def requests(*responses: Response, **fields: Any) -> Requests:
    """The request sweep."""
    return Requests(responses, **{name: _frozen(value) for name, value in fields.items()})


def error_page(*shows: Any, **fields: Any) -> ErrorPage:
    """The HTML answer, with status 500, to an exception raised on purpose."""
    return ErrorPage(**{"accept": "text/html", "status": 500, "shows": shows, **fields})


def project(**fields: Any) -> Project:
    """A project of which its owner said nothing."""
    return Project(**{"name": "shop", **fields})


def body(function: str = "index", line: int = 5, path: str = "app.py", **fields: Any) -> ViewBody:
    """What the view of that name and place does inside, which is nothing unless it is given."""
    place = at(path, line, 1)
    view_at = fields.pop("view", place)
    return ViewBody(function, place, view_at, **{name: _frozen(value) for name, value in fields.items()})


def flow(kind: Any, source_: str = 'request.args["x"]', call: str = "redirect", line: int = 7) -> Flow:
    """Data of the request that goes unchecked into a call of the view on line 5."""
    return Flow(kind, source_, call, at("app.py", line, 12))


def deploy(**fields: Any) -> Deploy:
    """Manifests that declare nothing but what is given."""
    return Deploy(**{name: _frozen(value) for name, value in fields.items()})


def launch(target: str | None = "app:app", **fields: Any) -> Launch:
    """gunicorn, started on line 1 of the Procfile."""
    return Launch(**{"server": "gunicorn", "target": target, "place": at("Procfile", 1), **fields})


def variable(name: str, shown: str | None = None, **fields: Any) -> Variable:
    """A variable that the Dockerfile sets on line 2."""
    return Variable(**{"name": name, "place": at("Dockerfile", 2), "shown": shown, **fields})


def health_check(path: str = "/healthz", **fields: Any) -> HealthCheck:
    """A health check on line 6 of fly.toml."""
    return HealthCheck(**{"path": path, "place": at("fly.toml", 6), **fields})


def proxy(what: str = "nginx", hops: int = 1) -> Proxy:
    """A proxy that line 3 of nginx.conf tells of."""
    return Proxy(what, hops, at("nginx.conf", 3))


def served(launched: Launch, outcome: Any = "serves", **fields: Any) -> Served:
    """What was found at the target of a launch."""
    return Served(launched, outcome, **fields)


def probed(check: HealthCheck, status: int | None = 200, **fields: Any) -> Probed:
    """The app's answer to a health check."""
    return Probed(check, response(check.path, status, rule=fields.pop("rule", check.path), **fields))


def image(*takes_in: str, **fields: Any) -> Image:
    """An image whose Dockerfile copies everything on line 3."""
    own: Given = {"place": at("Dockerfile", 1), "base": "python:3.13", "copies_all": at("Dockerfile", 3)}
    return Image(**{**own, "takes_in": takes_in, **fields})


def linted(code: str, line: int) -> Lint:
    """What ruff said of one line of app.py."""
    return Lint("1", (LintFinding(code, "no timeout", at("app.py", line, 5), "releasecheck"),), None)
