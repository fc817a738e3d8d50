"""`except` blocks that read what the exception they catch may not have, and so fail themselves."""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from releasecheck.facts.views import FailingExcept
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, resolved, words


class _Library(NamedTuple):
    """What a library raises when nothing answered."""

    name: str  # that of a file's imports
    unanswered: frozenset[str]  # exceptions that come so, or may
    first: frozenset[str]  # those that, caught above, leave nothing of the kind
    lacking: frozenset[str]  # attributes that are not there then, or hold None


_REQUESTS = _Library(
    "requests",
    words("RequestException ConnectionError Timeout ConnectTimeout ReadTimeout SSLError ProxyError"),
    words("RequestException ConnectionError"),
    frozenset({"response"}),
)
_HTTPX = _Library(
    "httpx",
    words("HTTPError RequestError TransportError TimeoutException NetworkError ConnectError ConnectTimeout"),
    words("HTTPError RequestError TransportError NetworkError ConnectError"),
    frozenset({"response"}),
)
_URLLIB = _Library(
    "urllib", frozenset({"URLError"}), frozenset({"URLError"}), words("code headers hdrs read getcode status")
)
_LIBRARIES = (_REQUESTS, _HTTPX, _URLLIB)
_ANYTHING = words("Exception BaseException OSError IOError")
_ASKING = words("get post put patch delete head options request send stream urlopen urlretrieve")
_CLIENTS = words("session client http")
_LOOKING = words("isinstance hasattr getattr type")
_REGISTERING = words("errorhandler app_errorhandler")
_APART = (ast.Try, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)  # may catch it, or run elsewhere


def note(node: ast.Try, scope: Scope, sheet: Sheet) -> None:
    """`except requests.RequestException as e: return e.response.text`."""
    if scope.function is None or scope.guarded:
        return
    above: list[str] = []
    for handler in node.handlers:
        caught = list(_caught(handler.type, sheet))
        library = next((one for one in _LIBRARIES if _may_be_unanswered(caught, one)), None)
        if (
            library
            and handler.name
            and not _is_told_apart(above, library)
            and _asks(node.body, library, sheet)
        ):
            read = _read(handler.body, handler.name, library)
            if read is not None:
                what = next(one for one in caught if _is_of(one, library, library.unanswered))
                sheet.failing_excepts.append(FailingExcept(what, dotted(read), sheet.place(read)))
        above += caught


def note_function(node: FunctionNode, sheet: Sheet) -> None:
    """`@app.errorhandler(requests.RequestException)`, and in it `error.response.status_code`."""
    for item in node.decorator_list:
        if isinstance(item, ast.Call) and called_name(item) in _REGISTERING and item.args and node.args.args:
            caught = list(_caught(item.args[0], sheet))
            library = next((one for one in _LIBRARIES if _may_be_unanswered(caught, one)), None)
            read = _read(node.body, node.args.args[0].arg, library) if library else None
            if read is not None:
                sheet.failing_excepts.append(FailingExcept(caught[0], dotted(read), sheet.place(read)))


def _caught(kind: ast.expr | None, sheet: Sheet) -> Iterator[str]:
    for one in kind.elts if isinstance(kind, ast.Tuple) else [kind]:
        yield resolved(dotted(one), sheet.imports)


def _is_of(name: str, library: _Library, names: frozenset[str]) -> bool:
    return name.partition(".")[0] == library.name and name.rpartition(".")[2] in names


def _may_be_unanswered(caught: Iterable[str], library: _Library) -> bool:
    return any(_is_of(one, library, library.unanswered) for one in caught)


def _is_told_apart(above: Iterable[str], library: _Library) -> bool:
    """Whether a block above has taken what comes when nothing answered."""
    return any(one in _ANYTHING or _is_of(one, library, library.first) for one in above)


def _asks(body: Iterable[ast.stmt], library: _Library, sheet: Sheet) -> bool:
    """Whether a request is sent there; `response.raise_for_status()` alone fails with an answer in hand."""
    for item in body:
        for one in ast.walk(item):
            if isinstance(one, ast.Call) and _is_request(resolved(dotted(one.func), sheet.imports), library):
                return True
    return False


def _is_request(name: str, library: _Library) -> bool:
    owner, _, called = name.rpartition(".")
    if called not in _ASKING:
        return False
    return owner.partition(".")[0] == library.name or any(
        word in owner.rpartition(".")[2].lower() for word in _CLIENTS
    )


def _read(body: Iterable[ast.stmt], name: str, library: _Library) -> ast.Attribute | None:
    """The first attribute that fails, unless something in the block looks first at what was caught."""
    inside = [one for item in body for one in _inside(item)]
    read = [one for one in inside if isinstance(one, ast.Attribute) and _fails(one, name, library)]
    if not read:
        return None
    first = min(read, key=_at)
    through = {id(part) for one in read for part in ast.walk(one) if isinstance(part, ast.Attribute)}
    looks = (_looks_at(one, name, library) for one in inside if id(one) not in through)
    before = (_test(one) for one in inside if isinstance(one, ast.expr | ast.stmt) and _at(one) < _at(first))
    tested = any(test is not None and not _has_one_of(test, through) for test in before)
    return None if tested or any(looks) else first


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, _APART):
        return
    yield node
    for part in ast.iter_child_nodes(node):
        yield from _inside(part)


def _at(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _fails(node: ast.Attribute, name: str, library: _Library) -> bool:
    """`e.response.text` of what may be None, `e.code` of what may not have it."""
    held = node.value if library is not _URLLIB else node
    match held:
        case ast.Attribute(attr=attr, value=ast.Name(id=caught)):
            return caught == name and attr in library.lacking
    return False


def _looks_at(node: ast.AST, name: str, library: _Library) -> bool:
    """`isinstance(e, …)`, `hasattr(e, "code")`; `e.response` by itself, which is tested or handed on."""
    match node:
        case ast.Call(func=ast.Name(id=called), args=[ast.Name(id=caught), *_]):
            return called in _LOOKING and caught == name
        case ast.Attribute(attr=attr, value=ast.Name(id=caught)):
            return caught == name and attr in library.lacking
    return False


def _test(node: ast.AST) -> ast.expr | None:
    """What decides whether the rest is reached."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return test
        case ast.BoolOp(values=[test, *_]) | ast.Match(subject=test):
            return test
    return None


def _has_one_of(test: ast.expr, nodes: Iterable[int]) -> bool:
    return not {id(part) for part in ast.walk(test)}.isdisjoint(nodes)
