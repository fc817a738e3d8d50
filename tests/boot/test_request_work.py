"""What is told of the work of requests: SQL, mail and tasks, by which part of the request, in which line."""

from typing import Any

from releasecheck.facts.boot import Event
from releasecheck.facts.requests import Requests, Response
from tests.boot.conftest import Gathered


def sweep(gathered: Gathered, files: dict[str, Any], **settings: Any) -> Requests:
    facts = gathered(files, requests=True, **settings)
    assert facts.requests is not None, facts.missing
    return facts.requests


def of(requests: Requests, endpoint: str) -> Response:
    return next(one for one in requests.responses if one.endpoint == endpoint)


def brief(event: Event) -> tuple[Any, ...]:
    return (event.kind, event.detail, event.place.line, event.phase, event.count)


QUERIES = """
import sqlite3, threading
from flask import Flask, g, render_template
app = Flask(__name__)
db = sqlite3.connect(":memory:", check_same_thread=False)
ADDING = "insert into tool (id, name) values (?, ?), (?, ?)"  # a view that shows it is not asked
db.executescript("create table tool (id, name, price); insert into tool values (1, 'saw', 2.5)")

@app.before_request
def count():
    db.execute("select 1 /* visits */")

@app.errorhandler(404)
def lost(error):
    db.execute("select 404")
    return "lost", 404

@app.get("/tools")
def tools():
    for number in range(12):
        db.execute("select name from tool where id = ? and name <> 'it''s'", (number,))
    db.execute(ADDING, (1, 'x', 2, 'y'))
    db.execute("pragma user_version")
    return "ok"

@app.get("/page")
def page():
    return render_template("page.html", ask=lambda n: db.execute(f"select {n}").fetchone())

@app.get("/aside")
def aside():
    thread = threading.Thread(target=lambda: db.execute("select 'aside'"))
    thread.start()
    thread.join()
    return "ok"
"""
PAGE = "<ul>\n{% for n in range(11) %}\n<li>{{ ask(n) }}</li>\n{% endfor %}\n</ul>\n"


def test_sql_by_its_line_and_part_of_the_request(gathered: Gathered) -> None:
    files = {"app.py": QUERIES, "templates/page.html": PAGE, "static/site.css": "p {}", "static/b.css": ""}
    requests = sweep(gathered, files)
    visit = ("sql", "select ?", 10, "before", 1)
    assert [brief(one) for one in of(requests, "tools").events] == [
        visit,
        ("sql", "select name from tool where id = ? and name <> ?", 20, "view", 12),
        ("sql", "insert into tool (id, name) values (?)", 21, "view", 1),
    ]
    assert [brief(one) for one in of(requests, "page").events] == [visit, ("sql", "select ?", 27, "view", 11)]
    assert [one.kind for one in of(requests, "aside").events] == ["sql", "thread"]
    assert requests.not_found is not None
    assert [brief(one) for one in requests.not_found.events] == [visit, ("sql", "select ?", 14, None, 1)]
    assert requests.static is not None
    assert (requests.static.path, requests.static.status) == ("/static/b.css", 200)
    assert [brief(one) for one in requests.static.events] == [visit]


LAZY = """
import sqlite3
from flask import Flask, render_template_string
app = Flask(__name__)
db = sqlite3.connect(":memory:")

class Tool:
    @property
    def owner(self):
        return db.execute("select 1")

@app.get("/")
def index():
    from flask import render_template
    return render_template("page.html", rows=[db.execute] * 10)
"""


def test_sql_that_a_template_sends_has_the_line_of_the_template(gathered: Gathered) -> None:
    page = "<ul>\n{% for ask in rows %}\n\n<li>{{ ask('select 7').fetchone() }}</li>\n{% endfor %}\n</ul>\n"
    requests = sweep(gathered, {"app.py": LAZY, "templates/page.html": page})
    (event,) = of(requests, "index").events
    assert (event.place.path, event.place.line, event.count) == ("templates/page.html", 4, 10)


MAIL = """
import smtplib
from email.message import EmailMessage
from flask import Flask
app = Flask(__name__)

def tell(secure):
    message = EmailMessage()
    message["To"], message["From"] = "ada@example.com", "shed@example.com"
    server = smtplib.SMTP_SSL("192.0.2.1", 465) if secure else smtplib.SMTP("192.0.2.1", 2500)
    if not secure:
        server.starttls()
    server.login("shed", "hunter2")
    refused = server.SEND(message)
    server.quit()
    return refused

@app.get("/plain")
def plain():
    return tell(False)

@app.get("/secure")
def secure():
    return tell(True)

@app.get("/within")
def within():
    with smtplib.SMTP("192.0.2.1", 2500) as server:
        server.login("shed", "hunter2")
    return "sent"
"""


def test_mail_stays_here_and_the_app_does_not_notice(gathered: Gathered) -> None:
    source = MAIL.replace("server.SEND", "getattr(server, 'send_' 'message')")
    requests = sweep(gathered, {"app.py": source}, request_timeout=4.0)
    for endpoint in ("plain", "secure"):
        answer = of(requests, endpoint)
        assert (answer.status, answer.crash) == (200, None)
        assert [brief(one) for one in answer.events] == [("mail", "through 192.0.2.1", 9, "view", 1)]
    within = of(requests, "within")
    assert (within.status, within.crash) == (200, None)


CELERY = {
    "celery/__init__.py": "",
    "celery/app/__init__.py": "",
    "celery/app/task.py": """
        class Task:
            name = "shop.send"
            def __init__(self, app): self.app = app
            def apply_async(self, *args, **kwargs): raise OSError("the broker")
    """,
    "celery/app/base.py": """
        class Celery:
            class conf: task_always_eager = False
            def send_task(self, name, *args, **kwargs): raise OSError("the broker")
    """,
    "celery/result.py": """
        class EagerResult:
            def __init__(self, id, ret_value, state): self.id, self.state = id, state
    """,
}
TASKS = """
from celery.app import base, task
from flask import Flask
app = Flask(__name__)
celery = base.Celery()

@app.get("/one")
def one():
    return getattr(task.Task(celery), "apply_" "async")(task_id="7").id

@app.get("/two")
def two():
    return celery.send_task("shop.two", task_id="8").state
"""


def test_tasks_stay_here(gathered: Gathered) -> None:
    requests = sweep(gathered, {"app.py": TASKS, **CELERY})
    for endpoint, detail, line in (("one", "celery shop.send", 8), ("two", "celery shop.two", 12)):
        answer = of(requests, endpoint)
        assert [brief(each) for each in answer.events] == [("task", detail, line, "view", 1)]
        assert answer.status == 200


SLOW = """
import time
from flask import Flask
app = Flask(__name__)
first = []

@app.get("/always")
def always():
    end = time.process_time() + 1.3
    while time.process_time() < end:
        pass
    return "ok"

@app.get("/once")
def once():
    if not first:
        first.append(1)
        time.sleep(1.1)
    return "ok"

@app.get("/quick")
def quick():
    return "ok"
"""


def test_a_slow_route_is_asked_again(gathered: Gathered) -> None:
    requests = sweep(gathered, {"app.py": SLOW})
    assert [len(of(requests, name).warm) for name in ("always", "once", "quick")] == [3, 2, 0]
    assert all(one.cpu_s > 0.5 for one in of(requests, "always").warm)
    assert all(one.duration_s < 0.5 for one in of(requests, "once").warm)


WARMING = """
import time
from flask import Flask
app = Flask(__name__)
asked = []

@app.get("/hangs")
def hangs():
    asked.append(1)
    end = time.monotonic() + (1.1 if len(asked) == 1 else 60)
    while time.monotonic() < end:
        pass
    return "ok"

@app.get("/zz")
def zz():
    return "ok"
"""


def test_a_route_that_hangs_when_it_is_warm_keeps_its_first_answer(gathered: Gathered) -> None:
    requests = sweep(gathered, {"app.py": WARMING}, request_timeout=2.0)
    first = of(requests, "hangs")
    assert (first.outcome, first.status, len(first.warm)) == ("answered", 200, 0)
    assert of(requests, "zz").status == 200


MANY = """
import sqlite3
from flask import Flask
app = Flask(__name__)
db = sqlite3.connect(":memory:")

@app.get("/many")
def many():
    for number in range(6000):
        db.execute(f"select {number} as c{number}")
    return "ok"

@app.get("/zz")
def zz():
    db.execute("select 1")
    return "ok"
"""


def test_the_events_of_a_request_are_bounded_and_leave_room_for_the_next(gathered: Gathered) -> None:
    requests = sweep(gathered, {"app.py": MANY})
    assert [len(of(requests, name).events) for name in ("many", "zz")] == [200, 1]


HANGING_DRIVER = """
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "venv/lib/site-packages"))
import psycopg2
from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    return psycopg2.connect(host="127.0.0.1")
"""


def test_a_connection_that_never_comes_is_seen(gathered: Gathered) -> None:
    driver = "import time\n\n\ndef connect(**_):\n    time.sleep(60)\n"
    files = {"app.py": HANGING_DRIVER, "venv/pyvenv.cfg": "", "venv/lib/site-packages/psycopg2.py": driver}
    answer = of(sweep(gathered, files, request_timeout=2.0), "index")
    seen = [(one.detail, one.place) for one in answer.events if one.kind == "connect"]
    assert (answer.outcome, seen) == ("timed-out", [("psycopg2 at 127.0.0.1", answer.place)])
