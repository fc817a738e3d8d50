"""The sweep over several processes, signed in and with headers of the settings."""

import pytest
from msgspec import to_builtins

from releasecheck.facts import Absence, Facts, Project, to_json
from releasecheck.gather.boots import Answered, Line
from releasecheck.gather.process import Ended
from releasecheck.gather.sweeping import LastSeen, sweep
from tests.boot.conftest import Gathered
from tests.checks.build import app as an_app
from tests.checks.build import crash

SHOP = """
    import os
    import flask
    app = flask.Flask(__name__, static_folder=None)
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    app.login_manager = type("LoginManager", (), {"session_protection": "strong"})()

    @app.get("/")
    def index():
        return "hello %s" % flask.session.get("name", "stranger")

    @app.get("/basket")
    def basket():
        if "name" in flask.session:
            os.kill(os.getpid(), 9)
        return "empty"

    @app.get("/shelf")
    def shelf():
        return flask.request.headers["X-Api-Key"]

    @app.get("/healthz")
    def healthz():
        return "ok", {"Cache-Control": "no-store"}
"""
LOGIN = """
    def as_ada(app, client):
        with client.session_transaction() as session:
            session["name"] = "ada"

    def broken(app, client):
        client.no_such_thing()
"""
FILES = {"app.py": SHOP, "members.py": LOGIN}
GIVEN = {
    "requests": True,
    "set": (("SECRET_KEY", "kd93-jf02k-d93jf"),),
    "headers": {"X-Api-Key": "fk93-k02kd-9f"},
}


def test_a_request_that_kills_the_process_costs_only_itself(gathered: Gathered) -> None:
    facts = gathered(FILES, login="members:as_ada", **GIVEN)
    assert facts.requests is not None
    plain = {one.path: one.outcome for one in facts.requests.responses}
    members = {one.path: one.outcome for one in facts.requests.signed_in}
    assert plain == dict.fromkeys(("/", "/basket", "/shelf", "/healthz"), "answered")
    assert members == {**plain, "/basket": "killed"}
    assert facts.requests.login is not None
    assert facts.requests.login.reason is None
    assert facts.requests.login.protected
    assert facts.requests.health is not None
    assert len(facts.requests.health.answers) == 6
    assert facts.requests.trusted is not None
    assert b"fk93-k02kd" not in to_json(Facts(Project("shop"), requests=facts.requests))


@pytest.mark.parametrize(("hook", "reason"), [("members:broken", "it fails"), ("members:nobody", None)])
def test_a_hook_that_fails(gathered: Gathered, hook: str, reason: str | None) -> None:
    facts = gathered(FILES, login=hook, **GIVEN)
    assert facts.requests is not None
    assert facts.requests.signed_in == ()
    login = facts.requests.login
    assert login is not None
    assert login.reason == (reason or "members has no function nobody")
    assert (login.crash is not None and str(login.crash.place)) == ("members.py:6" if reason else False)


LISTING = """
    import os
    import flask
    app = flask.Flask(__name__, static_folder=None)

    @app.get("/")
    def index():
        return "<a href=/first/3>3</a> <a href=/second/4?page=2>4</a>"

    @app.get("/first/<int:number>")
    def first(number):
        os.kill(os.getpid(), 9)

    @app.get("/second/<int:number>")
    def second(number):
        return str(number)

    @app.get("/third/<int:number>")
    def third(number):
        return str(number)
"""


def test_a_link_that_kills_the_process_costs_only_itself(gathered: Gathered) -> None:
    facts = gathered({"app.py": LISTING}, requests=True)
    assert facts.requests is not None
    assert [(one.path, one.outcome, one.linked_from) for one in facts.requests.responses] == [
        ("/", "answered", None),
        ("/first/3", "killed", "/"),
        ("/second/4?page=2", "answered", "/"),
    ]
    assert [(one.rule, one.lacking) for one in facts.requests.unasked] == [
        ("/third/<int:number>", ("number",))
    ]


HANGS = """
    import itertools, threading
    from flask import Flask
    app = Flask(__name__)

    @app.get("/")
    def index():
        return "hello"

    @app.get("/first/<int:number>")
    def first(number):
        return str(number)

    @app.get("/second/<int:number>")
    def second(number):
        {body}
"""


@pytest.mark.parametrize("body", ["threading.Event().wait()", "any(itertools.repeat(0))"])
def test_an_unknown_id_that_hangs_is_waited_for_once(gathered: Gathered, body: str) -> None:
    facts = gathered({"app.py": HANGS.format(body=body)}, requests=True, request_timeout=1.0)
    assert facts.requests is not None
    said = [(one.rule, one.outcome, one.duration_s >= 1.0) for one in facts.requests.absent]
    assert said == [
        ("/first/<int:number>", "answered", False),
        ("/second/<int:number>", "timed-out", True),
    ]


LEAVING = """
    import flask
    app = flask.Flask(__name__, static_folder=None)
    app.secret_key = "kd93-jf02k-d93jf"

    @app.get("/logout")
    def logout():
        flask.session.pop("name")
        return flask.redirect("/")

    @app.get("/signout")
    def signout():
        forget(flask.session.pop("name"))
        return flask.redirect("/")
"""


@pytest.mark.parametrize(
    ("skip", "statuses"), [({}, {"/logout": 500}), ({"logout": "the setting requests.skip"}, {})]
)
def test_who_has_no_session_may_end_it(
    gathered: Gathered, skip: dict[str, str], statuses: dict[str, int]
) -> None:
    files = {"app.py": LEAVING, "members.py": LOGIN}
    requests = gathered(files, requests=True, login="members:as_ada", skip_endpoints=skip).requests
    assert requests is not None
    assert {one.path: one.status for one in requests.responses} == statuses
    assert requests.signed_in == ()
    assert [one.rule for one in requests.unasked] == ["/logout", "/signout"][len(statuses) :]


UP = ({"kind": "up"}, {"kind": "swept"})
LOCKED = {
    "kind": "raised",
    "crash": to_builtins(crash("OperationalError", "locked\nsql")),
}
UNSAID = "the app did not come up a second time, to be asked: "


def ended(code: int | None, *, stderr: str = "", timed_out: bool = False) -> Ended:
    return Ended(code, timed_out, "", stderr, 2.0)


@pytest.mark.parametrize(
    ("boots", "reason"),
    [
        ([(ended(0), UP)], None),
        ([(ended(1), ()), (ended(0), UP)], None),
        ([(ended(1), (LOCKED,))] * 2, f"{UNSAID}OperationalError: locked"),
        ([(ended(None, timed_out=True), ())], f"{UNSAID}it was not up after 2 s"),
        (
            [(ended(3), ()), (ended(3, stderr="a\nno port\n\n"), ())],
            f"{UNSAID}it ended with 3 after 2 s: no port",
        ),
        ([(ended(-9), ())] * 2, f"{UNSAID}signal 9 ended it after 2 s"),
    ],
)
def test_why_the_app_could_not_be_asked(
    boots: list[tuple[Ended, tuple[Line, ...]]], reason: str | None
) -> None:
    answers = iter([Answered(each, lines, "", 0) for each, lines in boots])
    told = sweep(an_app(), lambda _: next(answers), lambda _: LastSeen())
    assert (told.reason if isinstance(told, Absence) else None) == reason
    assert next(answers, None) is None
