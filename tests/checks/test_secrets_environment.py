"""Secrets that a deployment gives in vain."""

from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.boots import Boots, Ignored
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, secret, table

KEEPS = (
    "SECRET_KEY did not change when the app was booted with another SHOP_SECRET_KEY",
    "no line of the source names the variable",
)


def ignored(*, signing: bool = True, tracked: tuple[str, ...] | None = None) -> Given:
    at_key = at("config.py", 4)
    one = Ignored("SHOP_SECRET_KEY", "SECRET_KEY", signing, at("fly.toml", 2), at_key, "fly.toml")
    git = None if tracked is None else Git("0" * 40, "main", dirty=False, tracked=tracked)
    return {"app": app(secrets=[secret()]), "boots": Boots(ignored=(one,)), "git": git}


def found(severity: Any) -> Found:
    return Found(
        "SHOP_SECRET_KEY is given in fly.toml, and the app keeps its own SECRET_KEY, which config.py:4 sets",
        subject="SHOP_SECRET_KEY",
        place=at("config.py", 4),
        evidence=("it is given at fly.toml:2", *KEEPS),
        fix='Read it: `os.environ["SHOP_SECRET_KEY"]`.',
        severity=severity,
    )


@table(
    {
        "a signing key": (ignored(), [found("error")]),
        "a credential": (ignored(signing=False), [found("warning")]),
        "set in a file of the release": (ignored(tracked=("config.py",)), [found("error")]),
    }
)
def test_secret_env_ignored_faulty(given: Given, says: list[Any]) -> None:
    assert ask("secret-env-ignored", given) == says


@table(
    {
        "taken": ({"app": app(secrets=[secret()]), "boots": Boots()}, []),
        "overruled by a file of this machine": (ignored(tracked=("app.py",)), []),
        "the app has no such key: secret-missing-but-used": (
            {
                "app": app(secrets=[secret("MAIL_PASSWORD", signing=False)]),
                "boots": Boots(
                    ignored=(
                        Ignored(
                            "SECRET_KEY", "SECRET_KEY", True, at("fly.toml", 2), Place(), "fly.toml", True
                        ),
                    )
                ),
            },
            [],
        ),
    }
)
def test_secret_env_ignored_fine(given: Given, says: list[Any]) -> None:
    assert ask("secret-env-ignored", given) == says


@pytest.mark.parametrize("rule", ["secret-hardcoded", "secret-known-public"])
def test_what_is_given_in_vain_is_told_once(rule: str) -> None:
    known = "placeholder" if rule == "secret-known-public" else None
    held = {"app": app(secrets=[secret(known=known, literals=[at("config.py", 4)])])}
    given = {**ignored(tracked=("config.py",)), **held}
    assert ask(rule, given) == []
    (said,) = ask("secret-env-ignored", given)
    assert ("the key that stays is a placeholder that anybody can guess" in said.evidence) == bool(known)
    credential = {**ignored(signing=False, tracked=("config.py",)), **held}
    assert len(ask(rule, credential)) == 1  # it may be graver than a credential that is not taken
    assert len(ask(rule, {**ignored(tracked=("app.py",)), **held})) == 1
    assert len(ask(rule, held)) == 1


def test_secret_env_ignored_does_not_apply() -> None:
    said = ask("secret-env-ignored", {"app": app(), "boots": Boots()})
    assert said == [DoesNotApply("the config holds no key and no credential")]


def test_where_nobody_knows_the_line_of_the_key_the_place_is_where_it_is_given() -> None:
    one = Ignored("SHOP_SECRET_KEY", "SECRET_KEY", True, at("fly.toml", 2), Place(), "fly.toml")
    (found_,) = ask("secret-env-ignored", {"app": app(secrets=[secret()]), "boots": Boots(ignored=(one,))})
    assert (found_.place, found_.evidence) == (at("fly.toml", 2), KEEPS)
