"""Forms in the text of a template that have a field for files, and cannot send one."""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from typing import Any, Dict, Iterator, NamedTuple, Set

from . import template_forms

_MULTIPART = "multipart/form-data"
_INPUT = re.compile(r"""<input\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_FILE = re.compile(r"""\btype\s*=\s*["']?file\b""", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s*=""", re.IGNORECASE)  # without one it is a script's
_SHOWN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_FIELD = re.compile(r"\b\w*form\w*\.(\w+)\b(?!\s*\.)", re.IGNORECASE)
# htmx, Turbo, Unpoly and Rails' scripts send a form in their own ways.
_TAKEN_OVER = re.compile(r"\b(hx-|data-(remote|ajax|hx-)|up-|x-data|v-)", re.IGNORECASE)
_QUOTED = re.compile(r"""=\s*("[^"]*"|'[^']*')""")
_SCRIPTED = re.compile(
    r"FormData|FileReader|fetch\s*\(|XMLHttpRequest|\.ajax\b|axios|dropzone|fileupload|hx-", re.IGNORECASE
)
_SENDING = re.compile("FormData|FileReader")
_SCRIPTS_MAX = 500
_SCRIPT_MAX = 2_000_000  # bytes


class Form(NamedTuple):
    """A form without an enctype, and the first of its fields for files."""

    line: int
    field: str


def fields() -> Set[str]:
    """The names that are fields for files in each WTForms class that has them."""
    wtforms: Any = sys.modules.get("wtforms")
    kinds: Dict[str, Set[bool]] = defaultdict(set)
    for form in _below(wtforms.Form) if wtforms else ():
        for name, value in vars(form).items():
            kind = getattr(value, "field_class", None)
            if isinstance(kind, type):
                kinds[name].add(issubclass(kind, wtforms.FileField))
    return {name for name, found in kinds.items() if found == {True}}


def _below(kind: Any) -> Iterator[Any]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def unsent(text: str, named: Set[str]) -> Iterator[Form]:
    """The forms that a browser posts to this app by itself, and without the file."""
    if not (named or "file" in text.lower()):
        return
    for form in template_forms.posted(text):
        tag = _QUOTED.sub("", form.tag)
        if _MULTIPART in form.tag + form.content or "{" in tag or is_taken_over(tag):
            continue
        field = _file_field(form.content, named)
        if field is not None:
            yield Form(form.line, field)


def _file_field(content: str, named: Set[str]) -> Any:
    inputs = [each.group() for each in _INPUT.finditer(content)]
    if any(_FILE.search(each) and _NAME.search(each) for each in inputs):
        return '<input type="file">'
    shown = (found for each in _SHOWN.finditer(content) for found in _FIELD.finditer(each.group()))
    return next((found.group() for found in shown if found.group(1) in named), None)


def is_scripted(text: str) -> bool:
    """Whether a script of the template sends something, which may be the form."""
    return _SCRIPTED.search(text) is not None


def is_taken_over(tag: str) -> bool:
    """Whether a library of scripts sends the form of this tag in its own way."""
    return _TAKEN_OVER.search(_QUOTED.sub("", tag)) is not None


def has_sending_script(app: Any) -> bool:
    """Whether a script of a static folder puts forms together."""
    return has_script(app, _SENDING)


def has_script(app: Any, pattern: "re.Pattern[str]") -> bool:
    """Whether the pattern is found in a script of a static folder; one that cannot be read may have it."""
    folders = [each.static_folder for each in (app, *app.blueprints.values()) if each.has_static_folder]
    for number, path in enumerate(path for folder in folders for path in _scripts(os.fspath(folder))):
        try:
            with open(path, "rb") as file:
                script = file.read(_SCRIPT_MAX).decode("utf-8", "replace")
                if number >= _SCRIPTS_MAX or pattern.search(script):
                    return True
        except OSError:
            return True
    return False


def _scripts(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if each != "node_modules"]
        yield from (os.path.join(parent, name) for name in files if name.endswith((".js", ".mjs")))
