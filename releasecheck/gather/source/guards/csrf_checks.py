"""The project's own functions that have the CSRF token of a request checked, and whom these let pass."""

import ast
from collections.abc import Collection, Iterator, Sequence

from releasecheck.facts.views import CsrfCheck, CsrfGap, CsrfGapKind
from releasecheck.gather.source.guards import csrf
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, is_form_sent, text

_OTHER_PROOF = frozenset({"origin", "referer", "sec-fetch-site"})  # a header that tells of the page itself

_Asked = tuple[CsrfGapKind, bool]  # of what, and whether it is to be there


def note(tree: ast.Module, sheet: Sheet) -> None:
    """Those of a module that speaks of such tokens; the whole tree is walked, so the others are not asked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and csrf.is_check(node):
            sheet.csrf_checks.append(CsrfCheck(node.name, sheet.place(node), _gap(node, sheet)))


def found(sheets: Sequence[Sheet]) -> Iterator[CsrfCheck]:
    """With the functions that call them, by name, as far as that goes."""
    checks = [one for sheet in sheets for one in sheet.csrf_checks]
    yield from checks
    names = {one.function for one in checks}
    callers = [
        (name.rpartition(".")[2], {called.rpartition(".")[2] for called in (*doing.calls, *doing.sent_calls)})
        for sheet in sheets
        for name, doing in (sheet.doings.items() if names else ())
    ]
    while further := {name for name, calls in callers if name not in names and not names.isdisjoint(calls)}:
        names |= further
        yield from (CsrfCheck(name) for name in sorted(further))


def _gap(function: FunctionNode, sheet: Sheet) -> CsrfGap | None:
    """The `if` that lets a request pass which has no token: `if not request.form: return`."""
    nodes = list(ast.walk(function))
    if not any(map(_refuses, nodes)) or any(map(_is_other_proof, nodes)):
        return None
    sent = {name for one in nodes for name in _given_token(one)}
    conditions = list(_conditions(function.body))
    refused = any(("token", False) in _asked(one, ast.Or, sent) for one in conditions if _turns_away(one))
    for one in conditions:
        asked = _asked(one, ast.Or, sent) if _only_returns(one) else ()
        passing = [kind for kind, there in asked if not there]
        if _turns_away(one) and isinstance(one.test, ast.BoolOp) and isinstance(one.test.op, ast.And):
            passing = [kind for kind, there in _asked(one, ast.And, sent) if there]
        if passing and not (refused and passing == ["token"]):
            return CsrfGap(passing[0], sheet.place(one))
    return None


def _conditions(body: Sequence[ast.stmt]) -> Iterator[ast.If]:
    """Those that every request meets, or each that was sent: below `if request.method == "POST":`."""
    for one in body:
        if isinstance(one, ast.If):
            yield one
            if is_form_sent(one.test):
                yield from _conditions(one.body)


def _refuses(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and called_name(node) == "abort")


def _turns_away(condition: ast.If) -> bool:
    return any(_refuses(node) for one in condition.body for node in ast.walk(one))


def _only_returns(condition: ast.If) -> bool:
    match condition.body:
        case [ast.Return(value=None | ast.Constant(value=None))]:
            return True
    return False


def _is_other_proof(node: ast.AST) -> bool:
    """`request.headers["Origin"]`, `request.referrer`: it may look at that where there is no token."""
    if isinstance(node, ast.Attribute):
        return node.attr in {"referrer", "origin"}
    return isinstance(node, ast.Constant) and (text(node) or "").lower() in _OTHER_PROOF


def _given_token(node: ast.AST) -> Iterator[str]:
    """The name that has the token which was sent: `token = request.form.get("csrf_token")`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            nodes = list(ast.walk(value))
            of_request = any(isinstance(one, ast.Name) and one.id == "request" for one in nodes)
            if of_request and any(map(csrf.is_token, nodes)):
                yield name


def _asked(condition: ast.If, joined: type[ast.boolop], sent: Collection[str]) -> Iterator[_Asked]:
    """What each part of it asks for."""
    test = condition.test
    whole = isinstance(test, ast.BoolOp) and isinstance(test.op, joined)
    for part in test.values if isinstance(test, ast.BoolOp) and whole else [test]:
        if asked := _presence(part, sent):
            yield asked


def _presence(test: ast.expr, sent: Collection[str]) -> _Asked | None:
    """Whether there is a form, or a token in it."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            asked = _presence(inner, sent)
            return (asked[0], not asked[1]) if asked else None
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as op], comparators=[form]):
            of_form = dotted(form) == "request.form" and csrf.is_key(key)
            return ("token", isinstance(op, ast.In)) if of_form else None
        case ast.Compare(
            left=inner, ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]
        ):
            asked = _presence(inner, sent)
            return (asked[0], isinstance(op, ast.IsNot)) if asked else None
        case ast.Attribute() if dotted(test) == "request.form":
            return ("form", True)
        case ast.Name(id=name) if name in sent:
            return ("token", True)
        case ast.Call(func=ast.Attribute(attr="get") as func, args=[key, *_]):
            of_form = dotted(func.value) == "request.form" and csrf.is_key(key)
            return ("token", True) if of_form else None
    return None
