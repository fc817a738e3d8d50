"""Extension objects in modules of the project that no app alive was given."""

from __future__ import annotations

import dis
import types
from typing import Any, Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Tuple

from . import closures, others, own_modules, source_lines


class _Kind(NamedTuple):
    distribution: str
    key: str  # in app.extensions; Flask-Login has an attribute of the app instead
    filled: str = ""  # an attribute of the object, null until it has an app, where no app keeps it


# Extensions that do nothing, or fail, until an app has them; by module and class.
_KINDS = {
    ("flask_sqlalchemy", "SQLAlchemy"): _Kind("Flask-SQLAlchemy", "sqlalchemy"),
    ("flask_migrate", "Migrate"): _Kind("Flask-Migrate", "migrate"),
    ("flask_wtf", "CSRFProtect"): _Kind("Flask-WTF", "csrf"),
    ("flask_limiter", "Limiter"): _Kind("Flask-Limiter", "limiter"),
    ("flask_caching", "Cache"): _Kind("Flask-Caching", "cache"),
    ("flask_jwt_extended", "JWTManager"): _Kind("Flask-JWT-Extended", "flask-jwt-extended"),
    ("flask_mail", "Mail"): _Kind("Flask-Mail", "mail"),
    ("flask_mailman", "Mail"): _Kind("Flask-Mailman", "mailman"),
    ("flask_babel", "Babel"): _Kind("Flask-Babel", "babel"),
    ("flask_socketio", "SocketIO"): _Kind("Flask-SocketIO", "socketio"),
    ("flask_login", "LoginManager"): _Kind("Flask-Login", "login_manager"),
    ("flask_security", "Security"): _Kind("Flask-Security", "security"),
    ("flask_mongoengine", "MongoEngine"): _Kind("Flask-MongoEngine", "mongoengine"),
    ("flask_pymongo", "PyMongo"): _Kind("Flask-PyMongo", "", "cx"),
    ("flask_redis", "FlaskRedis"): _Kind("Flask-Redis", "", "_redis_client"),
    ("flask_mysqldb", "MySQL"): _Kind("Flask-MySQLdb", "", "app"),
    ("flaskext", "MySQL"): _Kind("Flask-MySQL", "", "app"),
}
# Each object has to be given, and knows what hangs on it.
_SEVERAL = frozenset(("sqlalchemy", "csrf", "limiter", "login_manager"))
# What asks for the app that the object was given; `db.Column` and `db.func` do not.
_ASKING = frozenset(
    ("session", "engine", "engines", "create_all", "drop_all", "get_or_404", "first_or_404", "paginate")
)
_FUNCTIONS = ("before_request_funcs", "after_request_funcs", "teardown_request_funcs")


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The Uninitialised facts, by place."""
    apps = [app, *others.alive(app)]
    found: Dict[int, Dict[str, Any]] = {}
    for name, module, _ in own_modules.imported(tools):
        for variable, value in list(vars(module).items()):
            kind = _kind(value)
            if kind is not None and not any(_knows(each, kind, value) for each in apps):
                line = source_lines.attribute(module, variable)
                spare = kind.filled and not any(_uses(value, tools))
                if line is not None and tools.own(line[0]) and not spare:
                    found.setdefault(id(value), _fact(value, kind, name, variable, line, apps, tools))
    return sorted(found.values(), key=lambda fact: (fact["place"]["path"], fact["place"]["line"]))


def _kind(value: Any) -> Optional[_Kind]:
    """By type() and its base classes, because proxies say of themselves what they stand for."""
    for base in type(value).__mro__:
        kind = _KINDS.get(((getattr(base, "__module__", None) or "").partition(".")[0], base.__name__))
        if kind is not None:
            return kind
    return None


def _knows(app: Any, kind: _Kind, value: Any) -> bool:
    if kind.filled:
        held = (_holds(function, value) for function in app.teardown_appcontext_funcs)
        return vars(value).get(kind.filled) is not None or any(held)
    if kind.key == "limiter" and app.config.get("RATELIMIT_ENABLED") is False:
        return True  # its init_app leaves nothing behind there
    kept = _kept(app, kind)
    if kept is None or kind.key not in _SEVERAL:
        return kept is not None
    if isinstance(kept, (set, list, tuple)):
        return any(each is value for each in kept)
    if value is kept or value is getattr(kept, "db", None):  # a state that holds it, before 3.0
        return True
    return any(_holds(function, value) for function in _around_requests(app))


def _around_requests(app: Any) -> Iterator[Any]:
    for name in _FUNCTIONS:
        yield from getattr(app, name, {}).get(None, ())


def _holds(function: Any, value: Any) -> bool:
    """Whether a function is a method of the object, or was made by one."""
    return any(each is value for each in [getattr(function, "__self__", None), *closures.held(function)])


def _kept(app: Any, kind: _Kind) -> Any:
    return app.extensions.get(kind.key) or getattr(app, kind.key, None)


def _fact(
    value: Any, kind: _Kind, module: str, variable: str, line: Any, apps: List[Any], tools: Any
) -> Dict[str, Any]:
    kept = [] if kind.filled else [_kept(each, kind) for each in apps]
    return {
        "extension": kind.distribution,
        "class_name": type(value).__name__,
        "module": module,
        "variable": variable,
        "place": tools.place(*line),
        "used_by": list(_uses(value, tools) if kind.filled else _users(value, kind, tools))[:5],
        "other": any(each is not None for each in kept),
        "borrows": kind.key == "sqlalchemy" and any(getattr(each, "db", None) is not None for each in kept),
    }


def _users(value: Any, kind: _Kind, tools: Any) -> Iterator[str]:
    """What hangs on the object, and would have no effect."""
    if kind.key == "sqlalchemy":
        yield from _models(value)
        yield from _uses(value, tools, _ASKING)
    elif kind.key == "csrf":
        exempt = [*getattr(value, "_exempt_views", ()), *getattr(value, "_exempt_blueprints", ())]
        yield from ("exempt: %s" % getattr(each, "name", each) for each in sorted(exempt, key=str))
    elif kind.key == "limiter":
        limits = getattr(getattr(value, "limit_manager", None), "_decorated_limits", None)
        limits = limits or getattr(value, "_route_limits", None) or {}
        yield from ("limited: %s" % name for name in sorted(limits))
    elif kind.key == "login_manager":
        loaders = (getattr(value, name, None) for name in ("_user_callback", "_request_callback"))
        yield from ("loader: %s" % getattr(each, "__name__", "?") for each in loaders if each is not None)


def _uses(value: Any, tools: Any, attributes: Optional[FrozenSet[str]] = None) -> Iterator[str]:
    """The functions of the project that name the object, or one of these attributes of it.

    By a name that their module has for it.
    """
    for name, module, filename in own_modules.imported(tools):
        variables = {each for each, held in list(vars(module).items()) if held is value}
        if variables:
            code = compile(source_lines.tree(filename), filename, "exec", dont_inherit=True)
            for shown, function in _functions(code, ""):
                if any(_names(function, each, attributes) for each in variables):
                    yield "used in %s.%s" % (name, shown)


def _names(function: types.CodeType, variable: str, attributes: Optional[FrozenSet[str]]) -> bool:
    """Whether it reads a global of that name, and not only to give it the app."""
    read = False
    for instruction in dis.get_instructions(function):
        taken = instruction.argval
        if read and (taken != "init_app" if attributes is None else taken in attributes):
            return True
        read = instruction.opname == "LOAD_GLOBAL" and instruction.argval == variable
    return read


def _functions(code: types.CodeType, outer: str) -> Iterator[Tuple[str, types.CodeType]]:
    """Those below it with their names, whatever a decorator made of them; a lambda goes by the outer one."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            name = (outer or constant.co_name) if constant.co_name.startswith("<") else constant.co_name
            yield name, constant
            yield from _functions(constant, name)


def _models(value: Any) -> Iterator[str]:
    """The subclasses of an SQLAlchemy's base."""
    waiting = list(type.__subclasses__(value.Model))
    while waiting:
        model = waiting.pop(0)
        waiting += type.__subclasses__(model)
        if hasattr(model, "__table__"):
            yield "model %s" % model.__name__
