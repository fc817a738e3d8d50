"""What gunicorn's own config file says."""

from pathlib import Path

import pytest

from releasecheck.facts.deploy import SetTwice
from releasecheck.findings import DoesNotApply, Found
from releasecheck.gather.deploy import gather_deploy

from .build import ask, at, deploy

CONF = "gunicorn.conf.py"
TWICE = SetTwice("timeout", at(CONF, 60), at(CONF, 13))


def test_server_setting_twice_faulty() -> None:
    workers = SetTwice("workers", at(CONF, 61), at(CONF, 14))
    assert ask("server-setting-twice", {"deploy": deploy(set_twice=[TWICE, workers])}) == [
        Found(
            f"{CONF} sets timeout and workers twice, and only the last counts",
            subject="timeout",
            place=at(CONF, 60),
            evidence=(
                f"timeout at {CONF}:13, and at {CONF}:60",
                f"workers at {CONF}:14, and at {CONF}:61",
            ),
        )
    ]


def test_server_setting_twice_fine() -> None:
    (said,) = ask("server-setting-twice", {"deploy": deploy(files=[CONF])})
    assert isinstance(said, DoesNotApply)


def test_server_setting_twice_does_not_apply() -> None:
    none = [DoesNotApply("no setting of gunicorn's config is given two values")]
    assert ask("server-setting-twice", {"deploy": deploy()}) == none


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("timeout = 120\ntimeout = 30\n", ["timeout"]),
        ("timeout = 30\ntimeout = 30\n", []),
        ("workers = 2\nworkers = workers * 2\n", []),
        ("workers = 2\nthreads = workers\nworkers = 4\n", []),
        ("workers = 2\nif BIG:\n    workers = 4\n", []),
        ("workers = 2\nworkers = count()\n", []),
        ("timeout = 120\n", []),
    ],
)
def test_what_is_set_twice(text: str, names: list[str], tmp_path: Path) -> None:
    tmp_path.joinpath(CONF).write_text(text)
    assert [one.name for one in gather_deploy(tmp_path).facts.set_twice] == names
