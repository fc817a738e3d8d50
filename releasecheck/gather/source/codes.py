"""Codes and tokens that let in whoever has them: how they are drawn, and to whom they are shown."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.around import Around
from releasecheck.gather.source.handed_to_all import shower
from releasecheck.gather.source.syntax import FunctionNode, dotted, text, words

DRAWS = words("randint randrange choice choices sample getrandbits randbelow token_hex token_urlsafe")
_CODE = re.compile(
    r"(\w*_)?(otp|one_?time_?(code|pin|password)|"
    r"(verif\w*|confirm\w*|reset|recovery|activation|security|auth|access|login|two_?factor|2fa|sms)_?"
    r"(code|pin|token|otp)|(temp|temporary|reset)_?(password|pass|pwd))(_?(code|value|str|number))?",
    re.IGNORECASE,
)
_BARE = re.compile(r"code|pin|token", re.IGNORECASE)  # what these are for the function's name has to say
_OF_ACCOUNTS = re.compile(
    r"reset|forgot|recover|verif|confirm|activat|regist|sign_?(in|up)|log_?in|otp|2fa|two_?factor",
    re.IGNORECASE,
)
_WAY_BACK = re.compile(r"reset|forgot|recover|verif|log_?in|sign_?in|otp|2fa|two_?factor", re.IGNORECASE)
_MAKING = re.compile(r"_*(generate|gen|create|make|new|get|random|build|draw)_", re.IGNORECASE)


def guessed(call: ast.Call, around: Around) -> str | None:
    """The code that `random` draws there, which is made for games: "reset_code"."""
    function = around.function(call)
    if function is None:
        return None
    return next((name for name in _becomes(call, function, around) if _is_code(name, function)), None)


def shown(call: ast.Call, around: Around) -> str | None:
    """Who shows a code that is drawn there to whoever asked for it: "flash"."""
    function = around.function(call)
    if function is None or not _WAY_BACK.search(function.name):
        return None
    names = {name for name in _becomes(call, function, around) if _is_code(name, function)}
    return shower(names, function, around)


def _becomes(call: ast.Call, function: FunctionNode, around: Around) -> Iterator[str]:
    """The names that get it, be it a part of a text; what the function is called that returns it."""
    for one in around.above(call):
        match one:
            case ast.keyword(arg=str() as name):
                yield name
            case ast.Assign(targets=given):
                yield from filter(None, map(_name, given))
            case ast.AugAssign(target=given) | ast.AnnAssign(target=given):
                yield from filter(None, [_name(given)])
            case ast.Return():
                yield _MAKING.sub("", function.name)
        if isinstance(one, ast.stmt):
            return


def _name(target: ast.expr) -> str | None:
    """`code` of `code`, `user.code` and `session["code"]`."""
    return text(target.slice) if isinstance(target, ast.Subscript) else dotted(target).rpartition(".")[2]


def _is_code(name: str, function: FunctionNode) -> bool:
    if _CODE.fullmatch(name):
        return True
    return bool(_BARE.fullmatch(name) and _OF_ACCOUNTS.search(function.name))
