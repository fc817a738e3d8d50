"""The app's facts: booted as given, first and alone, then as often more as something is left to tell."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from releasecheck.facts import Absence
from releasecheck.facts.boot import Boot, BootOutcome, Cause, Unbooted
from releasecheck.facts.source import Source
from releasecheck.facts.stood_in import StoodIn
from releasecheck.gather.boot_facts import boot_fact, crash_of, outcome_of, shown_python
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import Answered, new_key
from releasecheck.gather.deploy import Manifests, gather_deploy
from releasecheck.gather.discovery import Choice, Discovery, discover
from releasecheck.gather.environment import (
    FLASKENV,
    Environment,
    as_deployed,
    compose,
    with_dotenv,
    without_flaskenv,
)
from releasecheck.gather.further import AppFacts, further
from releasecheck.gather.instance_config import with_instance_flag
from releasecheck.gather.interpreter import Interpreter
from releasecheck.gather.redaction import telling
from releasecheck.gather.source import SourceIndex
from releasecheck.gather.source.sheet import Value
from releasecheck.gather.stand_ins import stood_in
from releasecheck.gather.undotenv import is_loaded_by_deploy
from releasecheck.gather.unserved import named_modules, with_unserved
from releasecheck.gather.wanting import imports_of, with_ignored_file, with_wanting
from releasecheck.settings.headers import secrets_of

__all__ = ["AppFacts", "gather_app"]

_FIELDS = ("boot", "app", "templates", "requests", "boots")
# Causes that say more of this machine than of the mode; production's config asks for more than another.
_SURROUNDINGS: frozenset[Cause] = frozenset(
    {
        *("environment-variable", "service", "missing-table", "missing-module"),
        *("missing-file", "hardware", "foreign-path", "factory-arguments"),
    }
)
_ENDS: Mapping[BootOutcome, str] = {
    "no-app": "none was found",
    "raised": "an exception ended it",
    "exited": "its import exits",
    "died": "its process was killed",
    "timed-out": "it took too long",
}


@dataclass(frozen=True, slots=True)
class _Look:
    """What one choice came to: its first boot."""

    booter: Booter
    first: Answered
    fact: Boot

    @property
    def is_up(self) -> bool:
        return self.fact.outcome == "up"


def gather_app(
    request: BootRequest,
    interpreter: Interpreter,
    index: SourceIndex | None = None,
    manifests: Manifests | None = None,
) -> AppFacts:
    """Boot the project's app under `interpreter`; never raises, and ends by the request's deadline."""
    request = replace(request, project=request.project.resolve())
    source = index.facts if index else None
    named = compose(os.environ, request.env_files, request.set)
    manifests = manifests or gather_deploy(request.project)
    if interpreter.problem is not None:
        unbooted = _unbooted(discover(request, named, source, manifests.facts.launches), request.project)
        absence = Absence("inconclusive", interpreter.problem)
        return AppFacts(missing=dict.fromkeys(_FIELDS, absence), unbooted=unbooted)
    here = with_dotenv(named, interpreter, request.project)
    discovery = discover(request, here, source, manifests.facts.launches)
    key = request.key or new_key()
    modules = (one.path for one in index.facts.modules) if index else ()
    of_source = telling(_texts(index.secret_values if index else ()), None, modules)
    hidden = (*of_source, *secrets_of(request.headers))

    def booter(choice: Choice) -> Booter:
        elsewhere = choice.cwd != request.project
        environment = with_dotenv(named, interpreter, choice.cwd) if elsewhere else here
        return Booter(request, interpreter, environment, choice, key, hidden, manifests)

    looks = _looks(discovery.choices, booter, named, source)
    if isinstance(looks, Absence):
        return AppFacts(missing=dict.fromkeys(_FIELDS, looks))
    literals = index.literals if index else ()
    if up := [look for look in looks if look.is_up]:
        best = up[0] if _is_bare(up[-1].first) else up[-1]  # the last has routes, if one has
        return further(best.booter, best.first, best.fact, source, literals)
    told = _most_telling(looks)
    fact = told.fact if told else _nothing_to_boot(interpreter, request.project)
    tried = (*discovery.notes, *_without_app(looks))
    fact = replace(fact, tried=tried, likely=discovery.likely)
    order = _order(source, ())
    stood = stood_in(told.booter, fact, order, source, literals) if told else AppFacts()
    reason = f"the app did not come up: {_ENDS[fact.outcome]}{_seen_with(stood.stood_in)}"
    return replace(stood, boot=fact, missing=dict.fromkeys(_FIELDS[1:], Absence("inconclusive", reason)))


def _seen_with(stood: StoodIn | None) -> str:
    """What the report is of all the same."""
    if stood is None or stood.app is None:
        return ""
    values = (
        f"with stand-ins for {', '.join(stood.variables)}" if stood.variables else "without what is not here"
    )
    return f"; {values} it does, and the findings on it were seen that way"


def _unbooted(discovery: Discovery, project: Path) -> Unbooted | None:
    """The first choice, which is all that can be told of it."""
    first = next(iter(discovery.choices), None)
    return Unbooted(first.shown, first.cwd.relative_to(project).as_posix()) if first else None


def _looks(
    choices: Iterable[Choice], booter: Callable[[Choice], Booter], named: Environment, source: Source | None
) -> list[_Look] | Absence:
    """What the choices came to, up to the first that no other can better; absent as in `_look`."""
    looks: list[_Look] = []
    for choice in choices:
        if choice.file is not None and choice.file in {_made_in(one.first) for one in looks if one.is_up}:
            continue  # the same app again
        look = _look(booter(choice), named, source)
        if isinstance(look, Absence):
            return look
        looks.append(look)
        if not _may_differ(look, source):
            break
    return looks


def _look(plain: Booter, named: Environment, source: Source | None) -> _Look | Absence:
    """Boot one choice; absent where our own side of the boot broke."""
    booter, first, kept = _first_boot(plain, named, _order(source, named_modules(plain)))
    if first.broke and first.first("up") is None:
        return Absence("inconclusive", first.broke)
    fact = replace(boot_fact(first, booter), not_as_deployed=kept)
    if fact.outcome != "up":
        fact = with_instance_flag(fact, booter.request.project, source)
        fact = with_wanting(with_ignored_file(fact, booter.request.project), _absent(first), booter, source)
        fact = with_unserved(fact, _absent(first), booter, source)
    return _Look(booter, first, fact)


def _may_differ(look: _Look, source: Source | None) -> bool:
    """Whether the next choice may come to more."""
    if look.is_up:  # nobody set it up: what is looked at next may do that
        return look.booter.choice.guessed and _is_bare(look.first)
    return look.fact.outcome == "no-app" or _sees_not(look.fact, source) or look.fact.lacks_package


def _most_telling(looks: Sequence[_Look]) -> _Look | None:
    """Of the boots that came to nothing: the last, or where that found no app, the first that found one."""
    if not looks:
        return None
    last = looks[-1]
    if last.fact.outcome != "no-app":
        return last
    return next((look for look in looks if look.fact.outcome != "no-app"), last)


def _without_app(looks: Iterable[_Look]) -> Iterator[str]:
    for look in looks:
        if look.fact.outcome == "no-app":
            choice = look.booter.choice
            yield f"{choice.shown} ({choice.chosen_by}): {_why_none(look.first)}"


def _first_boot(
    plain: Booter, named: Environment, order: Mapping[str, Any]
) -> tuple[Booter, Answered, str | None]:
    """As the deploy files have it; otherwise, and why, where what this machine lacks keeps it down."""
    ways = [*_as_released(plain, named), plain]
    first = ways[0].boot("as-given", order)
    crash = crash_of(first)
    if outcome_of(first) == "up" or (crash is not None and crash.cause not in _SURROUNDINGS):
        return ways[0], first, None
    for booter in ways[1:]:
        again = booter.boot("as-given", order)
        if outcome_of(again) == "up":
            return booter, again, _kept_from(boot_fact(first, ways[0]), ways[0].environment)
    return ways[0], first, None


def _as_released(plain: Booter, named: Environment) -> Iterator[Booter]:
    """In the mode of the deploy files: first without `.flaskenv`, where no server of theirs reads it."""
    modes = as_deployed(named, plain.manifests.modes(plain.choice.chosen_by))
    deployed = plain
    if modes.deployed:
        deployed = replace(plain, environment=with_dotenv(modes, plain.interpreter, plain.choice.cwd))
    bare = without_flaskenv(deployed.environment)
    is_unread = bare.left_out and plain.manifests.facts.server_without_flaskenv
    if is_unread and not is_loaded_by_deploy(plain.request.project, FLASKENV):
        yield replace(deployed, environment=bare)
    if deployed is not plain:
        yield deployed


def _kept_from(fact: Boot, environment: Environment) -> str | None:
    """What came of the deploy files' mode; nothing where the app did not even ask for it."""
    modes = [f"{one.name}={one.shown} ({one.file})" for one in fact.deployed_as]
    is_bare = any(read.name in environment.left_out for read in fact.env_reads)
    how = [*([f"with {', '.join(modes)}"] if modes else []), *([f"without {FLASKENV}"] if is_bare else [])]
    if not how:
        return None
    crash = fact.crash
    if crash is None:
        why = _ENDS[fact.outcome]
    elif crash.cause == "environment-variable":
        why = f"{crash.subject} is not set"
    else:
        why = f"{crash.type}: {crash.message}".partition("\n")[0]
    return f"{' and '.join(how)} the app does not come up here: {why}"


def _texts(values: Iterable[Value]) -> Iterator[str]:
    for value, _ in values:
        yield value if isinstance(value, str) else value.decode(errors="backslashreplace")


def _is_bare(answered: Answered) -> bool:
    """Whether the app has no routes but those of static files, and hands requests to no other."""
    line = answered.first("app")
    if line is None or any(one["mounted"] for one in line["app"]["others"]):
        return False
    return all(route["endpoint"].rpartition(".")[2] == "static" for route in line["app"]["routes"])


def _made_in(answered: Answered) -> str | None:
    """The file that makes the app."""
    line = answered.first("app")
    return line["app"]["place"]["path"] if line else None


def _order(source: Source | None, modules: Collection[str]) -> dict[str, Any]:
    names = {name for render in (source.renders if source else ()) for name in render.names}
    files = {(use.endpoint, use.filename) for use in (source.endpoint_uses if source else ()) if use.filename}
    imports = {*modules, *(one.name for one in imports_of(source))} if source else modules
    variables = {one.variable for one in source.signing_keys if one.variable} if source else set()
    wanted = {"template_names": sorted(names), "static_files": sorted(files), "imports": sorted(imports)}
    wanted["variables"] = sorted(variables)
    return {"collect": ["app", "templates"], **wanted}


def _absent(answered: Answered) -> list[str]:
    """The modules of the order that its Python did not find."""
    line = answered.first("absent")
    return line["modules"] if line else []


def _sees_not(fact: Boot, source: Source | None) -> bool:
    """Whether a package of the project is not found from where we started: another choice may find it.

    Likewise, by a guess of ours, a module beside the line that imports it.
    """
    if fact.crash is None or fact.crash.cause != "missing-module":
        return False
    package = (fact.crash.subject or "").partition(".")[0]
    folder = (fact.crash.place.path or "").rpartition("/")[0]
    beside = {f"{folder}/{package}.py", f"{folder}/{package}/__init__.py"} if fact.guessed else ()
    modules = source.modules if source else ()
    return any(one.name.partition(".")[0] == package or one.path in beside for one in modules)


def _why_none(answered: Answered) -> str:
    """Flask's own words, or that the factory wants arguments."""
    line = answered.first("no-app")
    words: str = line["reason"] if line else "the factory wants arguments"
    return words.partition("\n")[0]


def _nothing_to_boot(interpreter: Interpreter, project: Path) -> Boot:
    return Boot(
        outcome="no-app",
        target=None,
        chosen_by="nothing",
        cwd=".",
        python=shown_python(interpreter, project),
        python_chosen_by=interpreter.chosen_by,
        python_version=interpreter.version,
        flask=interpreter.flask,
        werkzeug=interpreter.werkzeug,
    )
