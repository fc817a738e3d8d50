"""What is said of work that requests were seen to do, and of what the source shows of it."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import NOWHERE
from releasecheck.facts.requests import Response
from releasecheck.facts.work import Wait, Warm
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    crash,
    event,
    linted,
    project,
    requests,
    response,
    route,
    source,
    table,
    view,
)

NONE_ASKED = [DoesNotApply("no route could be asked without arguments, or without doing harm")]


def did(kind: Any, detail: str = "", **fields: Any) -> Any:
    """Done by a view, on line 9 of app.py."""
    return event(kind, detail, **{"phase": "view", **fields})


SLEEP = did("sleep", "time.sleep", duration_s=2.0)
GIT = event("process", "git", phase="view")
AWAY = did("connect", "api.example.com:443", duration_s=0.1)


def answer(path: str = "/report", *events: Any, **fields: Any) -> Response:
    return response(path, duration_s=2.3, events=events, **fields)


def heavy(what: str, severity: Any = None, took: str = "2.30", path: str = "/report") -> Found:
    message = f"GET {path}: the view {what} while the visitor waits"
    return Found(message, path, at("app.py", 9), (f"GET {path} -> 200 in {took} s",), severity=severity)


@table(
    {
        "a pause": ({"requests": requests(answer("/report", SLEEP))}, [heavy("sleeps 2.0 s")]),
        "a pause of a library, and an answer in the end": (
            {"requests": requests(answer("/report", replace(SLEEP, by_library=True)))},
            [heavy("sleeps 2.0 s")],
        ),
        "a program": (
            {"requests": requests(answer("/report", did("process", "subprocess.Popen lp")))},
            [heavy("starts a process (subprocess.Popen lp)")],
        ),
        "mail": (
            {"requests": requests(answer("/report", did("mail", "through smtp.example.com")))},
            [heavy("sends mail through smtp.example.com")],
        ),
        "a slow call of another server": (
            {"requests": requests(answer("/report", AWAY))},
            [heavy("connects to api.example.com:443")],
        ),
        "a slow call is told beside the missing timeout": (
            {"requests": requests(answer("/report", AWAY)), "lint": linted("S113", 9)},
            [heavy("connects to api.example.com:443")],
        ),
        "a quick one is information": (
            {"requests": requests(replace(answer("/report", AWAY), duration_s=0.4))},
            [heavy("connects to api.example.com:443", "info", "0.40")],
        ),
        "one that failed here tells nothing of its time": (
            {"requests": requests(answer("/report", replace(AWAY, failed=True)))},
            [heavy("connects to api.example.com:443", "info")],
        ),
        "one program from two lines of a file": (
            {"requests": requests(answer("/a", GIT), answer("/b", replace(GIT, place=at("app.py", 20))))},
            [
                Found(
                    "GET /a and GET /b: the view starts a process (git) while the visitor waits",
                    "/a",
                    at("app.py", 9),
                    ("GET /a -> 200 in 2.30 s", "GET /b -> 200 in 2.30 s", "also at app.py:20"),
                )
            ],
        ),
        "one program from two files": (
            {"requests": requests(answer("/a", GIT), answer("/b", replace(GIT, place=at("b.py", 20))))},
            [
                Found(
                    f"GET {path}: the view starts a process (git) while the visitor waits",
                    path,
                    place,
                    (f"GET {path} -> 200 in 2.30 s",),
                )
                for path, place in (("/a", at("app.py", 9)), ("/b", at("b.py", 20)))
            ],
        ),
        "one line for two routes, and twice for one, is one finding": (
            {
                "requests": requests(
                    answer("/a", SLEEP), answer("/a", SLEEP, second=True), answer("/b", SLEEP)
                )
            },
            [
                Found(
                    "GET /a and GET /b: the view sleeps 2.0 s while the visitor waits",
                    "/a",
                    at("app.py", 9),
                    ("GET /a -> 200 in 2.30 s", "GET /b -> 200 in 2.30 s"),
                )
            ],
        ),
    }
)
def test_work_in_request_path_faulty(given: Given, says: list[Found]) -> None:
    assert ask("work-in-request-path", given) == says


def failing(*paths: str, beside: int = 0) -> Given:
    """Pages that ask another server in vain, and some that do not."""
    calls = [answer(each, replace(AWAY, failed=True)) for each in paths]
    others = [answer(f"/other/{number}") for number in range(beside)]
    return {"requests": requests(*calls, *others), "lint": linted("S113", 9)}


def test_what_most_pages_ask_in_vain_is_told_beside_the_missing_timeout() -> None:
    assert ask("work-in-request-path", failing("/a", "/b", "/c", beside=2)) == [
        Found(
            "GET /a, GET /b and GET /c: the view connects to api.example.com:443 while the visitor waits",
            "/a",
            at("app.py", 9),
            tuple(f"GET {path} -> 200 in 2.30 s" for path in ("/a", "/b", "/c")),
        )
    ]


@table(
    {
        "two of two": (failing("/a", "/b"), []),
        "three of six": (failing("/a", "/b", "/c", beside=3), []),
        "one asked again and again": (failing("/a", "/a", "/a"), []),
    }
)
def test_what_fewer_pages_ask_in_vain(given: Given, says: list[Found]) -> None:
    assert ask("work-in-request-path", given) == says


def test_a_library_that_tries_again_in_vain() -> None:
    hung = answer("/report", replace(SLEEP, by_library=True), outcome="timed-out", status=None)
    assert ask("work-in-request-path", {"requests": requests(hung)}) == []


@table(
    {
        name: ({"requests": requests(answer("/report", one)), **more}, [])
        for name, one, more in [
            ("a pause that nobody notices", replace(SLEEP, duration_s=0.01), {}),
            ("a server on this machine", replace(AWAY, loopback=True), {}),
            ("the database", replace(AWAY, backend=True), {}),
            ("a task that is sent", did("task", "celery shop.send"), {}),
            ("SQL", did("sql", "SELECT ?"), {}),
            ("a thread beside the request", replace(SLEEP, beside=True, phase=None), {}),
            ("a library's own", replace(SLEEP, place=NOWHERE), {}),
            ("a hook, which work-on-every-request tells", replace(SLEEP, phase="before"), {}),
            ("an error handler", replace(SLEEP, phase=None), {}),
            (
                "a failed call whose timeout ruff asks for",
                replace(AWAY, failed=True),
                {"lint": linted("S113", 9)},
            ),
            (
                "a failed call whose timeout we ask for",
                replace(AWAY, failed=True),
                {"source": source(waits=[Wait("network", "urlopen", at("app.py", 9), ("view",))])},
            ),
        ]
    }
)
def test_work_in_request_path_fine(given: Given, says: list[Found]) -> None:
    assert ask("work-in-request-path", given) == says


SITE = did("connect", "rates.example.com:443", failed=True)
REFUSED_THERE = crash(
    "requests.exceptions.ConnectionError", place=SITE.place, cause="service", subject="rates.example.com:443"
)


def falling(one: Any = SITE, crashed: Any = REFUSED_THERE, **fields: Any) -> Given:
    page = replace(answer("/", one), crash=crashed, **{"status": 500, "uncaught": True, **fields})
    return {"requests": requests(page), "lint": linted("S113", 9)}


def test_a_page_that_falls_with_another_server() -> None:
    (found,) = ask("work-in-request-path", falling())
    assert found.message == (
        "GET /: the view connects to rates.example.com:443 while the visitor waits, "
        "and answers 500 when that fails"
    )
    assert found.fix.startswith("Catch `requests.RequestException` around the call")
    assert found.evidence[-1] == "no line of the project catches requests.exceptions.ConnectionError"
    (by_urllib,) = ask(
        "work-in-request-path", falling(crashed=replace(REFUSED_THERE, type="urllib.error.URLError"))
    )
    assert by_urllib.fix.startswith("Catch `urllib.error.URLError`")


@pytest.mark.parametrize(
    "given",
    [
        falling(uncaught=False),
        falling(status=503),
        falling(crashed=replace(REFUSED_THERE, place=at("app.py", 40))),
        falling(crashed=crash("KeyError", place=SITE.place)),
        falling(crashed=replace(REFUSED_THERE, type="requests.exceptions.ProxyError")),
        falling(replace(SITE, failed=False)),
        falling(replace(SITE, backend=True)),
    ],
    ids=["caught", "says so", "another line", "the page's own", "a proxy", "it answered", "a database"],
)
def test_a_page_that_does_not_fall(given: Given) -> None:
    assert not [one for one in ask("work-in-request-path", given) if "500" in one.message]


def test_work_in_request_path_does_not_apply() -> None:
    assert ask("work-in-request-path", {"requests": requests()}) == NONE_ASKED


def warm(*seconds: float, cpu: float = 1.2) -> tuple[Warm, ...]:
    return tuple(Warm(each, cpu) for each in seconds)


REPORT = app(routes=[route("/report", "report", view=view("report", 20))])
OTHER = app(routes=[route("/report", "index", view=view("index", 20)), route("/b", "b", view=view("b", 30))])
SLOW = answer("/report", endpoint="report", warm=warm(1.4, 1.5, 3.0))
SPENT = "GET /report: 1.40 s, 1.50 s and 3.00 s, of which 1.20 s at work in the app"
QUERY = did("sql", "SELECT ?", count=40)
HOOK = event("sleep", "time.sleep", phase="before", duration_s=1.2)


@table(
    {
        "work": (
            {"requests": requests(SLOW), "app": REPORT},
            [
                Found(
                    "GET /report takes 1.5 s, asked again and again",
                    "/report",
                    at("app.py", 20),
                    (SPENT,),
                )
            ],
        ),
        "SQL": (
            {"requests": requests(replace(SLOW, events=(QUERY,))), "app": REPORT},
            [
                Found(
                    "GET /report takes 1.5 s, asked again and again",
                    "/report",
                    at("app.py", 20),
                    (f"{SPENT}, 40 SQL statements",),
                )
            ],
        ),
        "a short pause explains nothing": (
            {"requests": requests(replace(SLOW, events=(replace(SLEEP, duration_s=0.1),))), "app": REPORT},
            [
                Found(
                    "GET /report takes 1.5 s, asked again and again",
                    "/report",
                    at("app.py", 20),
                    (SPENT,),
                )
            ],
        ),
        "a hook that slows all pages is one cause": (
            {
                "requests": requests(
                    replace(SLOW, endpoint="index", events=(HOOK,), warm=warm(1.3, 1.3, 1.3, cpu=0.0)),
                    response("/b", endpoint="b", events=(HOOK,), warm=warm(1.3, 1.3, 1.3, cpu=0.0)),
                ),
                "app": OTHER,
            },
            [
                Found(
                    "GET /report and GET /b take 1.3 s, asked again and again",
                    "/report",
                    at("app.py", 9),
                    (
                        "GET /report: 1.30 s, of which 0.00 s at work in the app",
                        "GET /b: 1.30 s, of which 0.00 s at work in the app",
                    ),
                )
            ],
        ),
    }
)
def test_slow_route_faulty(given: Given, says: list[Found]) -> None:
    assert ask("slow-route", given) == says


@table(
    {
        "slow only at first": ({"requests": requests(answer()), "app": REPORT}, []),
        "quick once it is warm": (
            {"requests": requests(replace(SLOW, warm=warm(1.4, 0.2))), "app": REPORT},
            [],
        ),
        "once slow, else quick": (
            {"requests": requests(replace(SLOW, warm=warm(0.3, 4.0, 0.2))), "app": REPORT},
            [],
        ),
        "a pause says why": ({"requests": requests(replace(SLOW, events=(SLEEP,))), "app": REPORT}, []),
        "another server says why": ({"requests": requests(replace(SLOW, events=(AWAY,))), "app": REPORT}, []),
    }
)
def test_slow_route_fine(given: Given, says: list[Found]) -> None:
    assert ask("slow-route", given) == says


def test_slow_route_does_not_apply() -> None:
    assert ask("slow-route", {"requests": requests(), "app": REPORT}) == NONE_ASKED


STATIC = response("/static/site.css", endpoint="static", rule="/static/<path:filename>")
COUNT = event("sql", "INSERT INTO visit (path) VALUES (?)", phase="before", count=1)
SHOP = app(routes=[route("/", "index"), route("/healthz", "healthz")])


def around(one: Any, **more: Any) -> Given:
    """The event in a page, in the static file and in the health route."""
    page = response("/", events=[one])
    health = response("/healthz", endpoint="healthz", events=[one])
    asked = requests(page, health, static=replace(STATIC, events=(one,)))
    return {"requests": asked, "app": SHOP, "project": project(), **more}


@table(
    {
        "SQL": (
            around(COUNT),
            [
                Found(
                    "every request sends SQL (INSERT INTO visit (path) VALUES (?)), GET /static/site.css and "
                    "GET /healthz too",
                    "before_request",
                    at("app.py", 9),
                    (
                        "GET /static/site.css sends SQL (INSERT INTO visit (path) VALUES (?))",
                        "GET /healthz sends SQL (INSERT INTO visit (path) VALUES (?))",
                    ),
                )
            ],
        ),
        "a connection of its own, here too": (
            {
                **around(
                    event("connect", "psycopg2 at localhost", phase="before", backend=True, loopback=True)
                ),
                "app": app(routes=[route("/", "index")]),
            },
            [
                Found(
                    "every request connects to psycopg2 at localhost, GET /static/site.css too",
                    "before_request",
                    at("app.py", 9),
                    ("GET /static/site.css connects to psycopg2 at localhost",),
                )
            ],
        ),
        "afterwards": (
            {
                **around(replace(COUNT, phase="after")),
                "requests": requests(
                    response("/", events=[replace(COUNT, phase="after")]),
                    response("/healthz", endpoint="healthz", events=[replace(COUNT, phase="after")]),
                ),
            },
            [
                Found(
                    "every request sends SQL (INSERT INTO visit (path) VALUES (?)), GET /healthz too",
                    "after_request",
                    at("app.py", 9),
                    ("GET /healthz sends SQL (INSERT INTO visit (path) VALUES (?))",),
                )
            ],
        ),
    }
)
def test_work_on_every_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("work-on-every-request", given) == says


def test_work_on_every_request_of_a_style_sheet() -> None:
    page, css = response("/", events=[COUNT]), replace(STATIC, events=(COUNT,))
    given = {"requests": requests(page, assets=[css]), "app": SHOP, "project": project()}
    (found,) = ask("work-on-every-request", given)
    assert found.message.endswith("GET /static/site.css too")
    alone = {**given, "requests": requests(response("/"), assets=[css])}
    assert ask("work-on-every-request", alone) == []


@table(
    {
        "the health route's own view asks the database": (around(replace(COUNT, phase="view")), []),
        "an error handler": (around(replace(COUNT, phase=None)), []),
        "a thread beside it": (around(replace(COUNT, beside=True)), []),
        "a library's own": (around(replace(COUNT, place=STATIC.place)), []),
        "a socket of this machine": (
            around(event("connect", "127.0.0.1:80", phase="before", loopback=True)),
            [],
        ),
        "set up once, at the first request": (
            {
                "requests": requests(response("/healthz", endpoint="healthz", events=[COUNT]), static=STATIC),
                "app": SHOP,
                "project": project(),
            },
            [],
        ),
        "pages only": (
            {
                "requests": requests(response("/", events=[COUNT]), static=STATIC),
                "app": SHOP,
                "project": project(),
            },
            [],
        ),
    }
)
def test_work_on_every_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("work-on-every-request", given) == says


def test_work_on_every_request_does_not_apply() -> None:
    given = {"requests": requests(response("/")), "app": app(), "project": project()}
    assert ask("work-on-every-request", given) == [
        DoesNotApply("the app has neither a static file nor a health route that could be asked")
    ]


AUTHOR = did("sql", "SELECT user.id FROM user WHERE user.id = ?", count=12)


@table(
    {
        "a page": (
            {"requests": requests(answer("/posts", AUTHOR))},
            [
                Found(
                    "GET /posts sends one query 12 times: SELECT user.id FROM user WHERE user.id = ?",
                    "/posts",
                    at("app.py", 9),
                    ("GET /posts: 12 times",),
                )
            ],
        ),
        "a page that somebody signed in gets as well": (
            {"requests": requests(answer("/posts", AUTHOR), signed_in=[answer("/posts", AUTHOR)])},
            [
                Found(
                    "GET /posts sends one query 12 times: SELECT user.id FROM user WHERE user.id = ?",
                    "/posts",
                    at("app.py", 9),
                    ("GET /posts: 12 times",),
                )
            ],
        ),
        "a page that only somebody signed in gets": (
            {"requests": requests(answer("/posts"), signed_in=[answer("/posts", AUTHOR)])},
            [
                Found(
                    "GET /posts sends one query 12 times: SELECT user.id FROM user WHERE user.id = ?",
                    "/posts",
                    at("app.py", 9),
                    ("GET /posts: 12 times",),
                )
            ],
        ),
        "two lines of which the same would be said": (
            {"requests": requests(answer("/posts", AUTHOR, replace(AUTHOR, place=at("app.py", 11))))},
            [
                Found(
                    "GET /posts sends one query 12 times: SELECT user.id FROM user WHERE user.id = ?",
                    "/posts",
                    at("app.py", 9),
                    ("GET /posts: 12 times", "likewise at app.py:11: GET /posts: 12 times"),
                )
            ],
        ),
        "two queries of one line, two pages": (
            {
                "requests": requests(
                    answer("/posts", AUTHOR, replace(AUTHOR, detail="SELECT ?", count=10)),
                    answer("/all", replace(AUTHOR, count=40)),
                )
            },
            [
                Found(
                    "GET /all sends one query 40 times: SELECT user.id FROM user WHERE user.id = ?",
                    "/all",
                    at("app.py", 9),
                    ("GET /posts: 12 times", "GET /all: 40 times"),
                )
            ],
        ),
    }
)
def test_n_plus_one_faulty(given: Given, says: list[Found]) -> None:
    assert ask("n-plus-one", given) == says


@table(
    {
        name: ({"requests": requests(one)}, [])
        for name, one in {
            "a few": answer("/posts", replace(AUTHOR, count=9)),
            "different lines": answer(
                "/posts", *(replace(AUTHOR, count=5, place=at("app.py", n)) for n in (1, 2))
            ),
            "rows that are written": answer("/posts", replace(AUTHOR, detail="INSERT INTO x VALUES (?)")),
            "a library's own": answer("/posts", replace(AUTHOR, place=STATIC.place)),
            "the second request": answer("/posts", AUTHOR, second=True),
        }.items()
    }
)
def test_n_plus_one_fine(given: Given, says: list[Found]) -> None:
    assert ask("n-plus-one", given) == says


def test_n_plus_one_does_not_apply() -> None:
    assert ask("n-plus-one", {"requests": requests()}) == NONE_ASKED
