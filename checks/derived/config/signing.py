"""Whether anything in the app signs with its keys."""

from collections.abc import Iterable

from releasecheck.facts.app import App, Secret
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.tokens import SigningKey

from . import sessions
from .configured import is_on, value_of
from .misspelt import unread
from .origins import asked_in_vain

_TOKENS = "flask-jwt-extended"
_OF_SESSIONS = frozenset({"SECRET_KEY", "WTF_CSRF_SECRET_KEY"})


def signs_tokens(app: App) -> bool:
    """Whether Flask-JWT-Extended has to sign with SECRET_KEY; JWT_ALGORITHM is HS256 unless it is set."""
    algorithm = value_of(app, "JWT_ALGORITHM")
    symmetric = algorithm is None or "HS" in algorithm.shown
    return _TOKENS in app.extensions and symmetric and not is_on(app, "JWT_SECRET_KEY")


def without_token_key(app: App) -> tuple[str, ...]:
    """The variables that leave Flask-JWT-Extended without a key; SECRET_KEY is the one that steps in."""
    own, general = (
        next((one for one in app.secrets if one.key == key), None) for key in ("JWT_SECRET_KEY", "SECRET_KEY")
    )
    if own is None or _TOKENS not in app.extensions:
        return ()
    if general is None and is_on(app, "SECRET_KEY"):
        return ()
    lacking_too = own.none_without if general is None else general.none_without
    return tuple(one for one in own.none_without if one in lacking_too)


def with_app_key(app: App, source: Source, boot: Boot | None) -> list[SigningKey]:
    """Where SECRET_KEY, or the variable that it was to come from, goes to a library that signs tokens."""
    variable = None if is_on(app, "SECRET_KEY") else asked_in_vain(app, "SECRET_KEY", boot)
    if variable != "SECRET_KEY" and variable in {one.key for one in app.config}:
        variable = None  # of a key of its own: JWT_SECRET_KEY
    return [
        one
        for one in source.signing_keys
        if one.place.path in app.modules
        and not one.as_text
        and (one.config == "SECRET_KEY" or (variable is not None and one.variable == variable))
    ]


def with_nothing(
    app: App, source: Source, boot: Boot | None, deploy: Deploy | None = None
) -> dict[str, list[SigningKey]]:
    """Where another key goes to such a library as None, by the variable or the config's key it lacks."""
    ours = set(source.signing_keys).difference(with_app_key(app, source, boot))
    unset = _forgotten(app, deploy)
    found: dict[str, list[SigningKey]] = {}
    for one in sorted(ours, key=lambda one: one.place):
        judged = one.place.path in app.modules and not one.as_text
        name = _lacking(one, app, boot, unset) if judged else None
        if name:
            found.setdefault(name, []).append(one)
    return found


def with_none_as_text(app: App, source: Source | None) -> dict[str, list[SigningKey]]:
    """Where the text "None" is the key while a variable is not set, by that variable."""
    found: dict[str, list[SigningKey]] = {}
    for one in source.signing_keys if source else ():
        if one.as_text and one.variable and one.place.path in app.modules:
            found.setdefault(one.variable, []).append(one)
    return found


def _forgotten(app: App, deploy: Deploy | None) -> frozenset[str]:
    """The unset variables that nobody thought of: of others a deployment may well have a value."""
    if deploy is None:
        return frozenset(app.unset)
    loaded = (each for one in deploy.env_files for each in one.variables or ())
    declared = (*deploy.variables, *deploy.documented, *loaded)
    if any(one.variables is None for one in deploy.env_files):
        return frozenset()  # a file that is not here may set them
    return frozenset(app.unset).difference((one.name for one in declared), deploy.mentioned)


def _lacking(key: SigningKey, app: App, boot: Boot | None, unset: frozenset[str]) -> str | None:
    if key.config is None:
        lacking = key.variable in unset or (boot and key.variable in boot.asked_in_vain)
        return key.variable if lacking else None
    held = next((one for one in app.config if one.key == key.config), None)
    if held is None or held.truthy or held.type != "NoneType":
        return None
    return asked_in_vain(app, key.config, boot) or key.config


def read_by_somebody(secrets: Iterable[Secret], app: App, source: Source | None) -> list[Secret]:
    """Those but the signing keys that neither the project nor a library reads: they sign nothing.

    A credential opens what it opens, whoever reads it.
    """
    idle = idle_keys(app, source)
    return [one for one in secrets if not (one.signing and one.key.partition("[")[0] in idle)]


def idle_keys(app: App, source: Source | None) -> set[str]:
    """The config keys that neither the project nor a library reads.

    A library that is there may put the name of a key together, such as "SECURITY_" and the rest.
    """
    if source is None or not app.config_vocabulary:
        return set()
    there = " ".join((*app.config_vocabulary, *app.extensions))
    idle = {one.key for one in unread(app, source) if one.key.partition("_")[0].lower() not in there}
    return idle.difference(source.token_keys, (one.config for one in source.signing_keys if one.config))


def is_idle(secret: Secret, app: App, source: Source | None, requests: Requests | None) -> bool:
    """Whether it is a key of sessions in an app that writes none, and whose code reads it nowhere."""
    if secret.key not in _OF_SESSIONS or source is None or secret.key in source.config_reads:
        return False
    return not signs_tokens(app) and sessions.unused(app, source, requests) is not None
