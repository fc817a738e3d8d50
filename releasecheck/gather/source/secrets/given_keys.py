"""Credentials that a client is given by a name whose value stands in a class, a dict or another module."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from releasecheck.facts.place import Place
from releasecheck.gather.source.code import set_anew
from releasecheck.gather.source.notes.key_notes import GivenKey
from releasecheck.gather.source.reading import Reading
from releasecheck.gather.source.secrets import credentials
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, resolved, text

_DEEPEST = 6  # names that stand for names
_OF_THE_ENVIRONMENT = "BaseSettings"  # pydantic's: its attributes are what variables fall back on
_OF_A_MACHINE = re.compile(r"\.|.*(settings|conf|local|secret|prod|env)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Value:
    """An expression, the name that has it, and the file in which it stands."""

    node: ast.expr
    name: str
    sheet: Sheet


def note(reading: Reading) -> None:
    """On the sheet that has the constant, where it is told once for all who take it."""
    sheets = [one for one in reading.sheets if one.role == "app"]
    names = _Names({one.module: one for one in sheets}, frozenset().union(*(one.set_anew for one in sheets)))
    told: set[Place] = set()
    for sheet in sheets:
        for key in sheet.keys_given:
            there = names.behind(key, sheet)
            if there and (place := _note(key, there, reading, told)):
                told.add(place)


def _note(key: GivenKey, there: _Value, reading: Reading, told: set[Place]) -> Place | None:
    variable, constant = credentials.constant_behind(there.node, there.sheet)
    if constant is None:
        return None
    found = credentials.credential(key.client, key.call, there.name, variable, constant, there.sheet)
    if found is None or found[0].place in told:
        return None
    given, value = replace(found[0], taken=True), found[1]
    if key.client.is_app:
        there.sheet.given_credentials.setdefault(given.place, given)
    else:
        there.sheet.given_credentials[given.place] = given
    reading.secret_values.append((value, given.place))
    return given.place


@dataclass(frozen=True, slots=True)
class _Names:
    """What the names of a project stand for, from one module to the next."""

    modules: Mapping[str, Sheet]
    set_anew: frozenset[tuple[str, str]]

    def behind(self, key: GivenKey, sheet: Sheet) -> _Value | None:
        node = key.given
        if isinstance(node, ast.Attribute) and dotted(node.value) in {"self", "cls"}:
            owner = (key.function or "").rpartition(".")[0].rpartition(".")[2]
            return self._named(f"{owner}.{node.attr}", sheet, _DEEPEST)
        return self._value(_Value(node, "", sheet), _DEEPEST)

    def _value(self, one: _Value, deep: int) -> _Value | None:
        match one.node:
            case _ if not deep:
                return None
            case ast.Name() | ast.Attribute():
                return self._named(dotted(one.node), one.sheet, deep - 1)
            case ast.Subscript(value=holder, slice=key) if said := text(key):
                held = self._value(_Value(holder, "", one.sheet), deep - 1)
                return self._item(held, said, deep - 1) if held else None
            case ast.Call(func=ast.Attribute(value=inner, attr="encode")):
                return self._value(_Value(inner, one.name, one.sheet), deep - 1)
            case ast.Call(func=ast.Name(id="str" | "bytes"), args=[inner, *_]):
                return self._value(_Value(inner, one.name, one.sheet), deep - 1)
        return one

    def _item(self, held: _Value, key: str, deep: int) -> _Value | None:
        if not isinstance(held.node, ast.Dict) or None in held.node.keys or self._may_change(held.name, key):
            return None
        items = zip(held.node.keys, held.node.values, strict=True)
        value = next((value for name, value in items if text(name) == key), None)
        return self._value(_Value(value, key, held.sheet), deep) if value else None

    def _named(self, name: str, sheet: Sheet, deep: int) -> _Value | None:
        """Of `KEY`, `Config.KEY`, `settings.KEY` as a module writes it, or in full."""
        if not deep:
            return None
        first, _, rest = name.partition(".")
        if first in sheet.classes and rest:
            return self._member(first, rest, sheet, deep)
        if (here := sheet.constants.get(name)) is not None:
            return None if self._is_overruled(name, sheet) else self._value(_Value(here, name, sheet), deep)
        if rest and (holder := sheet.constants.get(first)):
            return self._of_object(holder, first, rest, sheet, deep - 1)
        return self._elsewhere(name, sheet, deep - 1)

    def _of_object(self, holder: ast.expr, name: str, rest: str, sheet: Sheet, deep: int) -> _Value | None:
        """Of what a module holds: an object of a class, unless that was made with something of its own."""
        made = isinstance(holder, ast.Call)
        given = [one.arg for one in holder.keywords] if isinstance(holder, ast.Call) else []
        of = dotted(holder.func if isinstance(holder, ast.Call) else holder)
        if not of or self._may_change(name, rest) or (made and not {None, rest}.isdisjoint(given)):
            return None
        return self._named(f"{of}.{rest}", sheet, deep)

    def _is_overruled(self, name: str, sheet: Sheet) -> bool:
        """Whether a module's name may get its value from somewhere else: `from local_settings import *`."""
        starred = sheet.imports.get("*", "").removesuffix("*")
        there = self._module(f"{starred}{name}", sheet) if starred else None
        brought = name in there[0].constants if there else _OF_A_MACHINE.match(starred) is not None
        return brought or name in sheet.imports or self._may_change(sheet.module.rpartition(".")[2], name)

    def _may_change(self, holder: str, name: str) -> bool:
        return not self.set_anew.isdisjoint([(holder, name), (holder, set_anew.WHOLE)])

    def _member(self, owner: str, name: str, sheet: Sheet, deep: int) -> _Value | None:
        """An attribute of the class, or of one that it is made from."""
        bases = [base for one, base in sheet.subclasses if one == owner]
        if self._is_of_the_environment(owner, sheet, deep) or self._may_change(owner, name):
            return None
        here = sheet.attributes.get(f"{owner}.{name}")
        if here is not None:
            return self._value(_Value(here, name, sheet), deep)
        of_bases = (self._named(f"{base}.{name}", sheet, deep - 1) for base in bases if base)
        return next(filter(None, of_bases), None)

    def _is_of_the_environment(self, owner: str, sheet: Sheet, deep: int) -> bool:
        """Whether the class is one of pydantic's settings, itself or by a class of the project."""
        for base in (base for one, base in sheet.subclasses if one == owner and deep):
            if base.endswith(_OF_THE_ENVIRONMENT):
                return True
            there, name = self._module(base, sheet) or (sheet, base)
            if self._is_of_the_environment(name, there, deep - 1):
                return True
        return False

    def _elsewhere(self, name: str, sheet: Sheet, deep: int) -> _Value | None:
        """In the module that it is imported from."""
        full = resolved(name, sheet.imports)
        starred = sheet.imports.get("*", "").removesuffix("*")
        for dotted_name in (full, f"{starred}{name}" if starred else ""):
            found = self._module(dotted_name, sheet)
            if found:
                module, rest = found
                return self._named(rest, module, deep)
        return None

    def _module(self, full: str, importer: Sheet) -> tuple[Sheet, str] | None:
        """The longest part of a dotted name that is another module, and what is left of it."""
        above = accumulate(importer.module.split(".")[:-1], "{}.{}".format)
        for folder in ("", *(f"{one}." for one in above)):
            parts = full.split(".")
            for end in range(len(parts) - 1, 0, -1):
                there = self.modules.get(folder + ".".join(parts[:end]))
                if there and there is not importer:
                    return there, ".".join(parts[end:])
        return None
