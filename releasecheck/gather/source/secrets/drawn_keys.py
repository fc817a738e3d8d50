"""Keys that a module draws anew in each process, and signs or encrypts with."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from releasecheck.facts.place import Place
from releasecheck.facts.tokens import DrawnKey
from releasecheck.gather.source.notes.key_notes import Signer
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.environment import variable_of
from releasecheck.gather.source.setup.config import is_random
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, last_name, resolved, text

_FERNET = "cryptography.fernet.Fernet"
_CODING = frozenset({"encode", "decode"})


def note(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`Fernet(KEY)`."""
    given = argument(node, 0, "key")
    if given is not None and resolved(dotted(node.func), sheet.imports) == _FERNET:
        sheet.ciphers.append(Signer(_FERNET, given, sheet.place(node), scope.function))


def drawn(sheets: Iterable[Sheet]) -> Iterator[DrawnKey]:
    """The keys that a module draws while it is imported, always or where a variable is unset; each once."""
    modules = {one.module: one for one in sheets if one.role == "app"}
    configured = _configured(modules.values())
    told = set()
    for sheet in modules.values():
        for signer in (*sheet.ciphers, *sheet.signers):
            name, value, where = _value(signer, sheet, modules)
            key = _config_key(value if value is not None else signer.key)
            if key in configured and configured[key] not in told:
                told.add(configured[key])
                yield DrawnKey(key, configured[key], signer.called, signer.place)
            how = _how(value, where) if value is not None else None
            if value is not None and how is not None and (place := where.place(value)) not in told:
                told.add(place)
                yield DrawnKey(name, place, signer.called, signer.place, how or None)


def _value(
    signer: Signer, sheet: Sheet, modules: Mapping[str, Sheet]
) -> tuple[str | None, ast.expr | None, Sheet]:
    """The name of the key, and the expression that a module gives it; of this one or of another."""
    node = signer.key
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CODING:
        node = node.func.value
    if not isinstance(node, ast.Name):  # in a function it is another one each time, and meant to be
        return None, signer.key if signer.function is None else None, sheet
    module, _, original = sheet.imports.get(node.id, "").rpartition(".")
    there, name = (modules[module], original) if module in modules else (sheet, node.id)
    return name, None if name in there.given_twice else there.constants.get(name), there


def _configured(sheets: Iterable[Sheet]) -> dict[str, Place]:
    """The keys of the config that one line draws, and no other sets."""
    found = [one for sheet in sheets for one in (*sheet.config, *sheet.config_candidates)]
    times = Counter(one.key for one in found)
    return {one.key: one.place for one in found if one.random and times[one.key] == 1}


def _config_key(node: ast.expr) -> str:
    """K of `app.config["K"]` and of `current_app.config.get("K")`."""
    match node:
        case ast.Subscript(value=holder, slice=key):
            pass
        case ast.Call(func=ast.Attribute(value=holder, attr="get"), args=[key]):
            pass
        case _:
            return ""
    return (text(key) or "") if last_name(holder) == "config" else ""


def _how(value: ast.expr, sheet: Sheet) -> str | None:
    """The variable without which it is drawn; "" where it always is, null where it is not."""
    if is_random(value, sheet):
        return ""
    match value:
        case ast.BoolOp(op=ast.Or(), values=[asked, other]):
            pass
        case ast.Call(args=[_, other]):
            asked = value
        case _:
            return None
    return _variable(asked, sheet) if is_random(other, sheet) else None


def _variable(asked: ast.expr, sheet: Sheet) -> str | None:
    if isinstance(asked, ast.Call):
        return variable_of(asked, sheet)
    environment = isinstance(asked, ast.Subscript) and resolved(dotted(asked.value), sheet.imports)
    return text(asked.slice) if isinstance(asked, ast.Subscript) and environment == "os.environ" else None


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"Fernet": note}
