"""What the libraries that sign tokens are given as their key: one of the config, or a variable."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from releasecheck.facts.tokens import SigningKey
from releasecheck.gather.source.environment import READERS, variable_of
from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.syntax import argument, called_name, dotted, keyword, resolved, text
from releasecheck.gather.source.tokens import KEY_AT

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


def note(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`jwt.encode(claims, KEY)`, `URLSafeTimedSerializer(app.config["SECRET_KEY"])`."""
    function = resolved(dotted(node.func), sheet.imports)
    at = _REFUSING.get(function) if dotted(node.func).partition(".")[0] in sheet.imports else None
    given = argument(node, *at) if at else None
    if given is not None and not _looks_away(node):
        sheet.signers.append((function, given, sheet.place(node)))


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
        for function, given, place in sheet.signers:
            plain = _plain(given, sheet)
            config, variable = _origin(plain or given, sheet, project, _DEEPEST)
            if config or variable:
                yield SigningKey(function, place, config, variable, as_text=plain is not None)


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


def _origin(
    node: ast.expr | None, sheet: Sheet, project: _Project, deep: int
) -> tuple[str | None, str | None]:
    """The config's key or the variable that an expression is, where None may come of it."""
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
        case ast.Name(id=name) if deep:
            return _named(name, sheet, project, deep - 1)
        case ast.Attribute(attr=name) if len(project.attributes.get(name, ())) == 1:
            return None, next(iter(project.attributes[name]))
    return None, None


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
