"""How JSON web tokens are signed and ended."""

from typing import Any

from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.settings import EnvDefault
from releasecheck.facts.tokens import EndlessToken, NumberIdentity
from releasecheck.facts.views import ViewBody
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    config,
    crash,
    requests,
    response,
    route,
    secret,
    source,
    table,
    view,
)

COOKIES = config("JWT_TOKEN_LOCATION", ["headers", "cookies"])
MAKE_ONE = "Make one of at least {0} bytes, for example with `secrets.token_hex({0})`."
SECURE = config("JWT_COOKIE_SECURE", True)


def using(*values: Any, **fields: Any) -> Given:
    return {"app": app(config=values, extensions=["flask-jwt-extended"], **fields)}


def found(key: str, message: str, severity: Any, **fields: Any) -> list[Found]:
    return [Found(message, key, **{"place": at("config.py", 4), **fields}, severity=severity)]


TOKENS = secret("JWT_SECRET_KEY", environment=["SECRET_KEY"], place=at("config.py", 4))
BOTH = ["JWT_SECRET_KEY", "SECRET_KEY"]  # one value for two variables, as a laboratory gives it


def signing(length: int, **fields: Any) -> Given:
    value = config("JWT_SECRET_KEY", "x", secret=True)
    return using(value, secrets=[secret("JWT_SECRET_KEY", length=length, **fields)])


@table(
    {
        "no signature": (
            using(config("JWT_ALGORITHM", "none")),
            found(
                "JWT_ALGORITHM", 'JWT_ALGORITHM has "none": tokens without a signature are accepted', "error"
            ),
        ),
        "no signature, among others": (
            using(config("JWT_DECODE_ALGORITHMS", ["HS256", "none"])),
            found(
                "JWT_DECODE_ALGORITHMS",
                'JWT_DECODE_ALGORITHMS has "none": tokens without a signature are accepted',
                "error",
            ),
        ),
        "cookies over http": (
            using(COOKIES),
            found(
                "JWT_COOKIE_SECURE",
                "JWT_COOKIE_SECURE is off: the token's cookie also goes over http",
                "error",
                place=at("config.py", 4),
            ),
        ),
        "cookies for other sites": (
            using(COOKIES, SECURE, config("JWT_COOKIE_CSRF_PROTECT", False)),
            found(
                "JWT_COOKIE_CSRF_PROTECT",
                "JWT_COOKIE_CSRF_PROTECT is off: other sites can act with the token's cookie",
                "error",
            ),
        ),
        "the key of sessions, with PyJWT": (
            {"app": app(secrets=[secret(environment=["SECRET_KEY"]), TOKENS])},
            [
                Found(
                    "JWT_SECRET_KEY is SECRET_KEY, which signs the sessions as well: "
                    "neither key can be replaced alone",
                    "JWT_SECRET_KEY",
                    at("config.py", 4),
                    fix='Give tokens a variable of their own: `os.environ["JWT_SECRET_KEY"]`.',
                    severity="info",
                )
            ],
        ),
        "in the query string": (
            using(config("JWT_TOKEN_LOCATION", ["query_string"])),
            found("JWT_TOKEN_LOCATION", "tokens are taken from the query string, which logs keep", "warning"),
        ),
        "for ever": (
            using(config("JWT_ACCESS_TOKEN_EXPIRES", False)),
            found(
                "JWT_ACCESS_TOKEN_EXPIRES",
                "access tokens never expire: a stolen one is good for ever",
                "warning",
            ),
        ),
        "a short key": (
            signing(16),
            found(
                "JWT_SECRET_KEY",
                "JWT_SECRET_KEY signs tokens and has 16 characters; HS256 asks for 32",
                "warning",
                fix=MAKE_ONE.format(32),
            ),
        ),
        "a short key for its algorithm, which is the session's": (
            using(config("JWT_ALGORITHM", "HS512"), secrets=[secret(length=40)]),
            found(
                "SECRET_KEY",
                "SECRET_KEY signs tokens and has 40 characters; HS512 asks for 64",
                "warning",
                fix=MAKE_ONE.format(64),
            ),
        ),
        "a decorator that takes them from the query string": (
            {
                "app": app(),
                "source": source(query_tokens=[at("app.py", 5), at("app.py", 9), at("other.py", 1)]),
            },
            [
                Found(
                    "the token that lets visitors in is taken from the query string, which logs and referrers"
                    " keep",
                    "query string",
                    at("app.py", 5),
                    evidence=("also at app.py:9",),
                    fix='Take it from the header alone: `request.headers["Authorization"]`.',
                    severity="warning",
                )
            ],
        ),
    }
)
def test_jwt_config_faulty(given: Given, says: list[Found]) -> None:
    assert ask("jwt-config", given) == says


@table(
    {
        "the defaults": (using(config("JWT_TOKEN_LOCATION", "headers", is_default=True)), []),
        "cookies as they should be": (using(COOKIES, SECURE, config("JWT_COOKIE_CSRF_PROTECT", True)), []),
        "flags of cookies that are not in use": (using(config("JWT_COOKIE_CSRF_PROTECT", False)), []),
        "a key of good length": (signing(32), []),
        "a short key that the public knows: told by secret-known-public": (signing(5, known="published"), []),
        "a key that each process makes anew: told by secret-random-per-process": (
            signing(24, repeats=False),
            [],
        ),
        "a fallback: told by secret-fallback-boots": (
            {
                **signing(6, place=at("config.py", 4)),
                "source": source(
                    env_defaults=[EnvDefault("JWT_SECRET_KEY", at("config.py", 4), secret=True)]
                ),
            },
            [],
        ),
        "written in the source: told by secret-hardcoded": (signing(21, literals=[at("config.py", 4)]), []),
        "a key of another kind": (
            using(config("JWT_ALGORITHM", "RS256"), secrets=[secret("JWT_SECRET_KEY", length=5)]),
            [],
        ),
        "the session's key beside one for tokens": (
            using(
                config("JWT_SECRET_KEY", "x", secret=True),
                secrets=[secret(length=5), secret("JWT_SECRET_KEY")],
            ),
            [],
        ),
        "an hour": (using(config("JWT_ACCESS_TOKEN_EXPIRES", 3600)), []),
    }
)
def test_jwt_config_fine(given: Given, says: list[Found]) -> None:
    assert ask("jwt-config", given) == says


SIGNED = at("app.py", 7, 12)


def signed(*tokens: EndlessToken, **fields: Any) -> Given:
    return {"app": app(**fields), "source": source(endless_tokens=tokens)}


def endless(message: str, *evidence: str) -> list[Found]:
    fix = 'Add `"exp": datetime.now(timezone.utc) + timedelta(minutes=15)`: decode then refuses old ones.'
    return [Found(message, "exp", SIGNED, evidence, fix=fix, severity="warning")]


@table(
    {
        "no end": (
            signed(EndlessToken(SIGNED)),
            endless("jwt.encode signs claims without exp: a stolen token is good for ever"),
        ),
        "an end that no library looks at, and another token": (
            signed(EndlessToken(SIGNED, "expire"), EndlessToken(at("app.py", 20))),
            endless(
                'jwt.encode signs claims without exp, and nobody looks at "expire": '
                "a stolen token is good for ever",
                "also at app.py:20",
            ),
        ),
        "beside the extension": (
            signed(EndlessToken(SIGNED), extensions=["flask-jwt-extended"]),
            endless("jwt.encode signs claims without exp: a stolen token is good for ever"),
        ),
        "in a program of its own": (
            signed(EndlessToken(at("seed.py", 7))),
            [DoesNotApply("Flask-JWT-Extended is not in use")],
        ),
    }
)
def test_tokens_of_their_own(given: Given, says: list[Found]) -> None:
    assert ask("jwt-config", given) == says


def test_jwt_config_of_two_variables() -> None:
    for keys in (
        [secret(environment=BOTH), secret("JWT_SECRET_KEY", environment=BOTH)],
        [secret(environment=["SECRET_KEY"]), secret("JWT_SECRET_KEY", environment=["JWT_SECRET_KEY"])],
        [secret(), secret("JWT_SECRET_KEY")],
    ):
        given = {"app": app(secrets=keys)}
        assert ask("jwt-config", given) == [DoesNotApply("Flask-JWT-Extended is not in use")]


def test_jwt_config_does_not_apply() -> None:
    given = {"app": app(config=[config("JWT_ALGORITHM", "none")])}
    assert ask("jwt-config", given) == [DoesNotApply("Flask-JWT-Extended is not in use")]


def numbers(*identities: NumberIdentity, takes: bool | None = False) -> Given:
    state = ExtensionState(jwt_takes_numbers=takes)
    return {**using(extension_state=state), "source": source(number_identities=identities)}


def test_jwt_config_of_numbers() -> None:
    one, other = NumberIdentity("user.id", at("app.py", 8)), NumberIdentity("int(…)", at("app.py", 9))
    assert ask("jwt-config", numbers(one, other)) == [
        Found(
            "the token's identity user.id is a number: the installed PyJWT refuses the token, and so does "
            "every guarded view",
            "identity",
            at("app.py", 8),
            evidence=("a token for 1 was signed and refused", "also at app.py:9"),
            fix="Write `identity=str(...)`, and `int(get_jwt_identity())` where it is read.",
            severity="error",
        )
    ]
    assert ask("jwt-config", numbers(one, takes=True)) == []
    assert ask("jwt-config", numbers(one, takes=None)) == []
    assert ask("jwt-config", numbers(NumberIdentity("user.id", at("old.py", 8)))) == []


def test_jwt_config_of_cookies_that_the_app_gives() -> None:
    given = {**using(), "source": source(token_cookies=[at("app.py", 8)])}
    (found,) = ask("jwt-config", given)
    assert (found.subject, found.place, found.severity) == ("JWT_COOKIE_SECURE", at("app.py", 8), "error")
    assert ask("jwt-config", {**using(SECURE), "source": given["source"]}) == []
    assert ask("jwt-config", {**using(), "source": source(token_cookies=[at("old.py", 8)])}) == []
    (read,) = ask("jwt-config", {**using(COOKIES), "source": given["source"]})
    assert "the token's cookie" in read.message


def resources(*methods: ViewBody, failing: tuple[str, ...] = ("notes",)) -> Given:
    """An API of Flask-RESTful without PROPAGATE_EXCEPTIONS."""
    state = ExtensionState(jwt_failures=failing)
    routes = [route("/notes", "notes", methods=("GET", "POST"), view=view(class_based=True))]
    return {**using(extension_state=state, routes=routes), "source": source(views=methods)}


CLASS = at("app.py", 5)
READ = body(line=7, view=CLASS, verb="GET", decorators=("jwt_required",))
WRITE = body(line=9, view=CLASS, verb="POST", decorators=("flask_jwt_extended.jwt_required",))
OPEN = body(line=7, view=CLASS, verb="GET")


def test_jwt_config_of_an_api_that_takes_the_exception() -> None:
    assert ask("jwt-config", resources(READ, WRITE)) == [
        Found(
            "GET /notes answers 500 in place of 401 where the token is missing or over: the API "
            "takes the exception for a failure",
            "PROPAGATE_EXCEPTIONS",
            at("app.py", 7, 1),
            evidence=("POST /notes at app.py:9:1",),
            fix="Set PROPAGATE_EXCEPTIONS to True, so that Flask-JWT-Extended's error handlers are asked.",
            severity="error",
        )
    ]
    (found,) = ask("jwt-config", resources(OPEN, WRITE))
    assert (found.message[:11], found.place) == ("POST /notes", at("app.py", 9, 1))


def test_jwt_config_of_an_api_that_is_fine() -> None:
    assert ask("jwt-config", resources(READ, failing=())) == []
    assert ask("jwt-config", resources(READ, failing=("others",))) == []
    assert ask("jwt-config", resources(OPEN)) == []


def test_jwt_config_of_an_api_that_was_seen_to_fail() -> None:
    refused = response("/notes", 500, crash=crash("flask_jwt_extended.exceptions.NoAuthorizationError", ""))
    assert ask("jwt-config", {**resources(READ), "requests": requests(refused)}) == []
    other = response("/notes", 500, crash=crash("KeyError", ""))
    assert len(ask("jwt-config", {**resources(READ), "requests": requests(other)})) == 1
