"""The facts of all files together, subject by subject."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TypeVar

from releasecheck.facts.place import Place
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import Source
from releasecheck.gather.source.accounts import (
    account_helpers,
    accounts,
    marshalled,
    password_rows,
    passwords,
)
from releasecheck.gather.source.code import imports
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.data import cascades, columns
from releasecheck.gather.source.guards import csrf_checks, own_guards
from releasecheck.gather.source.reading import Reading
from releasecheck.gather.source.secrets import (
    bearers,
    credentials,
    drawn_keys,
    logged_settings,
    needs,
    services,
    signers,
    tokens,
)
from releasecheck.gather.source.setup import (
    apps,
    config,
    guard_calls,
    handmade,
    late,
    made_once,
    reads,
    schema_hooks,
    setups,
)
from releasecheck.gather.source.slips import failing_calls, slips, unbound
from releasecheck.gather.source.views import (
    bodies,
    caught,
    false_success,
    forms,
    routes,
    socket_events,
    views,
)
from releasecheck.gather.source.work import hook_state, state, ways

Fact = TypeVar("Fact")

_PLACE = attrgetter("place.path", "place.line", "place.column")  # compared in C, unlike a Place itself


@dataclass(frozen=True, slots=True)
class _Whole:
    """What has been read, with what only all the files tell."""

    reading: Reading
    functions: Functions
    imported: frozenset[str]  # dotted names that some file imports
    keys: Mapping[str, Sequence[ConfigAssignment]]  # by path


def facts(reading: Reading) -> Source:
    """Those of the whole project."""
    sheets = reading.sheets
    sources = [source for sheet in sheets for source in sheet.config_sources]
    refusing = columns.refusing(sheets)
    for sheet in sheets:
        for doing in (*sheet.doings.values(), *(one for _, one in sheet.view_doings.values())):
            doing.settle(refusing)
    whole = _Whole(
        reading=reading,
        functions=Functions(sheets),
        imported=frozenset(origin for sheet in sheets for origin in sheet.imports.values()),
        keys={sheet.path: config.assignments(sheet, sources) for sheet in sheets},
    )
    source = _of_files(whole)
    for add in (_with_setup, _with_config, _with_views, _with_visitors, _with_secrets, _with_tokens):
        source = add(source, whole)
    return source


def _of_files(whole: _Whole) -> Source:
    """What was read, and what the files import and excuse."""
    sheets = whole.reading.sheets
    modules = (
        replace(module, config_keys=len(whole.keys.get(module.path, ()))) for module in whole.reading.modules
    )
    return Source(
        modules=tuple(sorted(modules, key=attrgetter("path"))),
        suppressions=_by_place(whole.reading.suppressions),
        imports=_by_place(item for sheet in sheets for item in sheet.imported.values()),
        own_imports=_by_place(imports.own([one for one in sheets if one.role in ("app", "tool")])),
        api_uses=_by_place(item for sheet in sheets for item in sheet.api_uses),
        asking=tuple(whole.reading.asking),
        set_variables=_by_place(whole.reading.set_variables),
        over_http=_sorted(whole.reading.over_http.asked),
        chains=tuple(whole.reading.chains.found()),
    )


def _with_setup(source: Source, whole: _Whole) -> Source:
    """How apps are made and put together."""
    sheets = whole.reading.sheets
    return replace(
        source,
        apps=tuple(sorted(apps.definitions(sheets), key=attrgetter("path", "line"))),
        route_functions=_by_place(routes.with_writes(sheets, whole.functions)),
        added_rules=_by_place(item for sheet in sheets for item in sheet.added_rules),
        blueprints=_by_place(item for sheet in sheets for item in sheet.blueprints),
        namespaces=_by_place(item for sheet in sheets for item in sheet.namespaces),
        registrations=_by_place(item for sheet in sheets for item in sheet.registrations),
        guarded=_by_place(
            (
                *(item for sheet in sheets for item in setups.guarded(sheet, whole.imported)),
                *guard_calls.making_tables(sheets, whole.functions),
            )
        ),
        run_calls=_by_place(item for sheet in sheets for item in setups.run_calls(sheet, whole.imported)),
        extension_calls=_by_place(item for sheet in sheets for item in sheet.extension_calls),
        late_setups=_by_place(item for sheet in sheets for item in late.setups(sheet)),
        hand_made=_by_place(handmade.found(sheets)),
        proxy_fixes=_sorted(place for sheet in sheets for place in sheet.proxy_fixes),
        table_makers=_sorted(place for one in sheets if one.role != "test" for place in one.table_makers),
        tables_made_once=_sorted(
            made_once.found((one for one in sheets if one.role == "app"), whole.functions)
        ),
        schema_hooks=_by_place(
            schema_hooks.found((one for one in sheets if one.role == "app"), whole.functions)
        ),
    )


def _with_config(source: Source, whole: _Whole) -> Source:
    """What the config and the environment are to say."""
    sheets = whole.reading.sheets
    return replace(
        source,
        env_defaults=_by_place(item for sheet in sheets for item in sheet.env_defaults),
        needed_variables=_by_place(needs.found(one for one in sheets if one.role == "app")),
        known_values=tuple(needs.known(one for one in sheets if one.role == "app")),
        config_assignments=_by_place(item for listed in whole.keys.values() for item in listed),
        config_loads=tuple(sorted(place for sheet in sheets for place in sheet.config_loads)),
        config_objects=tuple(sorted(place for sheet in sheets for place in sheet.config_objects)),
        config_reads=tuple(sorted(_config_reads(whole.reading))),
        config_shown=_by_place(whole.reading.config_shown),
        config_classes=tuple(sorted(name for sheet in sheets for name in config.classes(sheet))),
        config_bases=tuple(sorted(pair for sheet in sheets for pair in config.bases(sheet))),
        near_services=_by_place(services.near(sheets)),
        engine_urls=_by_place(item for one in sheets if one.role == "app" for item in one.engines),
    )


def _with_views(source: Source, whole: _Whole) -> Source:
    """What views do, and what they link to."""
    sheets = whole.reading.sheets
    kept = state.of_modules(sheets)
    return replace(
        source,
        views=_by_place(views.bodies(sheets, whole.functions, kept)),
        idle_routes=_by_place(item for one in sheets if one.role == "app" for item in one.slips.idle_routes),
        cors_options=_by_place(
            item for one in sheets if one.role == "app" for item in one.slips.cors_options
        ),
        fixed_redirects=_by_place(
            item for one in sheets if one.role == "app" for item in one.slips.redirects
        ),
        row_gets=_by_place(item for one in sheets if one.role == "app" for item in one.slips.row_gets),
        returned_exceptions=_by_place(slips.returned(sheets)),
        hiding_guards=_by_place(item for one in sheets if one.role == "app" for item in one.hiding_guards),
        guard_gaps=_by_place(own_guards.found([one for one in sheets if one.role == "app"])),
        catching=tuple(sorted({name for one in sheets if one.role == "app" for name in one.catching})),
        request_changes=_by_place(item for one in sheets if one.role == "app" for item in one.slips.changes),
        uncalled_validators=_by_place(forms.uncalled([one for one in sheets if one.role == "app"])),
        remote_calls=_by_place(item for one in sheets if one.role == "app" for item in one.remote_calls),
        slips=_by_place(
            (
                *false_success.settled(sheets, whole.functions),
                *cascades.found(sheets),
            )
        ),
        socket_events=_by_place(socket_events.found(sheets, whole.functions)),
        hook_changes=_by_place(hook_state.found(sheets, whole.functions, kept)),
        endpoint_uses=_by_place(item for sheet in sheets for item in sheet.endpoint_uses),
        renders=_by_place(item for sheet in sheets for item in sheet.renders),
        template_files=tuple(sorted(whole.reading.template_files)),
        loaders_named=tuple(sorted(one.path for one in sheets if "loaders" in one.subjects)),
        conventions_named=tuple(sorted(one.path for one in sheets if "conventions" in one.subjects)),
        answered=_by_place(item for one in sheets if one.role == "app" for item in one.answered),
        failing_calls=_by_place(failing_calls.found(sheets)),
        stand_in_apps=_by_place(item for one in sheets if one.role == "app" for item in one.stand_in_apps),
        hopeful=_by_place(item for one in sheets if one.role == "app" for item in one.hopeful),
        failing_excepts=_by_place(
            item for one in sheets if one.role == "app" for item in one.failing_excepts
        ),
        unbound_names=_by_place(unbound.found(sheets)),
        table_scripts=tuple(whole.reading.table_scripts),
        sql_tables=_by_place(whole.reading.tables),
        sql_drops=_by_place(whole.reading.sql_drops),
        sql_inserts=_by_place(whole.reading.sql_inserts),
        sql_names=_by_place(whole.reading.sql_names if whole.reading.tables else ()),
        idle_guards=_by_place(item for one in sheets if one.role == "app" for item in one.guard_imports),
        own_json=tuple(sorted(one.path for one in sheets if caught.makes_json(one))),
        waits=_by_place(
            ways.reached((one for one in sheets if one.role == "app"), whole.functions, whole.imported)
        ),
        opened_files=_by_place(ways.opened((one for one in sheets if one.role == "app"), whole.functions)),
        uploads=_by_place(item for sheet in sheets for item in sheet.uploads),
        form_reads=_sorted(bodies.form_reads(sheets)),
        alterations=_by_place(item for sheet in sheets for item in sheet.alterations),
        handing_on=tuple(sorted({name for one in sheets for name in one.handing_on})),
        url_literals=_by_place(item for sheet in sheets for item in sheet.url_literals),
        external_links=_sorted(place for sheet in sheets for place in sheet.external_links),
        answered_columns=_by_place(marshalled.found(sheets)),
        kept_hashes=_by_place(item for one in sheets if one.role == "app" for item in one.hashes),
        fixed_defaults=_by_place(item for sheet in sheets for item in sheet.fixed_defaults),
        email_checks=_sorted(place for one in sheets for place, _ in one.email_checks),
        email_checks_run=_sorted(columns.email_checks_run(sheets)),
    )


def _with_visitors(source: Source, whole: _Whole) -> Source:
    """How visitors are known again."""
    sheets = whole.reading.sheets
    return replace(
        source,
        session_uses=_by_place(item for sheet in sheets for item in sheet.session_uses),
        request_hooks=_sorted(place for one in sheets if one.role == "app" for place in one.request_hooks),
        passing_hooks=_sorted(place for sheet in sheets for place in sheet.passing_hooks),
        session_hooks=_sorted(place for sheet in sheets for place in sheet.session_hooks),
        permanent_sessions=_sorted(place for sheet in sheets for place in sheet.permanent_sessions),
        remembered_logins=_sorted(place for sheet in sheets for place in sheet.remembered_logins),
        cookies=_by_place(item for sheet in sheets for item in sheet.cookies),
        csrf_modules=tuple(sorted(whole.reading.csrf_modules)),
        csrf_checks=tuple(csrf_checks.found([one for one in sheets if one.role == "app"])),
        flashes_read=tuple(sorted(sheet.path for sheet in sheets if "flashed" in sheet.subjects)),
        csrf_named=tuple(sorted(sheet.path for sheet in sheets if sheet.names_csrf)),
        own_strangers=_sorted(place for sheet in sheets for place in sheet.own_strangers),
        login_views=_by_place(item for sheet in sheets for item in sheet.login_views),
        grants=_by_place(item for one in sheets if one.role == "app" for item in one.privileges.grants),
        privilege_guards=_by_place(item for one in sheets for item in one.privileges.guards),
        logins=_by_place(item for sheet in sheets for item in sheet.logins),
    )


def _with_secrets(source: Source, whole: _Whole) -> Source:
    """What is secret, and who is told."""
    sheets = whole.reading.sheets
    typed = tuple(passwords.found(sheets))
    return replace(
        source,
        secret_literals=_by_place(item for sheet in sheets for item in sheet.secrets),
        given_credentials=tuple(
            credentials.with_copies(
                _by_place(one for sheet in sheets for one in sheet.given_credentials.values()),
                whole.reading.secret_values,
            )
        ),
        passwords=_by_place((*typed, *password_rows.found(sheets, typed))),
        known_passwords=_by_place(
            (
                *accounts.found_in(sheets, whole.functions, whole.imported),
                *account_helpers.found(sheets, whole.functions, whole.imported),
            )
        ),
        by_command=_by_place(accounts.made_by_command(sheets, whole.functions, whole.imported)),
    )


def _with_tokens(source: Source, whole: _Whole) -> Source:
    """Tokens that sign somebody in."""
    sheets = whole.reading.sheets
    return replace(
        source,
        endless_tokens=_by_place(item for one in sheets for item in one.endless_tokens),
        number_identities=_by_place(tokens.number_identities(sheets)),
        token_cookies=_sorted(place for one in sheets for place in one.token_cookies),
        token_keys=tuple(sorted({key for one in sheets if one.role == "app" for key in one.token_keys})),
        token_guards=tuple(sorted({name for one in sheets for name in one.token_guards})),
        signing_keys=_by_place(signers.keys(sheets)),
        drawn_keys=_by_place(drawn_keys.drawn(sheets)),
        logged_settings=_by_place(
            logged_settings.found((one for one in sheets if one.role == "app"), whole.imported)
        ),
        logged_tokens=_by_place(bearers.logged((one for one in sheets if one.role == "app"), whole.imported)),
        query_tokens=_sorted(place for one in sheets if one.role == "app" for place in one.query_tokens),
    )


def _config_reads(reading: Reading) -> set[str]:
    in_templates = {one.key for one in reading.config_shown if one.key}
    named = in_templates.union(*(sheet.config_reads for sheet in reading.sheets))
    return named.union(*(reads.stood_for(named, sheet) for sheet in reading.sheets))


def _sorted(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(set(places)))


def _by_place(items: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(dict.fromkeys(items), key=_PLACE))
