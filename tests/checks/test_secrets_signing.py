"""Keys that are None where a library signs tokens with them."""

from dataclasses import replace
from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.app import Secret
from releasecheck.facts.boot import EnvRead
from releasecheck.facts.deploy import EnvFile
from releasecheck.facts.tokens import SigningKey
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    deploy,
    env_read,
    module,
    secret,
    source,
    table,
    variable,
)

NEEDLESS = DoesNotApply("nothing in the app needs the key")
SETTING = EnvFile(".env", at("compose.yaml", 4), (variable("TOKEN_KEY"),))
NONE = config("SECRET_KEY", None, is_default=True, place=Place())
OWN = config("JWT_SECRET_KEY", None, place=at("config.py", 5))


def signing(*keys: SigningKey, reads: tuple[EnvRead, ...] = (), held: Any = (NONE,)) -> Given:
    return {
        "app": app(config=list(held)),
        "source": source(signing_keys=keys),
        "boot": boot(env_reads=reads),
    }


def lazily(key: SigningKey) -> Given:
    """Facts where TOKEN_KEY is not in the environment, and the boot did not ask for it."""
    return {**signing(key), "app": app(config=[NONE], unset=("TOKEN_KEY",))}


def encode(variable: str | None = None, config: str | None = None, line: int = 30) -> SigningKey:
    return SigningKey("jwt.encode", at("app.py", line), config, variable)


def decode(variable: str | None = None, line: int = 40) -> SigningKey:
    return SigningKey("jwt.decode", at("app.py", line), None, variable)


def with_none(name: str, *evidence: str, what: str = "jwt.encode gets None") -> Found:
    return Found(
        f"{name} is not set, and {what} for a key: the first token is a 500",
        subject=name,
        place=at("app.py", 30),
        evidence=evidence,
        fix=f'Read it with `os.environ["{name}"]`; to check here, add `--set {name}=VALUE`.',
        severity="warning",
    )


def no_key(*evidence: str, place: Place, cause: str = "", **fields: Any) -> Found:
    return Found(
        f"there is no SECRET_KEY{cause}, and the app uses jwt.encode",
        subject="SECRET_KEY",
        place=place,
        evidence=evidence,
        **fields,
    )


@table(
    {
        "the variable of the app's key, which it takes past the config": (
            signing(encode("SECRET_KEY"), reads=(env_read("SECRET_KEY"),)),
            [
                no_key(
                    "jwt.encode at app.py:30",
                    place=at("app.py", 1),
                    cause=" (SECRET_KEY is not set)",
                    fix='Read it with `os.environ["SECRET_KEY"]`; '
                    "to check here, add `--set SECRET_KEY=VALUE`.",
                    severity="warning",
                )
            ],
        ),
        "the app's key itself": (
            signing(encode(config="SECRET_KEY")),
            [no_key("jwt.encode at app.py:30", place=at("app.py", 1))],
        ),
        "another variable": (
            signing(encode("TOKEN_KEY"), decode("TOKEN_KEY"), reads=(env_read("TOKEN_KEY"),)),
            [
                NEEDLESS,
                with_none(
                    "TOKEN_KEY",
                    "jwt.encode at app.py:30",
                    "jwt.decode at app.py:40",
                    what="jwt.encode and jwt.decode get None",
                ),
            ],
        ),
        "a key of the config that the environment lacks": (
            signing(encode(config="JWT_SECRET_KEY"), reads=(env_read("TOKENS", line=5),), held=(NONE, OWN)),
            [NEEDLESS, with_none("TOKENS", "jwt.encode at app.py:30")],
        ),
        "a variable that nothing but a view asks for": (
            lazily(encode("TOKEN_KEY")),
            [NEEDLESS, with_none("TOKEN_KEY", "jwt.encode at app.py:30")],
        ),
        "beside an app key that is there": (
            signing(
                encode("JWT_SECRET_KEY"),
                reads=(env_read("JWT_SECRET_KEY"),),
                held=(config("SECRET_KEY", "***"),),
            ),
            [with_none("JWT_SECRET_KEY", "jwt.encode at app.py:30")],
        ),
    }
)
def test_secret_missing_but_used_faulty(given: Given, says: list[Any]) -> None:
    assert ask("secret-missing-but-used", given) == says


@table(
    {
        "a view asks for it, and an example names it": (
            {
                **lazily(encode("TOKEN_KEY")),
                "deploy": deploy(documented=(variable("TOKEN_KEY", "made-up"),)),
            },
            [NEEDLESS],
        ),
        "a view asks for it, and README names it": (
            {**lazily(encode("TOKEN_KEY")), "deploy": deploy(mentioned=("TOKEN_KEY",))},
            [NEEDLESS],
        ),
        "a view asks for it, and a deploy file sets it": (
            {**lazily(encode("TOKEN_KEY")), "deploy": deploy(variables=(variable("TOKEN_KEY", None),))},
            [NEEDLESS],
        ),
        "a view asks for it, and a file that is not here may set it": (
            {
                **lazily(encode("TOKEN_KEY")),
                "deploy": deploy(env_files=(EnvFile(".env", at("compose.yaml", 4)),)),
            },
            [NEEDLESS],
        ),
        "a view asks for it, and a file that is loaded sets it": (
            {**lazily(encode("TOKEN_KEY")), "deploy": deploy(env_files=(SETTING,))},
            [NEEDLESS],
        ),
        "a view asks for another": (lazily(encode("OTHER_KEY")), [NEEDLESS]),
        "the variable is set": (
            signing(encode("TOKEN_KEY"), reads=(env_read("TOKEN_KEY", hit=True),)),
            [NEEDLESS],
        ),
        "it has a fallback": (
            signing(encode("TOKEN_KEY"), reads=(env_read("TOKEN_KEY", fallback=True),)),
            [NEEDLESS],
        ),
        "nothing asked for it yet": (signing(encode("TOKEN_KEY")), [NEEDLESS]),
        "the config has the key": (
            signing(encode(config="JWT_SECRET_KEY"), held=(NONE, config("JWT_SECRET_KEY", "***"))),
            [NEEDLESS],
        ),
        "the config lacks the key, which something may yet set": (
            signing(encode(config="JWT_SECRET_KEY")),
            [NEEDLESS],
        ),
        "a file that the app does not import": (
            signing(
                SigningKey("jwt.encode", at("old.py", 3), None, "TOKEN_KEY"), reads=(env_read("TOKEN_KEY"),)
            ),
            [NEEDLESS],
        ),
    }
)
def test_secret_missing_but_used_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-missing-but-used", given) == says


def tokens(*secrets: Secret, **fields: Any) -> Given:
    """An app with Flask-JWT-Extended, which has a key of its own."""
    own = config("JWT_SECRET_KEY", "***", place=at("config.py", 5))
    return {
        "app": app(
            secrets=secrets, **{"extensions": ["flask-jwt-extended"], "config": [NONE, own], **fields}
        ),
        "source": source(),
    }


OWN_KEY = secret("JWT_SECRET_KEY", environment=["KEY"], none_without=["KEY"])
WITHOUT = Found(
    "without KEY the app starts all the same, with no key for Flask-JWT-Extended: the first token is a 500",
    subject="JWT_SECRET_KEY",
    place=at("config.py", 5),
    fix='Read it with `os.environ["KEY"]`: then a deployment without it stops at once.',
    severity="info",
)


@table(
    {
        "unset, its key is none": (tokens(OWN_KEY), [WITHOUT]),
        "unset, both keys are none": (
            tokens(OWN_KEY, secret(environment=["KEY"], none_without=["KEY", "OTHER"])),
            [WITHOUT],
        ),
        "SECRET_KEY steps in": (tokens(OWN_KEY, secret()), []),
        "SECRET_KEY steps in, of another variable": (tokens(OWN_KEY, secret(none_without=["OTHER"])), []),
        "SECRET_KEY steps in, too short to be a secret": (
            tokens(OWN_KEY, config=[config("SECRET_KEY", "x"), config("JWT_SECRET_KEY", "***")]),
            [],
        ),
        "the app does not start without": (tokens(secret("JWT_SECRET_KEY", environment=["KEY"])), []),
        "nothing signs tokens": (tokens(OWN_KEY, extensions=[]), []),
    }
)
def test_secret_missing_but_used_by_tokens_elsewhere(given: Given, says: list[Any]) -> None:
    assert [one for one in ask("secret-missing-but-used", given) if isinstance(one, Found)] == says


def test_secret_fallback_boots_where_the_text_none_signs() -> None:
    keys = [replace(one, as_text=True) for one in (encode("TOKEN_KEY", line=9), decode("TOKEN_KEY", line=20))]
    given = {"app": app(modules=["app.py"]), "source": source(module("app.py"), signing_keys=keys)}
    assert ask("secret-fallback-boots", given) == [
        Found(
            'without TOKEN_KEY the app starts all the same, and signs tokens with the text "None"',
            "TOKEN_KEY",
            at("app.py", 9),
            ("jwt.encode at app.py:9", "jwt.decode at app.py:20"),
            'Read it with `os.environ["TOKEN_KEY"]`, so that a deployment without it stops at once.',
        )
    ]
    elsewhere = {**given, "app": app(modules=["other.py"])}
    assert [type(one) for one in ask("secret-fallback-boots", elsewhere)] == [DoesNotApply]
