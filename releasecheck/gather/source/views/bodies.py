"""Where the bodies of requests are parsed as forms: JSON and `get_data()` leave a multipart body alone.

And which parsers of arguments take files.
"""

import ast
from collections.abc import Callable, Container, Iterable, Iterator

from releasecheck.facts import Place
from releasecheck.facts.source import UploadUse
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, keyword, may_be_true, resolved, text

_HANDED_ON = frozenset({"request", "req"})  # as a parameter: whose it is cannot be seen here
_FORM_LOCATIONS = ("form", "files", "values")  # of webargs, flask-smorest, APIFlask, reqparse
_PARSERS = frozenset(
    {
        *("webargs", "flask_smorest", "flask_rest_api", "apiflask"),
        *("flask_restful", "flask_restx", "flask_restplus"),
        "werkzeug",  # whose FileStorage a parser's argument is, where the parser is made elsewhere
    }
)
_REQPARSE = ("flask_restful.", "flask_restx.", "flask_restplus.")


def note_attribute(node: ast.Attribute, _scope: Scope, sheet: Sheet) -> None:
    """`request.form`, `request.files`, `request.values`, `request.data`."""
    if _is_request(node.value, sheet):
        sheet.form_reads.append(sheet.place(node))


def _is_request(node: ast.expr, sheet: Sheet) -> bool:
    name = dotted(node)
    return resolved(name, sheet.imports) == "flask.request" or (
        name.rpartition(".")[2] in _HANDED_ON and name.partition(".")[0] not in sheet.imports
    )


def note_location(node: ast.keyword, _scope: Scope, sheet: Sheet) -> None:
    """`location="form"` of the extensions that parse arguments; flasgger's `Swagger(app, parse=True)`."""
    if node.arg == "parse" and may_be_true(node.value) and _imports(sheet, ("flasgger",)):
        sheet.form_reads.append(sheet.place(node.value))
    if node.arg == "location":
        for each in node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else (node.value,):
            said = text(each)
            if said and any(part in said for part in _FORM_LOCATIONS):
                sheet.form_reads.append(sheet.place(each))
                if "files" in said and _imports(sheet, _PARSERS):
                    sheet.uploads.append(UploadUse(f'location="{said}"', sheet.place(each)))


def _imports(sheet: Sheet, packages: Container[str]) -> bool:
    """Whether the file has to do with what parses arguments: a storage has a location as well."""
    return any(origin.partition(".")[0] in packages for origin in sheet.imports.values())


def note_argument(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`parser.add_argument("name")` of reqparse looks into the form too, unless it is told where to look."""
    if _has_reqparse(sheet):
        sheet.parsers.append((sheet.place(node), keyword(node, "location") is None))


def note_parsing(_node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`parser.parse_args()`, without which a parser reads nothing."""
    sheet.parses_arguments = sheet.parses_arguments or "argparse" not in sheet.imports.values()


def form_reads(sheets: Iterable[Sheet]) -> Iterator[Place]:
    """All of them; a parser's where its own file has it parse, or one that makes no parser."""
    each = list(sheets)
    handed = any(sheet.parses_arguments and not sheet.parsers for sheet in each)
    for sheet in each:
        yield from sheet.form_reads
        if sheet.parses_arguments or handed:
            yield from (place for place, of_form in sheet.parsers if of_form)


def _has_reqparse(sheet: Sheet) -> bool:
    return any(origin.startswith(_REQPARSE) and "reqparse" in origin for origin in sheet.imports.values())


def note_data(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`request.get_data(parse_form_data=True)`."""
    if may_be_true(keyword(node, "parse_form_data")):
        sheet.form_reads.append(sheet.place(node))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "add_argument": note_argument,
    "parse_args": note_parsing,
    "get_data": note_data,
}
OF_ATTRIBUTES: dict[str, Callable[[ast.Attribute, Scope, Sheet], None]] = dict.fromkeys(
    ("form", "files", "values", "data"),  # `data` parses first, other than `get_data()`
    note_attribute,
)
