"""Lines that fail in a case of which nobody thought: noted at a glance, judged by what is around them."""

import ast
from collections.abc import Callable, Sequence

from releasecheck.facts import NOWHERE
from releasecheck.facts.slips import Slip
from releasecheck.gather.source.accounts import codes, takeovers
from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.data import first_rows, lookups, session_calls
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.notes.slip_notes import Doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets import unset_secrets
from releasecheck.gather.source.session import lost_cookies, session_items
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.slips import class_tests, mails, own_blocks, shifted_dates
from releasecheck.gather.source.syntax import called_name, dotted, last_name, resolved, words
from releasecheck.gather.source.views import built_html, false_success, kept_uploads, preflights
from releasecheck.gather.source.walk import Handlers
from releasecheck.gather.source.work import handed_to_all

_CHANGING = words("append extend insert remove pop popitem clear update setdefault add discard sort reverse")


def note_test(node: ast.If | ast.IfExp, scope: Scope, sheet: Sheet) -> None:
    """`if not db.session.commit():`."""
    test = node.test
    while isinstance(test, ast.UnaryOp):
        test = test.operand
    if isinstance(test, ast.Call) and session_calls.has_no_result(test):
        doubt("result-tested", node, scope, sheet)


def _note_row(node: ast.Attribute | ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`User.query.filter_by(name=name).first().id`."""
    row = node.value
    if not (isinstance(row, ast.Call) and isinstance(row.func, ast.Attribute)):
        return
    if row.func.attr in lookups.ROW_OR_NONE and scope.is_view and isinstance(node.ctx, ast.Load):
        doubt("row-taken", node, scope, sheet)


def _note_try(node: ast.Try, scope: Scope, sheet: Sheet) -> None:
    """`except smtplib.SMTPException`, and a connection that is refused is none."""
    if any(origin.partition(".")[0] == "smtplib" for origin in sheet.imports.values()):
        doubt("mail-half-caught", node, scope, sheet)


def _note_alias(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`cart = session["cart"]`, `session["cart"]["items"] = …`, `cart["items"] = …`."""
    if session_items.item(node.value, sheet.imports):
        sheet.slips.of_session.update(
            (scope.function or "", one.id) for one in node.targets if isinstance(one, ast.Name)
        )
    _note_items(node.targets, node, scope, sheet)


def _note_other(node: ast.AugAssign | ast.Delete, scope: Scope, sheet: Sheet) -> None:
    _note_items(node.targets if isinstance(node, ast.Delete) else [node.target], node, scope, sheet)


def _note_items(given: Sequence[ast.expr], node: ast.stmt, scope: Scope, sheet: Sheet) -> None:
    if any(isinstance(one, ast.Subscript) and _is_item(one.value, scope, sheet) for one in given):
        doubt("session-changed", node, scope, sheet)


def _note_change(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session["seen"].append(…)`."""
    if isinstance(node.func, ast.Attribute) and _is_item(node.func.value, scope, sheet):
        doubt("session-changed", node, scope, sheet)


def _is_item(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    if isinstance(node, ast.Name):
        return (scope.function or "", node.id) in sheet.slips.of_session
    return session_items.item(node, sheet.imports) is not None


def _note_cached(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`cache.set("exercises", exercises)`."""
    if len(node.args) > 1 and "cache" in _owner(node).lower():
        doubt("cached-for-all", node, scope, sheet)


def _owner(node: ast.Call) -> str:
    return last_name(node.func.value) if isinstance(node.func, ast.Attribute) else ""


def _note_response(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`Response(rows())`."""
    if node.args and isinstance(node.args[0], ast.Call):
        doubt("streamed-late", node, scope, sheet)


def _note_saved(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`photo.save(path)`."""
    if len(node.args) == 1 and isinstance(node.func, ast.Attribute) and scope.is_view:
        doubt("kept-as-sent", node, scope, sheet)
        doubt("overwrites-another", node, scope, sheet)


def _note_link(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`url_for("reset_password", token=token, _external=True)`."""
    given = {one.arg for one in node.keywords}
    if scope.is_view and "_external" in given and any("token" in (name or "") for name in given):
        doubt("way-in-shown", node, scope, sheet)


def _note_row_added(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`db.session.add(room)`."""
    if session_calls.is_added(node):
        doubt("id-unset", node, scope, sheet)


def _note_cookie(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`unset_jwt_cookies(jsonify(done=True))`."""
    doubt("cookie-lost", node, scope, sheet)


def _note_body(node: ast.Call | ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`request.get_json()`, `request.json`."""
    if scope.is_view and (isinstance(node, ast.Call) or node.attr == "json"):
        doubt("preflight-refused", node, scope, sheet)


def _note_admin(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`admin.add_view(ModelView(User, db.session))`."""
    view = node.args[0] if node.args else None
    made = resolved(dotted(view.func), sheet.imports) if isinstance(view, ast.Call) else ""
    if made.startswith("flask_admin.contrib.") and made.endswith(".ModelView") and not scope.guarded:
        sheet.slips.doubts.append(Doubt("admin-open", node, scope.function or "", sheet.place(node), NOWHERE))


def settle(tree: ast.Module, content: bytes, sheet: Sheet) -> None:
    """Judge the doubts of a file."""
    if sheet.slips.doubts:
        around = Around(tree, content)
        for doubt in sheet.slips.doubts:
            for what, detail in _JUDGES[doubt.kind](doubt.node, around, sheet):
                slip = Slip(doubt.kind, what, doubt.function, doubt.place, doubt.view, detail)
                sheet.slips.settled.append(slip)
        sheet.slips.doubts.clear()


def _tested(node: ast.AST, _around: Around, _sheet: Sheet) -> Judged:
    """The branch that never runs, where there is one."""
    if isinstance(node, ast.If | ast.IfExp):
        test, never = node.test, node.body
        while isinstance(test, ast.UnaryOp):
            test, never = test.operand, node.orelse if never is node.body else node.body
        if never and isinstance(test, ast.Call):
            yield f"{dotted(test.func)}()", "else" if never is node.orelse else "if"


def _taken(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Call):
        by = first_rows.unasked(node, around, sheet.imports)
        if by is not None:
            read = f".{node.attr}" if isinstance(node, ast.Attribute) else "[…]"
            yield f"{called_name(node.value)}(){read}", by


def _changed(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    if session_items.is_lost(node, around, sheet.imports):
        yield session_items.written(node), ""


def _half_caught(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    found = mails.half_caught(node, around, sheet.imports) if isinstance(node, ast.Try) else None
    if found is not None:
        yield found


def _cached(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call):
        key = handed_to_all.of_visitor_under_one_key(node, around, sheet.imports)
        if key is not None:
            got = handed_to_all.is_got(key, node, around)
            yield f'{dotted(node.func)}("{key}", …)', "got" if got else ""


def _streamed(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call):
        read = handed_to_all.outlives_its_request(node, around, sheet.imports)
        if read is not None:
            yield f"{dotted(node.args[0])}()", read


def _kept(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call):
        folder = handed_to_all.kept_as_sent(node, around)
        if folder is not None:
            yield f"{dotted(node.func)}(…)", folder


def _shown(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call):
        shower = handed_to_all.way_in_shown(node, around)
        if shower is not None:
            yield f"{shower}(…)", ""


def _unset(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call) and (taken := session_calls.taken(node, around)):
        yield taken


def _lost(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call):
        answer = lost_cookies.on_what(node, around, sheet.imports)
        if answer is not None:
            yield called_name(node), answer


def _preflight(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    if isinstance(node, ast.Call | ast.Attribute) and preflights.reads_a_body(node, around, sheet.imports):
        yield dotted(node.func) + "()" if isinstance(node, ast.Call) else dotted(node), ""


def _open(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """Records that Flask-Admin's own view shows; a file that speaks of `is_accessible` may guard it."""
    chosen = any(isinstance(one, ast.If | ast.IfExp | ast.Match) for one in around.above(node))
    if isinstance(node, ast.Call) and isinstance(node.args[0], ast.Call) and not chosen:
        model = next(iter(node.args[0].args), None)
        if b"is_accessible" not in around.content:
            name = dotted(model).rpartition(".")[2] if isinstance(model, ast.Name | ast.Attribute) else ""
            yield name if name[:1].isupper() else "", ""


_JUDGES: dict[str, Judge] = {
    **built_html.JUDGES,
    **codes.JUDGES,
    **false_success.JUDGES,
    **kept_uploads.JUDGES,
    **own_blocks.JUDGES,
    **shifted_dates.JUDGES,
    **takeovers.JUDGES,
    **unset_secrets.JUDGES,
    "result-tested": _tested,
    "row-taken": _taken,
    "session-changed": _changed,
    "mail-half-caught": _half_caught,
    "cached-for-all": _cached,
    "streamed-late": _streamed,
    "kept-as-sent": _kept,
    "way-in-shown": _shown,
    "id-unset": _unset,
    "cookie-lost": _lost,
    "preflight-refused": _preflight,
    "admin-open": _open,
}
HANDLERS: Handlers = {
    ast.Try: (_note_try, *own_blocks.HANDLERS[ast.Try]),
    **false_success.HANDLERS,
    **class_tests.HANDLERS,
}
IN_VIEWS: Handlers = {ast.Attribute: (_note_row,), ast.Subscript: (_note_row,)}
OF_SESSIONS: Handlers = {
    ast.Assign: (_note_alias,),
    ast.AugAssign: (_note_other,),
    ast.Delete: (_note_other,),
}
OF_VARIABLES: Handlers = unset_secrets.HANDLERS
OF_PREFLIGHTS: Handlers = {ast.Attribute: (_note_body,)}
BODIES: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"get_json": _note_body}
CHANGES: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_CHANGING, _note_change)
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "set": _note_cached,
    "Response": _note_response,
    "response_class": _note_response,
    "save": _note_saved,
    "add": _note_row_added,
    "url_for": _note_link,
    "add_view": _note_admin,
    **codes.CALLS,
    **own_blocks.CALLS,
    **shifted_dates.CALLS,
    **false_success.CALLS,
    **dict.fromkeys(lost_cookies.CALLED, _note_cookie),
}
