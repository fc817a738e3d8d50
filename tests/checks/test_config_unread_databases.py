"""A database of the deploy file that the app does not ask for."""

from typing import Any

import pytest

from releasecheck.facts.config import Address
from releasecheck.facts.needs import NeededVariable
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import EnvDefault

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    deploy,
    env_read,
    found_in_config,
    module,
    source,
    variable,
)

URI = "SQLALCHEMY_DATABASE_URI"
LINE: Any = {"scheme": "sqlite", "always": True, "constant": True}
ALONE = f"{URI} is a sqlite file on the disk of one machine"
MACHINE = "Dockerfile says that the app has a machine to itself"


def given(*lines: Any, name: str = "DATABASE_URL", **fields: Any) -> Given:
    """config.py sets the key to a file, and the Dockerfile that starts the app gives it a server."""
    more = {"backend": "postgresql", **fields.pop("variable", {})}
    setting = [ConfigAssignment(URI, at("config.py", 4 + number), **one) for number, one in enumerate(lines)]
    return {
        "app": app(config=[config(URI, "text", addresses=(Address("sqlite", "file"),))]),
        "boot": boot(chosen_by="Dockerfile", **fields.pop("boot", {})),
        "source": source(module("config.py"), config_assignments=setting, **fields),
        "deploy": deploy(variables=[variable(name, **more)]),
    }


@pytest.mark.parametrize("name", ["DATABASE_URL", URI])
def test_a_server_that_nothing_reads(name: str) -> None:
    said = f"{ALONE}, and nothing reads {name} of Dockerfile:2, a postgresql server"
    found = ask("local-endpoint-in-config", given(LINE, name=name))
    assert found == [found_in_config(said, URI, evidence=(MACHINE,))]


NEEDED = NeededVariable("DATABASE_URL", at("config.py", 3), fatal=False)


@pytest.mark.parametrize(
    "facts",
    [
        given(LINE, name="OTHER_URL"),
        given(LINE, variable={"backend": "sqlite"}),
        given(LINE, variable={"backend": None}),
        given(LINE, variable={"place": at("docker-compose.yml", 9)}),
        given(LINE, boot={"env_reads": [env_read("DATABASE_URL", path="wsgi.py")]}),
        given(LINE, needed_variables=[NEEDED]),
        given(LINE, env_defaults=[EnvDefault("DATABASE_URL", at("config.py", 3), secret=False)]),
        given(LINE, LINE),
        given({**LINE, "always": False}),
        given({**LINE, "scheme": None}),
        given(),
    ],
    ids=[
        *("another variable", "a file too", "no URL", "another file's", "read by the boot", "read with None"),
        *("read with a fallback", "set twice", "set in a class", "a computed URL", "set nowhere"),
    ],
)
def test_a_server_that_something_may_read(facts: Given) -> None:
    found = ask("local-endpoint-in-config", facts)
    assert found == [found_in_config(ALONE, URI, severity="info", evidence=(MACHINE,))]
