"""Where a secret of the live config comes from: a literal, the environment, or the fallback of a variable."""

from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Secret
from releasecheck.facts.boot import Boot, DeployedVariable
from releasecheck.facts.repository import Repository
from releasecheck.facts.settings import EnvDefault
from releasecheck.facts.source import Source

from .configured import set_at
from .modes import deployed_for_release, is_for_release

# What a secret is that others know.
KNOWN = {
    "published": "a key from the public lists of leaked keys",
    "placeholder": "a placeholder that anybody can guess",
    "none": 'the text "None", which an f-string or str() makes of an unset variable',
}
_CALL_LINES = 4  # a read with its fallback seldom spreads wider


def by_literal(secrets: Iterable[Secret]) -> Iterator[list[Secret]]:
    """Secrets grouped by the literal that they were given, or the list: one of either is one cause."""
    groups: list[list[Secret]] = []
    for one in secrets:
        same = (group for group in groups if any(_is_one_cause(one, other) for other in group))
        group = next(same, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    yield from groups


def _is_one_cause(one: Secret, other: Secret) -> bool:
    if one.literals and one.literals == other.literals:
        return True
    return list_of(one) is not None and (list_of(one), one.place) == (list_of(other), other.place)


def list_of(secret: Secret) -> str | None:
    """The key of the list that it is an item of."""
    key, _, index = secret.key.rstrip("]").rpartition("[")
    return key if key and index.isdecimal() else None


def literals(secret: Secret, source: Source | None) -> tuple[Place, ...]:
    """The literals that equal it, outside of tests and examples."""
    beside = {one.path for one in source.modules if one.role != "app"} if source else set()
    return tuple(place for place in secret.literals if place.path not in beside)


def shared_literals(
    secret: Secret, source: Source | None, repository: Repository | None
) -> tuple[Place, ...]:
    """Those literals that whoever has the repository can read."""
    return tuple(one for one in literals(secret, source) if not kept_out_of_git(one, repository))


def by_assignment(secret: Secret, equal: Sequence[Place], source: Source | None) -> list[Place]:
    """Literals that equal it, the one that sets it first: another module may hold the same text."""
    key = secret.key.partition("[")[0]
    set_at = [one.place for one in source.config_assignments if one.key == key] if source else []
    lines = [(at.path, at.line) for at in (secret.place, *set_at)]
    return sorted(
        equal, key=lambda at: lines.index(line) if (line := (at.path, at.line)) in lines else len(lines)
    )


def kept_out_of_git(place: Place, repository: Repository | None) -> bool:
    """Whether `.gitignore` leaves out the file: it belongs to this machine, and a deployment has its own."""
    path = place.path or ""
    ignored = repository.ignored if repository else ()
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in ignored)


def fallbacks(secret: Secret, source: Source | None, boot: Boot | None) -> tuple[str, ...]:
    """The variables without which the app would run, or runs, on a constant secret."""
    if secret.boots_without or secret.environment:
        return secret.boots_without
    missed = {read.name for read in boot.env_reads if not read.hit} if boot else None
    reads = (one.variable for one in _defaults(source) if _gave(one, secret))
    return tuple(dict.fromkeys(name for name in reads if missed is None or name in missed))


def from_fallback(secret: Secret, source: Source | None, boot: Boot | None) -> bool:
    """Whether the live value is the fallback of a variable that is not set here."""
    return not secret.environment and bool(fallbacks(secret, source, boot))


def reads_of(secret: Secret, variables: tuple[str, ...], source: Source | None) -> list[Place]:
    """Where these variables are read with a constant to fall back on, what set the secret first."""
    reads = [one for one in _defaults(source) if one.variable in variables]
    return [one.place for one in sorted(reads, key=lambda one: not _gave(one, secret))]


def overruled_for_release(
    secrets: Iterable[Secret], source: Source | None, boot: Boot | None
) -> DeployedVariable | None:
    """The variable that chooses, as deployed, a config which sets these keys itself, without a fallback."""
    return deployed_for_release(boot) if all(_set_for_release(one, source) for one in secrets) else None


def _set_for_release(secret: Secret, source: Source | None) -> bool:
    own = [
        one.place
        for one in (source.config_assignments if source else ())
        if one.key == secret.key and one.owner and is_for_release(one.owner)
    ]
    reads = [one.place for one in _defaults(source)]
    return bool(own) and not any(_within(read, place) for read in reads for place in own)


def _within(read: Place, assignment: Place) -> bool:
    if read.path != assignment.path or read.line is None or assignment.line is None:
        return False
    return 0 <= read.line - assignment.line < _CALL_LINES


def asked_in_vain(app: App, key: str, boot: Boot | None) -> str | None:
    """The variable that was not set when the app asked for this key's value."""
    line = set_at(app, key) or app.place
    for read in boot.env_reads if boot else ():
        here = (read.place.path, read.place.line) == (line.path, line.line)
        if not read.hit and (here or key in read.name):
            return read.name
    return None


def asked_at(given: Place, key: str, boot: Boot | None) -> Place:
    """The one line of another file that asks the environment for this key, else the line that gives it.

    `app.config.from_mapping(from_environment())` only hands on what the function of config.py makes.
    """
    reads = {one.place for one in boot.env_reads if one.name == key and one.place.path} if boot else set()
    return reads.pop() if len(reads) == 1 and all(one.path != given.path for one in reads) else given


def place(app: App, secret: Secret, source: Source | None = None) -> Place:
    """The line that set it, else the literal that it equals, else the module that makes the app."""
    if secret.place.path:
        return secret.place
    return next(iter(literals(secret, source)), app.place)


def told_elsewhere(app: App, source: Source, boot: Boot | None) -> set[tuple[str | None, int | None]]:
    """Lines of which a rule for the config speaks, or whose value is not in use."""
    missed = {read.name for read in boot.env_reads if not read.hit} if boot else set()
    unused = [one.place for one in source.env_defaults if one.variable not in missed]
    return told_for_config(app, source) | {(at.path, at.line) for at in unused}


def unused_fallback(literal: Place, app: App, source: Source, boot: Boot | None) -> str | None:
    """The variable of which a literal is the fallback that is not in use, and of which no secret tells.

    A key that booted without its variable is told by secret-fallback-boots, which knows what it fell back on.
    """
    missed = {read.name for read in boot.env_reads if not read.hit} if boot else set()
    told = {name for one in app.secrets for name in fallbacks(one, source, boot)}
    if any((at.path, at.line) == (literal.path, literal.line) for one in app.secrets for at in one.literals):
        return None
    names = {one.name for one in source.secret_literals if one.place == literal}
    reads = (one for one in source.env_defaults if one.secret and _within(literal, one.place))
    own = (one for one in reads if one.place.line == literal.line or one.assigned_to in names)
    return next((one.variable for one in own if one.variable not in missed | told), None)


def told_for_config(
    app: App, source: Source, *, of_others: bool = True
) -> set[tuple[str | None, int | None]]:
    """Lines of which a rule for the config speaks, and those of classes of config that were not chosen."""
    secrets = [at for one in app.secrets for at in (one.place, *one.literals)]
    live = {one.key for one in app.config}  # a module called config may be imported as any other
    chosen = (one for one in source.config_assignments if one.key in live)
    classes = (one for one in source.config_assignments if of_others and one.owner and not one.by_instance)
    config = [one.place for one in (*chosen, *classes)]
    return {(at.path, at.line) for at in (*secrets, *config)}


def variable_before(constant: Place, name: str, source: Source) -> str | None:
    """The variable that a constant stands in for: read on its line, or just above for the same name."""
    reads = (one for one in source.env_defaults if _within(constant, one.place))
    same = (one for one in reads if one.place.line == constant.line or one.assigned_to == name)
    return next((one.variable for one in same), None)


def _defaults(source: Source | None) -> list[EnvDefault]:
    return [one for one in source.env_defaults if not one.empty] if source else []


def _gave(read: EnvDefault, secret: Secret) -> bool:
    """Whether the secret was set on the line of this read, or equals a literal that belongs to it."""
    key = secret.key.partition("[")[0]
    named = key in (read.assigned_to, read.variable)
    for at in (secret.place, *secret.literals):
        if at.path is None or at.path != read.place.path or at.line is None or read.place.line is None:
            continue
        if 0 <= at.line - read.place.line < (_CALL_LINES if named else 1):
            return True
    return False
