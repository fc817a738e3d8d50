"""An app that ends for want of a module: whether an install of the release may bring it."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.dependencies import Unread
from releasecheck.facts.deploy import Deploy, Image
from releasecheck.findings import CouldNotLook, Found

from .build import Given, ask, at, boot, crash, module, project, source
from .build_dependencies import dependencies, imports, wanted

MISSING = crash("ModuleNotFoundError", "No module named 'redis'", cause="missing-module", subject="redis")


def lacking_redis(
    *, at_line: Any = None, why: Any = MISSING, files: Any = (), deploy: Any = None, **fields: Any
) -> Given:
    """An app that ends at `import redis` on line 7, where all that is declared is installed."""
    imported = at_line or imports(why.subject, 7)
    return {
        "boot": boot(outcome="raised", crash=why),
        "project": project(python_named=False),
        "source": source(module("app.py"), *files, imports=[imported]),
        "dependencies": dependencies(**fields),
        "deploy": deploy,
    }


def test_a_module_that_no_install_of_the_release_brings() -> None:
    assert ask("app-import-fails", lacking_redis()) == [
        Found(
            "the app cannot be built: ModuleNotFoundError: No module named 'redis'",
            subject="app:app",
            place=at("app.py", 7),
            evidence=(
                "app:app, chosen by app.py",
                ".venv/bin/python (.venv)",
                "all that is declared is installed, and no file brings redis: requirements.txt",
            ),
            fix="Add redis to the requirements of the release, and install it.",
        )
    ]


def test_its_distribution_of_another_name() -> None:
    (found,) = ask("app-import-fails", lacking_redis(why=replace(MISSING, subject="yaml")))
    assert found.fix == "Add pyyaml to the requirements of the release, and install it."


@pytest.mark.parametrize(
    "given",
    [
        lacking_redis(declared=(wanted("flask"), wanted("celery"))),
        lacking_redis(declared=(wanted("flask"), wanted("celery", stage="optional"))),
        lacking_redis(declared=(wanted("flask"), wanted("redis", stage="development"))),
        lacking_redis(declared=(wanted("flask"), wanted("redis", applies=False))),
        lacking_redis(declared=(wanted("werkzeug"),)),
        lacking_redis(locked=(wanted("flask"), wanted("redis")), locks=("uv.lock",)),
        lacking_redis(own_interpreter=False),
        lacking_redis(unread=(Unread(at("setup.py"), "computed"),)),
        lacking_redis(installing=("python3-redis",)),
        lacking_redis(deploy=Deploy(images=(Image(at("Dockerfile", 1), "acme/base:1"),))),
        lacking_redis(why=replace(MISSING, subject="settings_local")),
        lacking_redis(why=replace(MISSING, subject="redis.cluster")),
        lacking_redis(why=replace(MISSING, place=at("app.py", 9))),
        lacking_redis(at_line=imports("redis", 7, conditional=True)),
        lacking_redis(at_line=imports("redis", 7, lazy=True)),
        lacking_redis(files=[module("redis/__init__.py")]),
    ],
    ids=[
        "not all is installed",
        "nor an extra",
        "for development",
        "for another platform",
        "another program's files",
        "locked",
        "our own Python",
        "a file that was not read",
        "by apt",
        "in the image",
        "perhaps a file that git does not have",
        "a part of a package",
        "a library's import",
        "in a try",
        "in a function",
        "a package of the project",
    ],
)
def test_a_module_that_an_install_may_bring(given: Given) -> None:
    (said,) = ask("app-import-fails", given)
    assert isinstance(said, CouldNotLook)
