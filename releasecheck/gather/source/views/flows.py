"""Data of the request on its way through a view, and the calls that take it for the app's own."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from releasecheck.facts.views import Flow, FlowKind
from releasecheck.gather.source.code import presence
from releasecheck.gather.source.code.taken import take
from releasecheck.gather.source.notes.view_notes import Branch, Reached, Taken, ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    called_name,
    dotted,
    keyword,
    resolved,
    targets,
    words,
)

_SINKS: dict[str, FlowKind] = {
    "flask.render_template_string": "template",
    "flask.stream_template_string": "template",
    "jinja2.Template": "template",
    "flask.redirect": "redirect",
    "werkzeug.utils.redirect": "redirect",
    "flask.send_file": "file",
    "open": "file",
    "io.open": "file",
    **dict.fromkeys(("eval", "exec", "builtins.eval", "builtins.exec"), "code"),
    **dict.fromkeys(("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"), "code"),
    **dict.fromkeys(("pickle.loads", "cPickle.loads", "dill.loads", "jsonpickle.decode"), "code"),
    # These evaluate what they read.
    **dict.fromkeys(("sympy.parse_expr", "sympy.parsing.sympy_parser.parse_expr"), "code"),
    **dict.fromkeys(("sympy.sympify", "sympy.S", "numexpr.evaluate", "pandas.eval"), "code"),
}
_SINKS |= {
    f"re.{name}": "pattern" for name in words("compile search match fullmatch findall finditer split sub")
}
# Whoever calls one of these with the value has thought about it.
_CHECKS = re.compile(
    r"safe|secure|valid|allow|check|verif|sanit|clean|escape|ensure|assert|require|permit|trust|local|"
    r"^(url_?)?(parse|split)|url_?parse|url_?split|^int$|^float$|uuid|basename|^is_|_is_|match|abort|exists",
    re.IGNORECASE,
)
_SPLITS = frozenset({"urllib.parse.urlparse", "urllib.parse.urlsplit"})
# Whether there is such a file says nothing of where it lies.
_THERE = frozenset({"os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.lexists"})
_IS_THERE = frozenset({"exists", "is_file", "is_dir"})


def note_given(node: ast.Assign | ast.AnnAssign | ast.NamedExpr, scope: Scope, sheet: Sheet) -> None:
    """`name = request.args["x"]`; a name that is given something else holds no data any more.

    After `if not name: name = "/"` it may, as after any `if` that a request can pass by.
    """
    notes = scope.view
    if notes is None or node.value is None:
        return
    for target in targets(node):
        if isinstance(target, ast.Name):
            taken = take(node.value, notes, sheet)
            _forget(target.id, node.lineno, notes)
            if taken is None:
                notes.taken.pop(target.id, None)
            else:
                notes.taken[target.id] = replace(taken, names=taken.names | {target.id})


def _forget(name: str, line: int, notes: ViewNotes) -> None:
    """Give a name another value on every way that passes the line."""
    for branch in notes.branches:
        if branch.last_line < line:
            branch.taken.pop(name, None)


def note_sink(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`redirect(…)` and the like with data of the request, and calls that look at such data."""
    notes = scope.view
    if notes is None:
        return
    kind, given = _sink(node, notes, sheet)
    taken = take(given, notes, sheet) if kind and given is not None else None
    if kind and taken and not (kind == "redirect" and not taken.leading) and not taken.upload:
        notes.reached.append(Reached(kind, taken, dotted(node.func), sheet.place(node)))
    elif id(node) in notes.of_hosts:
        notes.hostless.update(_mentioned(node.args, notes, sheet))
    elif _checks(called_name(node)) and not _asks_whether_there(node, notes, sheet):
        notes.checked.update(_mentioned((*node.args, *(item.value for item in node.keywords)), notes, sheet))


@cache
def _checks(called: str) -> bool:
    return _CHECKS.search(called) is not None


def _sink(node: ast.Call, notes: ViewNotes, sheet: Sheet) -> tuple[FlowKind | None, ast.expr | None]:
    """What kind of call it is, and the argument that decides."""
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr == "from_string":
            return "template", argument(node, 0, "source")
        if function.attr == "save":
            saved = take(function.value, notes, sheet)
            return ("file", argument(node, 0, "dst")) if saved and saved.upload else (None, None)
    called = resolved(dotted(function), sheet.imports)
    kind: FlowKind | None = "code" if _is_shell(called, node) else _SINKS.get(called)
    if kind is None:
        return None, None
    return kind, argument(node, 0, "source", "location", "path_or_file", "filename_or_fp", "file", "pattern")


def _is_shell(called: str, node: ast.Call) -> bool:
    """`subprocess.run(…, shell=True)`."""
    shell = keyword(node, "shell") if called.startswith("subprocess.") else None
    return isinstance(shell, ast.Constant) and shell.value is True


def _asks_whether_there(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> bool:
    """`path.exists()`, `os.path.isfile(path)`: `../../.env` is there as well."""
    if not isinstance(node, ast.Call):
        return False
    if resolved(dotted(node.func), sheet.imports) in _THERE:
        return True
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _IS_THERE or node.args:
        return False
    return take(function.value, notes, sheet) is not None


def note_test(node: ast.If | ast.IfExp | ast.While | ast.Assert, scope: Scope, sheet: Sheet) -> None:
    """A condition that looks at a value, more than whether there is one."""
    if scope.view is not None:
        scope.view.checked.update(_looked_at(node.test, scope.view, sheet))
        if isinstance(node, ast.If) and not node.orelse and scope.view.taken:
            scope.view.branches.append(Branch(node.end_lineno or node.lineno, dict(scope.view.taken)))


def note_filter(node: ast.comprehension, scope: Scope, sheet: Sheet) -> None:
    """`… for x in known if x == name`."""
    if scope.view is not None:
        for test in node.ifs:
            scope.view.checked.update(_looked_at(test, scope.view, sheet))


def note_match(node: ast.Match, scope: Scope, sheet: Sheet) -> None:
    """`match name:`."""
    if scope.view is not None:
        scope.view.checked.update(_mentioned([node.subject], scope.view, sheet))


def _looked_at(test: ast.expr, notes: ViewNotes, sheet: Sheet) -> Iterator[str]:
    asked = presence.parts(test)
    for each in asked or ():
        yield from _looked_at(each, notes, sheet)
    if (split := _split_for_host(test, sheet)) is not None:
        notes.of_hosts.add(id(split))  # the walk comes to the call next
        return
    if (beside := _beside_pattern(test, notes, sheet)) is not None:
        yield from _mentioned(beside, notes, sheet)
        return
    match test:
        case _ if asked is not None or _asks_for_key(test, notes) or isinstance(test, ast.NamedExpr):
            return
        case ast.Call() if _asks_whether_there(test, notes, sheet):
            return
        case ast.Compare(comparators=[ast.Constant(value=None | "")]) if take(test.left, notes, sheet):
            return
        case ast.Compare():
            yield from _mentioned([test.left, *test.comparators], notes, sheet)
        case ast.Call(func=ast.Attribute(attr="startswith"), args=[ast.Constant(value="/")]):
            notes.rooted.update(_mentioned([test], notes, sheet))
        case ast.Call() | ast.Attribute() if take(test, notes, sheet) is None:
            yield from _mentioned([test], notes, sheet)


def _beside_pattern(test: ast.expr, notes: ViewNotes, sheet: Sheet) -> Sequence[ast.expr] | None:
    """The title of `re.search(word, title)`, where the word is the request's: that is not looked at by it."""
    match test:
        case ast.Compare(left=left, comparators=[ast.Constant(value=None)]):
            return _beside_pattern(left, notes, sheet)
        case ast.Call(args=[word, *rest]) if (
            _SINKS.get(resolved(dotted(test.func), sheet.imports)) == "pattern"
        ):
            return rest if take(word, notes, sheet) else None
    return None


def _split_for_host(test: ast.expr, sheet: Sheet) -> ast.Call | None:
    """The call in `urlsplit(x).netloc`, and in `urlsplit(x).netloc != ""`."""
    match test:
        case ast.Compare(left=left, comparators=[ast.Constant(value="")]):
            return _split_for_host(left, sheet)
        case ast.Attribute(attr="netloc", value=ast.Call() as call):
            return call if resolved(dotted(call.func), sheet.imports) in _SPLITS else None
    return None


def _asks_for_key(test: ast.expr, notes: ViewNotes) -> bool:
    """`"name" in data`, where that is the whole of `request.get_json()`."""
    match test:
        case ast.Compare(
            left=ast.Constant(), ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name)]
        ) if taken := notes.taken.get(name):
            return taken.source == "request.get_json()" and taken.names == {name}
    return False


def _mentioned(nodes: Iterable[ast.expr], notes: ViewNotes, sheet: Sheet) -> Iterator[str]:
    """The names and the data of the request that stand in expressions."""
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                yield inner.id
            elif isinstance(inner, ast.Call | ast.Subscript) and (taken := take(inner, notes, sheet)):
                yield taken.source


def note_path_values(notes: ViewNotes, rules: Iterable[str]) -> None:
    """Values of a rule that may hold slashes: `<path:name>`."""
    for name in re.findall(r"<path:(\w+)>", " ".join(rules)):
        notes.taken[name] = Taken(f"<path:{name}>", frozenset({name}), leading=False)


def flows(notes: ViewNotes) -> tuple[Flow, ...]:
    """The data that went through unchecked.

    A redirect is asked for more than that it begins with "/", and for more than that it names no host:
    both together are enough.
    """
    found = []
    for one in notes.reached:
        means = {one.taken.source, *one.taken.names}
        rooted = not notes.rooted.isdisjoint(means)
        hostless = not notes.hostless.isdisjoint(means)
        enough = rooted and hostless if one.kind == "redirect" else rooted or hostless
        if notes.checked.isdisjoint(means) and not enough:
            found.append(
                Flow(one.kind, one.taken.source, one.call, one.place, rooted=rooted, hostless=hostless)
            )
    return tuple(found)
