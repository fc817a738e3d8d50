"""What goes on as if nothing had failed: an empty app in place of the real one, a check that says yes."""

import ast
from collections.abc import Iterator, Sequence

from releasecheck.facts.failures import HopefulCheck, StandInApp
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, words

_ANYTHING = words("Exception BaseException ImportError OSError RuntimeError")
_OF_DATABASES = words(
    "Exception BaseException SQLAlchemyError OperationalError DatabaseError Error TimeoutError"
)
_ASKING = words("execute ping command")
_REFUSED = range(500, 600)


def note(node: ast.Try, scope: Scope, sheet: Sheet) -> None:
    """At a module's top `except Exception: app = Flask(__name__)`; in a function `except …: return True`."""
    if scope.function is None:
        if scope.owner is None and not scope.guarded:
            _note_stand_in(node, sheet)
    elif scope.view is None and _says_yes(node):
        sheet.hopeful.append(HopefulCheck(scope.function, sheet.place(node)))


def _note_stand_in(node: ast.Try, sheet: Sheet) -> None:
    """Of a name that the `try` gives another app."""
    names = {name for name, _ in _made(node.body)}
    for handler in node.handlers if names else ():
        inside = [each for item in handler.body for each in ast.walk(item)]
        if not _ANYTHING.isdisjoint(_caught(handler)) and not any(map(_leaves, inside)):
            for name, value in _made(handler.body):
                if name in names and called_name(value) == "Flask":
                    refuses = any(_is_refusal(each) for each in inside)
                    sheet.stand_in_apps.append(StandInApp(name, sheet.place(value), refuses))


def _made(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.Call]]:
    """The names that are given what a call returns."""
    for item in body:
        match item:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                yield name, value


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"BaseException"}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {dotted(kind).rpartition(".")[2] for kind in kinds}


def _leaves(node: ast.AST) -> bool:
    exits = isinstance(node, ast.Call) and called_name(node) in ("exit", "_exit", "quit")
    return exits or isinstance(node, ast.Raise)


def _is_refusal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value in _REFUSED


def _says_yes(node: ast.Try) -> bool:
    """Whether a database is asked for its pulse, and every failure of it is answered with True."""
    hopeful = [one for one in node.handlers if not _OF_DATABASES.isdisjoint(_caught(one))]
    return bool(hopeful) and all(map(_returns_true, hopeful)) and _asks_for_pulse(node.body)


def _returns_true(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    plain = not any(isinstance(one, (ast.If, ast.Raise, ast.Try)) for one in handler.body)
    return plain and isinstance(last, ast.Return) and _is_true(last.value)


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _asks_for_pulse(body: Sequence[ast.stmt]) -> bool:
    """`execute(text("SELECT 1"))`, `client.admin.command("ping")`, `redis.ping()`."""
    for call in (each for item in body for each in ast.walk(item) if isinstance(each, ast.Call)):
        name = called_name(call)
        told = (one.value for given in call.args for one in ast.walk(given) if isinstance(one, ast.Constant))
        pulses = {one.strip(" ;").lower() for one in told if isinstance(one, str)}
        if name in _ASKING and (name == "ping" or not pulses.isdisjoint(("select 1", "ping"))):
            return True
    return False
