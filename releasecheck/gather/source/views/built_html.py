"""Pages that a view puts together as text, and the values in them that nothing escapes."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    keyword,
    resolved,
    targets,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

_TAG = re.compile(r"<(t[dr]|h[1-6]|li|p|div|a|span|b|strong|option|body|html|pre|ul|table|label|button)\b")
# What people write as they like; numbers, keys and words of the app's own have other names.
_WRITTEN = re.compile(
    r"(^|_)(name|title|username|description|comments?|content|text|message|msg|body|bio|notes?|subject|"
    r"question|answer|review|feedback|caption|address|email|search|query|keyword)$|^(q|nombre|nome|titulo)$",
    re.IGNORECASE,
)
_OTHER_TYPE = re.compile(r"mimetype|content[_-]type", re.IGNORECASE)
_MAKES_ANSWER = words("make_response Response render_template_string Markup")
_AS_IT_IS = words("strip lower upper title capitalize str replace")
_PARTS = words("args form values cookies json")
_FROM_DATABASE = words(
    "fetchall fetchone fetchmany all first find find_one get_or_404 first_or_404 one one_or_none scalars "
    "scalar_one scalar_one_or_none paginate"
)
_DATABASE = re.compile(r"query|cur|conn|\bdb\b|session|collection|mongo|execute", re.IGNORECASE)
_DEPTH = 4  # names between the answer and the text


def _note_answer(node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`return html`, where the file speaks of tags."""
    if scope.is_view and isinstance(node.value, ast.Name | ast.JoinedStr | ast.BinOp | ast.Call | ast.Tuple):
        doubt("html-raw", node, scope, sheet)
        if isinstance(node.value, ast.Call) and called_name(node.value) == "format":
            doubt("html-formatted", node, scope, sheet)


def _raw(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    """The values that reach the page as they were written, each once."""
    function = around.function(node)
    if function is None or not isinstance(node, ast.Return) or node.value is None:
        return
    written = around.lines_of(function).decode(errors="replace")
    if not _TAG.search(written) or (_OTHER_TYPE.search(written) and "text/html" not in written):
        return
    # What the request puts into a template is worse, and told as such.
    rendered = isinstance(node.value, ast.Call) and called_name(node.value) == "render_template_string"
    page = _Page(function, node, None if rendered else sheet.imports)
    put = dict.fromkeys(page.values(_answer(node.value), _DEPTH))
    if put and page.has_tags:
        yield next(iter(put)), str(len(put))


def _formatted(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    """`html.format(name=name)`, where something that people write is in `html` by then."""
    function = around.function(node)
    match node:
        case ast.Return(value=ast.Call(func=ast.Attribute(value=ast.Name() as base))) if function:
            page = _Page(function, node, sheet.imports)
            put = next(page.values(base, _DEPTH), None)
            if put and page.has_tags:
                yield f"{base.id}.format(…)", put


def _answer(node: ast.expr) -> ast.expr:
    """The text of `return html, 200` and `return make_response(html)`."""
    if isinstance(node, ast.Tuple) and node.elts:
        return _answer(node.elts[0])
    if isinstance(node, ast.Call) and called_name(node) in _MAKES_ANSWER and node.args:
        return _answer(node.args[0])
    return node


class _Page:
    """One answer of a function, with what its local names were given above.

    Without `imports` no part of the request counts.
    """

    def __init__(self, function: FunctionNode, end: ast.Return, imports: dict[str, str] | None) -> None:
        self._given: dict[str, list[ast.expr]] = {}
        self._loops: dict[str, ast.expr] = {}  # name -> what it runs over
        self._tested: set[str] = set()
        self._imports = imports
        self.has_tags = False
        for node in ast.walk(function):
            if getattr(node, "lineno", 0) <= end.lineno:
                self._note(node)

    def _note(self, node: ast.AST) -> None:
        match node:
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                for target in targets(node):
                    if isinstance(target, ast.Name) and node.value is not None:
                        self._given.setdefault(target.id, []).append(node.value)
            case (
                ast.For(target=ast.Name(id=name), iter=over)
                | ast.comprehension(target=ast.Name(id=name), iter=over)
            ):
                self._loops[name] = over
            case ast.Call(func=ast.Attribute(attr="append", value=ast.Name(id=name)), args=[value]):
                self._given.setdefault(name, []).append(value)
            case ast.Compare(left=left, comparators=[right]):
                if not (isinstance(right, ast.Constant) and right.value in (None, "")):
                    self._tested.update(one.id for one in ast.walk(left) if isinstance(one, ast.Name))

    def values(self, node: ast.expr, depth: int) -> Iterator[str]:
        """What a text has of people's writing, as written."""
        match node:
            case ast.Constant(value=str(said)):
                self.has_tags = self.has_tags or _TAG.search(said) is not None
            case ast.JoinedStr(values=parts):
                yield from self._of_parts(parts, depth)
            case ast.FormattedValue(value=value, format_spec=None):
                yield from self._of_value(value, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._of_parts([left, right], depth)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                put = right.elts if isinstance(right, ast.Tuple) else [right]
                yield from self._of_parts([left, *put], depth)
            case ast.Call(func=ast.Attribute(attr="format", value=base), args=args, keywords=keywords):
                yield from self._of_parts([base, *args, *(one.value for one in keywords)], depth)
            case ast.Call(
                func=ast.Attribute(attr="join"), args=[ast.GeneratorExp(elt=one) | ast.ListComp(elt=one)]
            ):
                yield from self.values(one, depth)
            case ast.Call(func=ast.Attribute(attr="join"), args=[ast.Name() as one]) | (
                ast.Name() as one
            ) if depth:
                for value in self._given.get(one.id, ()):
                    yield from self.values(value, depth - 1)

    def _of_parts(self, parts: list[ast.expr], depth: int) -> Iterator[str]:
        for part in parts:
            yield from self._of_value(part, depth) if _is_value(part) else self.values(part, depth)

    def _of_value(self, node: ast.expr, depth: int) -> Iterator[str]:
        if self._is_written(node, depth):
            yield ast.unparse(node)
        elif isinstance(node, ast.Name | ast.IfExp | ast.BinOp | ast.JoinedStr | ast.Call):
            parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
            for part in parts:
                yield from self.values(part, depth) if part is node else self._of_value(part, depth)

    def _is_written(self, node: ast.expr, depth: int) -> bool:
        """Whether somebody chose it freely: a part of the request, or a column with such a name."""
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=inner)) if name in _AS_IT_IS:
                return self._is_written(inner, depth)
            case ast.Name(id=name) if depth and name not in self._tested:
                given = self._given.get(name, ())
                return any(
                    not isinstance(one, ast.JoinedStr) and self._is_written(one, depth - 1) for one in given
                )
            case ast.BoolOp(op=ast.Or(), values=[first, *_]):
                return self._is_written(first, depth)
            case (
                ast.Call(func=ast.Attribute(attr="get", value=owner), args=[key, *_])
                | ast.Subscript(value=owner, slice=key)
            ):
                return self._is_request(owner, node) or (
                    _WRITTEN.search(text(key) or "") is not None and self._is_row(owner, _DEPTH)
                )
            case ast.Attribute(value=owner, attr=name):
                return _WRITTEN.search(name) is not None and self._is_row(owner, _DEPTH)
        return False

    def _is_request(self, owner: ast.expr, node: ast.expr) -> bool:
        """`request.args`, unless `get` makes a number of it."""
        if self._imports is None:
            return False
        origin, _, part = resolved(dotted(owner), self._imports).rpartition(".")
        typed = isinstance(node, ast.Call) and keyword(node, "type") is not None
        return origin == "flask.request" and part in _PARTS and not typed

    def _is_row(self, node: ast.expr, depth: int) -> bool:
        """Whether a database gave it, or what it is a part of."""
        match node:
            case ast.Name(id=name) if depth:
                given = [*self._given.get(name, ()), *filter(None, [self._loops.get(name)])]
                return any(self._is_row(one, depth - 1) for one in given)
            case ast.Call(func=ast.Attribute(attr=name)):
                return name in _FROM_DATABASE and _DATABASE.search(ast.unparse(node.func)) is not None
            case ast.Call(func=ast.Name(id="list" | "reversed" | "sorted"), args=[inner, *_]):
                return self._is_row(inner, depth)
        return False


def _is_value(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Subscript | ast.Attribute | ast.Call | ast.IfExp | ast.BoolOp)


HANDLERS: Handlers = {ast.Return: (_note_answer,)}
JUDGES: dict[str, Judge] = {"html-raw": _raw, "html-formatted": _formatted}
