"""Roles that a view takes from the request and gives to an account."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.privileges import Granted
from releasecheck.gather.source.accounts import privilege_guards
from releasecheck.gather.source.accounts.privilege_guards import BODIES, PRIVILEGES, SWITCHES
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    last_name,
    resolved,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

_OF_ACCOUNTS = re.compile(r"user|account|usuario|^member|^admin|^person", re.IGNORECASE)
_PASSWORD = re.compile(r"pass|pwd|senha|hash", re.IGNORECASE)
_PEELED = words("strip lower upper title capitalize str bool")
# Calls that get a value and look at nothing in it.
_HARMLESS = _PEELED | words(
    "all any len isinstance print jsonify dict debug info warning error exception format flash"
    " create_access_token create_refresh_token encode"
)


@dataclass(frozen=True, slots=True)
class _View:
    """A view's tree, with what its names hold."""

    sheet: Sheet
    given: dict[str, ast.expr]  # names that get one value
    nodes: Sequence[ast.AST]

    @classmethod
    def of(cls, node: FunctionNode, sheet: Sheet) -> "_View":
        nodes = [inner for item in node.body for inner in ast.walk(item)]
        stored = Counter(
            one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        )
        given = {
            target.id: one.value
            for one in nodes
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name) and stored[target.id] == 1
        }
        return cls(sheet, given, nodes)

    def is_body(self, value: ast.expr | None) -> bool:
        """Whether it is all that the request sent: `request.form`, `request.get_json() or {}`, `data`."""
        match value:
            case ast.Name():
                return self.is_body(self._held(value))
            case ast.BoolOp(values=[first, *_]):
                return self.is_body(first)
            case ast.IfExp(body=one, orelse=other):
                return self.is_body(one) and self.is_body(other)
            case ast.Call(func=ast.Attribute(attr="get_json") as function):
                return self._origin(function) in BODIES
            case ast.Attribute():
                return self._origin(value) in BODIES
        return False

    def _held(self, name: ast.Name) -> ast.expr | None:
        """What it got on a line above; nothing can hold itself."""
        value = self.given.get(name.id)
        above = value is not None and (value.lineno, value.col_offset) < (name.lineno, name.col_offset)
        return value if above else None

    def _origin(self, node: ast.expr) -> str:
        return resolved(dotted(node), self.sheet.imports)

    def sent(self, value: ast.expr | None) -> str | None:
        """What the request calls a value that is one of its own, whatever stands in for a missing one."""
        match value:
            case ast.Name():
                return self.sent(self._held(value))
            case ast.Subscript(value=body, slice=key) if self.is_body(body):
                return text(key)
            case ast.Call(func=ast.Attribute(attr="get" | "pop", value=body), args=[key, *_]) if self.is_body(
                body
            ):
                return text(key)
            case ast.Call(func=ast.Attribute(attr=name, value=inner), args=[]) if name in _PEELED:
                return self.sent(inner)
            case ast.Call(func=ast.Name(id=name), args=[inner]) if name in _PEELED:
                return self.sent(inner)
            case ast.BoolOp(op=ast.Or(), values=[first, ast.Constant()]):
                return self.sent(first)
        return None

    def is_looked_at(self, sent: str, attribute: str, grant: ast.AST) -> bool:
        """Whether anything in the view looks at that value, or at the whole, not only whether it is there."""
        return any(
            self._looks(one, sent, switch=attribute in SWITCHES) for one in self.nodes if one is not grant
        )

    def _looks(self, node: ast.AST, sent: str, *, switch: bool) -> bool:
        match node:
            case ast.Compare(left=left, comparators=others):
                known = all(isinstance(one, ast.Constant) and one.value in (None, "") for one in others)
                return not known and any(self.sent(one) == sent for one in (left, *others))
            case ast.Call() if called_name(node) not in _HARMLESS:
                given = [*node.args, *(one.value for one in node.keywords)]
                is_record = any(one.arg in PRIVILEGES for one in node.keywords)
                return any(self.is_body(one) or (self.sent(one) == sent and not is_record) for one in given)
            case ast.Subscript(slice=key):
                return self.sent(key) == sent
            case ast.Match(subject=subject):
                return self.sent(subject) == sent
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if switch:
                return any(self.sent(one) == sent for one in ast.walk(test) if isinstance(one, ast.expr))
        return False


def note_function(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """A view, whose tree is looked through only when it gives somebody a role, and the guard above it."""
    if "privileges" not in sheet.subjects:
        return
    if inside.view is not None and inside.is_view:
        sheet.privileges.views[id(inside.view)] = node
    privilege_guards.note_decorators(node, sheet)


def note_keyword(node: ast.keyword, scope: Scope, sheet: Sheet) -> None:
    """`User(role=…)`."""
    if node.arg in PRIVILEGES:
        _note_candidate(scope, sheet)


def note_dict(node: ast.Dict, scope: Scope, sheet: Sheet) -> None:
    """`{"password": …, "role": …}`."""
    if scope.view is not None and any(text(key) in PRIVILEGES for key in node.keys):
        _note_candidate(scope, sheet)


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`user.role = …`."""
    target = node.targets[0]
    if isinstance(target, ast.Attribute) and target.attr in PRIVILEGES:
        _note_candidate(scope, sheet)


def _note_candidate(scope: Scope, sheet: Sheet) -> None:
    if scope.view is not None and scope.is_view:
        sheet.privileges.giving[id(scope.view)] = scope.view


def settle(sheet: Sheet) -> None:
    """Look through the views that give somebody a role, while their trees are there."""
    for number, notes in sheet.privileges.giving.items():
        view = _View.of(sheet.privileges.views[number], sheet)
        grants = list(_grants(view))
        every = Counter(
            [attribute for attribute, _, _, at in grants if not isinstance(at, ast.Assign)]
            + [one.attr for one in view.nodes if isinstance(one, ast.Attribute) and _is_set(one)]
        )
        for attribute, value, account, at in grants:
            sent = view.sent(value)
            if sent and every[attribute] == 1 and not view.is_looked_at(sent, attribute, at):
                granted = Granted(attribute, sent, account, sheet.place(at), notes.place)
                sheet.privileges.grants.append(granted)
    sheet.privileges.views.clear()
    sheet.privileges.giving.clear()


def _is_set(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store)


def _grants(view: _View) -> Iterator[tuple[str, ast.expr, str, ast.expr | ast.stmt]]:
    """What an account gets: the attribute, the value, the account, and where."""
    for node in view.nodes:
        match node:
            case ast.Call(keywords=keywords) if _is_account(node):
                name = last_name(node.func)
                yield from ((one.arg, one.value, name, node) for one in keywords if one.arg in PRIVILEGES)
            case ast.Dict(keys=keys, values=values) if any(_PASSWORD.search(text(key) or "") for key in keys):
                for key, value in zip(keys, values, strict=True):
                    if (given := text(key) or "") in PRIVILEGES:
                        yield given, value, "a record", node
            case ast.Assign(targets=[ast.Attribute(attr=name, value=ast.Name(id=owner))], value=value) if (
                name in PRIVILEGES and _OF_ACCOUNTS.search(owner)
            ):
                yield name, value, owner, node


def _is_account(node: ast.Call) -> bool:
    """Whether it makes an account: a class that is called so, or that is given a password."""
    name = called_name(node)
    named = [one.arg or "" for one in node.keywords]
    return name[:1].isupper() and (_OF_ACCOUNTS.search(name) is not None or any(map(_PASSWORD.search, named)))


HANDLERS: Handlers = {
    ast.If: (privilege_guards.note,),
    ast.keyword: (note_keyword,),
    ast.Dict: (note_dict,),
    ast.Assign: (note_assignment,),
}
