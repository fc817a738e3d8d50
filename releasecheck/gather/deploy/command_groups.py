"""Programs whose `run` is Flask's own: a FlaskGroup (`python manage.py run`), Flask-Script's `runserver`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from releasecheck.facts.deploy import Launch
from releasecheck.gather.deploy.locating import is_program, program_file
from releasecheck.gather.deploy.manifest import read

_LIBRARIES = {"flask", "flask.cli", "flask_script", "flask_script.commands"}
_SERVES = {"FlaskGroup": "run", "Manager": "runserver"}  # the command by which each starts Werkzeug's server


@dataclass(frozen=True, slots=True)
class _Group:
    """Which of the two it is, and what it loads its app by, as a target names it; null where that is open."""

    kind: str
    loads: str | None


def as_flask(project: Path, launch: Launch) -> Launch:
    """A program that is told to run Flask's server, as that server with the app that it serves."""
    file = program_file(project, launch) if is_program(launch) and launch.command else None
    tree = _parsed(file) if file else None
    groups = list(_groups(tree)) if tree else []
    if tree is None or len(groups) != 1 or _SERVES[groups[0].kind] != launch.command or _is_own(tree, launch):
        return replace(launch, command=None)
    program = launch.target or ""
    module = program if "/" in program else program.removesuffix(".py")
    target = f"{module}:{groups[0].loads}" if groups[0].loads else None
    return replace(launch, server="flask", target=target, program=program, workers=1)


def _parsed(file: Path) -> ast.Module | None:
    try:
        return ast.parse(read(file))
    except (SyntaxError, ValueError, RecursionError):
        return None


def _groups(tree: ast.Module) -> Iterator[_Group]:
    """`FlaskGroup(create_app=…)`, `@click.group(cls=FlaskGroup, create_app=…)`, `Manager(app)`."""
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _LIBRARIES
        for alias in node.names
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = {one.arg: one.value for one in call.keywords}
        named = known.get(_name(call.func) or "") or known.get(_name(given.get("cls")) or "")
        if named == "FlaskGroup" and not _is_false(given.get("add_default_commands")):
            yield _Group(named, _loaded(given.get("create_app")))
        elif named == "Manager":
            yield _Group(named, _name(given.get("app") or next(iter(call.args), None)))


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _name(node: ast.expr | None) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _loaded(factory: ast.expr | None) -> str | None:
    """`create_app`; of `lambda: app` and `lambda: create_app("prod")` what they return."""
    if not isinstance(factory, ast.Lambda):
        return _name(factory)
    match factory.body:
        case ast.Call(func=ast.Name(), args=args, keywords=[]) as call:
            return ast.unparse(call) if all(isinstance(one, ast.Constant) for one in args) else None
    return _name(factory.body)


def _is_own(tree: ast.Module, launch: Launch) -> bool:
    """Whether the program has a command of that name of its own, which may start any server."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=launch.command, decorator_list=[_, *_]):
                return True
            case ast.Call(func=ast.Attribute(attr="command")) if launch.command in _named(node):
                return True
            case ast.Call(func=ast.Attribute(attr="add_command"), args=args) if launch.command in _named(
                node
            ):
                return not any(isinstance(one, ast.Call) and _name(one.func) == "Server" for one in args)
    return False


def _named(call: ast.Call) -> Iterator[object]:
    """What a command may be called that is made or added there."""
    for one in (*call.args, *(each.value for each in call.keywords if each.arg == "name")):
        yield one.value if isinstance(one, ast.Constant) else _name(one)
