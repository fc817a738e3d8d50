"""Signing keys and credentials that others know, or that the app cannot work with."""

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.app import App, Secret
from releasecheck.facts.boot import Boot, DeployedVariable
from releasecheck.facts.boots import Boots
from releasecheck.facts.repository import Repository
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source, UrlLiteral
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.choosing import undecided
from ..derived.configured import value_of
from ..derived.in_vain import keys_given_in_vain
from ..derived.origins import (
    KNOWN,
    asked_in_vain,
    by_assignment,
    by_literal,
    fallbacks,
    from_fallback,
    kept_out_of_git,
    literals,
    overruled_for_release,
    place,
    reads_of,
    shared_literals,
)
from ..derived.signing import is_idle
from ..derived.wording import listed

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
    which a deployment has another. The password of a database on this machine that the environment gave is
    no release's. A key that comes out of the fallback of an unset variable is told by secret-fallback-boots,
    one that a deployment replaces in vain by secret-env-ignored.

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
        for one in app.secrets
        if one.known
        and one.key not in told
        and not from_fallback(one, source, boot)
        and not _of_this_machine(one, app)
    ]
    for group in by_literal(known):
        first = group[0]
        if reason := undecided((one.key for one in group), app, source, boot):
            yield CouldNotLook(reason)
            continue
        yield Found(
            f"{_names(group)} {_be(group)} set to {KNOWN[first.known or 'published']}",
            subject=first.key,
            place=place(app, first, source),
            evidence=(_shape(first), *_origin(first), *_local(first, repository)),
            fix=None if any(one.signing for one in group) else _OF_ITS_OWN,
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
    secret-key-fallbacks-string.

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
        for one in app.secrets
        if not one.known
        and one.key not in told
        and not one.environment
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
        account = ", with user and password" if any(_logs_in(one, source) for one in group) else ""
        yield Found(
            f"{_names(group)} {_be(group)} written in the source{account}",
            subject=first.key,
            place=shared[0],
            evidence=(_shape(first), *(f"equals the literal at {one}" for one in shared)),
            fix=f"Read it with {_read(first)}, and replace the value: the history keeps it.",
            severity=_severity(group, source),
        )


@error
def secret_fallback_boots(
    app: App,
    source: Source | None = None,
    boot: Boot | None = None,
    boots: Boots | None = None,
    git: Git | None = None,
) -> Judgement:
    """Without its environment variable the app starts all the same, with a key that stands in the source.

    Nothing fails when a deployment forgets the variable: the site works, and anybody who has read the
    repository signs sessions for it. That is how Redash (CVE-2021-41192), Superset (CVE-2023-27524) and
    Airflow (CVE-2020-17526) were taken over. Found by booting once more without the variable, or, when it is
    not set here, by the live value being the fallback. Signing keys are errors, and so is a URL with the
    password of a server on the internet, which the repository gives away; other credentials are warnings. So
    is what the config for production sets itself, where a deploy file chooses that config and this run did
    not. A key that a deployment gives in another variable is told by secret-env-ignored.

    Fix: read it with `os.environ["SECRET_KEY"]`, so that a deployment without it stops at once.

    Fault::

        SECRET_KEY = os.environ.get("SECRET_KEY", "you-will-never-guess")

    Fine::

        SECRET_KEY = os.environ["SECRET_KEY"]
    """
    if not app.secrets:
        yield DoesNotApply("the config holds no key and no credential")
    in_vain = keys_given_in_vain(boots, git)
    falling = [(one, fallbacks(one, source, boot)) for one in app.secrets if one.key not in in_vain]
    for variables in dict.fromkeys(names for _, names in falling if names):
        group = [one for one, names in falling if names == variables]
        first = group[0]
        if reason := undecided((one.key for one in group), app, source, boot):
            yield CouldNotLook(reason)
            continue
        overruling = overruled_for_release(group, source, boot)
        yield Found(
            _falling(group, variables),
            subject=first.key,
            place=next(iter(reads_of(first, variables, source)), place(app, first, source)),
            evidence=(*_how_it_falls(first, variables, source), *_overruled(overruling)),
            fix=_stopping(variables[0], overruling),
            severity="warning" if overruling else _severity(group, source),
        )


@error
@by_source
def secret_random_per_process(
    app: App, boot: Boot | None = None, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """The key is made anew by every process.

    Each worker signs with a key of its own: users are logged out at random, forms fail with "CSRF token
    missing", and every deploy or restart ends all sessions. With one worker on a laptop nothing shows. Found
    by booting twice and comparing; where the app does not come up, by the line that draws the key, if that
    is the only one to set it. CTFd shipped it once (issues 64 and 65). When the app first asked the
    environment for the key and did not get it, this is a warning: the deployment may well have it. So is the
    key of sessions where the app writes none, such as an API whose tokens have a key of their own.

    Fix: generate the key once, keep it in the environment and read it with `os.environ["SECRET_KEY"]`.

    Fault::

        app.secret_key = os.urandom(24)

    Fine::

        app.secret_key = os.environ["SECRET_KEY"]
    """
    signing = [one for one in app.secrets if one.signing]
    if not signing:
        yield DoesNotApply("the config holds no signing key")
    elif all(one.repeats is None for one in signing):
        yield CouldNotLook("the app was booted only once, so the keys could not be compared")
    for one in signing:
        if one.repeats is False:
            idle = is_idle(one, app, source, requests) and not (one.drawn and source and source.session_uses)
            yield _random(app, one, asked_in_vain(app, one.key, boot), idle=idle)


def _of_this_machine(secret: Secret, app: App) -> bool:
    """Whether the environment gave the password of a service here, as `--set` does to bring the app up."""
    value = value_of(app, secret.key)
    if value is None or secret.signing or secret.dotenv or not secret.environment:
        return False
    return any(one.where == "this-machine" for one in value.addresses)


def _is_one_text(secret: Secret, app: App) -> bool:
    """Whether it is the keys of old sessions as one text, of which no part is a key that was kept."""
    value = value_of(app, secret.key)
    return secret.key == "SECRET_KEY_FALLBACKS" and value is not None and value.type == "str"


def _random(app: App, secret: Secret, variable: str | None, *, idle: bool) -> Found:
    return Found(
        f"{secret.key} is another in every process" + (f" while {variable} is not set" if variable else ""),
        subject=secret.key,
        place=place(app, secret),
        evidence=(
            *_seen(secret),
            *(["nothing in the app signs with it so far"] if idle else []),
        ),
        severity="warning" if variable or idle else None,
    )


def _seen(secret: Secret) -> tuple[str, ...]:
    """How it is known to be another one each time."""
    if secret.drawn:
        return ("this line alone sets it, and draws it anew each time",)
    return ("two boots with the same environment gave two keys", _shape(secret))


def _read(secret: Secret) -> str:
    return f'`os.environ["{secret.key.partition("[")[0].upper()}"]`'


def _names(group: list[Secret]) -> str:
    return listed(one.key for one in group)


def _be(group: list[Secret]) -> str:
    return "is" if len(group) == 1 else "are"


def _severity(group: list[Secret], source: Source | None) -> Severity:
    return "error" if any(_signs(one, source) or _opens_a_server(one, source) for one in group) else "warning"


def _signs(secret: Secret, source: Source | None) -> bool:
    """Whether it is a key of sessions or tokens, by its name or by what the app does with it."""
    return secret.signing or (source is not None and secret.key in source.token_keys)


def _opens_a_server(secret: Secret, source: Source | None) -> bool:
    """Whether a literal that it equals is the URL of a server on the internet, with its password."""
    return any(one.public and not one.placeholder for one in _urls(secret, source))


def _logs_in(secret: Secret, source: Source | None) -> bool:
    """Whether it is the URL of a server with an account; what stands before the @ of a page is a token."""
    return any(not one.scheme.startswith("http") for one in _urls(secret, source))


def _urls(secret: Secret, source: Source | None) -> list[UrlLiteral]:
    """The literals that it equals and that are URLs with userinfo."""
    lines = {(at.path, at.line) for at in (secret.place, *literals(secret, source)) if at.path}
    return [one for one in source.url_literals if (one.place.path, one.place.line) in lines] if source else []


def _falling(group: list[Secret], variables: tuple[str, ...]) -> str:
    falls = "falls" if len(group) == 1 else "fall"
    unset = "its variable" if [one.key for one in group] == [*variables] else listed(variables)
    return f"{_names(group)} {falls} back to a constant in the source when {unset} is unset"


def _how_it_falls(secret: Secret, variables: tuple[str, ...], source: Source | None) -> tuple[str, ...]:
    seen = "the app also boots without it" if secret.boots_without else "it is unset here, and the app booted"
    public = (f"the fallback is {KNOWN[secret.known]}",) if secret.known and not secret.environment else ()
    return (
        seen,
        *(f"read with a fallback at {read}" for read in reads_of(secret, variables, source)),
        *public,
    )


def _overruled(overruling: DeployedVariable | None) -> list[str]:
    if overruling is None:
        return []
    chosen = f"{overruling.file} sets {overruling.name}={overruling.shown}, which is not so here"
    return [f"{chosen}: the config for production sets the key itself"]


def _stopping(variable: str, overruling: DeployedVariable | None) -> str:
    if overruling:
        return f"Judge it as deployed: `--set {overruling.name}={overruling.shown}`."
    return f'Read it with `os.environ["{variable}"]`: then a deployment without it stops at once.'


def _shape(secret: Secret) -> str:
    classes = f" ({', '.join(secret.classes)})" if secret.classes else ""
    return f"{secret.type} of length {secret.length}{classes}"


def _local(secret: Secret, repository: Repository | None) -> tuple[str, ...]:
    """The file of this machine alone that gives the value."""
    given = Place(secret.dotenv) if secret.dotenv else NOWHERE if secret.environment else secret.place
    if not kept_out_of_git(given, repository):
        return ()
    return (f"git ignores {given.path}: a deployment has another, which must not say the same",)


def _known_severity(group: list[Secret], source: Source | None, repository: Repository | None) -> Severity:
    severity = _severity(group, source)
    if not _local(group[0], repository):
        return severity
    return "warning" if severity == "error" else "info"


def _origin(secret: Secret) -> tuple[str, ...]:
    if secret.environment:
        given = secret.dotenv or "the environment"
        return (f"comes from {listed(secret.environment)} in {given}",)
    return tuple(f"equals the literal at {literal}" for literal in secret.literals[:3])
