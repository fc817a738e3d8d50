"""What an app that came up still has to tell: the facts of its first boot, and those that take more boots."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from releasecheck.facts import Absence, Place
from releasecheck.facts.app import App, ConfigValue, Secret
from releasecheck.facts.boot import Boot, Unbooted
from releasecheck.facts.boots import Boots
from releasecheck.facts.columns import TextColumn
from releasecheck.facts.mappers import Mapped, Unmapped
from releasecheck.facts.rehearsal import Rehearsal
from releasecheck.facts.requests import ErrorPage, Probed, Refusal, Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.stood_in import StoodIn
from releasecheck.facts.templates import Templates
from releasecheck.facts.work import SLOW_S
from releasecheck.gather import keys
from releasecheck.gather.boot_facts import package_of_stacks, place_of_stacks
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import Answered, Line
from releasecheck.gather.decoding import decoded
from releasecheck.gather.ignored import with_ignored
from releasecheck.gather.inside.secret_names import is_secret_name
from releasecheck.gather.rehearse import rehearse
from releasecheck.gather.serving import look_at_launches
from releasecheck.gather.several import several
from releasecheck.gather.source.sheet import Value
from releasecheck.gather.sweeping import LastSeen, sweep
from releasecheck.gather.undotenv import dotenv_variables
from releasecheck.gather.without import Unset, Without, boots_without
from releasecheck.health_route import find_health_route


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What the boots told; `missing` has the reason for each of the four that is null."""

    boot: Boot | None = None
    app: App | None = None
    templates: Templates | None = None
    requests: Requests | None = None
    missing: Mapping[str, Absence] = field(default_factory=dict)
    secrets: tuple[str, ...] = field(default=(), repr=False)  # that only the live app shows
    boots: Boots | None = None
    rehearsal: Rehearsal | Absence | None = None  # null where none was wanted
    databases: tuple[Line, ...] = ()  # of its config, with tokens
    unbooted: Unbooted | None = None
    stood_in: StoodIn | None = None


def further(
    booter: Booter, first: Answered, fact: Boot, source: Source | None, literals: Sequence[Value]
) -> AppFacts:
    """All facts of an app that came up."""
    line = first.first("app")
    if line is None:
        lacking = dict.fromkeys(("app", "templates", "requests", "boots"), _uncollected(first, "app"))
        return AppFacts(fact, missing=lacking, secrets=first.secrets)
    app = msgspec.convert({**line["app"], "secrets": []}, App)
    app = replace(app, config=_with_dotenv_origins(app.config, fact, booter, first))
    sweeps: list[Answered] = []
    with ThreadPoolExecutor(max_workers=booter.request.jobs) as pool:
        secrets = pool.submit(_secrets, booter, first, fact, source, literals)
        asked = pool.submit(_requests, booter, app, source, sweeps)
        pages = pool.submit(_error_pages, booter)
        served = pool.submit(look_at_launches, booter, first)
        probed = pool.submit(_probes, booter)
        boots = several(booter, first, fact, source, pool)
    requests = asked.result()
    if isinstance(requests, Requests):
        sends = tuple(booter.request.headers)
        requests = replace(requests, **_pages(pages.result()), probes=probed.result(), sends=sends)
    fact = replace(fact, served=served.result())
    templates = _templates(first, booter.request.project)
    absent = {"templates": templates, "requests": requests}
    missing = {name: one for name, one in absent.items() if isinstance(one, Absence)}
    return AppFacts(
        boot=fact,
        app=replace(app, secrets=tuple(secrets.result()), **_of_models(pages.result())),
        templates=None if isinstance(templates, Absence) else templates,
        requests=None if isinstance(requests, Absence) else requests,
        missing=missing,
        secrets=first.secrets,
        boots=boots(pages.result(), sweeps),
        rehearsal=rehearse(booter, fact, app) if booter.request.serve else None,
        databases=tuple(each for line in first.all("databases") for each in line["databases"]),
    )


def _uncollected(answered: Answered, collector: str) -> Absence:
    """Why a collector gave nothing: its own failure, or the end of the process."""
    for line in answered.all("collector-failed"):
        if line["collector"] == collector:
            place = msgspec.convert(line["crash"]["place"], Place)
            at = f" at {place}" if place.path else ""
            return Absence(
                "inconclusive", f"collecting the {collector} facts failed: {line['crash']['type']}{at}"
            )
    if answered.broke:
        return Absence("inconclusive", answered.broke)
    how = "ran out of time" if answered.ended.timed_out else "ended"
    return Absence("inconclusive", f"the process {how} before the {collector} facts were collected")


def _templates(first: Answered, project: Path) -> Templates | Absence:
    line = first.first("templates")
    if line is None:
        return _uncollected(first, "templates")
    return with_ignored(msgspec.convert(line["templates"], Templates), project)


def _secrets(
    booter: Booter, first: Answered, fact: Boot, source: Source | None, literals: Sequence[Value]
) -> list[Secret]:
    """The secrets, with what a second boot and boots without their variables tell of them."""
    line = first.first("app")
    described: Sequence[Line] = line["app"]["secrets"] if line else ()
    places = keys.of_literals(booter.key, literals) if described else {}
    secrets = [keys.fact(secret, booter.key, places) for secret in described]

    def boot(unset: Unset) -> Sequence[Line] | None:
        answered = booter.boot("without" if unset else "again", {"collect": ["secrets"]}, unset)
        line = answered.first("secrets")
        return line["secrets"] if line else None

    again = boot(()) if any(secret.signing and not keys.is_explained(secret) for secret in secrets) else None
    secrets = keys.with_repeats(secrets, described, again or ())
    files = dotenv_variables(booter, first)
    variables = _to_unset({*booter.environment.values, *files}, fact, source)
    found = Without()
    if secrets and variables:
        found = boots_without(secrets, described, variables, boot, places)
    return [
        replace(
            secret,
            boots_without=found.constant.get(secret.key, ()),
            none_without=found.none.get(secret.key, ()),
            dotenv=_only_file(secret.environment, files),
            by_set=bool(secret.environment) and booter.environment.set_here.issuperset(secret.environment),
        )
        for secret in secrets
    ]


def _to_unset(given: Container[str], fact: Boot, source: Source | None) -> list[str]:
    """Variables that were read and set, and are secrets by their name or for their fallback in the source."""
    read = {one.name for one in fact.env_reads if one.hit}
    fallbacks = {one.variable for one in source.env_defaults if one.secret} if source else set()
    return sorted(name for name in read if name in given and (is_secret_name(name) or name in fallbacks))


def _only_file(variables: Sequence[str], files: Mapping[str, str]) -> str | None:
    """The file that gives all of these."""
    given = {files.get(name) for name in variables}
    return given.pop() if len(given) == 1 else None


def _requests(booter: Booter, app: App, source: Source | None, sweeps: list[Answered]) -> Requests | Absence:
    """The sweep; `sweeps` gets what each process that it took has said."""
    if not booter.request.requests:
        return Absence("skipped", "--skip requests")
    order = {
        "request_timeout": booter.request.request_timeout,
        "slow_s": SLOW_S,
        "example_values": dict(booter.request.example_values),
        "skip_endpoints": dict(booter.request.skip_endpoints),
        "writing_endpoints": _writing(app, source),
        "parting_endpoints": sorted(_parting(app, source) - set(booter.request.skip_endpoints)),
        "headers": dict(booter.request.headers),
        "login": booter.request.login,
        "health": _health(app, booter.request.health),
    }

    def boot(more: Mapping[str, Any]) -> Answered:
        sweeps.append(booter.boot("sweep", {**order, **more}))
        return sweeps[-1]

    def last_seen(answered: Answered) -> LastSeen:
        place = place_of_stacks(answered.stacks, booter.request.project, booter.choice.cwd)
        return LastSeen(place, package_of_stacks(answered.stacks))

    return sweep(app, boot, last_seen)


def _health(app: App, named: str | None) -> dict[str, str] | None:
    """The health route that is to be asked in every way."""
    found = find_health_route(app.routes, named)
    return {"path": found.path, "endpoint": found.route.endpoint, "rule": found.route.rule} if found else None


def _writing(app: App, source: Source | None) -> dict[str, str]:
    """Endpoints whose view's source changes something, itself or through the functions that it calls."""
    calls = dict(_calls_that_write(source)) if source else {}
    views = ((route.endpoint, route.view.place) for route in app.routes if route.view is not None)
    return {
        endpoint: f"its source calls {', '.join(calls[place.path, place.line])}"
        for endpoint, place in views
        if (place.path, place.line) in calls
    }


def _parting(app: App, source: Source | None) -> set[str]:
    """Endpoints whose view's source ends the session on a GET, and does nothing else."""
    bodies = [one for one in source.views if one.verb in {None, "GET"}] if source else []
    ending = {(one.view.path, one.view.line) for one in bodies if one.ends_session}
    views = ((route.endpoint, route.view.place) for route in app.routes if route.view is not None)
    return {endpoint for endpoint, place in views if (place.path, place.line) in ending}


def _calls_that_write(source: Source) -> Iterator[tuple[tuple[str | None, int | None], Iterable[str]]]:
    """(path, line) of a view, with what it calls."""
    functions = ((one.place, one.writes, one.through) for one in source.route_functions)
    methods = ((one.view, one.writes, one.through) for one in source.views if one.verb == "GET")
    for view, writes, through in (*functions, *methods):
        if writes or through:
            yield (view.path, view.line), writes or dict.fromkeys(way.path[0] for way in through)


def _error_pages(booter: Booter) -> Answered | None:
    """A spare boot, which fails on purpose and then has no further use."""
    if not booter.request.requests:
        return None
    return booter.boot("error-page", {"collect": ["error-pages", "factory", "mappers"]})


def _pages(answered: Answered | None) -> dict[str, Any]:
    """The fields of the Requests fact that a spare boot tells."""
    line = answered.first("error-pages") if answered else None
    if line is None:
        return {}
    return {
        "error_pages": msgspec.convert(line["pages"], tuple[ErrorPage, ...]),
        "refusals": msgspec.convert(line["refusals"], tuple[Refusal, ...]),
    }


def _of_models(answered: Answered | None) -> dict[str, Any]:
    """The fields of the App fact that a spare boot tells."""
    line = answered.first("mappers") if answered else None
    if line is None:
        return {}
    return {
        "unmapped": msgspec.convert(line["mappers"], tuple[Unmapped, ...]),
        "mapped": msgspec.convert(line["mapped"], Mapped | None),
        "password_columns": msgspec.convert(line["password_columns"], tuple[TextColumn, ...]),
        "hash_length": line["hash_length"],
    }


def _probes(booter: Booter) -> tuple[Probed, ...]:
    """The answers to the health checks of the deploy files, up to one that ends the process."""
    checks = booter.manifests.facts.health_checks
    if not checks or not booter.request.requests:
        return ()
    asked = [{"path": check.path, "scheme": check.scheme} for check in checks]
    order = {"collect": ["probes"], "checks": asked, "request_timeout": booter.request.request_timeout}
    lines = booter.boot("probe", order).all("probe")
    responses = (msgspec.convert(line["response"], Response) for line in lines)
    return tuple(Probed(*pair) for pair in zip(checks, responses, strict=False))


def _with_dotenv_origins(
    config: Sequence[ConfigValue], fact: Boot, booter: Booter, first: Answered
) -> tuple[ConfigValue, ...]:
    """Values that come from a dotenv file say so: nobody loads it in production, unless the app does."""
    loaded = {line["file"] for line in first.all("dotenv-loaded")}
    files = {name: file for name, file in booter.environment.development.items() if file not in loaded}
    read: dict[Any, list[str]] = {}
    for one in fact.env_reads:
        if one.hit:
            read.setdefault((one.place.path, one.place.line), []).append(one.name)
    return tuple(_with_origin(value, read, files, booter.choice.cwd) for value in config)


def _with_origin(
    value: ConfigValue, read: Mapping[Any, Sequence[str]], files: Mapping[str, str], cwd: Path
) -> ConfigValue:
    if value.set_by in files:  # FLASK_DEBUG, which Flask reads itself
        file = files[value.set_by]
        return replace(
            value, place=Place(file, _line_of(cwd / file, value.set_by)), set_by=f"{value.set_by} in {file}"
        )
    names = _given_by(value.key, read.get((value.place.path, value.place.line), ()))
    if not names or not all(name in files for name in names):
        return value
    return replace(value, set_by=f"{names[-1]} in {files[names[-1]]}")


def _given_by(key: str, names: Sequence[str]) -> Sequence[str]:
    """Of the variables read where a key is set, those that have its name; a loop reads all in one line."""
    return [name for name in names if name == key or name.endswith(f"_{key}")] or names


def _line_of(file: Path, name: str) -> int | None:
    try:
        lines = decoded(file.read_bytes()).splitlines()
    except OSError:
        return None
    pattern = re.compile(rf"\s*(export\s+)?{re.escape(name)}\s*=")
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), None)
