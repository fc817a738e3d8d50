"""The variables whose stand-ins the project itself refuses: `if Config.SECRET_KEY == "dev": raise …`."""

from __future__ import annotations

import ast
import linecache
import re
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, NamedTuple, Set, Tuple

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from .places import Places

_EXITS = frozenset(("exit", "quit"))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
# What is looked into although the name is used for what is below it: `needed.items()`, `Config.problems()`.
_HELD = (ast.FunctionDef, ast.Dict, ast.List, ast.Tuple, ast.Set, *_COMPREHENSIONS)
_OUTWARDS = 3  # frames: `if weak: refuse("…")`, where `refuse` raises
_DEEP = 4  # names that stand for one another
# How the app is run, which decides what it asks for and is not itself what it lacks.
_MODE = re.compile(r"(^|_)(ENV|ENVIRONMENT|MODE|STAGE|DEBUG|TESTING|CONFIG|SETTINGS)$")


class Checked(NamedTuple):
    """What was looked at before a refusal: names and keys, and whether several tests stand together."""

    names: Set[str]
    keys: Set[str]  # those that were looked up in something: attributes and texts
    several: bool

    def wanted(self, variables: List[str]) -> List[str]:
        """Without those of the mode, unless it alone was looked at."""
        others = [name for name in variables if not _MODE.search(name)]
        return others if self.several else others or variables


def checked(problem: BaseException, places: Places, files: List[str]) -> Checked | None:
    """What the project looked at before it raised `problem` by a statement of its own, or left.

    A function that was asked is looked into, where it stands in the same file or in one of `files`.
    """
    stack = list(_stack(problem.__traceback__))
    while stack and isinstance(problem, SystemExit) and not places.own(stack[-1][0].f_code.co_filename):
        stack.pop()  # exit() is a function of Python's own
    found: Set[str] = set()
    keys: Set[str] = set()
    tests = 0
    for depth, (frame, line) in enumerate(reversed(stack[-_OUTWARDS:])):
        if not places.own(frame.f_code.co_filename):
            break
        scene = _Scene(frame, line, files)
        if not (scene.refuses() if depth == 0 else scene.is_known):
            break
        looked = scene.tests() if depth == 0 or not found else []
        passed_on = scene.arguments() if depth else []
        names = scene.names([*looked, *passed_on], keys)
        tests += sum(map(_parts, looked))
        found |= names
        if found and not names & scene.parameters():
            break
    return Checked(found, keys, tests > 1) if found else None


def _stack(traceback: TracebackType | None) -> Iterator[Tuple[FrameType, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _parts(test: ast.expr) -> int:
    return len(test.values) if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else 1


class _Scene:
    """One line of a frame in the source of its file: the statement, and what stands around it."""

    def __init__(self, frame: FrameType, line: int, files: List[str]) -> None:
        self._files = files
        self._locals = frame.f_locals
        self._tree = _parsed(frame.f_code.co_filename)
        self._way = _way_to(self._tree, line)
        inner = [index for index, node in enumerate(self._way) if isinstance(node, _FUNCTIONS)]
        self._function: ast.AST = self._way[inner[-1]] if inner else self._tree
        self._inside = self._way[inner[-1] + 1 if inner else 0 :]
        self._given: Dict[str, List[ast.AST]] | None = None

    @property
    def is_known(self) -> bool:
        return bool(self._inside)

    def refuses(self) -> bool:
        """Whether the statement raises, asserts or leaves."""
        last = self._inside[-1] if self._inside else None
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            return _last_name(last.value.func) in _EXITS
        return isinstance(last, (ast.Raise, ast.Assert))

    def tests(self) -> List[ast.expr]:
        """What decided that the statement is reached: around it, and before it by leaving early."""
        found: List[ast.expr] = []
        last = self._inside[-1]
        if isinstance(last, ast.Assert):
            found.append(last.test)
        for outer, inner in zip(reversed(self._inside[:-1]), reversed(self._inside)):
            if isinstance(outer, ast.ExceptHandler):
                return found
            if isinstance(outer, (ast.If, ast.While)):
                found.append(outer.test)
            found.extend(_left_before(outer, inner))
        if not found:
            found.extend(_left_before(self._function, self._inside[0]))
        return found

    def arguments(self) -> List[ast.expr]:
        """What is handed on by the calls in the statement."""
        calls = (each for each in ast.walk(self._inside[-1]) if isinstance(each, ast.Call))
        return [
            part for call in calls for part in (*call.args, *(keyword.value for keyword in call.keywords))
        ]

    def parameters(self) -> Set[str]:
        arguments: Any = getattr(self._function, "args", None)
        if arguments is None:
            return set()
        return {each.arg for each in (*arguments.args, *arguments.kwonlyargs)}

    def names(self, expressions: List[ast.expr], keys: Set[str]) -> Set[str]:
        """The names in these and in what was given to them; attributes and texts go to `keys` as well."""
        found: Set[str] = set()
        left: List[Tuple[ast.AST, int]] = [(each, 0) for each in expressions]
        while left:
            expression, depth = left.pop()
            for name, stands_alone, is_key in _mentioned(expression):
                if is_key:
                    keys.add(name)
                if name not in found:
                    found.add(name)
                    given = self._values(name, stands_alone) if depth < _DEEP else []
                    left += [(each, depth + 1) for each in given]
        return found

    def _values(self, name: str, stands_alone: bool) -> List[ast.AST]:
        if self._given is None:
            self._given = _given_in([self._tree, *map(_parsed, self._files)], self._function)
        values = self._given.get(name, [])
        loops = [each for each in values if isinstance(each, (ast.For, ast.comprehension))]
        now = self._locals.get(name)
        if loops and isinstance(now, str):  # the turn of the loop that it came to
            return [ast.Constant(value=now)]
        plain = [each.iter if isinstance(each, (ast.For, ast.comprehension)) else each for each in values]
        return [each for each in plain if stands_alone or isinstance(each, _HELD)]


def _parsed(filename: str) -> ast.AST:
    try:
        return ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _way_to(tree: ast.AST, line: int) -> List[ast.AST]:
    """The statements and handlers around a line, the outermost first."""
    way: List[ast.AST] = []
    node = tree
    while True:
        inner = next((each for each in _blocks(node) if _covers(each, line)), None)
        if inner is None:
            return way
        way.append(inner)
        node = inner


def _blocks(node: ast.AST) -> Iterator[ast.AST]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, (ast.stmt, ast.ExceptHandler)) or type(each).__name__ == "match_case":
            yield each


def _covers(node: ast.AST, line: int) -> bool:
    """Whether it holds a line; a `case` has no lines of its own."""
    if not hasattr(node, "lineno"):
        return any(_covers(each, line) for each in _blocks(node))
    return bool(node.lineno <= line <= (getattr(node, "end_lineno", None) or node.lineno))


def _left_before(outer: ast.AST, inner: ast.AST) -> Iterator[ast.expr]:
    """The tests before a statement of the same block that leave when they hold."""
    for block in (getattr(outer, name, None) for name in ("body", "orelse", "finalbody")):
        if isinstance(block, list) and inner in block:
            for each in block[: block.index(inner)]:
                if isinstance(each, ast.If) and isinstance(each.body[-1], (ast.Return, ast.Continue)):
                    yield each.test


def _mentioned(expression: ast.AST) -> Iterator[Tuple[str, bool, bool]]:
    """Names, attributes and texts; whether a name stands for itself; whether it is one of the latter two."""
    below = {
        id(each.value)
        for each in ast.walk(expression)
        if isinstance(each, (ast.Attribute, ast.Subscript)) and isinstance(each.value, ast.Name)
    }
    for each in ast.walk(expression):
        if isinstance(each, ast.Name):
            yield each.id, id(each) not in below, False
        elif isinstance(each, ast.Attribute):
            yield each.attr, False, True
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value, False, True


def _given_in(trees: List[ast.AST], function: ast.AST) -> Dict[str, List[ast.AST]]:
    """What is given to which name: in the function, else at the top of its file; and the functions."""
    given = _gives(function)
    for name, values in _gives(trees[0]).items():
        given.setdefault(name, values)
    for tree in trees:
        for each in ast.walk(tree):
            if isinstance(each, ast.FunctionDef) and each is not function:
                given.setdefault(each.name, [each])
    return given


def _gives(owner: ast.AST) -> Dict[str, List[ast.AST]]:
    given: Dict[str, List[ast.AST]] = {}

    def take(target: ast.AST, *values: ast.AST) -> None:
        for each in ast.walk(target):
            if isinstance(each, ast.Name):
                given.setdefault(each.id, []).extend(values)

    _look_through(owner, take, [])
    return given


def _look_through(node: ast.AST, take: Callable[..., None], tests: List[ast.expr]) -> None:
    """Hand on what one scope gives to names, what is appended to them with the tests around that."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, (*_FUNCTIONS, ast.ClassDef)):
            continue
        if isinstance(each, ast.Assign):
            for target in each.targets:
                if isinstance(target, (ast.Name, ast.Tuple, ast.List)):
                    take(target, each.value)
        elif isinstance(each, (ast.For, ast.comprehension)):
            take(each.target, each)
        else:
            _take_more(each, take, tests)
        _look_through(each, take, [*tests, each.test] if isinstance(each, ast.If) else tests)


def _take_more(node: ast.AST, take: Callable[..., None], tests: List[ast.expr]) -> None:
    """`a: int = 1`, `a += 1`, `(a := 1)`, `errors.append(1)`."""
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
        take(node.target, *filter(None, [node.value]), *tests)
    elif isinstance(node, ast.NamedExpr):
        take(node.target, node.value)
    elif isinstance(node, ast.Call) and _last_name(node.func) in ("append", "add", "extend"):
        collected = getattr(node.func, "value", None)
        if isinstance(collected, ast.Name):
            take(collected, *node.args, *tests)


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
