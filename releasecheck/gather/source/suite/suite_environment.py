"""What the tests bring along: variables in conftest.py or the settings of pytest and tox, and clients."""

import ast
import re
from collections.abc import Callable, Iterator

from releasecheck.facts import Place
from releasecheck.facts.suite import SetVariable
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, resolved, text

_SETTINGS = frozenset({"pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"})
_KEY = re.compile(r"\s*(?:env|setenv|set_env)\s*=\s*(?P<rest>.*)$")
_VARIABLE = re.compile(r"[\s\"'\[{,]*(?:[DR]:)?(?P<name>[A-Za-z_]\w*)[\"']?\s*=")


# Whatever may send a request, by any word of it: what a suite asks with is often wrapped.
_CLIENTS = re.compile(
    rb"client|requests|request_context|httpx|http\.client|url(open|lib)|webtest|selenium|playwright|browser|live_server"
    rb"|full_dispatch|wsgi|schemathesis|tavern",
    re.IGNORECASE,
)


def may_ask(content: bytes | str, *, in_test: bool) -> bool:
    """Whether a module may ask the app something, or make the client that a test asks with."""
    if not isinstance(content, bytes):
        return True
    return bool(_CLIENTS.search(content)) if in_test else b"test_client" in content


def note_assignment(node: ast.Assign, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ["NAME"] = …`."""
    if not _is_conftest(sheet.path):
        return
    for target in node.targets:
        if isinstance(target, ast.Subscript) and _is_environment(target.value, sheet):
            _note(text(target.slice), node, sheet)


def note_call(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ.setdefault("NAME", …)`, `os.environ.update(NAME=…)`, `monkeypatch.setenv("NAME", …)`."""
    if not _is_conftest(sheet.path) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr == "setenv" or _is_environment(node.func.value, sheet):
        given = argument(node, 0, "name")
        names = [text(key) for key in given.keys] if isinstance(given, ast.Dict) else [text(given)]
        for name in (*names, *(item.arg for item in node.keywords if node.func.attr == "update")):
            _note(name, node, sheet)


def _is_conftest(path: str) -> bool:
    return path.endswith("conftest.py")


def _is_environment(node: ast.expr, sheet: Sheet) -> bool:
    return resolved(dotted(node), sheet.imports) == "os.environ"


def _note(name: str | None, node: ast.expr | ast.stmt, sheet: Sheet) -> None:
    if name:
        sheet.set_variables.append(SetVariable(name, sheet.place(node)))


def in_settings(content: str, path: str) -> Iterator[SetVariable]:
    """`env =` of pytest-env and `setenv =` of tox, with the indented lines that follow."""
    if path.rpartition("/")[2] not in _SETTINGS:
        return
    inside = False
    for number, line in enumerate(content.split("\n"), start=1):
        key = _KEY.match(line)
        if key is None and line.strip() and not line[0].isspace() and not line.startswith(("]", "}")):
            inside = False
        inside = inside or key is not None
        variable = _VARIABLE.match(key["rest"] if key else line) if inside else None
        if variable:
            yield SetVariable(variable["name"], Place(path, number))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    ("setdefault", "update", "setenv"), note_call
)
