"""What tokens tell: published, a literal, random, a fallback; and that no value is needed for it."""

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flask_unsign_wordlist
import pytest

from releasecheck.facts import Place
from releasecheck.facts.app import Secret
from releasecheck.gather import keys
from releasecheck.gather.without import Unset, Without, boots_without

KEY = "00" * 32


def line(key: str, value: str, **more: Any) -> dict[str, Any]:
    described = {
        "key": key,
        "type": "str",
        "length": len(value),
        "classes": ["lower"],
        "place": {"path": "config.py", "line": 1, "column": None},
        "signing": True,
        "known": None,
        "environment": [],
        "token": keys.token(KEY, value),
        "part_tokens": [],
    }
    return {**described, **more}


@pytest.mark.parametrize(
    ("described", "known"),
    [
        (line("SECRET_KEY", "you-will-never-guess"), "published"),
        (line("SECRET_KEY", "not-in-any-list-5h8d"), None),
        (line("SECRET_KEY", "dev", known="placeholder"), "placeholder"),
        (line("DSN", "pg://u:secret@h/x", part_tokens=[keys.token(KEY, "secret")]), "published"),
        (line("MAIL_PASSWORD", "items", signing=False), None),  # a word, which a key of a list may be as well
        (line("MAIL_PASSWORD", "you-will-never-guess", signing=False), None),
        (
            line("MAIL_PASSWORD", "you-will-never-guess", signing=False, classes=["lower", "other"]),
            "published",
        ),
        (line("SECRET_KEY", "items"), "published"),
    ],
)
def test_known(described: dict[str, Any], known: str | None) -> None:
    assert keys.fact(described, KEY, {}).known == known


def test_each_word_is_what_its_literal_says() -> None:
    lines = Path(flask_unsign_wordlist.get("all")).read_text("utf-8").splitlines()
    words = list(keys.published_words())
    plain = [line for line in lines if "\\" not in line]
    assert len(words) == len(lines) - 21
    assert {ast.literal_eval(line) for line in plain[::50]} <= set(words)
    assert ast.literal_eval(next(line for line in lines if "\\x" in line)) in words


def test_a_word_is_found_by_its_characters_and_by_its_bytes() -> None:
    word = next(word for word in keys.published_words() if not word.isascii())
    for length in (len(word), len(word.encode())):
        assert keys.fact(line("SECRET_KEY", word, length=length), KEY, {}).known == "published"


def test_literals() -> None:
    here, there = Place("a.py", 3), Place("b.py", 1)
    literals = keys.of_literals(KEY, [("value", there), (b"value", here), ("other", here)])
    assert keys.fact(line("SECRET_KEY", "value"), KEY, literals).literals == (here, there)
    assert keys.fact(line("SECRET_KEY", "third"), KEY, literals).literals == ()


def test_tokens_are_of_no_use_under_another_key() -> None:
    assert keys.token(KEY, "value") != keys.token("11" * 32, "value")


@pytest.mark.parametrize(
    ("again", "repeats"),
    [([line("SECRET_KEY", "one")], True), ([line("SECRET_KEY", "two")], False), ([], None)],
)
def test_repeats(again: list[dict[str, Any]], repeats: bool | None) -> None:
    first = [line("SECRET_KEY", "one")]
    secrets = [keys.fact(each, KEY, {}) for each in first]
    assert [secret.repeats for secret in keys.with_repeats(secrets, first, again)] == [repeats]


def test_what_the_environment_gives_repeats() -> None:
    first = [line("SECRET_KEY", "one", environment=["SECRET_KEY"])]
    secrets = [keys.fact(each, KEY, {}) for each in first]
    assert [secret.repeats for secret in keys.with_repeats(secrets, first, [])] == [True]


def secret(key: str, *environment: str) -> Secret:
    return Secret(key, "str", 9, environment=environment)


FIRST = [line("SECRET_KEY", "from-env"), line("JWT_SECRET_KEY", "jwt-from-env")]
LITERALS = keys.of_literals(KEY, [("fallback", Place("config.py", 1))])


class Boots:
    """Answers by what is unset; null for an app that refuses to start."""

    def __init__(self, answers: dict[Unset, Sequence[dict[str, Any]] | None]) -> None:
        self.answers = answers
        self.made: list[Unset] = []

    def __call__(self, unset: Unset) -> Sequence[dict[str, Any]] | None:
        self.made.append(unset)
        return self.answers[unset]


@pytest.mark.parametrize(
    ("answers", "found", "made"),
    [
        pytest.param(
            {("A", "B"): [line("SECRET_KEY", "fallback"), FIRST[1]]},
            {"SECRET_KEY": ("A",)},
            [("A", "B")],
            id="falls back on a literal",
        ),
        pytest.param({("A", "B"): FIRST}, {}, [("A", "B")], id="nobody uses them"),
        pytest.param(
            {("A", "B"): None, ("A",): None, ("B",): None}, {}, [("A", "B"), ("A",), ("B",)], id="refuses"
        ),
        pytest.param(
            {("A", "B"): None, ("A",): [line("SECRET_KEY", "fallback"), FIRST[1]], ("B",): None},
            {"SECRET_KEY": ("A",)},
            [("A", "B"), ("A",), ("B",)],
            id="refuses only one",
        ),
        pytest.param(
            {("A", "B"): [line("SECRET_KEY", "computed"), FIRST[1]]},
            {"SECRET_KEY": ("A",)},
            [("A", "B"), ("A", "B")],
            id="another value, the same twice",
        ),
        pytest.param(
            {
                ("A", "B"): [FIRST[0], line("JWT_SECRET_KEY", "fallback")],
                ("A",): FIRST,
                ("B",): [FIRST[0], line("JWT_SECRET_KEY", "fallback")],
            },
            {"JWT_SECRET_KEY": ("B",)},
            [("A", "B"), ("A",), ("B",)],
            id="nobody knows whose value it was",
        ),
    ],
)
def test_boots_without(
    answers: dict[Unset, Sequence[dict[str, Any]] | None],
    found: dict[str, tuple[str, ...]],
    made: list[Unset],
) -> None:
    boots = Boots(answers)
    secrets = [secret("SECRET_KEY", "A"), secret("JWT_SECRET_KEY")]
    assert boots_without(secrets, FIRST, ["A", "B"], boots, LITERALS).constant == found
    assert boots.made == made


BOTH = [line("SECRET_KEY", "fallback"), line("JWT_SECRET_KEY", "fallback")]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        pytest.param(
            {("A", "B"): None, ("A",): None, ("B",): [FIRST[0], line("JWT_SECRET_KEY", "from-env")]},
            {},
            id="on another key, which stops the app where it is missing",
        ),
        pytest.param(
            {
                ("A", "B"): BOTH,
                ("A",): [BOTH[0], FIRST[1]],
                ("B",): [FIRST[0], line("JWT_SECRET_KEY", "from-env")],
            },
            {"SECRET_KEY": ("A",)},
            id="on another key, which has the constant",
        ),
        pytest.param(
            {("A", "B"): BOTH, ("A",): [BOTH[0], FIRST[1]], ("B",): [FIRST[0], BOTH[1]]},
            {"SECRET_KEY": ("A",), "JWT_SECRET_KEY": ("B",)},
            id="each on the same constant",
        ),
    ],
)
def test_falling_back_on_another_key(
    answers: dict[Unset, Sequence[dict[str, Any]] | None], found: dict[str, tuple[str, ...]]
) -> None:
    secrets = [secret("SECRET_KEY", "A"), secret("JWT_SECRET_KEY", "B")]
    assert boots_without(secrets, FIRST, ["A", "B"], Boots(answers), LITERALS).constant == found


@pytest.mark.parametrize(
    ("environment", "found"),
    [(("A",), {"JWT_SECRET_KEY": ("B",)}), ((), {})],
    ids=["the environment gave it the same", "it is that constant"],
)
def test_falling_back_on_a_constant_that_another_key_has(
    environment: tuple[str, ...], found: dict[str, tuple[str, ...]]
) -> None:
    """What another key has is its own fault to tell, unless only the environment gave it that here."""
    first = [line("SECRET_KEY", "fallback"), FIRST[1]]
    secrets = [secret("SECRET_KEY", *environment), secret("JWT_SECRET_KEY", "B")]
    boots = Boots({("B",): BOTH})
    assert boots_without(secrets, first, ["B"], boots, LITERALS).constant == found


def test_random_fallback_is_no_constant() -> None:
    values = iter(["random-1", "random-2", "random-3"])

    def boot(_: Unset) -> Sequence[dict[str, Any]]:
        return [line("SECRET_KEY", next(values))]

    assert boots_without([secret("SECRET_KEY", "A")], FIRST, ["A"], boot, LITERALS) == Without()


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({("A", "B"): [FIRST[1]]}, {"SECRET_KEY": ("A",)}),
        ({("A", "B"): []}, {"SECRET_KEY": ("A",)}),  # and nobody knows what gives the other
        ({("A", "B"): None, ("A",): [FIRST[1]], ("B",): None}, {"SECRET_KEY": ("A",)}),
        ({("A", "B"): None, ("A",): None, ("B",): None}, {}),
        ({("A", "B"): FIRST}, {}),
        ({("A", "B"): [line("SECRET_KEY", "fallback"), FIRST[1]]}, {}),
    ],
)
def test_no_value_at_all(
    answers: dict[Unset, Sequence[dict[str, Any]] | None], found: dict[str, tuple[str, ...]]
) -> None:
    secrets = [secret("SECRET_KEY", "A"), secret("JWT_SECRET_KEY")]
    assert boots_without(secrets, FIRST, ["A", "B"], Boots(answers), LITERALS).none == found
