"""What the libraries that sign tokens are given as their key: one of the config, or a variable."""

import ast
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from releasecheck.facts.tokens import SigningKey
from releasecheck.gather.source.notes.key_notes import Signer
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.environment import READERS, variable_of
from releasecheck.gather.source.secrets.tokens import KEY_AT
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, called_name, dotted, keyword, resolved, text
from releasecheck.gather.source.walk import Handlers

_SERIALIZERS = (
    *("Serializer", "TimedSerializer", "URLSafeSerializer", "URLSafeTimedSerializer", "Signer"),
    *("TimestampSigner", "TimedJSONWebSignatureSerializer", "JSONWebSignatureSerializer"),
)
# What refuses None as its key, and where the key stands.
_REFUSING: dict[str, tuple[int, str]] = {
    **{name: (at, "key") for name, at in KEY_AT.items() if name.startswith(("jwt.", "jose."))},
    **{f"itsdangerous.{name}": (0, "secret_key") for name in _SERIALIZERS},
}
_DEEPEST = 4  # names that stand for names


def note(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`jwt.encode(claims, KEY)`, `URLSafeTimedSerializer(app.config["SECRET_KEY"])`."""
    function = resolved(dotted(node.func), sheet.imports)
    at = _REFUSING.get(function) if dotted(node.func).partition(".")[0] in sheet.imports else None
    given = argument(node, *at) if at else None
    if given is not None and not _looks_away(node):
        sheet.signers.append(Signer(function, given, sheet.place(node), scope.function))


def note_choice(node: ast.If | ast.IfExp, scope: Scope, sheet: Sheet) -> None:
    """`if KEY:`, `if KEY is None: return …`: where the key is there, for the lines that follow."""
    body, orelse = _lines(node.body), _lines(node.orelse)
    sheet.had.extend((one, body, None) for one in _had(node.test, sheet, there=True))
    lacking = list(_had(node.test, sheet, there=False))
    sheet.had.extend((one, orelse, None) for one in lacking)
    if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue):
        sheet.had.extend((one, range(body.stop, sys.maxsize), scope.function) for one in lacking)


def note_chain(node: ast.BoolOp, _scope: Scope, sheet: Sheet) -> None:
    """`KEY and jwt.encode(…)`."""
    there = isinstance(node.op, ast.And)
    names = (one for value in node.values[:-1] for one in _had(value, sheet, there=there))
    sheet.had.extend((one, _lines(node), None) for one in names)


def _lines(node: ast.AST | list[ast.stmt]) -> range:
    if isinstance(node, list):
        return range(node[0].lineno, (node[-1].end_lineno or 0) + 1) if node else range(0)
    return range(getattr(node, "lineno", 0), (getattr(node, "end_lineno", 0) or 0) + 1)


def _had(test: ast.expr, sheet: Sheet, *, there: bool) -> Iterator[str]:
    """What is there where a test is true, or where it is not."""
    match test:
        case ast.BoolOp(op=op, values=values) if isinstance(op, ast.And) is there:
            for value in values:
                yield from _had(value, sheet, there=there)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _had(operand, sheet, there=not there)
        case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=None | "")]):
            if isinstance(op, ast.IsNot | ast.NotEq if there else ast.Is | ast.Eq):
                yield _as_said(left, sheet)
        case ast.Call(func=ast.Name(id="bool"), args=[given]) if there:
            yield _as_said(given, sheet)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call() if there:
            yield _as_said(test, sheet)


def _as_said(node: ast.expr, sheet: Sheet) -> str:
    """One text for one value: a dotted name, or what is read of the config or of the environment."""
    config, variable = _read(node, sheet)
    return f"[{config}]" if config else f"${variable}" if variable else dotted(node)


def _looks_away(node: ast.Call) -> bool:
    """`jwt.decode(token, options={"verify_signature": False})` needs no key."""
    return keyword(node, "options", "verify") is not None


@dataclass(frozen=True, slots=True)
class _Project:
    """Where a name of one module is given its value in another."""

    modules: Mapping[str, Sheet]
    attributes: Mapping[str, set[str]]  # what an attribute of that name reads from the environment


def keys(sheets: Iterable[Sheet]) -> Iterator[SigningKey]:
    """The keys of which it is known where they come from, if not from a literal."""
    sheets = [one for one in sheets if one.role == "app"]
    attributes: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for read, name in sheet.needs:
            if name and not read.fatal and name not in sheet.refused:
                attributes[name].add(read.name)
    project = _Project({one.module: one for one in sheets}, attributes)
    for sheet in sheets:
        for signer in sheet.signers:
            plain = _plain(signer.key, sheet)
            if plain is None and _is_had(signer, sheet):  # "None" is there by any test
                continue
            config, variable = _origin(plain or signer.key, sheet, project, _DEEPEST)
            if config or variable:
                as_text = plain is not None
                yield SigningKey(signer.called, signer.place, config, variable, as_text=as_text)


def _plain(node: ast.expr, sheet: Sheet) -> ast.expr | None:
    """What stands in `str(os.environ.get("KEY"))`, itself or by the module's name for it."""
    if isinstance(node, ast.Name) and node.id not in sheet.refused:
        node = sheet.constants.get(node.id, node)
    match node:
        case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
            return inner
        case ast.JoinedStr(values=[ast.FormattedValue(value=inner)]):
            return inner
    return None


def _is_had(signer: Signer, sheet: Sheet) -> bool:
    """Whether a test has asked for the key before: who has none goes without what it is for."""
    said, line = _as_said(signer.key, sheet) if sheet.had else "", signer.place.line or 0
    return any(
        said == name and line in lines and function in (None, signer.function)
        for name, lines, function in sheet.had
    )


def _read(node: ast.expr, sheet: Sheet) -> tuple[str | None, str | None]:
    """The config's key or the variable that an expression reads itself."""
    match node:
        case ast.Call() if resolved(dotted(node.func), sheet.imports) in READERS:
            alone = len(node.args) == 1 and not node.keywords and called_name(node) in ("get", "getenv")
            return None, variable_of(node, sheet) if alone else None
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="config"), attr="get"), args=[key]):
            return text(key), None
        case ast.Subscript(value=ast.Attribute(attr="config"), slice=key):
            return text(key), None
        case ast.Attribute(value=ast.Name(id="app" | "current_app"), attr="secret_key"):
            return "SECRET_KEY", None
    return None, None


def _origin(
    node: ast.expr | None, sheet: Sheet, project: _Project, deep: int
) -> tuple[str | None, str | None]:
    """The config's key or the variable that an expression is, where None may come of it."""
    match node:
        case ast.Name(id=name) if deep:
            return _named(name, sheet, project, deep - 1)
        case ast.Attribute(attr=name) if len(project.attributes.get(name, ())) == 1:
            return None, next(iter(project.attributes[name]))
    return _read(node, sheet) if node is not None else (None, None)


def _named(name: str, sheet: Sheet, project: _Project, deep: int) -> tuple[str | None, str | None]:
    """A constant of this module, or of the one that it is imported from."""
    if name in sheet.refused:  # it does not go on without
        return None, None
    if name in sheet.constants:
        return _origin(sheet.constants[name], sheet, project, deep)
    module, _, original = sheet.imports.get(name, "").rpartition(".")
    there = project.modules.get(module)
    if there is None or original not in there.constants:
        return None, None
    return _origin(there.constants[original], there, project, deep)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    {function.rpartition(".")[2] for function in _REFUSING}, note
)
HANDLERS: Handlers = {ast.If: (note_choice,), ast.IfExp: (note_choice,), ast.BoolOp: (note_chain,)}
