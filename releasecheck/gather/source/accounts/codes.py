"""Codes and tokens that let in whoever has them: how they are drawn, and to whom they are shown."""

import ast
import re
from collections.abc import Callable, Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, resolved, text, words
from releasecheck.gather.source.work.handed_to_all import shower

_DRAWS = words("randint randrange choice choices sample getrandbits randbelow token_hex token_urlsafe")
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


def _note_draw(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session["code"] = random.randint(1000, 9999)`."""
    library = resolved(dotted(node.func), sheet.imports).partition(".")[0]
    if library == "random":
        doubt("code-guessed", node, scope, sheet)
    if library in ("random", "secrets") and scope.is_view:
        doubt("code-shown", node, scope, sheet)


def _guessed(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """The code that `random` draws there, which is made for games: "reset_code"."""
    function = around.function(node)
    if isinstance(node, ast.Call) and function is not None:
        name = next((one for one in _becomes(node, function, around) if _is_code(one, function)), None)
        if name is not None:
            yield f"{dotted(node.func)}()", name


def _shown(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """Who shows a code that is drawn there to whoever asked for it: "flash"."""
    function = around.function(node)
    if isinstance(node, ast.Call) and function is not None and _WAY_BACK.search(function.name):
        names = {one for one in _becomes(node, function, around) if _is_code(one, function)}
        if by := shower(names, function, around):
            yield f"{by}(…)", ""


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


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_DRAWS, _note_draw)
JUDGES: dict[str, Judge] = {"code-guessed": _guessed, "code-shown": _shown}
