"""Keys that the app makes up by itself where nobody gives it one."""

from collections.abc import Sequence
from dataclasses import replace

from releasecheck.facts.app import App, Secret
from releasecheck.facts.boot import Boot, DeployedVariable
from releasecheck.facts.boots import Boots
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.tokens import DrawnKey, SigningKey
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, error

from ..derived.config.choosing import undecided
from ..derived.config.in_vain import keys_given_in_vain
from ..derived.config.keyring import named, severity_of, shape
from ..derived.config.origins import (
    KNOWN,
    asked_at,
    asked_in_vain,
    fallbacks,
    overruled_for_release,
    place,
    reads_of,
)
from ..derived.config.signing import idle_keys, is_idle, read_by_somebody, with_none_as_text
from ..derived.deploy.processes import several_processes
from ..derived.wording import capped, listed

_UNSEEN = "this line alone sets it; the app did not come up, so nobody saw whether it refuses"
_ONCE = "Generate the key once, and read it from the environment."
_STOPPING = 'Read it with `os.environ["{}"]`: then a deployment without it stops at once.'


@error
@by_source
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
    not, and what the source alone tells of an app that does not come up. `str(os.environ.get("KEY"))` falls
    back on the text "None", which is told where a library signs tokens with it. A key that a deployment gives
    in another variable is told by secret-env-ignored, and one that nobody reads, such as that of an extension
    which is not there, signs nothing.

    Fix: read it with `os.environ["SECRET_KEY"]`, so that a deployment without it stops at once.

    Fault::

        SECRET_KEY = os.environ.get("SECRET_KEY", "you-will-never-guess")

    Fine::

        SECRET_KEY = os.environ["SECRET_KEY"]
    """
    texts = with_none_as_text(app, source)
    yield from (_none_as_text(variable, keys) for variable, keys in texts.items())
    if not (app.secrets or texts):
        yield DoesNotApply("the config holds no key and no credential")
    in_vain, idle = keys_given_in_vain(boots, git), idle_keys(app, source)
    judged = [one for one in app.secrets if one.key not in in_vain]
    read = [one for one in judged if one.key.partition("[")[0] not in idle]
    falling = [(one, fallbacks(one, source, boot)) for one in read]
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
            evidence=(*_how_it_falls(app, first, variables, source), *_overruled(overruling)),
            fix=_stopping(variables[0], overruling),
            severity="warning" if overruling or app.outlined else severity_of(group, source),
        )


def _none_as_text(variable: str, keys: Sequence[SigningKey]) -> Found:
    return Found(
        f'without {variable} the app starts all the same, and signs tokens with the text "None"',
        subject=variable,
        place=keys[0].place,
        evidence=capped([f"{one.what} at {one.place}" for one in keys]),
        fix=f'Read it with `os.environ["{variable}"]`, so that a deployment without it stops at once.',
    )


@error
@by_source
def secret_random_per_process(
    app: App,
    boot: Boot | None = None,
    source: Source | None = None,
    requests: Requests | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """The key is made anew by every process.

    Each worker signs with a key of its own: users are logged out at random, forms fail with "CSRF token
    missing", and every deploy or restart ends all sessions. With one worker on a laptop nothing shows. Found
    by booting twice and comparing; where the app does not come up, by the line that draws the key, if that
    is the only one to set it. CTFd shipped it once (issues 64 and 65). When the app first asked the
    environment for the key and did not get it, this is a warning: the deployment may well have it. The key of
    sessions where the app writes none, such as an API whose tokens have a key of their own, is information;
    a key that nobody reads is nothing. Told, too, of a key that a module draws for Fernet, PyJWT or
    itsdangerous (`os.getenv("KEY") or Fernet.generate_key()`, where that was unset here), in the config or
    not: what one worker encrypts no other reads, nor does anybody after a restart. That is an error where it
    always is and a deploy file starts several.

    Fix: generate the key once, keep it in the environment and read it with `os.environ["SECRET_KEY"]`.

    Fault::

        app.secret_key = os.urandom(24)

    Fine::

        app.secret_key = os.environ["SECRET_KEY"]
    """
    signing = [one for one in read_by_somebody(app.secrets, app, source) if one.signing]
    drawn = [] if any(one.repeats is False for one in signing) else _drawn_keys(app, boot, source)
    yield from (_drawn(one, deploy) for one in drawn)
    if drawn:
        return
    if not signing:
        yield DoesNotApply("the config holds no signing key")
    elif all(one.repeats is None for one in signing):
        yield CouldNotLook("the app was booted only once, so the keys could not be compared")
    for one in signing:
        if one.repeats is False:
            idle = is_idle(one, app, source, requests) and not (one.drawn and source and source.session_uses)
            found = _random(app, one, asked_in_vain(app, one.key, boot), idle=idle)
            yield replace(found, place=asked_at(found.place, one.key, boot))


def _drawn_keys(app: App, boot: Boot | None, source: Source | None) -> list[DrawnKey]:
    """Those of modules that the boot imported, without those that it was given."""
    given = {one.name for one in boot.env_reads if one.hit} if boot else set()
    return [
        one
        for one in (source.drawn_keys if source and boot and boot.outcome == "up" else ())
        if one.place.path in app.modules and one.variable not in given
    ]


def _drawn(key: DrawnKey, deploy: Deploy | None) -> Found:
    several = several_processes(deploy) if deploy else None
    name = key.name or f"the key of {key.what.rpartition('.')[2]}"
    return Found(
        f"{name} is another in every process" + (f" while {key.variable} is not set" if key.variable else ""),
        subject=key.name or key.what,
        place=key.place,
        evidence=(
            f"this line draws it, and {key.what} is given it at {key.used_at}",
            *([f"{several.place} starts {several.what}"] if several else []),
        ),
        fix=_STOPPING.format(key.variable) if key.variable else _ONCE,
        severity="warning" if key.variable or not several else None,
    )


def _random(app: App, secret: Secret, variable: str | None, *, idle: bool) -> Found:
    return Found(
        f"{secret.key} is another in every process" + (f" while {variable} is not set" if variable else ""),
        subject=secret.key,
        place=place(app, secret),
        evidence=(
            *_seen(secret),
            *(["nothing in the app signs with it so far"] if idle else []),
        ),
        severity="info" if idle else "warning" if variable else None,
    )


def _seen(secret: Secret) -> tuple[str, ...]:
    """How it is known to be another one each time."""
    if secret.drawn:
        return ("this line alone sets it, and draws it anew each time",)
    return ("two boots with the same environment gave two keys", shape(secret))


def _falling(group: list[Secret], variables: tuple[str, ...]) -> str:
    falls = "falls" if len(group) == 1 else "fall"
    unset = "its variable" if [one.key for one in group] == [*variables] else listed(variables)
    return f"{named(group)} {falls} back to a constant in the source when {unset} is unset"


def _how_it_falls(
    app: App, secret: Secret, variables: tuple[str, ...], source: Source | None
) -> tuple[str, ...]:
    seen = "the app also boots without it" if secret.boots_without else "it is unset here, and the app booted"
    public = (f"the fallback is {KNOWN[secret.known]}",) if secret.known and not secret.environment else ()
    return (
        _UNSEEN if app.outlined else seen,
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
    return _STOPPING.format(variable)
