"""From a view to what the functions that it calls change for it, in its own module and in others."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from releasecheck.facts import Place
from releasecheck.facts.views import StateChange, WriteThrough
from releasecheck.gather.source.code.doing import REBOUND, SET, Doing
from releasecheck.gather.source.code.endings import Ending
from releasecheck.gather.source.code.handed_on import from_above
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import resolved, words
from releasecheck.gather.source.work import state

_DEPTH = 3  # calls from the view to the function that changes something
_MOST = 5  # that are told of one view
_TRUE_OR_RAISES = frozenset({"argon2.PasswordHasher.verify"})  # of libraries
# What a list, a dict, a file or a query has too: by such a name alone no class of the project is meant.
_COMMON = words(
    "add append clear close commit copy count delete execute extend filter find first format get index "
    "insert items join keys load open pop put read remove replace run save search send set setdefault sort "
    "split start strip update upper values write"
)
# What is asked for, made when it is missing, or noted beside: who changes something does not do it by these.
_ASIDE = re.compile(
    r"^_*(get|load|find|fetch|read|lookup|resolve|ensure|is|has|validate|render|log|audit|track|touch|current|"
    r"recover)(_|$|(?<=[a-z])(?=[A-Z]))|"
    r"or_create|singleton|seed_default|audit|(view|visit|hit)s?_?count|page_?view|heartbeat|"
    r"(set|update|mark)_last_|(record|update)_(\w*_)?(event|view|visit|hit|request|activity)|"
    r"(?<!delete)(^|_)log(ger)?$|(^|_)(tracking|last_?(seen|login|active))(_|$)"
)
# Imports by which a function may ask who it is; what a module of the project may hand on counts too.
_TELLS_WHO = re.compile(
    r"flask$|flask\.(request|session|g)$|"
    r"flask_(login|jwt|security|httpauth|principal|praetorian)(?!.*\.(\w+Mixin|LoginManager|create_\w+_token)$)|jwt\b|"
    r".*\b(auth|current_(?!app))"
)
_FILLS = re.compile(rf"{_ASIDE.pattern}|^_*(set_?up|init|configure|build|prepare|refresh|reload|warm)")

_NOTHING = Doing()  # what is known of a function that is but the place of a call


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the project."""

    sheet: Sheet
    name: str  # qualified, in its module
    doing: Doing

    def acts(self, *, ordered: bool) -> bool:
        """Whether it may change something of its own accord; a context manager ends what others began."""
        return self.name not in self.sheet.waiting.generators and (ordered or not self.doing.runs)


class Functions:
    """All functions of the project, by name."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = {sheet.module: sheet for sheet in sheets}
        self._known = {
            f"{sheet.module}.{name}": _Function(sheet, name, doing)
            for sheet in sheets
            for name, doing in sheet.doings.items()
        }
        self._names = {name.rpartition(".")[2] for name in self._known}
        self._imports: dict[tuple[str, str], _Function | None] = {}  # (dotted name, module that imports it)
        self._methods: dict[str, list[_Function]] = {}
        for one in self._known.values():
            if one.doing.method:
                self._methods.setdefault(one.name.rpartition(".")[2], []).append(one)

    def writes(self, sheet: Sheet, view: str, doing: Doing) -> tuple[WriteThrough, ...]:
        """What is changed by the functions that a view calls; the shortest way to each."""
        found: dict[str, WriteThrough] = {}
        for way, function in self._reached(_Function(sheet, view, doing), for_a_get=True):
            for write, place in function.doing.writes.items():
                found.setdefault(write, WriteThrough(way, write, place, _knows_visitor(function.sheet)))
        return tuple(found.values())[:_MOST]

    def changes(self, sheet: Sheet, view: str, doing: Doing) -> Iterator[StateChange]:
        """The variables that those functions may change; whether they are a module's is not known here."""
        for way, function in self._reached(_Function(sheet, view, doing)):
            for name, how, at in function.doing.of_variables(state.CHANGING | state.ALTERING):
                if how in {REBOUND, SET} and _FILLS.search(way[-1].rpartition(".")[2]):
                    continue  # it may be kept for the next time
                variable = state.origin(name, function.sheet)
                yield StateChange(variable, f"{how} in {way[-1]}()", Place(function.sheet.path, *at))

    def named(self, called: str, sheet: Sheet, caller: str) -> tuple[Sheet, str] | None:
        """The function, and its module, that a name certainly stands for in a function that calls it."""
        function = next(iter(self._certain(called, _Function(sheet, caller, _NOTHING))), None)
        return (function.sheet, function.name) if function else None

    def ends(self, called: str, sheet: Sheet, caller: str) -> Ending | None:
        """How a function that is called is certain to end; null where it may end otherwise."""
        if function := self.named(called, sheet, caller):
            owner, name = function
            return owner.certain.get(name)
        first, _, method = called.partition(".")
        holders = [(sheet, first), *self._modules_of(sheet.imports.get(first, ""), sheet)]
        made = (_made(one, _Function(module, caller, _NOTHING), method) for module, one in holders)
        return "holds" if any(one in _TRUE_OR_RAISES for one in made) else None

    def _reached(
        self, view: _Function, *, for_a_get: bool = False
    ) -> Iterator[tuple[tuple[str, ...], _Function]]:
        """Each function that a view calls, or calls through others, with the calls on the way."""
        edge: list[tuple[_Function, tuple[str, ...]]] = [(view, ())]
        seen: set[int] = {id(view.doing)}
        for _ in range(_DEPTH):
            further: list[tuple[_Function, tuple[str, ...]]] = []
            for caller, path in edge:
                for called, function in self._called(caller, for_a_get=for_a_get):
                    if id(function.doing) not in seen:
                        seen.add(id(function.doing))
                        further.append((function, (*path, called.removeprefix("?."))))
                        yield further[-1][1], function
            edge = further

    def _called(self, caller: _Function, *, for_a_get: bool) -> Iterator[tuple[str, _Function]]:
        doing = caller.doing
        for called in doing.calls if for_a_get else doing.calls | doing.sent_calls:
            if for_a_get and _ASIDE.search(called.rpartition(".")[2]):
                continue
            for function in self._meant(called, caller):
                if not for_a_get or function.acts(ordered=called in doing.orders):
                    yield called, function

    def _meant(self, called: str, caller: _Function) -> Iterable[_Function]:
        """The functions that a name stands for where it is called; none when it is not known."""
        sheet, (first, _, rest) = caller.sheet, called.partition(".")
        if (found := self._certain(called, caller)) or not rest or first in {"self", "cls"}:
            return found
        foreign = first in sheet.imports and not any(self._modules_of(sheet.imports[first], sheet))
        return () if foreign or rest in _COMMON else self._methods_that_write(rest)

    def _certain(self, called: str, caller: _Function) -> list[_Function]:
        sheet, (first, _, rest) = caller.sheet, called.partition(".")
        imported = sheet.imports.get(first, "")
        if self._names.isdisjoint((called.rpartition(".")[2], imported.rpartition(".")[2])):
            return []  # as for most names, which are a library's
        if not rest:
            return self._first(_scopes(called, caller), sheet)
        if first in {"self", "cls"}:
            return self._first([f"{caller.name.rpartition('.')[0]}.{rest}"], sheet)
        return self._first([called, _made(first, caller, rest)], sheet)

    def _first(self, names: Iterable[str], sheet: Sheet) -> list[_Function]:
        """The first of these that is a function: of the module, or imported into it."""
        for name in filter(None, names):
            here = self._known.get(f"{sheet.module}.{name}")
            if here:
                return [here]
            origin = resolved(name, sheet.imports)
            if origin.rpartition(".")[2] in self._names and (found := self._imported(origin, sheet)):
                return [found]
        return []

    def _imported(self, origin: str, sheet: Sheet) -> _Function | None:
        """By its dotted name, from the project's root or from a folder above the module that imports it."""
        if (origin, sheet.module) not in self._imports:
            self._imports[origin, sheet.module] = None  # for one that leads back to itself
            self._imports[origin, sheet.module] = self._looked_up(origin, sheet)
        return self._imports[origin, sheet.module]

    def _looked_up(self, origin: str, sheet: Sheet) -> _Function | None:
        for name in from_above(origin, sheet.module):
            if found := self._known.get(name):
                return found
        owner, _, method = origin.rpartition(".")
        for module, variable in self._modules_of(owner, sheet):  # `stock = Stock()` there
            made = _made(variable, _Function(module, "", _NOTHING), method)
            if made and (there := self._first([made], module)):
                return there[0]
        return None

    def _modules_of(self, origin: str, sheet: Sheet) -> Iterator[tuple[Sheet, str]]:
        """The modules of the project that hold a name, or are it, with the name in them."""
        for name in from_above(origin, sheet.module):
            module, _, variable = name.rpartition(".")
            if name in self._sheets:
                yield self._sheets[name], ""
            elif module in self._sheets:
                yield self._sheets[module], variable

    def _methods_that_write(self, name: str) -> list[_Function]:
        """The methods of that name, if whoever's it is, it changes something."""
        methods = self._methods.get(name, [])
        return methods[:1] if methods and all(one.doing.writes for one in methods) else []


def _knows_visitor(sheet: Sheet) -> bool:
    return any(_TELLS_WHO.match(origin) for origin in sheet.imports.values())


def _scopes(called: str, caller: _Function) -> Iterator[str]:
    """A function's own functions come before those around it, and last those of the module."""
    scopes = ["", *accumulate(caller.name.split("."), "{}.{}".format)]
    return (f"{scope}.{called}".lstrip(".") for scope in reversed(scopes))


def _made(variable: str, caller: _Function, method: str) -> str:
    """`Stock.remove` of `stock.remove`, where the function or its module has `stock = Stock()`."""
    makers = (
        one.maker
        for one in caller.sheet.makings
        if one.name == variable and not one.returned and one.scope.function in {None, caller.name}
    )
    return f"{maker}.{method}" if (maker := next(makers, None)) else ""
