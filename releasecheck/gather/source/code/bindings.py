"""Which names a module has once it was imported, as far as its source is sure to tell."""

import ast
from collections.abc import Iterator

from releasecheck.gather.source.syntax import is_main_guard

# By which a module may get names that no statement of it shows.
_UNSEEN = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "execfile"})
_UNSEEN_ATTRIBUTES = frozenset({"__dict__", "modules", "update_wrapper", "import_module"})


def surely_lacks(tree: ast.Module, name: str) -> bool:
    """Whether nothing gives the module this name, save below its main guard, which no import runs."""
    return not any(_may_give(node, name) for node in ast.walk(tree)) and name not in _bound(tree)


def _may_give(node: ast.AST, name: str) -> bool:
    match node:
        case ast.alias(name="*") | ast.FunctionDef(name="__getattr__"):
            return True
        case ast.Name(id=used):
            return used in _UNSEEN
        case ast.Attribute(attr=used):
            return used in _UNSEEN_ATTRIBUTES
        case ast.Global(names=names):
            return name in names
    return False


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that the statements of a block give a value, as those of its blocks do."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
            return
        case ast.If(test=test, orelse=orelse) if is_main_guard(test):
            for block in orelse:
                yield from _bound(block)
            return
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
    for each in ast.iter_child_nodes(node):
        yield from _bound(each)
