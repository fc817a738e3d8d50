"""Uploads that are kept under the name that their sender gave them, where another's may be already."""

import ast
import re

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.doubting import Judge, Judged
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, words
from releasecheck.gather.source.work.handed_to_all import with_values

# By these alone a path is the folder and the name; any other call may make the name a new one.
_PLAIN = words(
    "join secure_filename str Path lower strip abspath dirname realpath get getlist save getcwd replace"
)
_LOOKS = re.compile(rb"exists|is_?file\b|uuid|unlink|remove\(|rmtree|TemporaryDirectory|tempfile|mkdtemp")
_KEEPS = words("commit insert_one insert_many")
_NAMES = words("filename name file image path photo picture")
_FREE = words("os request app current_app config file files f photo image picture upload uploaded_file")


def _overwriting(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """`file.save(join(FOLDER, secure_filename(file.filename)))` in a view that gives the name on."""
    function = around.function(node)
    if not isinstance(node, ast.Call) or function is None or _LOOKS.search(around.lines_of(function)):
        return
    path = with_values(node.args[0], function)
    named = any(isinstance(one, ast.Attribute) and one.attr == "filename" for one in path)
    calls = {called_name(one) for one in path if isinstance(one, ast.Call)}
    if named and calls <= _PLAIN and _names(path, function) and _gives_on(function):
        yield f"{dotted(node.func)}(…)", ""


def _names(path: list[ast.AST], function: FunctionNode) -> bool:
    """Whether nothing in the path could be another for each visitor or each file."""
    given = {
        target.id
        for one in ast.walk(function)
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    names = {one.id for one in path if isinstance(one, ast.Name)}
    attributes = {one.attr for one in path if isinstance(one, ast.Attribute)}
    others = {one for one in names - given - _FREE - _PLAIN if not one.isupper()}
    return not others and not {"id", "username", "email", "session"} & (attributes | names)


def _gives_on(function: FunctionNode) -> bool:
    """Whether it writes the name down, or sends people to the file."""
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
    links = (one for one in calls if called_name(one) == "url_for")
    linked = any(item.arg in _NAMES for one in links for item in one.keywords)
    return linked or any(called_name(one) in _KEEPS for one in calls)


JUDGES: dict[str, Judge] = {"overwrites-another": _overwriting}
