"""What is told of the secrets in the live config, and that no value is."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, NamedTuple

import flask
import pytest


def secrets_of(inside: Any, tools: Any, **config: object) -> list[dict[str, Any]]:
    app = flask.Flask("shop")
    app.config.update(config)
    found: list[dict[str, Any]] = inside("secrets").collect(app, tools)
    return found


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"SECRET_KEY": "hunter2"}, [("SECRET_KEY", "str", 7, ["lower", "digit"], True)]),
        ({"SECRET_KEY": b"\x00A"}, [("SECRET_KEY", "bytes", 2, ["upper", "other"], True)]),
        ({"SECRET_KEY": "1234"}, [("SECRET_KEY", "str", 4, ["digit"], True)]),
        ({"SECRET_KEY": "true"}, [("SECRET_KEY", "str", 4, ["lower"], True)]),
        (
            {"SECRET_KEY_FALLBACKS": ["aa", "BB"]},
            [
                ("SECRET_KEY_FALLBACKS[0]", "str", 2, ["lower"], True),
                ("SECRET_KEY_FALLBACKS[1]", "str", 2, ["upper"], True),
            ],
        ),
        ({"SECRET_KEY_FALLBACKS": "old"}, [("SECRET_KEY_FALLBACKS", "str", 3, ["lower"], True)]),
        ({"JWT_SECRET_KEY": "aa"}, [("JWT_SECRET_KEY", "str", 2, ["lower"], True)]),
        ({"WTF_CSRF_SECRET_KEY": "aa"}, [("WTF_CSRF_SECRET_KEY", "str", 2, ["lower"], True)]),
        ({"SECURITY_PASSWORD_SALT": "aa"}, [("SECURITY_PASSWORD_SALT", "str", 2, ["lower"], True)]),
        ({"MAIL_PASSWORD": "aa"}, [("MAIL_PASSWORD", "str", 2, ["lower"], False)]),
        (
            {"DATABASE_URL": "mysql://shop:Secret@db/x"},
            [("DATABASE_URL", "str", 6, ["lower", "upper"], False)],
        ),
        (
            {"SQLALCHEMY_BINDS": {"users": "mysql://shop:ab@db/x", "log": "sqlite:///log.db"}},
            [("SQLALCHEMY_BINDS['users']", "str", 2, ["lower"], False)],
        ),
        ({"API_TOKENS": {"hunter2": "ab12"}}, [("API_TOKENS[0]", "str", 4, ["lower", "digit"], False)]),
        ({"SECRET_KEY": ""}, []),
        ({"SECRET_KEY": None}, []),
        ({"MAIL_PASSWORD": "0"}, []),
        ({"LLM_TOKEN_BUDGET_MONTH": "900000000"}, []),
        ({"REDASH_PASSWORD_LOGIN_ENABLED": "true"}, []),
        ({"JWT_TOKEN_LOCATION": ["headers"]}, []),
        ({"JWT_SECRET_KEY_FILE": "/run/key"}, []),
        ({"DATABASE_URL": "sqlite:///shop.db"}, []),
    ],
)
def test_what_is_a_secret(
    inside: Any, tools: Any, config: dict[str, object], told: list[tuple[object, ...]]
) -> None:
    fields = ("key", "type", "length", "classes", "signing")
    assert [tuple(one[field] for field in fields) for one in secrets_of(inside, tools, **config)] == told


@pytest.mark.parametrize(
    ("values", "placeholder"),
    [
        (("dev", "DEV", b"secret", "changeme", "CHANGE_ME", "change-this-now", "random", "123456789"), True),
        (("your-secret-key-here", "your_api_key", "django-insecure-x9", "<key>", "xxxx", "secret123"), True),
        (("you-will-never-guess", "hard to guess string", "reallyhardtoguess", "super secret key"), True),
        (("dev-secret-key-change-in-production", "add-your-random-key-here", "helloworld", "dev key"), True),
        (("9f86d081884c7d65", "correct horse battery", b"\x8f\x01\xfe", "devotion9x", "secretary"), False),
        (("am0r3C0mpl3xK3y", "keyboard-cat-17", "a" * 40 + "b", "tralala"), False),
    ],
)
def test_placeholders(inside: Any, values: tuple[str | bytes, ...], placeholder: bool) -> None:
    told = {value: inside("placeholders").is_placeholder(value) for value in values}
    assert told == dict.fromkeys(values, placeholder)


@pytest.mark.parametrize(
    ("config", "hits", "names"),
    [
        ({"SECRET_KEY": "abcdefgh"}, {"SHOP_KEY": "abcdefgh", "OTHER": "zzzzzzzz"}, ["SHOP_KEY"]),
        ({"SECRET_KEY": "dev"}, {"FLASK_CONFIG": "dev"}, []),
        ({"SECRET_KEY": "dev"}, {"SECRET_KEY": "dev"}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "abcdefgh"}, {"SETTINGS": '{"key": "abcdefgh"}'}, ["SETTINGS"]),
        ({"SECRET_KEY": "salt-abcdefgh"}, {"HALF": "abcdefgh"}, ["HALF"]),
        (
            {"DATABASE_URL": "mysql://shop:abcdefgh@db/shop-shop"},
            {"APP": "shop-shop", "P": "abcdefgh"},
            ["P"],
        ),
        ({"DATABASE_URL": "postgresql://u:ab@db/x"}, {"DB": "postgresql://u:ab@db/x"}, ["DB"]),
        ({"DATABASE_URL": "postgresql://u:abcdef@db/x"}, {"DB": "postgres://u:abcdef@db/x"}, ["DB"]),
    ],
)
def test_variables_that_gave_it(
    inside: Any, tools: Any, config: dict[str, object], hits: dict[str, str], names: list[str]
) -> None:
    tools.hits = hits
    assert [one["environment"] for one in secrets_of(inside, tools, **config)] == [names]


def test_tokens_of_the_whole_and_of_its_password(inside: Any, tools: Any) -> None:
    url = "mysql://shop:hunter2@db/x"
    (told,) = secrets_of(inside, tools, DATABASE_URL=url)
    assert (told["token"], told["part_tokens"]) == (tools.token(url), [tools.token("hunter2")])


def test_a_key_that_a_subclass_holds(inside: Any, tools: Any) -> None:
    class Shop(flask.Flask):
        secret_key = "hunter2"

    assert [one["key"] for one in inside("secrets").collect(Shop("shop"), tools)] == ["SECRET_KEY"]


def test_a_salt_that_an_extension_brings_is_no_secret_of_the_app(
    inside: Any, watched: Any, project: Any
) -> None:
    source = "import flask, extension\napp = flask.Flask(__name__)\nextension.init_app(app)"
    extension = 'def init_app(app):\n    app.config.setdefault("SECURITY_CONFIRM_SALT", "confirm-salt")'
    app = project("app", {"app.py": source, "site-packages/extension.py": extension}).app
    assert inside("secrets").collect(app, watched) == []


def test_no_value_is_told(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    app.config.update(
        SECRET_KEY="kept-to-itself-1",
        SECRET_KEY_FALLBACKS=["kept-to-itself-2"],
        API_TOKENS={"kept-to-itself-3": "kept-to-itself-4"},
        DATABASE_URL="mysql://shop:kept-to-itself-5@db/x",
        SERVER_NAME="kept-to-itself-6@example.org",
    )
    tools.redact = lambda text: text.replace("kept-to-itself-6", "***")
    told = [inside("secrets").collect(app, tools), inside("config").collect(app, tools)]
    assert "kept-to-itself" not in json.dumps(told)


@dataclasses.dataclass
class Mail:
    host: str
    password: str


class Keys(NamedTuple):
    region: str
    api_key: str


def test_fields_are_looked_at_as_keys_are(inside: Any, tools: Any) -> None:
    found = secrets_of(inside, tools, MAIL=Mail("mx", "hunter2"), CLOUD=[Keys("eu", "hunter3")])
    assert [one["key"] for one in found] == ["CLOUD[0]['api_key']", "MAIL['password']"]


class Sealed(dict[str, str]):
    def items(self) -> Any:
        raise ValueError


def test_a_value_that_cannot_be_looked_at_hides_no_other(inside: Any, tools: Any) -> None:
    found = secrets_of(inside, tools, A_TOKENS=Sealed(), MAIL_PASSWORD="hunter2")
    assert [one["key"] for one in found] == ["MAIL_PASSWORD"]


@pytest.mark.parametrize(
    ("key", "value", "known"),
    [
        ("SECRET_KEY", "None", "none"),
        ("SECRET_KEY", "none", "placeholder"),
        ("SECRET_KEY", "NoneShallPass-8f2k", None),
        ("SECRET_KEY", "changeme", "placeholder"),
    ],
)
def test_none_as_text(inside: Any, tools: Any, key: str, value: str, known: str | None) -> None:
    assert [one["known"] for one in secrets_of(inside, tools, **{key: value})] == [known]
