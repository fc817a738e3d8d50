"""Changes that a view makes to variables of a module, which each worker process has for itself."""

import ast
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace

from releasecheck.facts.views import StateChange
from releasecheck.gather.source.code.doing import (
    REBOUND,
    SET,
    SET_BELOW,
    attribute_change,
    is_of_attribute,
    mentions,
)
from releasecheck.gather.source.code.handed_on import from_above
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, lacking, last_name, targets, words
from releasecheck.gather.source.work import on_app
from releasecheck.gather.source.work.objects import Holders, class_of

CHANGING = words("append appendleft extend insert remove pop popitem clear update add discard")
ALTERING = words("add_argument remove_argument replace_argument")  # a parser of requests
_PARSER = "RequestParser"
_COLLECTIONS = frozenset({ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp})
_MAKERS = words("list dict set defaultdict OrderedDict deque Counter")
# What a process keeps for itself on purpose, and makes again when it is not there; a blocklist is no lock.
_KEPT = re.compile(
    r"cache|memo|(?<!b)lock|registry|pool|client|conn|session|engine|model|thread|executor|loaded|ready|lru|mutex|"
    r"semaphore|handler|process|proc|worker|job|queue|stop|running",
    re.IGNORECASE,
)
_READERS = words("json.load json.loads yaml.safe_load")
_FLASKS = words(
    "secret_key debug testing permanent_session_lifetime json_encoder jinja_env session_interface"
)
_ASKED = frozenset({"request", "session", "g", "current_user"})  # what differs from one visitor to the next
_SWITCHED = "it is switched"
_VISITOR = _ASKED - {"g"}  # what they bring of their own
_CONFIG = f"{on_app.PREFIX}config"
_PLACES = re.compile(r"(FOLDER|DIR|DIRECTORY|PATH|DEST|FILE)$")  # put together in a local name, and the same
Kept = Callable[[Iterable[StateChange]], tuple[StateChange, ...]]  # picks those of a module's variables
_Target = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr


def note_assignment(node: _Target, scope: Scope, sheet: Sheet) -> None:
    """`total = …` of a `global total`, `items[key] = …`; any other name given a value is the view's."""
    notes = scope.view
    if notes is None:
        return
    for target in targets(node):
        for one in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if isinstance(one, ast.Name) and one.id in notes.globals:
                notes.rebinds.add(one.id)
                _note(one.id, REBOUND, node, notes, sheet)
            elif isinstance(one, ast.Name):
                _note_own(one.id, node, notes, sheet)
            elif isinstance(one, ast.Subscript) and (name := _kept_in(one.value)):
                how = SET if isinstance(one.value, ast.Name) else SET_BELOW
                _note(name, how, node, notes, sheet)
            elif change := attribute_change(one, node, _of_visitor(notes)):
                _note(*change, node, notes, sheet)
                _note_on_app(one, node, notes, sheet)
            else:
                _note_on_app(one, node, notes, sheet)


def _note_own(name: str, node: _Target, notes: ViewNotes, sheet: Sheet) -> None:
    """A name of the view's own: what it holds of the app, or of what this request brings."""
    if kept := on_app.name_of(node.value, notes, sheet):
        notes.of_app[name] = kept
    if mentions(node.value, _of_visitor(notes)):
        notes.of_visitor.add(name)
    elif not isinstance(node, ast.AugAssign):
        notes.of_visitor.discard(name)
    notes.locals.add(name)


def _of_visitor(notes: ViewNotes) -> frozenset[str]:
    return (_VISITOR - notes.locals) | notes.of_visitor


def _kept_in(value: ast.expr) -> str | None:
    """The name of what holds it, also one item deep: `orders[user.id]`."""
    holder = value.value if isinstance(value, ast.Subscript) else value
    return holder.id if isinstance(holder, ast.Name) else None


def _note_on_app(target: ast.expr, node: _Target, notes: ViewNotes, sheet: Sheet) -> None:
    """`current_app.config["RESET_FOR"] = user.email`, `app.last_user = user`.

    What is the same in each process may be set there, but for a switch: one value here, another one there.
    """
    name = on_app.name_of(target, notes, sheet)
    if name is None or name.removeprefix(on_app.PREFIX) in _FLASKS or _PLACES.search(name.rstrip('"]')):
        return
    if _varies(node.value, notes):
        _note(name, SET if isinstance(target, ast.Subscript) else REBOUND, node, notes, sheet)
    elif isinstance(target, ast.Subscript) and isinstance(node.value, ast.Constant):
        other = notes.set_to.setdefault(name, node.value.value) != node.value.value
        if other:
            _note(name, _SWITCHED, node, notes, sheet)
    elif isinstance(node.value, ast.UnaryOp) and on_app.name_of(node.value.operand, notes, sheet) == name:
        _note(name, _SWITCHED, node, notes, sheet)


def _varies(value: ast.expr | None, notes: ViewNotes) -> bool:
    """Whether it is made of what the view has of its own, or of this visitor."""
    own = notes.locals | _ASKED
    return value is not None and any(isinstance(one, ast.Name) and one.id in own for one in ast.walk(value))


def note_loop(node: ast.For | ast.AsyncFor | ast.comprehension, scope: Scope, _sheet: Sheet) -> None:
    """The variables of a loop are the view's."""
    if scope.view is not None:
        inner = node.target.elts if isinstance(node.target, ast.Tuple | ast.List) else [node.target]
        scope.view.locals.update(one.id for one in inner if isinstance(one, ast.Name))


def note_with(node: ast.With | ast.AsyncWith, scope: Scope, _sheet: Sheet) -> None:
    """`with … as name`."""
    if scope.view is not None:
        names = (item.optional_vars for item in node.items)
        scope.view.locals.update(one.id for one in names if isinstance(one, ast.Name))


def note_delete(node: ast.Delete, scope: Scope, sheet: Sheet) -> None:
    """`del items[key]`."""
    for target in node.targets if scope.view is not None else ():
        if scope.view and isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            _note(target.value.id, "an item is deleted", node, scope.view, sheet)


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`items.append(…)`, `items[key].append(…)`."""
    notes, function = scope.view, node.func
    if (
        notes is not None
        and isinstance(function, ast.Attribute)
        and function.attr in CHANGING | ALTERING
        and (name := _kept_in(function.value) or _of_object(function.value))
    ):
        of_item = " of an item" if isinstance(function.value, ast.Subscript) else ""
        _note(name, f"{function.attr}(){of_item}", node, notes, sheet)


def _of_object(value: ast.expr) -> str | None:
    """`shop.cart`, where `shop` may be an object of the module whose class has the list.

    Of what the app has, only its config is known to be a dict: `current_app.storage` may write to a disk.
    """
    if not (isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name)):
        return None
    name = dotted(value)
    return name if name == _CONFIG or not (name or "").startswith(on_app.PREFIX) else None


def note_class(node: ast.ClassDef, _scope: Scope, sheet: Sheet) -> None:
    """`class Shop: cart = []`."""
    for item in node.body:
        if isinstance(item, ast.Assign) and _is_collection(item.value):
            sheet.class_collections.update(
                f"{node.name}.{one.id}" for one in item.targets if isinstance(one, ast.Name)
            )


def note_test(node: ast.If | ast.IfExp, scope: Scope, sheet: Sheet) -> None:
    """`if key not in kept:`, `if total is None:`: what follows fills what is only not there yet."""
    if scope.view is not None:
        scope.view.filled_once.update(lacking(node.test))
        scope.view.filled_once.update(on_app.lacking(node.test, scope.view, sheet))


def _note(name: str, how: str, node: ast.expr | ast.stmt, notes: ViewNotes, sheet: Sheet) -> None:
    notes.changes.append(StateChange(name, how, sheet.place(node)))


def of_others(changes: Iterable[StateChange]) -> Iterator[StateChange]:
    """What functions change that a view calls, without what they may only fill, or keep on purpose."""
    for change in changes:
        name = change.variable.rpartition(".")[2]
        if not (_KEPT.search(name) or change.how.startswith(("add()", "update()"))):
            yield change


def own_changes(notes: ViewNotes, sheet: Sheet) -> Iterator[StateChange]:
    """Changes of names that are not the view's, with the module from which a name was imported."""
    for change in notes.changes:
        name = change.variable
        first, _, rest = (name, "", "") if name.startswith(on_app.PREFIX) else name.partition(".")
        if first in notes.locals or (name in notes.filled_once and _fills(change)):
            continue
        if _KEPT.search(rest if is_of_attribute(change.how) else name.removeprefix(on_app.PREFIX)):
            continue
        if name.startswith(on_app.PREFIX):
            yield change
            continue
        yield replace(change, variable=origin(name, sheet))


def origin(name: str, sheet: Sheet) -> str:
    """A name that is no local one, with the module from which it was imported, or which has it."""
    first, dot, rest = name.partition(".")
    return f"{sheet.imports.get(first, f'{sheet.module}.{first}')}{dot}{rest}"


def _fills(change: StateChange) -> bool:
    return change.how in (REBOUND, SET, "add()")


def of_modules(sheets: Sequence[Sheet]) -> Kept:
    """Keeps the changes of what a module holds.

    Of a list, dict or set, of the arguments of a parser, and of any name that is rebound. A module is known
    from the project's root, and from a folder above the one that changes it: there the app may be started.
    """
    importers = {sheet.path: sheet.module for sheet in sheets}
    makers = {f"{sheet.module}.{name}" for sheet in sheets for name in sheet.returns_collection}
    holding = {
        f"{sheet.module}.{name}": _is_collection(value) or _is_made(value, sheet, makers)
        for sheet in sheets
        for name, value in sheet.constants.items()
    }
    holding |= dict.fromkeys(_of_objects(sheets), True)
    parsers = {
        f"{sheet.module}.{name}"
        for sheet in sheets
        for name, value in sheet.constants.items()
        if type(value) is ast.Call and last_name(value) == _PARSER
    }

    holders = Holders(sheets)

    def is_kept(one: StateChange) -> bool:
        if is_of_attribute(one.how) and holders.keeps(one.variable):
            return True
        if one.how.partition("(")[0] in ALTERING:
            return one.variable in parsers
        rebound = one.how.startswith(REBOUND) or is_of_attribute(one.how)
        return one.variable in holding and (holding[one.variable] or rebound)

    def in_full(one: StateChange) -> StateChange:
        names = from_above(one.variable, importers.get(one.place.path or "", ""))
        known = (name for name in names if name in holding or holders.knows(name))
        return replace(one, variable=next(known, one.variable))

    def kept(changes: Iterable[StateChange]) -> tuple[StateChange, ...]:
        named = (one if one.variable.startswith(on_app.PREFIX) else in_full(one) for one in changes)
        return tuple(one for one in named if one.variable.startswith(on_app.PREFIX) or is_kept(one))

    return kept


def _of_objects(sheets: Sequence[Sheet]) -> Iterator[str]:
    """`module.shop.cart` of `shop = Shop()`, whose class has the list: all visitors share it."""
    held: dict[str, list[str]] = {}
    for sheet in sheets:
        for name in sheet.class_collections:
            owner, _, attribute = name.partition(".")
            held.setdefault(f"{sheet.module}.{owner}", []).append(attribute)
    for sheet in sheets if held else ():
        for name, value in sheet.constants.items():
            there = class_of(value, sheet, held) or ""
            yield from (f"{sheet.module}.{name}.{one}" for one in held.get(there, ()))


def note_return(node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`return {}`: whoever calls the function has a dict of its own."""
    if scope.function is not None and node.value is not None and _is_collection(node.value):
        sheet.returns_collection.add(scope.function)


def _is_made(value: ast.expr, sheet: Sheet, makers: Container[str]) -> bool:
    """`users = load_users()`, by a function of the project."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name)):
        return False
    name = value.func.id
    origin = sheet.imports.get(name, f"{sheet.module}.{name}")
    return any(one in makers for one in from_above(origin, sheet.module))


def _is_collection(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        called = dotted(value.func)
        return called.removeprefix("collections.") in _MAKERS or called in _READERS
    return type(value) in _COLLECTIONS
