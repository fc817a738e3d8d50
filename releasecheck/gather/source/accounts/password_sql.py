"""SQL that asks for a password or keeps one."""

import ast
import re

from releasecheck.facts.passwords import PasswordUseKind
from releasecheck.gather.source.syntax import elements

_GIVEN = r"""["'`\]]?\s*(=|like)\s*['"]?(\?|%\s?s|%\(|:|\{|\$\d)"""
_COLUMN = r"\b(user_?)?(password|passwd|pwd|pass)"
_ASKED_IN_SQL = re.compile(rf"\bwhere\b.*{_COLUMN}{_GIVEN}", re.IGNORECASE | re.DOTALL)
_KEPT_IN_SQL = re.compile(
    rf"\binsert\s+into\b[^)]*{_COLUMN}\b|\bupdate\b.*\bset\b.*{_COLUMN}{_GIVEN}", re.IGNORECASE | re.DOTALL
)
_HASHED_IN_SQL = re.compile(r"\b(md5|sha\d*|crypt|password)\s*\(\s*[%:?{]", re.IGNORECASE)


def use(statement: ast.expr) -> tuple[PasswordUseKind | None, list[ast.expr]]:
    """What a statement does with the password that it is given, and what is put into its text.

    Nothing where it has none, and where the database hashes it.
    """
    written, inserted = _sql(statement)
    if _HASHED_IN_SQL.search(written):
        return None, inserted
    if _ASKED_IN_SQL.search(written):
        return "compared", inserted
    return ("kept" if _KEPT_IN_SQL.search(written) else None), inserted


def _sql(node: ast.expr) -> tuple[str, list[ast.expr]]:
    """The text of a statement with `{}` for what is put into it, and that."""
    match node:
        case ast.Constant(value=str() as value):
            return value, []
        case ast.JoinedStr(values=values):
            parts = [_sql(one) for one in values]
            return "".join(part for part, _ in parts), [each for _, some in parts for each in some]
        case ast.FormattedValue(value=value):
            return "{}", [value]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            (one, some), (other, more) = _sql(left), _sql(right)
            return one + other, [*some, *more]
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            return _sql(left)[0], list(elements(right))
    return "{}", [node]
