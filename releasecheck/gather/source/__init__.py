"""The source index: every Python file of the project read once, and the literals of its other files."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from releasecheck.facts.place import Place
from releasecheck.facts.source import ConfigShown, Module, Source, Suppression
from releasecheck.facts.suite import SetVariable
from releasecheck.gather.source import (
    accounts,
    apps,
    bearers,
    bodies,
    columns,
    config,
    files,
    handed,
    handmade,
    imports,
    late,
    needs,
    parse,
    passwords,
    reads,
    routes,
    services,
    setups,
    signers,
    suite_environment,
    suppressions,
    texts,
    tokens,
    views,
    ways,
)
from releasecheck.gather.source.collect import read_into
from releasecheck.gather.source.handed_on import Modules
from releasecheck.gather.source.over_http import OverHttp
from releasecheck.gather.source.sheet import Sheet, Value
from releasecheck.gather.source.through import Functions

__all__ = ["SourceIndex", "gather_source"]

Fact = TypeVar("Fact")
_NOT_THE_APP = frozenset({"test", "migration"})


@dataclass(frozen=True, slots=True)
class SourceIndex:
    """The facts, and the values that must not become facts."""

    facts: Source
    literals: tuple[Value, ...] = field(repr=False)  # to compare the live secrets with
    secret_values: tuple[Value, ...] = field(repr=False)  # secrets by their names, to be hidden everywhere


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    modules: list[Module] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    csrf_modules: list[str] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    set_variables: list[SetVariable] = field(default_factory=list)
    asking: list[str] = field(default_factory=list)
    over_http: OverHttp = field(default_factory=OverHttp)
    config_shown: list[ConfigShown] = field(default_factory=list)
    literals: list[Value] = field(default_factory=list, repr=False)
    secret_values: list[Value] = field(default_factory=list, repr=False)


def gather_source(project: Path, exclude: Sequence[str]) -> SourceIndex:
    """The project's source index; `exclude` holds path patterns."""
    with _collector_paused():
        return _index(project, exclude)


def _index(project: Path, exclude: Sequence[str]) -> SourceIndex:
    reading = _Reading()
    modules = {}
    for path, file in files.walk(project, exclude):
        if path.endswith(".py"):
            modules[path] = parse.read(file)
        elif texts.is_settings(path) or texts.is_template(path):
            _read_text(path, file, reading)
    served, src_is_package = _served(modules.values()), files.is_package("src", modules)
    names = {path: files.module_name(path, src_is_package=src_is_package) for path in modules}
    known = Modules({names[path]: (path, one) for path, one in modules.items() if isinstance(one, bytes)})
    for path, content in modules.items():
        _read_python(Sheet(path, names[path], files.role_of(path), known, served), content, reading)
    return SourceIndex(
        facts=_facts(reading),
        literals=tuple(dict.fromkeys(reading.literals)),
        secret_values=tuple(dict.fromkeys(reading.secret_values)),
    )


def _served(contents: Iterable[bytes | str]) -> frozenset[str]:
    return frozenset().union(*(handed.names(one) for one in contents if isinstance(one, bytes)))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Trees have no cycles, and looking for some in them took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_python(sheet: Sheet, content: bytes | str, reading: _Reading) -> None:
    path = sheet.path
    module, comments = read_into(sheet, content)
    reading.modules.append(module)
    reading.suppressions.extend(comments)
    reading.set_variables.extend(sheet.set_variables)
    reading.secret_values.extend(sheet.secret_values)
    if suite_environment.may_ask(content, in_test=module.role == "test"):
        reading.asking.append(path)
    if module.role == "test":
        reading.over_http.note(sheet, content)
    if module.role not in _NOT_THE_APP:
        reading.sheets.append(sheet)
        if sheet.checks_csrf:
            reading.csrf_modules.append(path)
        reading.literals.extend((value, Place(path, *at)) for value, at in sheet.literals.items())


def _read_text(path: str, file: Path, reading: _Reading) -> None:
    content = parse.read(file)
    if isinstance(content, str) or len(content) > texts.LARGEST or b"\0" in content:
        return
    text = content.decode(errors="replace")
    reading.suppressions.extend(suppressions.in_text(text, path))
    reading.set_variables.extend(suite_environment.in_settings(text, path))
    if texts.is_template(path):
        reading.config_shown.extend(reads.in_template(text, path))
    for value, is_secret in texts.values(text, path):
        reading.literals.append(value)
        if is_secret:
            reading.secret_values.append(value)


def _config_reads(reading: _Reading) -> set[str]:
    in_templates = {one.key for one in reading.config_shown if one.key}
    named = in_templates.union(*(sheet.config_reads for sheet in reading.sheets))
    return named.union(*(reads.stood_for(named, sheet) for sheet in reading.sheets))


def _facts(reading: _Reading) -> Source:
    sheets = reading.sheets
    functions = Functions(sheets)
    sources = [source for sheet in sheets for source in sheet.config_sources]
    imported = frozenset(origin for sheet in sheets for origin in sheet.imports.values())
    keys = {sheet.path: config.assignments(sheet, sources) for sheet in sheets}
    modules = (replace(module, config_keys=len(keys.get(module.path, ()))) for module in reading.modules)
    return Source(
        modules=tuple(sorted(modules, key=attrgetter("path"))),
        apps=tuple(sorted(apps.definitions(sheets), key=attrgetter("path", "line"))),
        route_functions=_by_place(routes.with_writes(sheets, functions)),
        blueprints=_by_place(item for sheet in sheets for item in sheet.blueprints),
        namespaces=_by_place(item for sheet in sheets for item in sheet.namespaces),
        registrations=_by_place(item for sheet in sheets for item in sheet.registrations),
        guarded=_by_place(item for sheet in sheets for item in setups.guarded(sheet, imported)),
        env_defaults=_by_place(item for sheet in sheets for item in sheet.env_defaults),
        secret_literals=_by_place(item for sheet in sheets for item in sheet.secrets),
        config_assignments=_by_place(item for listed in keys.values() for item in listed),
        config_loads=tuple(sorted(place for sheet in sheets for place in sheet.config_loads)),
        session_uses=_by_place(item for sheet in sheets for item in sheet.session_uses),
        run_calls=_by_place(item for sheet in sheets for item in setups.run_calls(sheet, imported)),
        endpoint_uses=_by_place(item for sheet in sheets for item in sheet.endpoint_uses),
        renders=_by_place(item for sheet in sheets for item in sheet.renders),
        suppressions=_by_place(reading.suppressions),
        views=_by_place(views.bodies(sheets, functions)),
        csrf_modules=tuple(sorted(reading.csrf_modules)),
        csrf_named=tuple(sorted(sheet.path for sheet in sheets if sheet.names_csrf)),
        imports=_by_place(item for sheet in sheets for item in sheet.imported.values()),
        api_uses=_by_place(item for sheet in sheets for item in sheet.api_uses),
        extension_calls=_by_place(item for sheet in sheets for item in sheet.extension_calls),
        login_views=_by_place(item for sheet in sheets for item in sheet.login_views),
        late_setups=_by_place(item for sheet in sheets for item in late.setups(sheet)),
        hand_made=_by_place(handmade.found(sheets)),
        external_links=_sorted(place for sheet in sheets for place in sheet.external_links),
        remembered_logins=_sorted(place for sheet in sheets for place in sheet.remembered_logins),
        proxy_fixes=_sorted(place for sheet in sheets for place in sheet.proxy_fixes),
        added_rules=_by_place(item for sheet in sheets for item in sheet.added_rules),
        set_variables=_by_place(reading.set_variables),
        alterations=_by_place(item for sheet in sheets for item in sheet.alterations),
        waits=_by_place(ways.reached((one for one in sheets if one.role == "app"), functions, imported)),
        config_reads=tuple(sorted(_config_reads(reading))),
        config_shown=_by_place(reading.config_shown),
        over_http=_sorted(reading.over_http.asked),
        session_hooks=_sorted(place for sheet in sheets for place in sheet.session_hooks),
        permanent_sessions=_sorted(place for sheet in sheets for place in sheet.permanent_sessions),
        config_classes=tuple(sorted(name for sheet in sheets for name in config.classes(sheet))),
        uploads=_by_place(item for sheet in sheets for item in sheet.uploads),
        url_literals=_by_place(item for sheet in sheets for item in sheet.url_literals),
        logins=_by_place(item for sheet in sheets for item in sheet.logins),
        form_reads=_sorted(bodies.form_reads(sheets)),
        cookies=_by_place(item for sheet in sheets for item in sheet.cookies),
        given_credentials=_by_place(one for sheet in sheets for one in sheet.given_credentials.values()),
        needed_variables=_by_place(needs.found(one for one in sheets if one.role == "app")),
        answered=_by_place(item for one in sheets if one.role == "app" for item in one.answered),
        endless_tokens=_by_place(item for one in sheets for item in one.endless_tokens),
        passwords=_by_place(passwords.found(sheets)),
        known_passwords=_by_place(accounts.found_in(sheets, imported)),
        by_command=_by_place(accounts.made_by_command(sheets, imported)),
        fixed_defaults=_by_place(item for sheet in sheets for item in sheet.fixed_defaults),
        token_cookies=_sorted(place for one in sheets for place in one.token_cookies),
        near_services=_by_place(services.near(sheets)),
        token_keys=tuple(sorted({key for one in sheets if one.role == "app" for key in one.token_keys})),
        email_checks=_sorted(place for one in sheets for place, _ in one.email_checks),
        email_checks_run=_sorted(columns.email_checks_run(sheets)),
        number_identities=_by_place(tokens.number_identities(sheets)),
        table_makers=_sorted(place for one in sheets if one.role != "test" for place in one.table_makers),
        own_imports=_by_place(imports.own([one for one in sheets if one.role in ("app", "tool")])),
        asking=tuple(reading.asking),
        signing_keys=_by_place(signers.keys(sheets)),
        token_guards=tuple(sorted({name for one in sheets for name in one.token_guards})),
        handing_on=tuple(sorted({name for one in sheets for name in one.handing_on})),
        logged_tokens=_by_place(bearers.logged((one for one in sheets if one.role == "app"), imported)),
        query_tokens=_sorted(place for one in sheets if one.role == "app" for place in one.query_tokens),
    )


def _sorted(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(set(places)))


def _by_place(items: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(dict.fromkeys(items), key=attrgetter("place")))
