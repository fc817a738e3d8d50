"""Texts that cannot be written down as they are."""

from dataclasses import replace

import pytest

from releasecheck.facts import Facts, Project, from_json, to_json
from releasecheck.facts.requests import Requests, Response, Trusted
from releasecheck.gather.inside.redact import Redactor
from releasecheck.gather.redaction import redacted, sparing, telling, writable

from .checks.build import app, route


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app.py", "app.py"),
        ("größe.py", "größe.py"),
        ("b\udcfe.py", r"b\xfe.py"),
        ("ö\udcff/b\udcfe.py", r"ö\xff/b\xfe.py"),
        ("half a pair \ud83d", r"half a pair \ud83d"),
        ("both \ud83d\udcfe", r"both \ud83d\udcfe"),
    ],
)
def test_what_is_not_utf8_is_shown_with_escapes(text: str, expected: str) -> None:
    assert writable(text) == expected


@pytest.mark.parametrize("secret", ["project", "requests", "answered", "wrong", "address"])
def test_no_word_of_ours_is_hidden(secret: str) -> None:
    """A suite may log in with such a password."""
    answer = Response("GET", f"/{secret}", "index", "/", "answered", headers={f"x-{secret}": secret})
    requests = Requests((), wrong_method=answer, trusted=Trusted(address="any"))
    facts = redacted(Facts(Project("shop"), requests=requests), Redactor([secret]).known)
    hidden = replace(answer, path="/***", headers={"x-***": "***"})
    assert facts == Facts(Project("shop"), requests=replace(requests, wrong_method=hidden))


@pytest.mark.parametrize(
    ("secrets", "left"),
    [
        (["shop", "items", "item", "find"], ["item"]),
        (
            ["shopper", "Shop", "shop1", "shop items", "catalogue"],
            ["shopper", "Shop", "shop1", "shop items", "catalogue"],
        ),
        (["4871:AAHx"], ["4871:AAHx"]),  # by which a webhook is called
    ],
)
def test_a_word_by_which_a_page_is_called_hides_nothing(secrets: list[str], left: list[str]) -> None:
    rules = [
        route("/shop/items/<int:id>", "shop.find"),
        route("/bot4871:AAHx", "hook"),
        route("/catalogue", "all"),
    ]
    assert list(telling(secrets, app(routes=rules))) == left


def test_without_an_app_all_is_hidden() -> None:
    assert list(telling(["shop"], None)) == ["shop"]


@pytest.mark.parametrize(
    ("secret", "hidden"),
    [
        ("toolshed", False),
        ("tool_shed", False),
        ("shop", False),
        ("views", True),  # below a folder: no package by itself
        ("toolshe", True),
        ("Toolshed", True),
        ("heron7", True),  # a file may be called as the key in it
        ("", True),
    ],
)
def test_a_word_by_which_the_project_is_called_hides_nothing(secret: str, hidden: bool) -> None:
    paths = ["toolshed/views.py", "tool_shed/__init__.py", "shop.py", "heron7.py"]
    assert (secret in telling([secret], None, paths)) is hidden


def test_facts_with_such_a_name_go_to_json_and_back() -> None:
    facts = redacted(Facts(Project("d\udcff")), str)
    assert facts == from_json(to_json(facts)) == Facts(Project(r"d\xff"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deploy/heron7.env", "deploy/heron7.env"),
        (
            "deploy/heron7.env is in git, deploy/heron7.env:5",
            "deploy/heron7.env is in git, deploy/heron7.env:5",
        ),
        ("deploy/heron7.env has heron7", "deploy/heron7.env has ***"),
        ("heron7.py", "heron7.py"),
        ("docs/heron7", "docs/heron7"),
        ("heron7", "***"),  # a file without an ending is called so too
        ("login heron7 heron7", "login *** ***"),
        ("other/heron7.env", "other/***.env"),
        ("mysql://shop:heron7@db/deploy", "mysql://***@db/deploy"),
        ("xdeploy/heron7.env", "xdeploy/***.env"),
        ("deploy/heron7.env/heron7", "deploy/***.env/***"),
    ],
)
def test_no_path_of_the_project_is_eaten_into(text: str, expected: str) -> None:
    hide = sparing(
        Redactor(["heron7"]).known, ["app.py", "deploy/heron7.env", "heron7.py", "heron7", "docs/heron7/"]
    )
    assert hide(text) == expected


@pytest.mark.parametrize(
    ("secret", "shown"),
    [("mariadb", True), ("RabbitMQ", True), ("postgres", True), ("heron7", False), ("mariadb7", False)],
)
def test_a_word_that_services_are_called_by_is_not_hidden(secret: str, shown: bool) -> None:
    assert (secret in Redactor([secret])(f"the service {secret} is there")) is shown
