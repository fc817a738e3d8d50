"""Which upper-case names the project reads as config keys or attributes, and where it takes files."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from releasecheck.facts.place import Place
from releasecheck.facts.settings import ConfigShown
from releasecheck.facts.source import UploadUse
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, last_name, resolved, text

_FIELDS_FROM = ("flask_wtf.", "wtforms.")
_JOINED = re.compile(rb"[\w\"']")
_WHOLE_IN_TEMPLATE = re.compile(r"(?:\{\{\s*|\bin )config(?:\.(?:items|values)\(\))?\s*(?=[|}%])()")
_IN_TEMPLATE = re.compile(r"""config(?:\.get\(\s*["']|\.|\[\s*["'])([A-Z][A-Z0-9_]*)""")


def note_attribute(node: ast.Attribute, sheet: Sheet) -> None:
    """`Config.X`, `settings.X`, by a name in capitals."""
    if type(node.ctx) is ast.Load:
        sheet.config_reads.add(node.attr)


def note_files(node: ast.Attribute, _scope: Scope, sheet: Sheet) -> None:
    """`request.files`."""
    if resolved(dotted(node.value), sheet.imports) == "flask.request":
        sheet.uploads.append(UploadUse("request.files", sheet.place(node)))


def note_subscript(node: ast.Subscript, _scope: Scope, sheet: Sheet) -> None:
    """`app.config["X"]`; the environment has names of its own."""
    if type(node.ctx) is ast.Load and type(node.slice) is ast.Constant:
        _note(text(node.slice), node.value, sheet)


def note_call(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`app.config.get("X")`, `getattr(settings, "X")`, `app.config.get_namespace("X_")`."""
    if called_name(node) in ("getattr", "hasattr"):
        _note(text(node.args[1]) if len(node.args) > 1 else None, node.args[0] if node.args else None, sheet)
    elif node.args and isinstance(node.func, ast.Attribute):
        _note(text(node.args[0]), node.func.value, sheet)


def note_import(node: ast.ImportFrom, _scope: Scope, sheet: Sheet) -> None:
    """`from config import X`."""
    sheet.config_reads.update(item.name for item in node.names if item.name.isupper())


def note_comparison(node: ast.Compare, _scope: Scope, sheet: Sheet) -> None:
    """`"X" in app.config`."""
    if isinstance(node.ops[0], (ast.In, ast.NotIn)):
        _note(text(node.left), node.comparators[0], sheet)


def _note(name: str | None, holder: ast.expr | None, sheet: Sheet) -> None:
    if name and name.isupper() and last_name(holder) not in ("environ", "os"):
        sheet.config_reads.add(name)


def note_field(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """A form's field for files."""
    if resolved(dotted(node.func), sheet.imports).startswith(_FIELDS_FROM):
        sheet.uploads.append(UploadUse(called_name(node), sheet.place(node)))


def note_repeated(content: bytes, sheet: Sheet) -> None:
    """Constants of a module or class that it mentions again: it sets them for its own ends too."""
    times = Counter(item.key for item in sheet.config_candidates)
    sheet.config_reads.update(
        key
        for key, given in times.items()
        if key not in sheet.config_reads and _is_mentioned_oftener(content, key.encode(), given)
    )


def stood_for(names: AbstractSet[str], sheet: Sheet) -> Iterator[str]:
    """What the constants of a module say that are read somewhere: `config[JWT_KEY]`, of "JWT_SECRET_KEY"."""
    for name in sheet.constants.keys() & names:
        value = text(sheet.constants[name])
        if value and value.isupper():
            yield value


def _is_mentioned_oftener(content: bytes, key: bytes, given: int) -> bool:
    """Whether it is named, and not quoted, more often than that: a variable may be called so too.

    A name that it ends, such as JWT_SECRET_KEY, is another. One regular expression for all this takes as long
    as half of the parsing.
    """
    times, at = 0, content.find(key)
    while at >= 0 and times <= given:
        end = at + len(key)
        times += _JOINED.search(content[max(at - 1, 0) : at] + content[end : end + 1]) is None
        at = content.find(key, end)
    return times > given


def in_template(content: str, path: str) -> Iterator[ConfigShown]:
    """The keys that a template reads, each time."""
    if "config" in content:
        for pattern in (_IN_TEMPLATE, _WHOLE_IN_TEMPLATE):
            for match in pattern.finditer(content):
                line = content.count("\n", 0, match.end()) + 1
                yield ConfigShown(match[1] or "", Place(path, line))


OF_ATTRIBUTES: dict[str, Callable[[ast.Attribute, Scope, Sheet], None]] = {"files": note_files}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(("get", "pop", "getattr", "hasattr", "get_namespace"), note_call),
    **dict.fromkeys(("FileField", "MultipleFileField"), note_field),
}
