"""Credentials of services that stand in the source and never pass through the config."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.credentials import GivenCredential
from releasecheck.facts.deploy import Deploy, StorePassword
from releasecheck.facts.repository import Repository
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.config.origins import (
    fallbacks,
    kept_out_of_git,
    told_elsewhere,
    told_for_config,
    variable_before,
)
from ..derived.structure.running import running, tracked_beside
from ..derived.wording import capped

_OF_THE_APP = frozenset({"the secret that requests are let in by", "the secret in the path of a route"})
_OF_ROOT = "an empty password for the root of a database"
# What opens nothing without its program, or may be made for browsers.
_IDLE = frozenset({"the password of a database", _OF_ROOT, "the key in the query of a URL", *_OF_THE_APP})
_FLASKS = re.compile(r"(flask_?|app_?)?(secret_?key|\w*salt|\w*csrf\w*|\w*jwt\w*)", re.IGNORECASE)


@error
@by_source
def credential_in_source(
    app: App,
    source: Source,
    boot: Boot | None = None,
    repository: Repository | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """A password, token or key of a service stands in a module that the app runs.

    `smtp.login("shop@…", "…")`, `openai.api_key = "sk-…"`, `jwt.encode(payload, SECRET)`: whoever reads the
    repository, an image layer or a backup sends mail as you, spends your money or signs tokens for any user.
    Told of constants with the shape of a vendor's key, of those that a known client takes as its password, of
    those beside a user and a host or database, of an empty one for MySQL's root, and of long random ones
    under the name of a secret, in modules that the boot imported or a function of theirs does. The value is
    neither kept nor shown. What reaches the config is told by secret-hardcoded, a URL with a password by
    url-embedded-credentials; a file that git ignores, a vendor's test key and an example are fine. Keys that
    sign tokens or let in from anywhere are errors, a database on the same machine and what only its name
    gives away are warnings. So are keys in scripts and programs that git tracks beside the app, for whoever
    reads the repository has them too; tests, examples and copied libraries are not looked at. Told, too, of
    the constant that the app falls back on for a token or password which it asks its visitors for
    (`request.headers["X-Token"] != API_TOKEN`, a path such as `f"/hooks/{HOOK_SECRET}"`): a warning where the
    variable was unset, else information.

    Fix: read it with `os.environ["NAME"]`, and have the service give out another: the history keeps this one.

    Fault::

        bot = telebot.TeleBot("8123456789:AA…")

    Fine::

        bot = telebot.TeleBot(os.environ["BOT_TOKEN"])
    """
    modules = running(app, source)
    settled = told_for_config(app, source)
    given = [
        one if (one.place.path, one.place.line) in settled else _as_fallback(one, source)
        for one in source.given_credentials
        if one.place.path in modules and one.tried_on is None
    ]
    tried = list(_tried_on_stores(source, modules, deploy))
    beside = list(_beside(app, source, repository))
    if not (given or beside or tried):
        yield DoesNotApply("no module of the app gives a constant to a service as its credential")
    told = told_elsewhere(app, source, boot)
    live = told_for_config(app, source, of_others=False)
    falling = {name for one in app.secrets for name in fallbacks(one, source, boot)}
    missed = {read.name for read in boot.env_reads if not read.hit} if boot else set()
    new = [
        one
        for one in given
        # what signs, or what a client is given by its name, is in use, whatever class of config has it
        if _is_new(one, live if one.signs or one.taken else told, falling)
        and not kept_out_of_git(one.place, repository)
    ]
    causes = list(_by_value(_by_cause(new)))
    for same in causes:
        ways = set(map(_cause, same))
        yield _found([*same, *(one for one in beside if _cause(one) in ways)], missed)
    told_of = {_cause(one) for same in causes for one in same}
    yield from _told_beside([one for one in beside if _cause(one) not in told_of])
    for store, same in tried:
        yield _tried(store, same)


def _beside(app: App, source: Source, repository: Repository | None) -> Iterable[GivenCredential]:
    """What lies in files that git tracks, but for what only a program that runs is guarded by."""
    paths = tracked_beside(app, source, repository)
    of_config = {(one.place.path, one.place.line) for one in source.config_assignments}
    for one in source.given_credentials:
        at = one.place
        idle = one.signs or (one.what in _IDLE and not one.opens) or _FLASKS.fullmatch(one.subject)
        if (
            at.path in paths
            and not (idle or one.tried_on)
            and (one.opens or (at.path, at.line) not in of_config)
        ):
            yield one


def _tried_on_stores(
    source: Source, modules: Collection[str], deploy: Deploy | None
) -> Iterable[tuple[StorePassword, list[GivenCredential]]]:
    """Words that stand for a password, where a database of the release is started with such a one."""
    for store in deploy.store_passwords if deploy else ():
        alike = [
            one
            for one in source.given_credentials
            if one.place.path in modules and one.tried_on == store.service and one.variable is None
        ]
        if alike and store.how == "guessable":
            yield store, alike


def _tried(store: StorePassword, same: list[GivenCredential]) -> Found:
    first = same[0]
    return Found(
        f"{first.what} is written in the source, and anybody would try it: {store.place.path} starts "
        f"{store.service} with such a one",
        subject=first.subject,
        place=first.place,
        evidence=(
            f"{store.variable} at {store.place}",
            *capped([f"also at {one.place}" for one in same[1:]]),
        ),
        severity="warning",
    )


def _told_beside(alone: Sequence[GivenCredential]) -> Iterable[Found]:
    """One finding per set of keys, however many files have a copy."""
    files: dict[str | None, list[GivenCredential]] = {}
    for one in alone:
        files.setdefault(one.place.path, []).append(one)
    copies: dict[frozenset[tuple[str, str]], list[GivenCredential]] = {}
    for held in files.values():
        copies.setdefault(frozenset(map(_cause, held)), []).extend(held)
    for same in copies.values():
        first = same[0]
        yield Found(
            f"{first.what} is written in the source, in a file that git tracks",
            subject=first.subject,
            place=first.place,
            evidence=capped([f"also {one.what} at {one.place}" for one in same[1:]]),
            severity="warning",
        )


def _cause(one: GivenCredential) -> tuple[str, str]:
    return one.what, one.subject


def _by_cause(given: Iterable[GivenCredential]) -> Iterable[list[GivenCredential]]:
    """What goes the same way in one file."""
    groups: dict[tuple[str, str, str | None], list[GivenCredential]] = {}
    for one in given:
        groups.setdefault((*_cause(one), one.place.path), []).append(one)
    return groups.values()


def _by_value(groups: Iterable[list[GivenCredential]]) -> Iterable[list[GivenCredential]]:
    """One finding for a value that several files hold, where they hold it in the same way."""
    merged: dict[tuple[object, ...], list[GivenCredential]] = {}
    for same in groups:
        first = same[0]
        at = first.copy_of or first.place
        merged.setdefault((at.path, at.line, first.signs, first.opens, first.variable), []).extend(same)
    return merged.values()


def _as_fallback(one: GivenCredential, source: Source) -> GivenCredential:
    """A vendor's key is out, be the variable that it stands in for set or read by a view alone."""
    if not one.opens or one.variable is not None:
        return one
    return replace(one, variable=variable_before(one.place, one.subject, source))


def _is_new(one: GivenCredential, told: set[tuple[str | None, int | None]], falling: Collection[str]) -> bool:
    """A fallback that nobody gives to the config is told here alone; else secret-fallback-boots tells it."""
    if one.variable is not None:
        return one.variable not in falling
    return (one.place.path, one.place.line) not in told


def _found(same: list[GivenCredential], missed: set[str]) -> Found:
    first = same[0]
    spare = first.variable is not None and first.variable not in missed
    return Found(
        f"{first.what} falls back to a constant in the source when {first.variable} is unset"
        if first.variable
        else f"{first.what} is written in the source",
        subject=first.subject,
        place=first.place,
        evidence=capped([f"also at {one.place}" for one in same[1:]]),
        fix=f'Read it with `os.environ["{first.variable}"]`: then a deployment without it stops at once.'
        if first.variable
        else None,
        severity=_severity(first, spare=spare),
    )


def _severity(one: GivenCredential, *, spare: bool) -> Severity | None:
    if one.what in _OF_THE_APP:  # with the variable set, nobody saw whether the app comes up without it
        return "info" if spare else "warning"
    return None if (one.signs or one.opens) and not spare else "warning"
