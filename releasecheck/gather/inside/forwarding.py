"""Whether a function only hands its arguments on, read from its source."""

from __future__ import annotations

import ast
import types
from typing import Any, Iterable, List, Set

from . import source_lines


def only_passes_on(function: Any, targets: Iterable[str]) -> bool:
    """Whether it calls one of the names with its own parameters, all and unchanged, and never otherwise."""
    code = getattr(function, "__code__", None)
    node = source_lines.function_at(code) if isinstance(code, types.CodeType) else None
    if node is None or node.args.kwarg is None:
        return False
    inner = [each for statement in node.body for each in ast.walk(statement)]
    calls = [each for each in inner if isinstance(each, ast.Call)]
    whole = _whole(node.args)
    aimed = [_spelled(call) for call in calls if _mentioned(call.func).intersection(targets)]
    handed = [name for call in map(_spelled, calls) if call in whole for name in call if name.startswith("*")]
    variable = {name.lstrip("*") for name in whole[0] if name.startswith("*")}
    used = [each for each in inner if isinstance(each, ast.Name) and each.id in variable]
    return bool(aimed) and all(call in whole for call in aimed) and len(used) == len(handed)


def _whole(arguments: ast.arguments) -> List[List[str]]:
    """How a call is spelled that hands on everything; Flask gives keywords only, so `*args` may stay."""
    own = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    bound = own[1:] if own[:1] == ["self"] else own
    keywords = ["**%s" % each.arg for each in (arguments.kwarg,) if each is not None]
    variable = ["*%s" % each.arg for each in (arguments.vararg,) if each is not None] + keywords
    return [left + right for left in (own, bound) for right in (variable, keywords)]


def _spelled(call: ast.Call) -> List[str]:
    """The arguments of a call as written, where they are plain names."""
    return [
        *("*" + _name(each.value) if isinstance(each, ast.Starred) else _name(each) for each in call.args),
        *("**" + _name(each.value) if each.arg is None else each.arg + "=" for each in call.keywords),
    ]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else "?"


def _mentioned(node: ast.expr) -> Set[str]:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return names | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
