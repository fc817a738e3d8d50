"""Signing keys and credentials that others know, or that the app cannot work with."""

import re

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.app import App, Secret
from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.config.choosing import undecided
from ..derived.config.configured import value_of
from ..derived.config.in_vain import keys_given_in_vain
from ..derived.config.keyring import logs_in, named, severity_of, shape
from ..derived.config.origins import (
    KNOWN,
    asked_in_vain,
    by_assignment,
    by_literal,
    fallbacks,
    from_fallback,
    kept_out_of_git,
    list_of,
    place,
    shared_literals,
)
from ..derived.config.signing import read_by_somebody
from ..derived.config.vocabulary import unfit
from ..derived.wording import be, listed

_URL = re.compile(r"(^|_)(UR[IL]|DSN)$")
_OF_ITS_OWN = "Give the release a credential of its own, kept where it is deployed."


@error
def secret_known_public(  # noqa: PLR0913, PLR0917 - a parameter is a fact
    app: App,
    source: Source | None = None,
    boot: Boot | None = None,
    repository: Repository | None = None,
    boots: Boots | None = None,
    git: Git | None = None,
) -> Judgement:
    """A key is one that the public knows: a documentation sample, a tutorial's default, a leaked value.

    Whoever has the key writes session cookies of any user. Superset (CVE-2023-27524), Redash
    (CVE-2021-41192) and Airflow (CVE-2020-17526) shipped such defaults, and two of three exposed Superset
    servers still used them. Length is no help: of 56,000 leaked Flask keys three in ten have 32 characters or
    more. Compared with the word list of flask-unsign; the value is never shown. Signing keys are errors,
    other credentials warnings; each is one step less where the value comes from a file that git ignores, of
    which a deployment has another, and a credential that `--set` gives, which may stand in for the release's,
    is for information. The password of a database on this machine that the environment gave is no release's.
    The text "None" counts too, which `f"{os.environ.get('KEY')}"` makes of an unset variable.
    A key that comes out of the fallback of an unset variable is told by secret-fallback-boots, one that a
    deployment replaces in vain by secret-env-ignored, and a SECRET_KEY that is a list or tuple and does not
    work by config-wrong-type. A signing key that neither the project nor an extension reads signs nothing.

    Fix: make a key with `python -c "import secrets; print(secrets.token_hex())"`, keep it in the environment
    of the deployment, and replace the old one: sessions signed with it must end.

    Fault::

        app.config["SECRET_KEY"] = "dev"

    Fine::

        app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    """
    if not app.secrets:
        yield DoesNotApply("the config holds no key and no credential")
    told = keys_given_in_vain(boots, git)
    known = [
        one
        for one in read_by_somebody(app.secrets, app, source)
        if one.known
        and one.key not in told
        and not _is_unfit(one, app)
        and not from_fallback(one, source, boot)
        and not _of_this_machine(one, app)
    ]
    for group in by_literal(known):
        first = group[0]
        if reason := undecided((one.key for one in group), app, source, boot):
            yield CouldNotLook(reason)
            continue
        yield Found(
            f"{_set_to(group)} {KNOWN[first.known or 'published']}",
            subject=first.key,
            place=place(app, first, source),
            evidence=(shape(first), *_origin(first), *_local(first, repository)),
            fix=_known_fix(group, app, boot),
            severity=_known_severity(group, source, repository),
        )


@error
@by_source
def secret_hardcoded(  # noqa: PLR0913, PLR0917 - a parameter is a fact
    app: App,
    source: Source | None = None,
    boot: Boot | None = None,
    repository: Repository | None = None,
    boots: Boots | None = None,
    git: Git | None = None,
) -> Judgement:
    """A key or credential in use is a literal in the source.

    Everybody who can read the repository, an image layer or a backup can sign sessions or log in to the
    database, for as long as the value is in use: it stays in the history after the line is gone. Only values
    that the app really booted with are reported, at the literal that equals them; test keys, values from the
    environment and files that git ignores (`instance/config.py`) are not. Signing keys are errors, whatever
    their name where `jwt.encode` or `jwt.decode` takes them, and URLs of servers on the internet with their
    password; other credentials are warnings. When the literal is also
    public, secret-known-public says so instead; when it is a fallback, secret-fallback-boots does; when a
    deployment replaces it in vain, secret-env-ignored; and of a SECRET_KEY_FALLBACKS that is one text
    secret-key-fallbacks-string. A signing key that neither the project nor an extension reads signs nothing,
    and a placeholder that the app refuses to start with neither.

    Fix: read it with `os.environ["NAME"]`, and replace the value, since the history keeps the old one.

    Fault::

        SECRET_KEY = "5f352379324c22463451387a0aec5d2f"

    Fine::

        SECRET_KEY = os.environ["SECRET_KEY"]
    """
    if not app.secrets:
        yield DoesNotApply("the config holds no key and no credential")
    told = keys_given_in_vain(boots, git)
    written = [
        one
        for one in read_by_somebody(app.secrets, app, source)
        if not one.known
        and one.key not in told
        and not _is_unfit(one, app)
        and not one.environment
        and not _is_refused(one, boot)
        and not _is_one_text(one, app)
        and shared_literals(one, source, repository)
        and not fallbacks(one, source, boot)
    ]
    for group in by_literal(written):
        first = group[0]
        if reason := undecided((one.key for one in group), app, source, boot):
            yield CouldNotLook(reason)
            continue
        shared = by_assignment(first, shared_literals(first, source, repository), source)
        account = ", with user and password" if any(logs_in(one, source) for one in group) else ""
        yield Found(
            f"{named(group)} {be(group)} written in the source{account}",
            subject=first.key,
            place=shared[0],
            evidence=(shape(first), *(f"equals the literal at {one}" for one in shared)),
            fix=f"Read it with {_read(first)}, and replace the value: the history keeps it.",
            severity=severity_of(group, source),
        )


def _of_this_machine(secret: Secret, app: App) -> bool:
    """Whether the environment gave the password of a service here, as `--set` does to bring the app up."""
    value = value_of(app, secret.key)
    if value is None or secret.signing or secret.dotenv or not secret.environment:
        return False
    return any(one.where == "this-machine" for one in value.addresses)


def _is_unfit(secret: Secret, app: App) -> bool:
    """Whether it is an item of a list that Flask cannot work with, which config-wrong-type tells."""
    key = list_of(secret)
    return key is not None and any(one.key == key for one in unfit(app))


def _is_refused(secret: Secret, boot: Boot | None) -> bool:
    """Whether the app did not come up because it looked at the placeholder and would not start with it."""
    crash = boot.crash if boot else None
    return crash is not None and secret.key in crash.refused


def _is_one_text(secret: Secret, app: App) -> bool:
    """Whether it is the keys of old sessions as one text, of which no part is a key that was kept."""
    value = value_of(app, secret.key)
    return secret.key == "SECRET_KEY_FALLBACKS" and value is not None and value.type == "str"


def _known_fix(group: list[Secret], app: App, boot: Boot | None) -> str | None:
    if group[0].known == "none":
        lacking = asked_in_vain(app, group[0].key.partition("[")[0], boot)
        how = f'`os.environ["{lacking}"]`' if lacking else "`os.environ[...]`"
        return f"Read the variable with {how}, so that a deployment without it stops at once."
    return None if any(one.signing for one in group) else _OF_ITS_OWN


def _read(secret: Secret) -> str:
    return f'`os.environ["{secret.key.partition("[")[0].upper()}"]`'


def _set_to(group: list[Secret]) -> str:
    """What is known of a URL is the password in it."""
    if all(_URL.search(one.key) for one in group):
        return f"the password in {named(group)} is"
    return f"{named(group)} {be(group)} set to"


def _local(secret: Secret, repository: Repository | None) -> tuple[str, ...]:
    """The file of this machine alone that gives the value."""
    given = Place(secret.dotenv) if secret.dotenv else NOWHERE if secret.environment else secret.place
    if not kept_out_of_git(given, repository):
        return ()
    return (f"git ignores {given.path}: a deployment has another, which must not say the same",)


def _known_severity(group: list[Secret], source: Source | None, repository: Repository | None) -> Severity:
    severity = severity_of(group, source)
    if severity == "warning" and all(one.by_set for one in group):
        return "info"
    if not _local(group[0], repository):
        return severity
    return "warning" if severity == "error" else "info"


def _origin(secret: Secret) -> tuple[str, ...]:
    if secret.environment:
        where = "of --set" if secret.by_set else f"in {secret.dotenv or 'the environment'}"
        return (f"comes from {listed(secret.environment)} {where}",)
    return tuple(f"equals the literal at {literal}" for literal in secret.literals[:3])
