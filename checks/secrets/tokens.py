"""How JSON web tokens are signed, kept and ended."""

from collections.abc import Iterator, Sequence

from releasecheck.facts.app import App, ConfigValue, Secret
from releasecheck.facts.boot import Boot
from releasecheck.facts.repository import Repository
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.tokens import EndlessToken, NumberIdentity
from releasecheck.facts.views import ViewBody
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.config.configured import is_on, place_of, value_of
from ..derived.config.origins import from_fallback, place, shared_literals
from ..derived.outcomes.failures import LET_THROUGH, OF_JWT
from ..derived.structure.view_bodies import served
from ..derived.wording import capped

_EXTENSION = "flask-jwt-extended"
_GUARDS = frozenset(
    {"jwt_required", "fresh_jwt_required", "jwt_refresh_token_required"}
)  # the last two until 4.0
_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}  # RFC 7518, section 3.2


@error
@by_source
def jwt_config(
    app: App,
    source: Source | None = None,
    boot: Boot | None = None,
    repository: Repository | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """JSON web tokens can be forged, stolen or used for ever, or are all refused.

    Of Flask-JWT-Extended, errors: the algorithm "none", which asks for no signature; tokens in cookies
    without `JWT_COOKIE_SECURE` (off by default), or with `JWT_COOKIE_CSRF_PROTECT` off, which lets other
    sites act for the user; an identity that is visibly a number (`user.id` of an integer key) where the
    installed PyJWT refuses those (2.10 and later, tried with one token), and with it every guarded view;
    resources of Flask-RESTful or Flask-RESTX below `@jwt_required()` without `PROPAGATE_EXCEPTIONS`, which
    answer 500 where a token is missing or over (tests do not see it, and where a page was seen to do it,
    route-5xx tells).
    Warnings: a key shorter than its algorithm's hash (32 bytes for HS256), which can be found by trying
    from one token; access tokens that never expire; tokens in the query string, which end
    up in logs. Of PyJWT and its like a warning: `jwt.encode` of claims that are all in sight, with no `exp`
    among them, in a module that the app runs; tokens for somebody else's API (`iss`, `aud`), and claims with
    a time that the app may look at by itself, are fine. A warning too is a decorator of the project's that
    decodes a token of `request.args`. Keys that are public, random, a fallback or written in the source are
    told by the rules for secrets. Information: one variable is both the key of tokens and that of sessions,
    so that neither can be replaced alone.

    Fix: keep Flask-JWT-Extended's defaults, turn `JWT_COOKIE_SECURE` on, and make a key with
    `python -c "import secrets; print(secrets.token_hex())"`.

    Fault::

        app.config["JWT_TOKEN_LOCATION"] = ["cookies"]
        app.config["JWT_COOKIE_CSRF_PROTECT"] = False

    Fine::

        app.config["JWT_TOKEN_LOCATION"] = ["cookies"]
        app.config["JWT_COOKIE_SECURE"] = True
    """
    tokens = [one for one in source.endless_tokens if one.place.path in app.modules] if source else []
    told = [*_endless(tokens), *_shared(app), *_from_query(app, source)]
    yield from told
    if _EXTENSION not in app.extensions:
        if not told:
            yield DoesNotApply("Flask-JWT-Extended is not in use")
        return
    yield from _algorithm(app)
    yield from _cookies(app, source)
    yield from _refused_with_500(app, source, requests)
    if source and app.extension_state.jwt_takes_numbers is False:
        yield from _numbers([one for one in source.number_identities if one.place.path in app.modules])
    secret = _signing(app)
    written = secret and not secret.environment and shared_literals(secret, source, repository)
    if secret and not (
        secret.known or written or secret.repeats is False or from_fallback(secret, source, boot)
    ):
        yield from _short_key(app, secret)
    yield from _expiry(app)
    if _holds(value_of(app, "JWT_TOKEN_LOCATION"), "query_string"):
        yield _found(
            app, "JWT_TOKEN_LOCATION", "tokens are taken from the query string, which logs keep", "warning"
        )


def _endless(tokens: Sequence[EndlessToken]) -> Iterator[Found]:
    """One finding: an app has one way to make its tokens."""
    if not tokens:
        return
    first = tokens[0]
    named = f', and nobody looks at "{first.instead}"' if first.instead else ""
    yield Found(
        f"jwt.encode signs claims without exp{named}: a stolen token is good for ever",
        subject="exp",
        place=first.place,
        evidence=capped([f"also at {one.place}" for one in tokens[1:]]),
        fix='Add `"exp": datetime.now(timezone.utc) + timedelta(minutes=15)`: decode then refuses old ones.',
        severity="warning",
    )


def _from_query(app: App, source: Source | None) -> Iterator[Found]:
    """What lets visitors in by a link; one finding, since the clients have to change with all of it."""
    places = [one for one in source.query_tokens if one.path in app.modules] if source else []
    for first in places[:1]:
        yield Found(
            "the token that lets visitors in is taken from the query string, which logs and referrers keep",
            subject="query string",
            place=first,
            evidence=capped([f"also at {one}" for one in places[1:]]),
            fix='Take it from the header alone: `request.headers["Authorization"]`.',
            severity="warning",
        )


def _shared(app: App) -> Iterator[Found]:
    """Keys of tokens that come from the variable of SECRET_KEY; two variables may be equal here by chance."""
    session = next((one for one in app.secrets if one.key == "SECRET_KEY"), None)
    for one in app.secrets if session and len(session.environment) == 1 else ():
        if session and one.signing and "JWT" in one.key and one.environment == session.environment:
            yield Found(
                f"{one.key} is {session.environment[0]}, which signs the sessions as well: "
                "neither key can be replaced alone",
                subject=one.key,
                place=place(app, one),
                fix=f'Give tokens a variable of their own: `os.environ["{one.key}"]`.',
                severity="info",
            )


def _numbers(identities: Sequence[NumberIdentity]) -> Iterator[Found]:
    """One finding: what reads the identity has to change with all of them."""
    if not identities:
        return
    first = identities[0]
    yield Found(
        f"the token's identity {first.what} is a number: the installed PyJWT refuses the token, and so does "
        "every guarded view",
        subject="identity",
        place=first.place,
        evidence=(
            "a token for 1 was signed and refused",
            *capped([f"also at {one.place}" for one in identities[1:]]),
        ),
        fix="Write `identity=str(...)`, and `int(get_jwt_identity())` where it is read.",
        severity="error",
    )


def _refused_with_500(app: App, source: Source | None, requests: Requests | None) -> Iterator[Found]:
    """One finding, at the first guarded method of an API that makes a 500 of a missing token."""
    failing = frozenset(app.extension_state.jwt_failures)
    seen = (
        any(one.crash and one.crash.type.startswith(OF_JWT) for one in requests.pages) if requests else False
    )
    if not failing or source is None or seen:
        return
    guarded = [one for one in served(app, source) if one.endpoint in failing and _is_guarded(one.body)]
    for first in guarded[:1]:
        yield Found(
            f"{first.requests()} answers 500 in place of 401 where the token is missing or over: the API "
            "takes the exception for a failure",
            subject="PROPAGATE_EXCEPTIONS",
            place=first.body.place,
            evidence=capped([f"{one.requests()} at {one.body.place}" for one in guarded[1:]]),
            fix=LET_THROUGH,
            severity="error",
        )


def _is_guarded(body: ViewBody) -> bool:
    return any(one.rpartition(".")[2] in _GUARDS for one in body.decorators)


def _algorithm(app: App) -> Iterator[Found]:
    for key in ("JWT_ALGORITHM", "JWT_DECODE_ALGORITHMS"):
        if _holds(value_of(app, key), "none"):
            yield _found(app, key, f'{key} has "none": tokens without a signature are accepted', "error")


def _cookies(app: App, source: Source | None) -> Iterator[Found]:
    given = [one for one in source.token_cookies if one.path in app.modules] if source else []
    if not _holds(value_of(app, "JWT_TOKEN_LOCATION"), "cookies"):
        if given and not is_on(app, "JWT_COOKIE_SECURE"):
            message = "JWT_COOKIE_SECURE is off: the cookie that is given the token also goes over http"
            yield Found(message, subject="JWT_COOKIE_SECURE", place=given[0], severity="error")
        return
    protect, secure = "JWT_COOKIE_CSRF_PROTECT", "JWT_COOKIE_SECURE"
    guard = value_of(app, protect)
    if guard is not None and not guard.truthy:
        yield _found(app, protect, f"{protect} is off: other sites can act with the token's cookie", "error")
    if not is_on(app, secure):
        yield _found(app, secure, f"{secure} is off: the token's cookie also goes over http", "error")


def _short_key(app: App, secret: Secret) -> Iterator[Found]:
    least = _BYTES.get(_algorithm_name(app), 0)
    if secret.length < least:
        yield Found(
            f"{secret.key} signs tokens and has {secret.length} characters; "
            f"{_algorithm_name(app)} asks for {least}",
            subject=secret.key,
            place=place(app, secret),
            fix=f"Make one of at least {least} bytes, for example with `secrets.token_hex({least})`.",
            severity="warning",
        )


def _signing(app: App) -> Secret | None:
    """The key for tokens, which is the session's where none is given."""
    keys = ["JWT_SECRET_KEY"] if is_on(app, "JWT_SECRET_KEY") else ["SECRET_KEY"]
    return next((one for one in app.secrets if one.key in keys), None)


def _algorithm_name(app: App) -> str:
    value = value_of(app, "JWT_ALGORITHM")
    return value.shown.strip("'\"") if value and value.truthy else "HS256"


def _expiry(app: App) -> Iterator[Found]:
    value = value_of(app, "JWT_ACCESS_TOKEN_EXPIRES")
    if value and value.type == "bool" and not value.truthy:
        yield _found(app, value.key, "access tokens never expire: a stolen one is good for ever", "warning")


def _holds(value: ConfigValue | None, word: str) -> bool:
    """Whether the value is the word, or a list with it."""
    return value is not None and f"'{word}'" in value.shown.lower()


def _found(app: App, key: str, message: str, severity: Severity) -> Found:
    return Found(message, subject=key, place=place_of(app, key), severity=severity)
