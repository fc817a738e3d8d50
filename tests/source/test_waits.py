"""Calls that make a request wait, and whether a view or a hook reaches them."""

from textwrap import dedent

import pytest

from releasecheck.facts.work import Wait

from .conftest import Index

HEAD = """
import os, subprocess, time, smtplib, socket, requests, imaplib, poplib, ftplib, urllib3
from time import sleep
from urllib.request import urlopen, urlretrieve
from flask import Flask, Response
from flask.views import MethodView

app = Flask(__name__)
"""


def waits(index: Index, source: str) -> list[Wait]:
    return list(index(HEAD + dedent(source)).facts.waits)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("time.sleep(2)", ("sleep", "time.sleep")),
        ("sleep(n)", ("sleep", "time.sleep")),
        ("time.sleep(0.5)", ("sleep", "time.sleep")),
        ("time.sleep(0)", None),
        ("time.sleep(0.01)", None),
        ("robot.sleep(9)", None),
        ("os.system('x')", ("process", "os.system")),
        ("subprocess.run(['x'], timeout=3)", ("process", "subprocess.run")),
        ("subprocess.Popen(['x'])", ("process", "subprocess.Popen")),
        ("runner.run(['x'])", None),
        ("urlopen(u)", ("network", "urllib.request.urlopen")),
        ("urlopen(u, None, 3)", None),
        ("urlopen(u, timeout=3)", None),
        ("urlopen(u, timeout=None)", ("network", "urllib.request.urlopen")),
        ("urlopen(u, **options)", None),
        ("urlopen(*them)", None),
        ("urlretrieve(u, 'f')", ("network", "urllib.request.urlretrieve")),
        ("smtplib.SMTP('mail')", ("network", "smtplib.SMTP")),
        ("smtplib.SMTP('mail', timeout=3)", None),
        ("socket.create_connection(a)", ("network", "socket.create_connection")),
        ("socket.create_connection(a, 3)", None),
        ("requests.get(u)", None),
        ("requests.Session().get(u)", ("network", "requests.Session.get")),
        ("requests.Session().get(u, timeout=3)", None),
        ("{}.get('x')", None),
        ("imaplib.IMAP4('mail')", ("network", "imaplib.IMAP4")),
        ("imaplib.IMAP4('mail', 143, 3)", None),
        ("imaplib.IMAP4_SSL('mail', 993)", ("network", "imaplib.IMAP4_SSL")),
        ("imaplib.IMAP4_SSL('mail', timeout=3)", None),
        ("poplib.POP3('mail')", ("network", "poplib.POP3")),
        ("poplib.POP3_SSL('mail', timeout=3)", None),
        ("ftplib.FTP('files', 'me', word)", ("network", "ftplib.FTP")),
        ("ftplib.FTP_TLS(host='files')", ("network", "ftplib.FTP_TLS")),
        ("ftplib.FTP('files', timeout=3)", None),
        ("ftplib.FTP().connect('files', timeout=3)", None),
        ("urllib3.PoolManager().request('GET', u)", ("network", "urllib3.PoolManager.request")),
        ("urllib3.PoolManager().request('GET', u, timeout=3)", None),
        ("urllib3.PoolManager(timeout=3).request('GET', u)", None),
        ("urllib3.PoolManager(**settings).request('GET', u)", None),
        ("urllib3.request('GET', u)", None),  # waits for 3 s at most
        ("socket.socket().connect(a)", ("network", "socket.socket.connect")),
    ],
)
def test_calls_in_a_view(index: Index, call: str, said: tuple[str, str] | None) -> None:
    found = waits(index, f"@app.route('/')\ndef view():\n    return {call}\n")
    assert [(one.kind, one.call) for one in found] == ([said] if said else [])
    assert all((one.path, one.hook, one.place.line) == (("view",), False, 11) for one in found)


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("s = requests.Session()\n@app.get('/')\ndef view(): return s.get(u)", 1),
        ("s = requests.Session()\n@app.get('/')\ndef view(): return s.get(u, timeout=1)", 0),
        ("s = requests.Session()\ns.mount('x', A())\n@app.get('/')\ndef view(): return s.get(u)", 0),
        (
            "s = requests.Session()\ns.request = f(s.request, 3)\n@app.get('/')\ndef view(): return s.get(u)",
            0,
        ),
        ("s = {}\n@app.get('/')\ndef view(): return s.get(u)", 0),
        ("@app.get('/')\ndef view():\n    with requests.Session() as s: return s.post(u)", 1),
        ("def other():\n    s = requests.Session()\n@app.get('/')\ndef view(s): return s.get(u)", 0),
        ("s = urllib3.PoolManager()\n@app.get('/')\ndef view(): return s.request('GET', u)", 1),
        ("s = urllib3.PoolManager(timeout=3)\n@app.get('/')\ndef view(): return s.request('GET', u)", 0),
        ("@app.get('/')\ndef view():\n    s = socket.socket()\n    s.connect(a)", 1),
        (
            "@app.get('/')\ndef view():\n    with socket.socket(socket.AF_INET) as s: s.connect(a)",
            1,
        ),
        (
            "@app.get('/')\ndef view():\n    s = socket.socket(type=socket.SOCK_DGRAM)\n    s.connect(a)",
            0,
        ),
        ("@app.get('/')\ndef view():\n    s = socket.socket(socket.AF_UNIX)\n    s.connect(a)", 0),
        ("@app.get('/')\ndef view():\n    s = socket.socket()\n    s.settimeout(3)\n    s.connect(a)", 0),
        (
            "socket.setdefaulttimeout(3)\ns = urllib3.PoolManager()\n@app.get('/')\ndef view(): s.request(u)",
            0,
        ),
    ],
)
def test_objects_that_wait_at_each_call(index: Index, source: str, number: int) -> None:
    assert len(waits(index, source)) == number


@pytest.mark.parametrize(
    ("source", "path", "hook"),
    [
        ("@app.before_request\ndef load(): sleep(1)", ("load",), True),
        ("@app.errorhandler(404)\ndef lost(e): sleep(1)", ("lost",), True),
        ("def load(): sleep(1)\napp.before_request(load)", ("load",), True),
        ("def page(): sleep(1)\napp.add_url_rule('/', view_func=page)", ("page",), False),
        ("def page(): sleep(1)\napp.add_url_rule('/', 'page', login_required(page))", ("page",), False),
        ("def page(): sleep(1)\napp.get('/x')(page)", ("page",), False),
        (
            "class Page(MethodView):\n    def get(self): return self.a()\n    def a(self): sleep(1)",
            ("get", "a"),
            False,
        ),
        ("def a(): sleep(1)\n@app.get('/')\ndef view(): return a()", ("view", "a"), False),
        (
            "class Printer:\n    def now(self): sleep(1)\n@app.get('/')\ndef view(): return Printer().now()",
            ("view", "now"),
            False,
        ),
        (
            "def c(): sleep(1)\ndef b(): c()\ndef a(): b()\n@app.get('/')\ndef view(): a()",
            ("view", "a", "b", "c"),
            False,
        ),
        ("def make():\n    @app.get('/')\n    def view(): a()\n    def a(): sleep(1)", ("view", "a"), False),
        (
            "@app.before_request\ndef load(): a()\n@app.get('/')\ndef view(): a()\ndef a(): sleep(1)",
            ("view", "a"),
            False,
        ),
        (
            "def d(): sleep(1)\ndef c(): d()\ndef b(): c()\ndef a(): b()\n@app.get('/')\ndef view(): a()",
            ("view", "a", "b", "c", "d"),
            False,
        ),
    ],
)
def test_the_way_from_a_view_or_a_hook(index: Index, source: str, path: tuple[str, ...], hook: bool) -> None:
    (wait,) = waits(index, source)
    assert (wait.path, wait.hook) == (path, hook)


TOO_FAR = (
    "def f(): sleep(1)\ndef e(): f()\ndef d(): e()\ndef c(): d()\ndef b(): c()\ndef a(): b()\n"
    "@app.get('/')\ndef view(): a()"
)


@pytest.mark.parametrize(
    "source",
    [
        "def nobody(): sleep(1)",
        TOO_FAR,
        "def work(): sleep(1)\n@app.get('/')\ndef view(): threading.Thread(target=work).start()",
        "@app.get('/')\ndef view():\n    def a():\n        yield 1\n        sleep(1)\n    return a()",
        "import gevent.monkey\n@app.get('/')\ndef view(): sleep(1)",
        "socket.setdefaulttimeout(3)\n@app.get('/')\ndef view(): urlopen(u)",
        "if __name__ == '__main__':\n    @app.get('/')\n    def view(): sleep(1)",
        "class Page:\n    def get(self): sleep(1)",
        "@app.cli.command('x')\ndef command(): sleep(1)",
        "def poll(): sleep(1)\ndef start(kind): RUNNERS.get(kind)(poll)",
    ],
)
def test_what_holds_up_no_request(index: Index, source: str) -> None:
    assert waits(index, source) == []


def test_a_session_is_not_limited_by_the_default_of_sockets(index: Index) -> None:
    source = "socket.setdefaulttimeout(3)\n@app.get('/')\ndef view(): requests.Session().get(u)"
    assert [one.call for one in waits(index, source)] == ["requests.Session.get"]


def test_tests_are_no_part_of_it(index: Index) -> None:
    source = HEAD + "@app.get('/')\ndef view(): sleep(1)\n"
    assert index({"tests/test_app.py": source, "examples/app.py": source}).facts.waits == ()


SERVICE = """
import time
def fetch(): _pause()
def _pause(): time.sleep(1)
def never(): time.sleep(1)
class Robot:
    def ask(self): time.sleep(1)
robot = Robot()
"""


@pytest.mark.parametrize(
    ("app", "paths"),
    [
        ("import service\n@app.get('/')\ndef view(): service.fetch()", [("view", "fetch", "_pause")]),
        ("from service import fetch as f\n@app.get('/')\ndef view(): f()", [("view", "fetch", "_pause")]),
        ("from service import robot\n@app.get('/')\ndef view(): robot.ask()", [("view", "ask")]),
        (
            "from service import Robot\n@app.get('/')\ndef view():\n    r = Robot(); r.ask()",
            [("view", "ask")],
        ),
        ("import service\n@app.before_request\ndef load(): service.fetch()", [("load", "fetch", "_pause")]),
        ("from service import robot\n@app.get('/')\ndef view(robots): robots.ask()", []),
        ("from service import fetch\n@app.get('/')\ndef view(): executor.submit(fetch)", []),
        ("from service import fetch\n@app.get('/')\ndef view(): fetch.delay()", []),
    ],
)
def test_functions_of_other_modules(index: Index, app: str, paths: list[tuple[str, ...]]) -> None:
    found = index({"app.py": HEAD + app, "service.py": SERVICE}).facts.waits
    assert [one.path for one in found] == paths
    assert all(one.place.path == "service.py" for one in found)


def test_a_function_in_a_view(index: Index) -> None:
    (wait,) = waits(index, "@app.get('/')\ndef view():\n    def inner(): sleep(1)\n    return inner()")
    assert wait.path == ("view", "inner")


MAILING = """
from flask_mail import Mail, Message
from shop import mail, celery
@app.post('/')
def view():
"""
LETTER = "def letter():\n    mail.send(Message('Pass'))"


@pytest.mark.parametrize(
    ("source", "number"),
    [
        (f"{MAILING}    mail.send(Message('Pass'))", 1),
        (f"{MAILING}    mail.send_message('Pass')", 1),
        (f"{MAILING}    letter()\n{LETTER}", 1),
        ("from shop import mail\n@app.post('/')\ndef view():\n    mail.send('Pass')", 0),
        (f"{MAILING}    twilio.send(Message('Pass'))", 0),
        (f"{MAILING}    letter.delay()\n@celery.task\n{LETTER}", 0),
        (f"import threading\n{MAILING}    threading.Thread(target=letter).start()\n{LETTER}", 0),
        (f"from threading import Thread\n{MAILING}    letter()\n{LETTER}", 0),
        (f"socket.setdefaulttimeout(5)\n{MAILING}    mail.send(Message('Pass'))", 0),
    ],
)
def test_letters_by_flask_mail(index: Index, source: str, number: int) -> None:
    assert [one.call for one in waits(index, source)] == ["flask_mail.Mail.send"] * number


STORES = "import redis\nfrom redis import Redis, StrictRedis\n"
HELD = """
class Held:
    def init_app(self, app): self.driver = Redis()
    def db(self): return self.driver
"""


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("@app.get('/')\ndef view(): return redis.from_url(u).get(k)", ("view",)),
        ("@app.get('/')\ndef view():\n    with Connection(redis.from_url(u)): pass", ("view",)),
        ("store = redis.Redis(host=h)\n@app.get('/')\ndef view(): return store.get(k)", ("view",)),
        ("store = StrictRedis('h', 6379, 0)\ndef a(): store.get(k)\n@app.get('/')\ndef v(): a()", ("v", "a")),
        (
            "def a():\n    global store\n    store = Redis.from_url(u)\n@app.get('/')\ndef v(): store.get(k)",
            ("v",),
        ),
        (
            f"{HELD}held = Held()\n@app.get('/')\ndef view(): return held.db().get(k)",
            ("view", "db"),
        ),
    ],
)
def test_clients_of_redis_that_views_use(index: Index, source: str, path: tuple[str, ...]) -> None:
    (wait,) = waits(index, STORES + source)
    assert (wait.kind, wait.call.startswith("redis."), wait.path) == ("store", True, path)


@pytest.mark.parametrize(
    "given",
    [
        "redis.Redis(socket_timeout=3)",
        "redis.Redis(socket_connect_timeout=3)",
        "redis.Redis('h', 6379, 0, None, 3)",
        "redis.Redis(**options)",
        "redis.Redis(*options)",
        "redis.Redis(connection_pool=pool)",
        "redis.from_url('redis://h/0?socket_timeout=3')",
        "redis.from_url(URL)",
        "redis.asyncio.Redis()",
        "fakeredis.Redis()",
    ],
)
def test_clients_of_redis_that_may_have_a_limit(index: Index, given: str) -> None:
    head = f"{STORES}URL = 'redis://h/0?socket_connect_timeout=3'\n"
    assert waits(index, f"{head}store = {given}\n@app.get('/')\ndef view(): return store.get(k)") == []


@pytest.mark.parametrize(
    "source",
    [
        "store = Redis()\ndef job(): store.get(k)",
        "if __name__ == '__main__':\n    store = Redis()\n@app.get('/')\ndef view(): return store.get(k)",
        "def job():\n    store = Redis()\n@app.get('/')\ndef view(): return store.get(k)",
        "store = Redis()\n@app.get('/')\ndef view(): return queue.enqueue(job)",
        f"{HELD}class Other:\n    def a(self): pass\no = Other()\n@app.get('/')\ndef view(): return o.a()",
    ],
)
def test_clients_of_redis_that_no_view_uses(index: Index, source: str) -> None:
    assert waits(index, STORES + source) == []


@pytest.mark.parametrize(
    "imported", ["from shop.stores import store", "from .stores import store", "from stores import store"]
)
def test_a_client_of_redis_of_another_module(index: Index, imported: str) -> None:
    view = f"{HEAD}{imported}\n@app.get('/')\ndef view(): store.get(k)"
    files = {
        "shop/__init__.py": "",
        "shop/stores.py": "import redis\nstore = redis.Redis()\n",
        "shop/a.py": view,
    }
    (wait,) = index(files).facts.waits
    assert (str(wait.place), wait.path) == ("shop/stores.py:2:9", ("view",))


TWILIO = """
from twilio.rest import Client
from twilio.http.http_client import TwilioHttpClient
from flask import Flask
app = Flask(__name__)
"""
VIEW = "@app.post('/')\ndef view():\n    "


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (f"c = Client(A, B)\n{VIEW}c.messages.create(to=x)\n", ("view",)),
        (f"{VIEW}Client(A, B).messages.create(to=x)\n", ("view",)),
        (
            f"c = Client(A, B)\ndef send():\n    c.messages.create()\n{VIEW}send()\n",
            ("view", "send"),
        ),
    ],
)
def test_clients_of_twilio_that_views_use(index: Index, source: str, path: tuple[str, ...]) -> None:
    [one] = waits(index, TWILIO + source)
    assert (one.kind, one.call, one.path) == ("network", "twilio.rest.Client", path)


@pytest.mark.parametrize(
    "source",
    [
        f"c = Client(A, B, http_client=TwilioHttpClient(timeout=5))\n{VIEW}c.messages.create()\n",
        f"c = Client(A, B, **settings)\n{VIEW}c.messages.create()\n",
        f"c = Client(A, B)\n{VIEW}pass\n",
        "c = Client(A, B)\ndef job():\n    c.messages.create()\n",
        f"from other import Client\nc = Client(A, B)\n{VIEW}c.messages.create()\n",
    ],
)
def test_clients_of_twilio_of_no_matter(index: Index, source: str) -> None:
    assert waits(index, TWILIO + source) == []


GOOGLES = "google.generativeai"
GOOGLE = f"import {GOOGLES} as genai"
NEW, CLAUDE = "openai.chat.completions.create", "anthropic.messages.create"


@pytest.mark.parametrize(
    ("imports", "call", "said"),
    [
        ("import openai", "openai.ChatCompletion.create(model=m)", "openai.ChatCompletion.create"),
        ("import openai", "openai.OpenAI().chat.completions.create(model=m)", NEW),
        ("from openai import OpenAI\nc = OpenAI()", "c.chat.completions.create(model=m)", NEW),
        ("from openai import OpenAI\nc = OpenAI()", "c.images.generate(prompt=p)", "openai.images.generate"),
        ("import anthropic\nc = anthropic.Anthropic()", "c.messages.create(model=m)", CLAUDE),
        (f"{GOOGLE}\nc = genai.GenerativeModel(m)", "c.generate_content(t)", f"{GOOGLES} generate_content"),
        (
            f"{GOOGLE}\nc = genai.GenerativeModel(m)",
            "c.start_chat().send_message(t)",
            f"{GOOGLES} send_message",
        ),
        ("import cloudinary.uploader", "cloudinary.uploader.upload(f)", "cloudinary.uploader.upload"),
        ("from cloudinary import uploader", "uploader.destroy(f)", "cloudinary.uploader.destroy"),
        # Limited, or another's:
        ("import openai", "openai.ChatCompletion.create(model=m, request_timeout=9)", None),
        ("import openai", "openai.ChatCompletion.create(**options)", None),
        ("from openai import OpenAI\nc = OpenAI(timeout=9)", "c.chat.completions.create(model=m)", None),
        ("from openai import OpenAI\nc = OpenAI()", "c.chat.completions.create(timeout=9)", None),
        ("from openai import OpenAI\nc = OpenAI()", "c.files.create(f)", None),
        (
            f"{GOOGLE}\nc = genai.GenerativeModel(m)",
            "c.generate_content(t, request_options={'timeout': 9})",
            None,
        ),
        ("import other  # generativeai", "c.generate_content(t)", None),
        ("from twilio.rest import Client  # openai", "client.messages.create(to=t)", None),
        ("import cloudinary.uploader", "cloudinary.uploader.upload(f, timeout=9)", None),
    ],
)
def test_calls_to_vendors(index: Index, imports: str, call: str, said: str | None) -> None:
    found = waits(index, f"{imports}\n{VIEW}return {call}\n")
    assert [one.call for one in found] == ([said] if said else [])


def test_whose_session_it_is(index: Index) -> None:
    source = (
        "s = requests.Session()\n@app.get('/')\ndef view():\n    s.get(u)\n"
        "@app.get('/a')\ndef other():\n    with requests.Session() as s: s.get(u)\n"
        "    requests.Session().get(u)"
    )
    assert [one.session for one in waits(index, source)] == ["s", "other.s", None]
