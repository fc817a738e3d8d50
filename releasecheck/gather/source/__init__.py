"""The source index: every Python file of the project read once, and the literals of its other files."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from releasecheck.facts.place import Place
from releasecheck.facts.source import Source
from releasecheck.gather.decoding import decoded
from releasecheck.gather.source import files, parse, suppressions, texts, whole
from releasecheck.gather.source.code.handed_on import Modules
from releasecheck.gather.source.collect import read_into
from releasecheck.gather.source.data import schemas
from releasecheck.gather.source.guards import webhooks
from releasecheck.gather.source.reading import Reading
from releasecheck.gather.source.secrets import given_keys, none_keys
from releasecheck.gather.source.session import session_keys
from releasecheck.gather.source.setup import idle_makers, lost_endpoints, reads, table_recipes
from releasecheck.gather.source.sheet import Sheet, Value
from releasecheck.gather.source.slips import backslashes, own_calls
from releasecheck.gather.source.suite import suite_environment
from releasecheck.gather.source.views import handed

__all__ = ["SourceIndex", "gather_source"]

_NOT_THE_APP = frozenset({"test", "migration"})


@dataclass(frozen=True, slots=True)
class SourceIndex:
    """The facts, and the values that must not become facts."""

    facts: Source
    literals: tuple[Value, ...] = field(repr=False)  # to compare the live secrets with
    secret_values: tuple[Value, ...] = field(repr=False)  # secrets by their names, to be hidden everywhere


def gather_source(project: Path, exclude: Sequence[str]) -> SourceIndex:
    """The project's source index; `exclude` holds path patterns."""
    with _collector_paused():
        return _index(project, exclude)


def _index(project: Path, exclude: Sequence[str]) -> SourceIndex:
    reading = Reading()
    modules = {}
    for path, file in files.walk(project, exclude):
        if path.endswith(".py"):
            modules[path] = parse.read(file)
        elif texts.is_settings(path) or texts.is_template(path):
            _read_text(path, file, reading)
        elif schemas.is_sql(path):
            schemas.note(path, parse.read(file), reading)
    served, src_is_package = _served(modules.values()), files.is_package("src", modules)
    names = {path: files.module_name(path, src_is_package=src_is_package) for path in modules}
    known = Modules({names[path]: (path, one) for path, one in modules.items() if isinstance(one, bytes)})
    for path, content in modules.items():
        _read_python(Sheet(path, names[path], files.role_of(path), known, served), content, reading)
    given_keys.note(reading)
    schemas.settle(reading, modules)
    idle = idle_makers.found(reading.sheets, project, exclude)
    recipes = table_recipes.found(reading.sheets, [one.place for one in idle], project, exclude)
    return SourceIndex(
        facts=replace(
            whole.facts(reading),
            idle_makers=idle,
            table_recipes=recipes,
            backslash_paths=backslashes.found(reading.sheets, project),
            mismatched_calls=(
                *own_calls.mismatched(reading.sheets, modules),
                *own_calls.undefined(reading.sheets, modules),
            ),
            signatures=webhooks.checked(reading.sheets, modules),
            lost_endpoints=tuple(lost_endpoints.found(reading.sheets, modules)),
            none_keys=tuple(none_keys.found(reading.sheets, modules)),
            unset_keys=tuple(session_keys.unset(reading.sheets, modules)),
        ),
        literals=tuple(reading.literals),
        secret_values=tuple(dict.fromkeys(reading.secret_values)),
    )


def _served(contents: Iterable[bytes | str]) -> frozenset[str]:
    return frozenset().union(*(handed.names(one) for one in contents if isinstance(one, bytes)))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Trees have no cycles, and looking for some in them took a third of the time.

    What was made meanwhile counts as old afterwards: as young, all of it would be looked at by the next
    allocation.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _read_python(sheet: Sheet, content: bytes | str, reading: Reading) -> None:
    path = sheet.path
    module, comments = read_into(sheet, content)
    reading.modules.append(module)
    reading.suppressions.extend(comments)
    reading.set_variables.extend(sheet.set_variables)
    reading.secret_values.extend(sheet.secret_values)
    if suite_environment.may_ask(content, in_test=module.role == "test"):
        reading.asking.append(path)
    reading.chains.note(sheet, content)
    if module.role == "test":
        reading.over_http.note(sheet, content)
    if module.role not in _NOT_THE_APP:
        reading.sheets.append(sheet)
        if sheet.checks_csrf:
            reading.csrf_modules.append(path)
        reading.literals.extend(
            [(value, Place(path, line, column)) for value, (line, column) in sheet.literals.items()]
        )


def _read_text(path: str, file: Path, reading: Reading) -> None:
    if texts.is_template(path):
        reading.template_files.append(path)
    content = parse.read(file)
    if isinstance(content, str) or len(content) > texts.LARGEST:
        return
    text = decoded(content)
    if "\0" in text:
        return
    reading.suppressions.extend(suppressions.in_text(text, path))
    reading.set_variables.extend(suite_environment.in_settings(text, path))
    if texts.is_template(path):
        reading.config_shown.extend(reads.in_template(text, path))
    found = list(texts.values(text, path))
    reading.literals.extend(dict.fromkeys(value for value, _ in found))  # several patterns may find one
    reading.secret_values.extend(value for value, is_secret in found if is_secret)
