"""What a function changes and whom it calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from releasecheck.facts import Place
from releasecheck.gather.source.code import sql
from releasecheck.gather.source.syntax import FunctionNode, lacking

At = tuple[int, int]  # line, column from 1
REBOUND = "it is given another value"
SET = "an item is set"
SET_BELOW = "an item of an item is set"
GIVEN = "it is given what this request brings"
ADDED = "it is added to"
_FILLING = frozenset({REBOUND, SET})
_READING = frozenset(  # what a function calls that only asks a database
    {
        *("execute", "text", "scalar", "scalar_one", "scalars", "fetchone", "fetchall", "first"),
        *("cursor", "connect", "close", "print", "time", "debug", "info"),
    }
)
REQUEST = frozenset({"request"})
_SEVERAL = (ast.Tuple, ast.List)
_ABSENCES = frozenset({ast.Compare, ast.UnaryOp, ast.BoolOp})  # as `lacking` knows them


@dataclass(slots=True)
class Doing:
    """The notes on one function, those inside it included.

    What most functions have none of is the one empty set, as long as there is none: a set of its own takes
    216 bytes, and there are as many of these notes as functions.
    """

    method: bool = False  # of a class
    writes: dict[str, Place] = field(default_factory=dict)  # by a GET: "session.commit" -> the first place
    calls: dict[str, At] = field(default_factory=dict)  # "helper", "stock.helper", "self.helper", "?.helper"
    sent_calls: dict[str, At] = field(default_factory=dict)  # likewise, only for a form that was sent
    changes: dict[str, tuple[str, At]] = field(default_factory=dict)  # name -> how
    parameters: tuple[str, ...] = ()
    given: set[str] = field(default_factory=set)  # its own names: these, and what gets a value
    declared: frozenset[str] = frozenset()  # global
    runs: bool = False  # the SQL that it is given
    statements: frozenset[str] = frozenset()  # names that hold SQL which changes something
    reads: bool | None = None  # whether all SQL that it runs only asks; null where it runs none
    sets: int | None = None  # the first line where an attribute is set
    orders: frozenset[str] = frozenset()  # those of its calls that are given such
    asked_for: frozenset[str] = frozenset()  # names that may be filled only when they are not yet
    documents: frozenset[str] = frozenset()  # names that hold what MongoEngine found
    by_get: bool = True  # a GET may come here
    unsent: frozenset[str] = frozenset()  # names that hold None when no form is sent
    empty: frozenset[str] = frozenset()  # names that hold "", [] or False then
    blanks: frozenset[str] = frozenset()  # columns that a record then gets None in
    blank_writes: dict[str, Place] = field(default_factory=dict)  # what keeps such a record

    def note_call(self, whom: str, node: ast.Call, *, sent: bool) -> None:
        """Whom it calls, and whether only for a form that was sent."""
        calls = self.sent_calls if sent else self.calls
        if whom not in calls:
            calls[whom] = _at(node)
        if node.args and not sent:
            given = node.args[0]
            if given.id in self.statements if isinstance(given, ast.Name) else sql.changes(given):
                self.orders |= {whom}
        if self.unsent and whom[:1].isupper():  # `Book(title=title)`
            self.blanks |= {one.arg for one in node.keywords if one.arg and self._is_unsent(one.value)}

    def of_variables(self, methods: frozenset[str]) -> Iterator[tuple[str, str, At]]:
        """The names, not its own, that it changes: how and where; by a call of one of these methods too."""
        for called, at in (self.calls | self.sent_calls).items():
            name, _, method = called.partition(".")
            if method in methods and name not in self.given:
                yield name, f"{method}()", at
        for name, (how, at) in self.changes.items():
            if name.partition(".")[0] not in self.given and not (how in _FILLING and name in self.asked_for):
                yield name, how, at

    def note_targets(
        self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, of_visitor: frozenset[str]
    ) -> None:
        """What gets a value: a name of its own, a global, `items[key]`.

        `of_visitor` are the names that the file has for what a request brings.
        """
        for target in node.targets if isinstance(node, ast.Assign) else (node.target,):
            for one in target.elts if isinstance(target, _SEVERAL) else (target,):
                if isinstance(one, ast.Name):
                    self._note_name(one.id, node)
                elif isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name):
                    self.changes.setdefault(one.value.id, (SET, _at(node)))
                elif isinstance(one, ast.Attribute):
                    self.sets = self.sets or node.lineno
                    if self._is_unsent(node.value):
                        self.blanks |= {one.attr}
                    if change := attribute_change(one, node, of_visitor):
                        name, how = change
                        self.changes.setdefault(name, (how, _at(node)))

    def _note_name(self, name: str, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        if name not in self.declared:
            self.given.add(name)
            if sql.changes(node.value):
                self.statements |= {name}
            if _is_of_documents(node.value):
                self.documents |= {name}
        elif _goes_on(name, node, self.parameters):
            self.changes.setdefault(name, (REBOUND, _at(node)))

    def note_own(self, node: ast.For | ast.AsyncFor | ast.With) -> None:
        """The names of a loop or a `with` are its own."""
        named = [item.optional_vars for item in node.items] if isinstance(node, ast.With) else [node.target]
        for target in named:
            inner = target.elts if isinstance(target, _SEVERAL) else (target,)
            self.given.update(one.id for one in inner if isinstance(one, ast.Name))

    def note_delete(self, node: ast.Delete) -> None:
        """`del items[key]`."""
        for target in node.targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                self.changes.setdefault(target.value.id, ("an item is deleted", _at(node)))

    def note_write(self, name: str, place: Place) -> None:
        """A call that changes something; a record may have got None by then where it takes none."""
        (self.blank_writes if self.blanks else self.writes).setdefault(name, place)

    def settle(self, refusing: frozenset[str]) -> None:
        """Those writes are none where the columns refuse what they are given."""
        if self.blank_writes:
            if self.blanks.isdisjoint(refusing):
                for name, at in self.blank_writes.items():
                    self.writes.setdefault(name, at)
            self.blank_writes.clear()
        if self.reads and len(self.writes) == 1 and self._commits_reads_alone():
            self.writes.clear()

    def _commits_reads_alone(self) -> bool:
        """`session.execute(text("SELECT 1"))`, `session.commit()`: above it nothing that it could keep."""
        ((name, at),) = self.writes.items()
        line = at.line or 0
        above = (called.rpartition(".")[2] for called, (one, _) in self.calls.items() if one < line)
        sets = self.sets is not None and self.sets < line
        return name.rpartition(".")[2] == "commit" and not sets and _READING.issuperset(above)

    def commits_before(self, line: int) -> bool:
        """Whether it makes a change last above a line, where a GET comes too."""
        lasting = (at for name, at in self.writes.items() if name.rpartition(".")[2] == "commit")
        return any((at.line or line) < line for at in lasting)

    def _is_unsent(self, value: ast.expr | None) -> bool:
        return isinstance(value, ast.Name) and value.id in self.unsent

    def note_test(self, node: ast.If | ast.IfExp) -> None:
        """`if key not in kept:`."""
        if type(node.test) in _ABSENCES:
            for name in lacking(node.test):
                self.asked_for |= {name}


def whom(node: ast.Call) -> str:
    """Whom a call calls, "" when it is no name; of an object that has none only the method is known.

    Unless it is made right there: `Stock().remove()` is `Stock.remove`.
    """
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute):
        owner = function.value
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id[0].isupper():
            owner = owner.func
        return f"{owner.id if isinstance(owner, ast.Name) else '?'}.{function.attr}"
    return ""


def attribute_change(target: ast.expr, node: ast.AST, of_visitor: frozenset[str]) -> tuple[str, str] | None:
    """`client.token = request.json["token"]`, `stats.visits += 1`: what is changed, as written, and how.

    `of_visitor` are names for what the request brings.
    """
    if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
        return None
    name = f"{target.value.id}.{target.attr}"
    if isinstance(node, ast.AugAssign):
        return name, ADDED
    given = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return (name, GIVEN) if mentions(given, of_visitor) else None


def is_of_attribute(how: str) -> bool:
    """Whether it is an attribute that is changed so."""
    return how.startswith((GIVEN, ADDED))


def mentions(value: ast.expr | None, names: frozenset[str]) -> bool:
    """Whether an expression reads one of these names."""
    if value is None or not names:
        return False
    return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(value))


def _is_of_documents(node: ast.expr | None) -> bool:
    """`User.objects(name=name).first()`."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute) and node.attr != "objects":
            node = node.value
        else:
            return isinstance(node, ast.Attribute)


def _goes_on(
    name: str, node: ast.Assign | ast.AnnAssign | ast.AugAssign, parameters: tuple[str, ...]
) -> bool:
    """Whether a global is made of its old value, of what is passed, or begins anew; else it may be loaded."""
    if isinstance(node, ast.AugAssign):
        return True
    match node.value:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Name(id=passed):
            return passed in parameters
        case None | ast.Constant() | ast.Attribute():
            return False
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.value))


def of_function(node: FunctionNode, *, method: bool) -> Doing:
    """The notes on a function, before anything in it is seen."""
    args = node.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    parameters = tuple([each.arg for each in named if each is not None])
    declared = [name for item in node.body if type(item) is ast.Global for name in item.names]
    return Doing(method, parameters=parameters, given=set(parameters), declared=frozenset(declared))


def _at(node: ast.expr | ast.stmt) -> At:
    return node.lineno, node.col_offset + 1
