"""Classes of forms of WTForms: their fields, and the validators that no field calls."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts.slips import UncalledValidator
from releasecheck.gather.source.notes.form_notes import FormClass
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, resolved, words

_BASES = words("flask_wtf.FlaskForm flask_wtf.Form flask_wtf.form.FlaskForm wtforms.Form wtforms.form.Form")
_PREFIX = "validate_"
# What may give a form more fields than its class shows, or call a validator by a name that it puts together.
_BY_OTHER_MEANS = re.compile(
    rb"setattr|__dict__|_unbound_fields|append_field|model_form|getattr\([^)]*validate_|__new__|\btype\("
)


def note(tree: ast.Module, content: bytes, sheet: Sheet) -> None:
    """The classes of a file that speaks of WTForms."""
    if b"wtf" in content and not _BY_OTHER_MEANS.search(content):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.bases:
                sheet.forms.append(_form(node, content, sheet))


def _form(node: ast.ClassDef, content: bytes, sheet: Sheet) -> FormClass:
    local = (f"{sheet.module}.{name}" if name in sheet.classes else name for name in map(dotted, node.bases))
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
    return FormClass(
        f"{sheet.module}.{node.name}",
        tuple(resolved(name, sheet.imports) for name in local),
        tuple(dict.fromkeys(_given(node))),
        tuple((one.name, sheet.place(one)) for one in methods if _is_validator(one, content)),
    )


def _given(node: ast.ClassDef) -> Iterator[str]:
    for item in node.body:
        if not isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (
                one.id
                for one in ast.walk(item)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            )


def _is_validator(node: FunctionNode, content: bytes) -> bool:
    """`def validate_email(self, field)`, which the file itself calls nowhere."""
    given = node.args
    plain = not (given.defaults or given.kwonlyargs or given.vararg or given.kwarg or node.decorator_list)
    if not node.name.startswith(_PREFIX) or len(given.args) != len(("self", "field")) or not plain:
        return False
    return len(re.findall(rb"\b%s\b" % re.escape(node.name.encode()), content)) == 1


def uncalled(sheets: Sequence[Sheet]) -> Iterator[UncalledValidator]:
    """Those whose field neither the form, nor what it inherits from, nor what inherits from it has."""
    forms = {form.name: form for sheet in sheets for form in sheet.forms}
    if not any(form.validators for form in forms.values()):
        return
    doings = (each for sheet in sheets for each in sheet.doings.values())
    called = {name.rpartition(".")[2] for each in doings for name in (*each.calls, *each.sent_calls)}
    for form in forms.values():
        fields = _fields(form, forms) if form.validators else None
        below = (each for each in forms.values() if form.name in each.bases)
        if fields is None:
            continue
        fields |= {name for each in below for name in each.fields}
        for name, place in form.validators:
            field = name.removeprefix(_PREFIX)
            if field not in fields and name not in called:
                bare = form.name.rpartition(".")[2]
                yield UncalledValidator(bare, name, field, tuple(sorted(form.fields)), place)


def _fields(form: FormClass, forms: Mapping[str, FormClass]) -> set[str] | None:
    """Those of the form with what it inherits; null where a base is not seen."""
    found = set(form.fields)
    for base in form.bases:
        if base in _BASES:
            continue
        above = forms.get(base)
        inherited = _fields(above, forms) if above and above is not form else None
        if inherited is None:
            return None
        found |= inherited
    return found
