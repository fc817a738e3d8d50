"""Keys that nobody reads: misspelt, of another Flask, of an extension that is not there."""

from typing import Any

from releasecheck.facts.config import DroppedKey
from releasecheck.facts.imports import Import
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, boot, config, found_in_config, source, table

FLASK = ("DEBUG", "MAX_CONTENT_LENGTH", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SECURE", "TESTING")
SQLALCHEMY = ("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_ECHO")


def set_up(*values: Any, reads: tuple[str, ...] = (), **fields: Any) -> Given:
    known = {"flask": FLASK, "flask_sqlalchemy": SQLALCHEMY, "flask_security": ("PASSWORD_SALT",)}
    return {
        "app": app(**{"config": values, "config_vocabulary": known, **fields}),
        "source": source(config_reads=reads),
    }


@table(
    {
        "of Flask": (
            set_up(config("SESSION_COKIE_HTTPONLY", True)),
            [
                found_in_config(
                    "nobody reads SESSION_COKIE_HTTPONLY, and SESSION_COOKIE_HTTPONLY is not set",
                    "SESSION_COKIE_HTTPONLY",
                    evidence=("SESSION_COOKIE_HTTPONLY is read by flask",),
                    fix="Write `SESSION_COOKIE_HTTPONLY`.",
                )
            ],
        ),
        "of an extension": (
            set_up(config("SQLALCHEMY_DATABASE_URL", "sqlite:///x")),
            [
                found_in_config(
                    "nobody reads SQLALCHEMY_DATABASE_URL, and SQLALCHEMY_DATABASE_URI is not set",
                    "SQLALCHEMY_DATABASE_URL",
                    evidence=("SQLALCHEMY_DATABASE_URI is read by flask_sqlalchemy",),
                    fix="Write `SQLALCHEMY_DATABASE_URI`.",
                )
            ],
        ),
        "an underscore too few": (
            set_up(config("SESSION_COOKIE_HTTP_ONLY", True)),
            [
                found_in_config(
                    "nobody reads SESSION_COOKIE_HTTP_ONLY, and SESSION_COOKIE_HTTPONLY is not set",
                    "SESSION_COOKIE_HTTP_ONLY",
                    evidence=("SESSION_COOKIE_HTTPONLY is read by flask",),
                    fix="Write `SESSION_COOKIE_HTTPONLY`.",
                )
            ],
        ),
    }
)
def test_config_key_typo_faulty(given: Given, says: list[Found]) -> None:
    assert ask("config-key-typo", given) == says


NO_OBJECT = [DoesNotApply("every config key that the project sets is read by somebody")]


@table(
    {
        "of the project's own": (set_up(config("SHOP_TITLE", "Shop")), []),
        "a part more": (set_up(config("SQLALCHEMY_DATABASE_URI_OLD", "x")), []),
        "a number more": (set_up(config("SQLALCHEMY_DATABASE_URI2", "x")), []),
        "the real one is set as well": (
            set_up(config("SQLALCHEMY_DATABASE_URL", "x"), config("SQLALCHEMY_DATABASE_URI", "x")),
            [],
        ),
        "the real one is set by its extension": (
            set_up(
                config("SQLALCHEMY_ECH", True),
                config("SQLALCHEMY_ECHO", True, set_by="assignment by flask_sqlalchemy"),
            ),
            [],
        ),
        "too short to tell": (set_up(config("DEBU", True)), []),
    }
)
def test_config_key_typo_fine(given: Given, says: list[Found]) -> None:
    assert ask("config-key-typo", given) == says


@table(
    {
        "nothing unread": (set_up(config("DEBUG", True)), NO_OBJECT),
        "read by the project": (
            set_up(config("SQLALCHEMY_DATABASE_URL", "x"), reads=("SQLALCHEMY_DATABASE_URL",)),
            NO_OBJECT,
        ),
        "read by the project by its beginning": (
            set_up(config("SQLALCHEMY_DATABASE_URL", "x"), reads=("SQLALCHEMY_",)),
            NO_OBJECT,
        ),
        "named by an extension without its prefix": (
            set_up(config("SECURITY_PASSWORD_SALT", "x", secret=True)),
            NO_OBJECT,
        ),
        "set by an extension": (
            set_up(config("SESSION_COKIE_SECURE", True, set_by="assignment by flask_polite")),
            NO_OBJECT,
        ),
        "not collected": (
            set_up(config_vocabulary={}),
            [CouldNotLook("the keys that Flask and the extensions know were not collected")],
        ),
    }
)
def test_config_key_typo_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("config-key-typo", given) == says


@table(
    {
        "removed from Flask": (
            {**set_up(config("JSON_SORT_KEYS", False)), "boot": boot(flask="3.0.2")},
            [
                found_in_config(
                    "Flask 3.0.2 does not read JSON_SORT_KEYS: it was removed in 2.3",
                    "JSON_SORT_KEYS",
                    fix="Set `app.json.sort_keys` instead.",
                )
            ],
        ),
        "ENV does no harm": (
            set_up(config("ENV", "production")),
            [
                found_in_config(
                    "this Flask does not read ENV: it was removed in 2.3",
                    "ENV",
                    fix="Remove it; FLASK_DEBUG is the one switch that is left.",
                    severity="info",
                )
            ],
        ),
        "a protection of a newer Flask": (
            {**set_up(config("TRUSTED_HOSTS", ["shop.net"])), "boot": boot(flask="3.0.2")},
            [
                found_in_config(
                    "Flask 3.0.2 does not read TRUSTED_HOSTS, which came with 3.1: requests with any Host "
                    "header are served",
                    "TRUSTED_HOSTS",
                    fix="Upgrade to Flask 3.1 or newer, or remove the key.",
                    severity="error",
                )
            ],
        ),
        "a limit of a newer Flask": (
            {**set_up(config("MAX_FORM_PARTS", 10)), "boot": boot(flask="3.0.2")},
            [
                found_in_config(
                    "Flask 3.0.2 does not read MAX_FORM_PARTS, which came with 3.1: the limit does not hold",
                    "MAX_FORM_PARTS",
                    fix="Upgrade to Flask 3.1 or newer, or remove the key.",
                )
            ],
        ),
        "a protection of an extension that is not there": (
            set_up(
                config("RATELIMIT_ENABLED", True), config("RATELIMIT_DEFAULT", "9/day", place=at("c.py", 5))
            ),
            [
                found_in_config(
                    "Flask-Limiter is not loaded, so nobody reads RATELIMIT_ENABLED and RATELIMIT_DEFAULT: "
                    "no limit is enforced",
                    "RATELIMIT_ENABLED",
                    evidence=("RATELIMIT_ENABLED at config.py:4", "RATELIMIT_DEFAULT at c.py:5"),
                    fix="Remove the keys, or install Flask-Limiter and give it the app.",
                )
            ],
        ),
        "a key that the project may have called so by itself": (
            set_up(config("SECURITY_HEADERS", {"a": "b"}), config_vocabulary={"flask": FLASK}),
            [
                found_in_config(
                    "nobody reads SECURITY_HEADERS: none of it is in force",
                    "SECURITY_HEADERS",
                    evidence=("SECURITY_HEADERS at config.py:4",),
                    fix="Remove the keys, or have the app read them.",
                )
            ],
        ),
        "of an extension that is imported and not given the app": (
            {
                **set_up(config("SECURITY_HEADERS", {"a": "b"}), config_vocabulary={"flask": FLASK}),
                "source": source(imports=[Import("flask_security", at("app.py", 2))]),
            },
            [
                found_in_config(
                    "Flask-Security is not loaded, so nobody reads SECURITY_HEADERS: none of it is in force",
                    "SECURITY_HEADERS",
                    evidence=("SECURITY_HEADERS at config.py:4",),
                    fix="Remove the keys, or install Flask-Security and give it the app.",
                )
            ],
        ),
        "another extension that is not there": (
            set_up(config("CACHE_TYPE", "redis")),
            [
                found_in_config(
                    "Flask-Caching is not loaded, so nobody reads CACHE_TYPE",
                    "CACHE_TYPE",
                    evidence=("CACHE_TYPE at config.py:4",),
                    fix="Remove the keys, or install Flask-Caching and give it the app.",
                    severity="info",
                )
            ],
        ),
        "not in upper case": (
            set_up(
                dropped_keys=[
                    DroppedKey(
                        "session_cookie_secure", "SESSION_COOKIE_SECURE", "config.Config", at("config.py", 7)
                    )
                ]
            ),
            [
                Found(
                    "from_object passes over session_cookie_secure of config.Config, which is not in upper "
                    "case: SESSION_COOKIE_SECURE is not set",
                    "SESSION_COOKIE_SECURE",
                    at("config.py", 7),
                    fix="Call it `SESSION_COOKIE_SECURE`.",
                )
            ],
        ),
    }
)
def test_config_key_ignored_faulty(given: Given, says: list[Found]) -> None:
    assert ask("config-key-ignored", given) == says


@table(
    {
        "of the project's own": (set_up(config("SHOP_TITLE", "Shop")), []),
        "as loaded the extension may put its keys together": (
            set_up(
                config("CACHE_TYPE", "redis"),
                config_vocabulary={"flask": FLASK, "flask_caching": ("CACHE_ARGS",)},
            ),
            [],
        ),
        "switched off": (
            set_up(config("WTF_CSRF_ENABLED", False), config("CACHE_TYPE", ""), config("CORS_X", "no")),
            [],
        ),
        "another beginning": (set_up(config("MAILING_LIST", "x"), config("SESSION_TITLE", "x")), []),
    }
)
def test_config_key_ignored_fine(given: Given, says: list[Found]) -> None:
    assert ask("config-key-ignored", given) == says


@table(
    {
        "this Flask reads it": (
            set_up(config("JSON_SORT_KEYS", False), config_vocabulary={"flask": ("JSON_SORT_KEYS",)}),
            NO_OBJECT,
        ),
        "the project reads it": (set_up(config("ENV", "production"), reads=("ENV",)), NO_OBJECT),
        "mail is sent by the project": (
            set_up(config("MAIL_SERVER", "mail"), config("MAIL_PORT", 25), reads=("MAIL_",)),
            NO_OBJECT,
        ),
        "not collected": (
            set_up(config("ENV", "x"), config_vocabulary={}),
            [CouldNotLook("the keys that Flask and the extensions know were not collected")],
        ),
    }
)
def test_config_key_ignored_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("config-key-ignored", given) == says
