"""An app that signs, and has nothing to sign with."""

from dataclasses import replace

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots, Ignored
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import SessionUse, Source
from releasecheck.facts.templates import Templates
from releasecheck.facts.tokens import SigningKey
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.config.configured import is_on, place_of, set_at
from ..derived.config.in_vain import given_for_nothing
from ..derived.config.origins import asked_at, asked_in_vain
from ..derived.config.signing import signs_tokens, with_app_key, with_nothing, without_token_key
from ..derived.structure.guarded import only_under_guard
from ..derived.structure.partial import part_missing
from ..derived.wording import be, capped, listed

_COOKIE_SESSIONS = "SecureCookieSessionInterface"
_TOKENS, _TOKEN_KEY = "Flask-JWT-Extended", "JWT_SECRET_KEY"
_NEEDS_KEY_ANYWAY = frozenset({"FlaskForm", "CSRFProtect"})  # sign with the key wherever sessions are kept


@error
@by_source
def secret_missing_but_used(  # noqa: PLR0913, PLR0917 - a key may come, or not come, from as many places
    app: App,
    source: Source,
    boot: Boot | None = None,
    templates: Templates | None = None,
    boots: Boots | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """There is no SECRET_KEY, and the app needs one.

    Reading an empty session works, so smoke tests pass; the first login, flash message or form answers 500
    with "the session is unavailable because no secret key was set". Flask-JWT-Extended signs with it where
    there is no JWT_SECRET_KEY, and the first token is a 500; so do PyJWT, python-jose and itsdangerous with
    what they are given, be it this key or another variable. An empty variable counts as none. When the app
    asked the environment for its key and did not get it, this is a warning: the deployment may well have it,
    yet the app should refuse to start without it. It is an error all the same where a key is given in another
    variable that no line reads, as SECRET_KEY to an app that asks for SECRETKEY. Where the app got its key,
    or Flask-JWT-Extended its own, and was seen to start without it as well, this is for information; so is
    an app that did not come up, where one line alone speaks of the key and asks the environment for it.

    Fix: set `app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]`, which stops a deployment that lacks it.

    Fault::

        app = Flask(__name__)
        ...
        session["user"] = user.id

    Fine::

        app = Flask(__name__)
        app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    """
    yield from _of_app(app, source, boot, templates, boots, deploy)
    if unguarded := without_token_key(app):
        yield _tokenless_elsewhere(app, unguarded)
    for variable, signing in with_nothing(app, source, boot, deploy).items():
        yield _signs_with_nothing(variable, signing)


def _of_app(  # noqa: PLR0913, PLR0917 - as above
    app: App,
    source: Source,
    boot: Boot | None,
    templates: Templates | None,
    boots: Boots | None,
    deploy: Deploy | None,
) -> Judgement:
    """What is said of the app's own key."""
    uses = _uses_of_key(app, source, boot)
    given = next((one for one in app.secrets if one.key == "SECRET_KEY"), None)
    stood_in_for = _stood_in_for(app, uses, boot)
    if given or is_on(app, "SECRET_KEY"):
        if given and given.none_without and stood_in_for:
            yield _tokenless_elsewhere(app, (stood_in_for, *given.none_without))
        elif given and given.none_without and uses:
            found = _keyless_elsewhere(app, uses, given.none_without)
            yield replace(found, place=given.place) if app.outlined else _at_read(found, app, boot)
    elif not uses:
        yield DoesNotApply("nothing in the app needs the key")
    elif app.outlined:
        yield CouldNotLook("the app did not come up, and its source does not tell whether it has a key")
    elif any(one.subject == "SECRET_KEY" for one in only_under_guard(app, source, boot)):
        yield DoesNotApply("SECRET_KEY is set only below the main guard: main-guard-only-setup says where")
    elif missing := part_missing(app, source, templates):
        yield CouldNotLook(missing)
    else:
        variable = stood_in_for or asked_in_vain(app, "SECRET_KEY", boot)
        unread = given_for_nothing(boots)
        if unread and not _is_declared(variable, deploy):
            only_example = variable and _is_of_example(unread, deploy)
            yield _misnamed(app, uses, variable, unread, "warning" if only_example else None)
        elif stood_in_for:
            yield _tokenless(app, stood_in_for)
        else:
            yield _at_read(_keyless(app, uses, variable), app, boot)


def _stood_in_for(app: App, uses: list[SessionUse], boot: Boot | None) -> str | None:
    """The unset variable of JWT_SECRET_KEY, where an app that asks for it signs nothing but tokens."""
    alone = bool(uses) and all(one.what == _TOKENS for one in uses)
    return asked_in_vain(app, _TOKEN_KEY, boot) if alone and set_at(app, _TOKEN_KEY) else None


def _at_read(found: Found, app: App, boot: Boot | None) -> Found:
    """Where a line gives the config the value of the variable, at the one that asked for it."""
    given = set_at(app, "SECRET_KEY")
    return replace(found, place=asked_at(given, "SECRET_KEY", boot)) if given else found


def _is_declared(variable: str | None, deploy: Deploy | None) -> bool:
    """Whether a deployment has the variable that was not set here."""
    declared = (*deploy.variables, *deploy.documented) if deploy else ()
    return any(one.name == variable for one in declared)


def _is_of_example(unread: Ignored, deploy: Deploy | None) -> bool:
    """Whether only an example names it, which a deployment may have outgrown."""
    return any(one.place == unread.place for one in deploy.documented) if deploy else False


def _misnamed(
    app: App, uses: list[SessionUse], variable: str | None, given: Ignored, severity: Severity | None
) -> Found:
    asked = f", for the app asks for {variable}" if variable else ""
    return _lacking(
        f"there is no SECRET_KEY, and the app uses {listed(use.what for use in uses)}: "
        f"{given.variable} is given in {given.named_in}, and nothing reads it{asked}",
        f'Read what is given: `app.config["SECRET_KEY"] = os.environ["{given.variable}"]`.',
        app,
        uses,
        severity,
    )


def _keyless(app: App, uses: list[SessionUse], variable: str | None) -> Found:
    unset = f" ({variable} is not set)" if variable else ""
    cure = f'Read it with `os.environ["{variable}"]`; to check here, add `--set {variable}=VALUE`.'
    return _lacking(
        f"there is no SECRET_KEY{unset}, and the app uses {listed(use.what for use in uses)}",
        cure if variable else None,
        app,
        uses,
        "warning" if variable else None,
    )


def _keyless_elsewhere(app: App, uses: list[SessionUse], variables: tuple[str, ...]) -> Found:
    return _lacking(
        f"where {listed(variables)} {be(variables)} not set the app starts all the same, "
        f"with no key for {listed(dict.fromkeys(use.what for use in uses))}",
        f'Read it with `os.environ["{variables[0]}"]`: then a deployment without it stops at once.',
        app,
        uses,
        "info",
    )


def _tokenless(app: App, variable: str) -> Found:
    return Found(
        f"there is no {_TOKEN_KEY} ({variable} is not set), nor SECRET_KEY in its place, and the app uses "
        f"{_TOKENS}: the first token is a 500",
        subject=_TOKEN_KEY,
        place=place_of(app, _TOKEN_KEY),
        fix=f'Read it with `os.environ["{variable}"]`; to check here, add `--set {variable}=VALUE`.',
        severity="warning",
    )


def _tokenless_elsewhere(app: App, variables: tuple[str, ...]) -> Found:
    return Found(
        f"without {listed(variables)} the app starts all the same, with no key for {_TOKENS}: "
        "the first token is a 500",
        subject=_TOKEN_KEY,
        place=place_of(app, _TOKEN_KEY),
        fix=f'Read it with `os.environ["{variables[0]}"]`: then a deployment without it stops at once.',
        severity="info",
    )


def _lacking(
    message: str, fix: str | None, app: App, uses: list[SessionUse], severity: Severity | None
) -> Found:
    return Found(
        message,
        subject="SECRET_KEY",
        place=place_of(app, "SECRET_KEY"),
        evidence=capped([f"{use.what} at {use.place}" for use in uses]),
        fix=fix,
        severity=severity,
    )


def _signs_with_nothing(name: str, signing: list[SigningKey]) -> Found:
    what = listed(dict.fromkeys(one.what for one in signing))
    return Found(
        f"{name} is not set, and {what} {'gets' if len({one.what for one in signing}) == 1 else 'get'} None "
        "for a key: the first token is a 500",
        subject=name,
        place=signing[0].place,
        evidence=capped([f"{one.what} at {one.place}" for one in signing]),
        fix=f'Read it with `os.environ["{name}"]`; to check here, add `--set {name}=VALUE`.',
        severity="warning",
    )


def _uses_of_key(app: App, source: Source, boot: Boot | None) -> list[SessionUse]:
    """What the modules that booted do with the key; sessions kept on the server need none."""
    uses = [use for use in source.session_uses if use.place.path in app.modules]
    if app.session_interface and not app.session_interface.endswith(_COOKIE_SESSIONS):
        uses = [use for use in uses if use.what in _NEEDS_KEY_ANYWAY]
    signing = [SessionUse(one.what, one.place) for one in with_app_key(app, source, boot)]
    extended = [SessionUse(_TOKENS, app.place)] if signs_tokens(app) else []
    return [*uses, *extended, *signing]
