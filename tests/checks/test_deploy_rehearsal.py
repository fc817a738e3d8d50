"""The rules about the app under its own server."""

import pytest

from releasecheck.facts.boots import Boots
from releasecheck.facts.rehearsal import Rehearsal
from releasecheck.findings import CouldNotLook, Found
from tests.checks.build import app, ask, at, deploy, launch, outcome, table

LOADS_ANEW = "`die-on-term` was given here: without it uWSGI does not end at SIGTERM, but loads the app anew"
FAILS, STOPS = "served-app-fails", "served-app-stops-badly"


def rehearsal(**fields) -> Rehearsal:
    """gunicorn by the Procfile, all well."""
    well = {"server": "gunicorn", "target": "shop:app", "path": "/healthz", "place": at("Procfile", 1)}
    good = {"statuses": (200, 200), "in_flight": 200, "stopped_s": 0.5, "returncode": 0, "grace_s": 10.0}
    return Rehearsal(**{**well, **good, **fields})


def given(**fields):
    return {"rehearsal": rehearsal(**fields), "app": app()}


DOWN = {"statuses": (), "in_flight": None, "stopped_s": None}


@table(
    {
        "it ends by itself": (
            given(outcome="ended", returncode=3, said="ModuleNotFoundError", **DOWN),
            [
                Found(
                    "gunicorn shop:app ends by itself with code 3",
                    "gunicorn",
                    at("Procfile", 1),
                    ("it says ModuleNotFoundError", "asked for /healthz"),
                )
            ],
        ),
        "it never answers": (
            given(outcome="silent", took_s=60.2, returncode=None, place=at("", None), **DOWN),
            [
                Found(
                    "gunicorn shop:app has not answered after 60 s",
                    "gunicorn",
                    at("app.py", 1),
                    ("asked for /healthz",),
                )
            ],
        ),
        "a worker fails": (
            given(statuses=(200, 500, None)),
            [
                Found(
                    "2 of 3 requests for /healthz fail under gunicorn",
                    "gunicorn",
                    at("Procfile", 1),
                    ("asked side by side: 500, no answer",),
                )
            ],
        ),
    }
)
def test_served_app_fails_faulty(given, says) -> None:
    assert ask(FAILS, given) == says


def test_served_app_fails_fine() -> None:
    assert ask(FAILS, given()) == []


@pytest.mark.parametrize("status", [302, 308, 304])
def test_served_app_fails_takes_a_redirect_to_the_login_or_to_https_for_an_answer(status: int) -> None:
    assert ask(FAILS, given(path="/", statuses=(status, status))) == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 429])
def test_served_app_fails_cannot_tell_from_a_refusal(status: int) -> None:
    (said,) = ask(FAILS, given(statuses=(status, status)))
    assert said == CouldNotLook(
        f"GET /healthz answers {status} under gunicorn: name a route that is open to all with --health"
    )


def test_served_app_fails_cannot_tell_on_a_machine_on_which_the_app_itself_is_slow() -> None:
    silent = given(outcome="silent", took_s=60.2, returncode=None, **DOWN)
    assert ask(FAILS, {**silent, "boots": Boots(took_s=6.1)}) == [
        CouldNotLook(
            "gunicorn has not answered after 60 s, and the app alone takes 6 s here to build: "
            "set boot.timeout higher, or leave the machine to it"
        )
    ]
    assert len(ask(FAILS, {**silent, "boots": Boots(took_s=1.0)})) == 1
    assert isinstance(ask(FAILS, {**silent, "boots": Boots(took_s=1.0)})[0], Found)


def test_served_app_fails_does_not_apply() -> None:
    assert outcome(FAILS, app=app()).outcome == "skipped"


@table(
    {
        "it had to be killed": (
            given(stopped_s=None, returncode=None),
            [Found("gunicorn has not ended 10 s after SIGTERM", "SIGTERM", at("Procfile", 1))],
        ),
        "a request is lost": (
            given(in_flight=None),
            [
                Found(
                    "gunicorn loses a request that is under way when SIGTERM comes",
                    "SIGTERM",
                    at("Procfile", 1),
                    ("ended 0.5 s after SIGTERM",),
                )
            ],
        ),
        "waitress does so by design": (
            given(server="waitress", in_flight=None),
            [
                Found(
                    "waitress loses a request that is under way when SIGTERM comes",
                    "SIGTERM",
                    at("Procfile", 1),
                    ("ended 0.5 s after SIGTERM",),
                    severity="info",
                )
            ],
        ),
    }
)
def test_served_app_stops_badly_faulty(given, says) -> None:
    assert ask(STOPS, given) == says


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), (LOADS_ANEW,)),
        (("die-on-term",), ()),
        (("hook-master-start",), ()),
    ],
)
def test_served_app_stops_badly_says_what_uwsgi_does_by_itself(options, says) -> None:
    uwsgi = {"server": "uwsgi", "place": at("uwsgi.ini", 2)}
    started = deploy(launches=[launch(options=options, **uwsgi)])
    gracefully = "hook-master-start = unix_signal:15 gracefully_kill_them_all"
    assert ask(STOPS, {**given(in_flight=None, **uwsgi), "deploy": started}) == [
        Found(
            "uwsgi loses a request that is under way when SIGTERM comes",
            "SIGTERM",
            at("uwsgi.ini", 2),
            ("ended 0.5 s after SIGTERM", *says),
            fix=f"Let it end what it is answering: `{gracefully}`.",
        )
    ]
    assert ask(STOPS, {**given(stopped_s=None, **uwsgi), "deploy": started}) == [
        Found("uwsgi has not ended 10 s after SIGTERM", "SIGTERM", at("uwsgi.ini", 2), says)
    ]


def test_served_app_stops_badly_fine() -> None:
    assert ask(STOPS, given()) == []


def test_nobody_signals_a_waitress_that_no_deploy_file_starts() -> None:
    assert ask(STOPS, given(server="waitress", in_flight=None, place=at("", None))) == []


def test_served_app_stops_badly_does_not_apply() -> None:
    assert outcome(STOPS, app=app()).outcome == "skipped"
    assert ask(STOPS, given(outcome="ended", **DOWN)) == [CouldNotLook("the server did not come up")]
