"""Calls of the clients of others' services that change what those keep for the app."""

import ast
from collections.abc import Callable

from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, resolved, words

_FIREBASE = words("create_user update_user delete_user delete_users set_custom_user_claims import_users")
_STRIPE = words("create modify delete")
# Neither a page of theirs to pay at nor a payment that nobody has confirmed is kept by the app.
_KEPT_BY_STRIPE = words("Account Charge Customer Invoice Price Product Refund Subscription Transfer Payout")
_AMAZON = words(
    "put_item update_item delete_item batch_write_item put_object delete_object delete_objects upload_file "
    "upload_fileobj"
)


def _note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`auth.create_user(…)` of firebase_admin, `stripe.Customer.create(…)`, `table.put_item(…)` of boto3."""
    if scope.doing is not None and not scope.sent and _changes(dotted(node.func), sheet):
        name = ".".join(dotted(node.func).split(".")[-2:])
        scope.doing.writes.setdefault(name, sheet.place(node))


def _changes(name: str, sheet: Sheet) -> bool:
    owner, _, called = resolved(name, sheet.imports).rpartition(".")
    if called in _FIREBASE:
        return owner == "firebase_admin.auth"
    if called in _AMAZON:
        return any(origin.partition(".")[0] == "boto3" for origin in sheet.imports.values())
    package, _, resource = owner.partition(".")
    if package == "stripe":
        return resource in _KEPT_BY_STRIPE
    twilio = owner.endswith(".messages") and called == "create"
    return twilio and any(origin.partition(".")[0] == "twilio" for origin in sheet.imports.values())


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    _FIREBASE | _STRIPE | _AMAZON, _note_call
)
