"""Calls that print or log, and what they show of their arguments."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.syntax import elements, last_name, words

LOGS = words("print pprint info warning error exception critical log")


def is_log(node: ast.expr) -> bool:
    """Whether it is called as loggers are."""
    return re.search(r"log(ger|ging)?$", last_name(node), re.IGNORECASE) is not None


def spoken(node: ast.expr) -> Iterator[ast.expr]:
    """What a text shows of its parts."""
    match node:
        case ast.JoinedStr(values=values):
            yield from (one.value for one in values if isinstance(one, ast.FormattedValue))
        case ast.BinOp(left=left, right=right):
            yield from (*spoken(left), *(each for one in elements(right) for each in spoken(one)))
        case ast.Call(func=ast.Attribute(attr="format"), args=args, keywords=named):
            yield from (*args, *(one.value for one in named))
        case _:
            yield node
