"""An app that lacks nothing but variables is looked at with values of our own, which nobody ever sees."""

from typing import Any

import pytest

from releasecheck.engine import judge
from releasecheck.facts import Facts, Project, to_json
from releasecheck.facts.needs import KnownValues, Wanting
from releasecheck.facts.requests import Health, Requests, Response
from releasecheck.facts.stood_in import StoodIn
from releasecheck.gather import further
from releasecheck.gather.app import AppFacts
from releasecheck.gather.stand_ins import _values, without_failures
from releasecheck.registry import load_rules
from tests.boot.conftest import Gathered

APP = "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
KEYED = f'{APP}app.secret_key = os.environ["SHOP_KEY"]\n@app.get("/goods")\ndef goods():\n    return "some"\n'
DATABASE = (
    f"{APP}from sqlalchemy import Column, Integer, MetaData, Table, create_engine\n"
    "tables = MetaData()\n"
    'Table("goods", tables, Column("id", Integer, primary_key=True))\n'
)


def stood_in(told: AppFacts) -> StoodIn:
    assert told.boot is not None
    assert told.boot.outcome != "up"
    assert told.app is None
    assert told.stood_in is not None
    return told.stood_in


def facts_of(told: AppFacts) -> Facts:
    return Facts(Project("p"), boot=told.boot, missing=dict(told.missing), stood_in=told.stood_in)


def test_the_app_is_there_and_the_boot_as_given_stays_what_it_was(gathered: Gathered) -> None:
    told = gathered({"app.py": KEYED})
    seen = stood_in(told)
    assert seen.variables == ("SHOP_KEY",)
    assert seen.app is not None
    assert [route.rule for route in seen.app.routes if route.own] == ["/goods"]
    assert told.boot is not None
    assert told.boot.crash is not None
    assert told.boot.crash.subject == "SHOP_KEY"
    reason = told.missing["app"].reason
    assert reason.endswith("with stand-ins for SHOP_KEY it does, and the findings on it were seen that way")


def test_it_is_never_served(gathered: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr(further, "rehearse", lambda *given: served.append(given))
    assert stood_in(gathered({"app.py": KEYED}, serve=True)).app is not None
    assert served == []


def test_what_is_found_is_told_and_a_pass_is_none(gathered: Gathered) -> None:
    told = gathered({"app.py": KEYED}, requests=True)
    judged = judge(facts_of(told), load_rules().values())
    assert "health-route-missing" in {one.rule for one in judged.findings}
    outcomes = {one.rule: one.outcome for one in judged.checks}
    assert outcomes["app-import-fails"] == "inconclusive"
    assert outcomes["shadowed-route"] == "inconclusive"  # there is none, with these values


def test_one_variable_after_the_other(gathered: Gathered) -> None:
    files = {
        "app.py": f"{APP}from later import late\nlate()\n",
        "later.py": "import os, functools\nread = functools.partial(os.environ.__getitem__)\n"
        'def late():\n    for name in ("SHOP_ONE", "SHOP_TWO"):\n        read(name)\n',
    }
    assert set(stood_in(gathered(files)).variables) == {"SHOP_ONE", "SHOP_TWO"}


@pytest.mark.parametrize(
    ("line", "variables"),
    [
        ('int(os.environ["SHOP_PORT"])', {"SHOP_PORT"}),
        ('int(os.environ["SHOP_ANYTHING"])', {"SHOP_ANYTHING"}),
        ('{"production": 1}[os.environ["APP_ENV"]]', {"APP_ENV"}),
        ('{"prod": 1}[os.environ["APP_ENV"]]', {"APP_ENV"}),
        ('os.environ["DATABASE_URL"].replace("postgres://", "postgresql://").index("://")', {"DATABASE_URL"}),
        ('assert os.environ["DB_URI"].startswith("postgresql")', {"DB_URI"}),
        (
            'import base64; assert len(base64.urlsafe_b64decode(os.environ["FERNET_KEY"])) == 32',
            {"FERNET_KEY"},
        ),
    ],
)
def test_what_the_value_has_to_be(gathered: Gathered, line: str, variables: set[str]) -> None:
    assert set(stood_in(gathered({"app.py": f"{APP}{line}\n"})).variables) == variables


@pytest.mark.parametrize(
    "line",
    [
        'open(os.environ["SHOP_FILE"])',
        'app.config.from_object(os.environ["APP_SETTINGS"])',
        'app.config["DEBUG"] = os.environ["SHOP_DEBUG"]',
        '{"redis": 1}[os.environ["CACHE_TYPE"]]',
    ],
)
def test_what_a_value_chooses_is_not_made_up(gathered: Gathered, line: str) -> None:
    told = gathered({"app.py": f"{APP}{line}\n"})
    assert told.boot is not None
    assert told.boot.outcome == "raised"
    assert told.stood_in is None


def test_what_the_app_copes_without_is_left_unset(gathered: Gathered) -> None:
    optional = 'if os.environ.get("SENTRY_DSN"):\n    raise SystemExit("no such place")\n'
    assert stood_in(gathered({"app.py": f"{KEYED}{optional}"})).variables == ("SHOP_KEY",)


def test_a_secret_that_it_copes_without_is_given_too(gathered: Gathered) -> None:
    key = 'app.config["JWT_SECRET_KEY"] = os.environ.get("JWT_SECRET_KEY")\n'
    assert set(stood_in(gathered({"app.py": f"{KEYED}{key}"})).variables) == {"SHOP_KEY", "JWT_SECRET_KEY"}


def test_an_app_that_is_up_or_broken_has_no_stand_ins(gathered: Gathered) -> None:
    assert gathered({"app.py": f'{APP}os.environ.get("SHOP_KEY")\n'}).stood_in is None


def test_a_slip_is_no_matter_of_values(gathered: Gathered) -> None:
    assert gathered({"app.py": f"{APP}app.nothing()\n"}).stood_in is None


def test_what_ends_the_boot_after_the_variables_is_told(gathered: Gathered) -> None:
    told = gathered({"app.py": f'{APP}os.environ["SHOP_KEY"]\nfrom flask import Markup\nMarkup("")\n'})
    seen = stood_in(told)
    assert seen.app is None
    judged = judge(facts_of(told), load_rules().values())
    (found,) = [one for one in judged.findings if one.rule == "app-import-fails"]
    assert (found.severity, found.path, found.line) == ("error", "app.py", 5)
    (result,) = [one for one in judged.checks if one.rule == "app-import-fails"]
    assert "SHOP_KEY is not set" in (result.reason or "")


def test_tables_that_cannot_be_made_are_done_without(gathered: Gathered) -> None:
    unreachable = 'tables.create_all(create_engine("sqlite:////nowhere/at/all/shop.db"))\n'
    told = gathered({"app.py": f'{DATABASE}os.environ["SHOP_KEY"]\n{unreachable}'})
    assert stood_in(told).app is not None


DRIVER = {"pymysql.py": 'def connect(**_):\n    raise ConnectionError("can\'t connect to shop-db:3306")\n'}
CONNECTED = f"""{APP}import pymysql
shop = pymysql.connect(host="shop-db")
with shop.cursor() as cursor:
    cursor.execute("SELECT 1")
    assert cursor.fetchone() is None
    assert [*cursor] == cursor.fetchall() == cursor.fetchmany(2) == []
    shop.commit()
@app.get("/goods")
def goods():
    return str(shop.cursor().fetchall())
"""


def test_a_database_that_does_not_answer_is_taken_for_an_empty_one(gathered: Gathered) -> None:
    told = gathered({"app.py": CONNECTED, **DRIVER}, requests=True)
    seen = stood_in(told)
    assert seen.variables == ()
    assert seen.requests is not None
    assert [one.status for one in seen.requests.responses if one.plain] == [200]
    assert told.missing["app"].reason.endswith(
        "without what is not here it does, and the findings on it were seen that way"
    )


def test_a_connection_that_the_app_does_without_is_left_to_it(gathered: Gathered) -> None:
    careful = "import pymysql\ntry:\n    pymysql.connect()\nexcept ConnectionError:\n    pass\n"
    assert gathered({"app.py": f"{APP}{careful}", **DRIVER}).stood_in is None


def test_in_a_boot_as_given_they_are_not(gathered: Gathered) -> None:
    told = gathered(
        {"app.py": f'{DATABASE}tables.create_all(create_engine("sqlite:////nowhere/at/all/shop.db"))\n'}
    )
    assert told.boot is not None
    assert told.boot.outcome == "raised"


def test_the_values_are_nowhere(gathered: Gathered) -> None:
    view = '@app.get("/key")\ndef key():\n    return os.environ["SHOP_KEY"]\n'
    leaking = f'{APP}print(os.environ["SHOP_KEY"])\napp.config["SHOP"] = os.environ["SHOP_KEY"]\n{view}'
    told = gathered({"app.py": leaking}, requests=True)
    (hidden,) = {one for one in told.secrets if len(one) == 44}
    assert hidden.encode() not in to_json(facts_of(told))


def answer(status: int | None, **more: Any) -> Response:
    return Response("GET", "/", "home", "/", "answered" if status else "raised", status, **more)


def test_answers_that_failed_are_left_out() -> None:
    requests = Requests(
        responses=(answer(200), answer(500), answer(None)),
        not_found=answer(404),
        wrong_method=answer(500),
        health=Health("/", "home", answer(503)),
    )
    kept = without_failures(requests)
    assert kept == Requests(responses=(answer(200),), not_found=answer(404))


@pytest.mark.parametrize(
    ("name", "known", "value"),
    [
        ("FLASK_CONFIG", ("development", "production"), "production"),
        ("FLASK_CONFIG", ("dev", "prod"), "prod"),
        ("FLASK_CONFIG", ("a", "b"), None),
        ("MAIL_SERVER", (), "127.0.0.1"),
        ("PHOTO", (), "a key"),
        ("MAIL_USE_TLS", (), None),
        ("GONE_***", (), None),
        ("JWT_ACCESS_TOKEN_EXPIRES", (), "60"),
        ("MONGO_URI", (), "mongodb://127.0.0.1:9/standin"),
        ("REDIS_URL", (), "redis://127.0.0.1:9/0"),
    ],
)
def test_the_value_by_the_name(name: str, known: tuple[str, ...], value: str | None) -> None:
    made = dict(_values([name], Wanting(known=(KnownValues(name, known),))))
    if value == "a key":
        assert len(made[name]) == 44
    else:
        assert made == ({name: value} if value else {})
