"""Columns and form fields: defaults that are worked out once, and what a field checks an address with."""

import ast
from collections.abc import Callable, Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.columns import FixedDefault
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, keyword, last_name, resolved, text, words

_FIELDS = words(
    "Column mapped_column DateTimeField DateField TimeField TimestampField ComplexDateTimeField "
    "DateTimeLocalField StringField CharField TextField UUIDField IntegerField FloatField"
)
_NEW_EACH_TIME = words(
    "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today time.time "
    "uuid.uuid1 uuid.uuid4 secrets.token_hex secrets.token_urlsafe secrets.randbelow random.randint "
    "random.random random.choice random.choices random.sample random.randrange secrets.choice os.urandom"
)
_INTEGERS = words("Integer BigInteger SmallInteger INTEGER BIGINT")
_CONVERTING = frozenset({"str", "int", "float", "round"})
_COLUMNS = frozenset({"Column", "mapped_column"})
_DEFAULTS = ("default", "onupdate", "insert_default")


def _note_field(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`placed = db.Column(db.DateTime, default=datetime.now())`; a class in a function is made each time."""
    if scope.function is not None:
        return
    field = f"{scope.owner.name}.{sheet.names.get(id(node), '?')}" if scope.owner else _of_table(node)
    if field is None:
        return
    if scope.owner and _is_true(keyword(node, "primary_key")):
        kinds = (last_name(given) for given in node.args[:2])
        number = any(kind in _INTEGERS for kind in kinds)
        sheet.primary_keys.setdefault(sheet.names.get(id(node), ""), set()).add(number)
    if scope.owner and called_name(node) in _COLUMNS:
        refuses = _is_false(keyword(node, "nullable")) and not keyword(node, "default", "server_default")
        sheet.columns.setdefault(sheet.names.get(id(node), ""), set()).add(refuses)
    for given in filter(None, (keyword(node, name) for name in _DEFAULTS)):
        call = _called_now(given, sheet)
        if call is not None:
            unique = any(_is_true(keyword(node, flag)) for flag in ("unique", "primary_key"))
            sheet.fixed_defaults.append(FixedDefault(field, dotted(call), sheet.place(given), unique))
            return


def _of_table(node: ast.Call) -> str | None:
    """The name of a column that no class declares: `db.Table("likes", db.Column("at", default=…))`."""
    return text(node.args[0]) if node.args and called_name(node) == "Column" else None


def _called_now(node: ast.expr, sheet: Sheet) -> ast.Call | None:
    """The call in an expression that the default takes its value from."""
    match node:
        case ast.Call() if resolved(dotted(node), sheet.imports) in _NEW_EACH_TIME:
            return node
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _CONVERTING:
            return _called_now(first, sheet)
        case ast.Call(func=ast.Attribute(attr="join"), args=[parts]):
            return _called_now(parts, sheet)
        case ast.ListComp(elt=each) | ast.GeneratorExp(elt=each):
            return _called_now(each, sheet)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner):
            return _called_now(inner, sheet)
        case ast.BinOp():
            return _called_now(node.left, sheet) or _called_now(node.right, sheet)
    return None


def _is_true(flag: ast.expr | None) -> bool:
    return isinstance(flag, ast.Constant) and flag.value is True


def _is_false(flag: ast.expr | None) -> bool:
    return isinstance(flag, ast.Constant) and flag.value is False


def refusing(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The columns that no model lets be None, whichever has one of that name."""
    told: dict[str, set[bool]] = {}
    for sheet in sheets:
        for name, refuses in sheet.columns.items():
            told.setdefault(name, set()).update(refuses)
    return frozenset(name for name, refuses in told.items() if refuses == {True})


def _note_email(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`Email()`, `validators.Email()`; where a function or an `if` makes it, the app may do without."""
    made = scope.function is None and not (scope.conditional or scope.guarded)
    if made and resolved(dotted(node.func), sheet.imports) == "wtforms.validators.Email":
        sheet.email_checks.append((sheet.place(node), scope.owner.name if scope.owner else ""))


def _note_validation(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`form.validate_on_submit()`, and `form.validate()`."""
    sheet.validates = sheet.validates or isinstance(node.func, ast.Attribute)


def email_checks_run(sheets: Sequence[Sheet]) -> Iterator[Place]:
    """Those in forms, or in what they inherit from, that a file makes which validates forms as well."""
    if not any(one.email_checks for one in sheets):
        return
    made: set[str] = set()
    for one in sheets:
        if one.validates and one.role != "test":
            made.update(name for name, _ in one.calls)
            made.update(name for notes in one.bodies for name in notes.calls)
    bases = [(name, base.rpartition(".")[2]) for one in sheets for name, base in one.subclasses]
    while more := {base for name, base in bases if name in made} - made:
        made |= more
    yield from (place for one in sheets for place, form in one.email_checks if form in made)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_FIELDS, _note_field),
    "Email": _note_email,
    **dict.fromkeys(("validate", "validate_on_submit"), _note_validation),
}
