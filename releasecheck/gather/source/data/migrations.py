"""Alembic's revisions: what each does to which table when a database is upgraded."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from releasecheck.facts import Place
from releasecheck.facts.migrations import Chain, Revision, TableChange
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    called_name,
    dotted,
    keyword,
    target_name,
    targets,
    text,
    words,
)

_VERSIONS = "versions"
_SELECTS = re.compile(rb"include_(object|name|symbol|schemas)|version_locations")
# Operations with the position of the table that they change.
_ALTERS = {
    **dict.fromkeys(("add_column", "alter_column", "drop_column", "batch_alter_table", "drop_table"), 0),
    **dict.fromkeys(("create_index", "create_unique_constraint", "create_foreign_key"), 1),
    **dict.fromkeys(("create_check_constraint", "create_primary_key", "drop_constraint"), 1),
}
_TABLE_NAMES = ("table_name", "source_table", "source")
_HARMLESS = words(
    "drop_index f inline_literal bulk_insert get_bind get_context create_table_comment drop_table_comment "
    "create_exclude_constraint create_table rename_table execute"
)
_NAMED = words("create_unique_constraint create_foreign_key create_check_constraint drop_constraint")
_NO_TABLES = words("print execute commit rollback flush close add add_all info debug warning delete drop")
_CHANGES_ROWS = re.compile(
    r"\s*(--.*\n\s*)*(UPDATE|INSERT|DELETE|ALTER|DROP|SELECT|SET|PRAGMA|COMMENT|TRUNCATE|GRANT|"
    r"CREATE\s+(OR\s+REPLACE\s+)?(UNIQUE\s+)?(INDEX|TYPE|EXTENSION))\b",
    re.IGNORECASE,
)
_MAKES_TABLE = re.compile(
    r"\bRENAME\s+TO\b|\bINTO\s+TABLE\b|\bCREATE\s+(\w+\s+){0,2}(TABLE|VIEW)\b", re.IGNORECASE
)
_MAKES_COLUMN = re.compile(r"\b(ADD|RENAME|CHANGE|MODIFY)\b", re.IGNORECASE)
_ROWS = words("update insert delete")


@dataclass(slots=True)
class Chains:
    """What has been read so far of the folders `versions` and of what lies beside them."""

    revisions: dict[str, list[Revision]] = field(default_factory=dict)  # by folder
    obscure: set[str] = field(default_factory=set)  # folders with a file that was not understood
    environments: dict[str, bool] = field(default_factory=dict)  # folder of env.py -> it leaves tables out

    def note(self, sheet: Sheet, content: bytes | str) -> None:
        """Take one Python file of the project."""
        folder, _, name = sheet.path.rpartition("/")
        if name == "env.py":
            self.environments[folder] = isinstance(content, str) or bool(_SELECTS.search(content))
        elif sheet.revision is not None:
            self.revisions.setdefault(folder, []).append(sheet.revision)
        elif name != "__init__.py" and (inside := _versions(folder)):
            self.obscure.add(inside)

    def found(self) -> Iterator[Chain]:
        """The chains, by their folders."""
        for folder, revisions in sorted(self.revisions.items()):
            above = folder.removesuffix(_VERSIONS).removesuffix("/")
            if above in self.environments:
                names = {one.name for one in revisions}
                yield Chain(
                    folder,
                    tuple(sorted(revisions, key=attrgetter("place"))),
                    complete=folder not in self.obscure and len(names) == len(revisions),
                    selective=self.environments[above],
                )


def _versions(folder: str) -> str | None:
    """The folder `versions` that this is, or lies in."""
    parts = folder.split("/")
    return "/".join(parts[: parts.index(_VERSIONS) + 1]) if _VERSIONS in parts else None


def revision(tree: ast.Module, content: bytes, sheet: Sheet) -> Revision | None:
    """The revision that a file is; null where it is none, or not a plain one."""
    if not sheet.path.rpartition("/")[0].endswith(_VERSIONS) or b"down_revision" not in content:
        return None
    said = {
        target_name(target): node
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in targets(node)
    }
    value = {name: node.value for name, node in said.items()}
    name, after = text(value.get("revision")), _names(value.get("down_revision"))
    if name is None or after is None or _names(value.get("depends_on")) != ():
        return None
    parts = [node for node in tree.body if not _goes_back(node)]
    calls = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Call)]
    own = {node.name for node in parts if isinstance(node, FunctionNode)}
    upgrades = [node for node in parts if isinstance(node, FunctionNode) and node.name.startswith("upgrade")]
    return Revision(
        name,
        after,
        sheet.place(said["revision"]),
        makes=tuple(filter(None, map(_made, calls))),
        changes=tuple(chain.from_iterable(_changes(node.body, {}, sheet) for node in upgrades)),
        opaque=any(map(_hides_tables, calls)) or any(_calls_elsewhere(part, own) for part in parts),
        branch=_names(value.get("branch_labels")) != (),
        columns=_columns(calls),
        drops_nameless=() if b"naming_convention" in content else tuple(_nameless_drops(tree, sheet)),
    )


def _names(node: ast.expr | None) -> tuple[str, ...] | None:
    """Of `None`, `"a1b2"` or `("a1b2", "c3d4")`; null for anything that is worked out."""
    match node:
        case None | ast.Constant(value=None):
            return ()
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            found = [text(part) for part in parts]
            return None if None in found else tuple(filter(None, found))
    one = text(node)
    return None if one is None else (one,)


def _goes_back(node: ast.stmt) -> bool:
    return isinstance(node, FunctionNode) and node.name.startswith("downgrade")


def _nameless_drops(tree: ast.Module, sheet: Sheet) -> Iterator[Place]:
    """`batch_op.drop_constraint(None, type_="unique")`, as Alembic writes it for what it gave no name."""
    for part in tree.body:
        for call in ast.walk(part) if _goes_back(part) else ():
            if isinstance(call, ast.Call) and called_name(call) == "drop_constraint":
                given = argument(call, 0, "constraint_name")
                if isinstance(given, ast.Constant) and given.value is None:
                    yield sheet.place(call)


def _made(call: ast.Call) -> str | None:
    """The table that there is afterwards: `op.create_table("a")`, `op.rename_table("a", "b")`."""
    position = {"create_table": 0, "rename_table": 1}.get(called_name(call))
    return None if position is None else _table(call, position, "table_name", "new_table_name")


def _columns(calls: Iterable[ast.Call]) -> tuple[str, ...] | None:
    """The columns that there are afterwards, of whatever table; null where one may be hidden."""
    found: list[str | None] = []
    for call in calls:
        called = called_name(call)
        if called == "Column":
            found.append(text(argument(call, 0, "name")))
        elif called == "alter_column" and (renamed := keyword(call, "new_column_name")):
            found.append(text(renamed))
        elif _hides_columns(call):
            found.append(None)
    return None if None in found else tuple(dict.fromkeys(one for one in found if one is not None))


def _hides_columns(call: ast.Call) -> bool:
    """Whether it may make a column whose name nobody can read here."""
    if called_name(call) == "execute":
        nodes = ast.walk(call)
        said = [one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return not said or any(map(_MAKES_COLUMN.search, said))
    return called_name(call) in ("create_table", "add_column") and any(map(_is_spread, call.args))


def _is_spread(given: ast.expr) -> bool:
    """Whether it stands for columns that are made elsewhere: `*columns`, `column`."""
    return isinstance(given, ast.Starred | ast.Name) or (
        isinstance(given, ast.Call) and called_name(given) == "copy"
    )


def _table(call: ast.Call, position: int, *names: str) -> str | None:
    """With its schema; null where the source does not say it."""
    table, schema = text(argument(call, position, *names)), keyword(call, "schema")
    if table is None or (isinstance(schema, ast.Constant) and schema.value is None) or schema is None:
        return table
    return f"{text(schema)}.{table}" if text(schema) else None


def _changes(body: list[ast.stmt], batches: dict[str, str], sheet: Sheet) -> Iterator[TableChange]:
    """What is done on no condition; `batches` are the tables that a name stands for in a `with`."""
    for node in body:
        if isinstance(node, ast.With):
            opened = dict(batches)
            for item in node.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and called_name(call) == "batch_alter_table":
                    yield from _change(call, batches, sheet)
                    if not keyword(call, "naming_convention") and (table := _table(call, 0, "table_name")):
                        opened[dotted(item.optional_vars)] = table
            yield from _changes(node.body, opened, sheet)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield from _change(node.value, batches, sheet)
        elif any(isinstance(inner, ast.Return | ast.Raise) for inner in ast.walk(node)):
            return


def _change(call: ast.Call, batches: dict[str, str], sheet: Sheet) -> Iterator[TableChange]:
    name, by = called_name(call), dotted(call.func).partition(".")[0]
    place = sheet.place(call)
    if by in batches:
        given = argument(call, 0, "constraint_name")
        if name in _NAMED and isinstance(given, ast.Constant) and given.value is None:
            yield TableChange("alter", batches[by], name, place, nameless=True)
    elif by == "op" and name in _ALTERS and not keyword(call, "if_exists", "if_not_exists"):
        table = _table(call, _ALTERS[name], *_TABLE_NAMES)
        if table is not None:
            yield TableChange("drop" if name == "drop_table" else "alter", table, name, place)


def _hides_tables(call: ast.Call) -> bool:
    """Whether it may make a table whose name nobody can read here."""
    name, by = called_name(call), dotted(call.func)
    if name == "execute":
        return not _is_of_rows(call)
    if name in ("create_table", "rename_table"):
        return _made(call) is None
    if name == "create":  # a type's is no table's
        return "enum" not in by.lower()
    if name == "create_all":
        return True
    return by.partition(".")[0] == "op" and by.count(".") == 1 and not {name} & (_HARMLESS | _ALTERS.keys())


def _is_of_rows(call: ast.Call) -> bool:
    said = [
        one.value for one in ast.walk(call) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    if any(map(_MAKES_TABLE.search, said)):
        return False
    inner = {called_name(one) for one in ast.walk(call) if isinstance(one, ast.Call)}
    return any(map(_CHANGES_ROWS.match, said)) or bool(inner & _ROWS)


def _calls_elsewhere(part: ast.stmt, known: set[str]) -> bool:
    """Whether a statement only calls what is written in another file, which may do anything."""
    nodes = list(ast.walk(part))
    known = known | {"op"} | {dotted(one.optional_vars) for one in nodes if isinstance(one, ast.withitem)}
    alone = [one.value for one in nodes if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)]
    return any(
        dotted(call.func).partition(".")[0] not in known
        and called_name(call) not in _NO_TABLES
        and "enum" not in dotted(call.func).lower()
        for call in alone
    )
