"""What an account holds of its password, where it is printed or logged: `print(user.password_hash)`."""

import ast
import re
from collections.abc import Iterable, Iterator

from releasecheck.facts.passwords import PasswordUse
from releasecheck.gather.source.accounts import accounts
from releasecheck.gather.source.code.log_calls import LOGS, is_log, spoken
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup import setups
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import last_name

_COLUMN = re.compile(
    r"((user|hashed|encrypted)_?)?(password|passwd|passwort|pwd|pw|senha|contrasena)(_?(hash|digest|salt))?"
    r"|(otp|totp|mfa|two_factor)_?(secret|key|token|code)?"
    r"|((access|activation|api|auth|confirmation|refresh|remember|reset|session|verification)_?)?token",
    re.IGNORECASE,
)
# An account, as a loop or a query names it; `form`, `args` and `db` have passwords of another sort.
_ACCOUNT = re.compile(
    r"u|usr|(\w+_)?(user|admin|account|member|employee|staff|student|teacher|customer|person|patient)"
    r"(_?(\d|obj|row|data|record|info))?",
    re.IGNORECASE,
)


def note(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`for u in User.query.all(): print(u.username, u.password)`."""
    function = node.func
    if scope.function is None or (isinstance(function, ast.Attribute) and not is_log(function.value)):
        return
    for part in (part for given in node.args for part in spoken(given)):
        shown = _shown(part)
        if shown:
            sheet.passwords.of_rows.append((PasswordUse("shown", shown, sheet.place(node)), scope))
            return


def _shown(node: ast.expr) -> str | None:
    """`user.password`, `user["password"]`; `User.password` is a column, and has no value."""
    match node:
        case ast.Attribute(value=holder, attr=column):
            said = f"{last_name(holder)}.{column}"
        case ast.Subscript(value=holder, slice=ast.Constant(value=str(column))):
            said = f'{last_name(holder)}["{column}"]'
        case _:
            return None
    owner = last_name(holder)
    if not owner[:1].islower() or not _ACCOUNT.fullmatch(owner) or not _COLUMN.fullmatch(column):
        return None
    return said


def found(sheets: Iterable[Sheet], typed: Iterable[PasswordUse]) -> Iterator[PasswordUse]:
    """Those of the app at work: who runs a command sees what it makes.

    What a request brings may be called a user too, and is `typed`.
    """
    told = {one.place for one in typed if one.kind == "logged"}
    sheets = [one for one in sheets if one.role == "app"]
    imported = frozenset(origin for one in sheets for origin in one.imports.values())
    for sheet in sheets:
        only = setups.only_guarded(sheet, imported) if sheet.passwords.of_rows else set()
        for use, scope in sheet.passwords.of_rows:
            by_hand = setups.is_guarded(scope, only) or accounts.command_of(scope.function, sheet)
            if not by_hand and use.place not in told:
                yield use


CALLS = dict.fromkeys(LOGS, note)
