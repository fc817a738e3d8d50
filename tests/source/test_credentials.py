"""Constants that open a service: seen by shape, by the client that takes them, by name; never kept."""

from typing import Any

import pytest

from .conftest import Index

MODEL = "sk-proj-" + "Qm3Zk81TrwP0vNx5" * 2
BOT = "8123456789:AA" + "Hk3dT9wPq0_LmZx7RvBn2c4YfGs6JtQaE"[:33]
KEY = "d4f7a1b2" * 4
WORD = "aecnrbosvgdvahzw"


@pytest.mark.parametrize(
    ("written", "said"),
    {
        "a key by its shape": (
            f'import openai\nopenai.api_key = "{MODEL}"',
            ("a key of a language model's API", "api_key"),
        ),
        "as an argument": (
            f'bot = TeleBot("{BOT}")',
            ("the token of a Telegram bot", "the token of a Telegram bot"),
        ),
        "in a URL": (
            f'send = f"https://api.telegram.org/bot{BOT}/sendMessage?chat={{to}}"',
            ("the token of a Telegram bot", "send"),
        ),
        "in a query": (
            f'url = f"http://weather.net/data?q={{city}}&appid={KEY}"',
            ("the key in the query of a URL", "url"),
        ),
        "random, under a name": (
            f'WEATHER_API_KEY = "{KEY}"',
            ("the value of WEATHER_API_KEY", "WEATHER_API_KEY"),
        ),
        "random, under a keyword": (
            f'blueprint = make(api_key="{KEY}")',
            ("the value of api_key", "api_key"),
        ),
        "an app password of Google": (
            'MAIL_PASSWORD = "abqd efzh ijkl mnop"',
            ("the value of MAIL_PASSWORD", "MAIL_PASSWORD"),
        ),
        "of a mail account": (
            f'import smtplib\nserver = smtplib.SMTP("smtp.shop.net")\nserver.login("shop@x.net", "{WORD}")',
            ("the password of a mail account", "server.login"),
        ),
        "of a mail account, from a constant": (
            f'import smtplib\nPASS = "{WORD}"\nwith smtplib.SMTP_SSL("x") as s:\n s.login("a@x.net", PASS)',
            ("the password of a mail account", "PASS"),
        ),
        "of Twilio": (
            f'from twilio.rest import Client\nclient = Client("AC1", "{WORD}")',
            ("the token of a Twilio account", "Client"),
        ),
        "of a database": (
            'import mysql.connector\ndb = mysql.connector.connect(host="localhost", password="root")',
            ("the password of a database", "mysql.connector.connect"),
        ),
        "of a database, an empty one for its root": (
            'import pymysql\ndb = pymysql.connect(host="localhost", user="root", password="", database="x")',
            ("an empty password for the root of a database", "pymysql.connect"),
        ),
        "of a database, an empty one for its root, by position": (
            'import pymysql\nUSER, PASSWORD = "root", ""\ndb = pymysql.connect("localhost", "root", "", "x")',
            ("an empty password for the root of a database", "pymysql.connect"),
        ),
        "that signs tokens": (
            'import jwt\ndef make(payload):\n    return jwt.encode(payload, "secret", algorithm="HS256")',
            ("the key that signs JSON web tokens", "jwt.encode"),
        ),
        "that signs tokens, with python-jose": (
            'from jose import jwt\ntoken = jwt.encode({"sub": "1"}, "secret", algorithm="HS256")',
            ("the key that signs JSON web tokens", "jwt.encode"),
        ),
        "that signs tokens, with Authlib": (
            'from authlib.jose import jwt\ntoken = jwt.encode({"alg": "HS256"}, {"sub": "1"}, "secret")',
            ("the key that signs JSON web tokens", "jwt.encode"),
        ),
        "that signs by hand": (
            'import hashlib, hmac\nKEY = b"shop"\ndigest = hmac.new(KEY, b"", hashlib.sha256)',
            ("the key that signs messages (HMAC)", "KEY"),
        ),
        "that signs links": (
            'from itsdangerous import URLSafeTimedSerializer as Serial\nlinks = Serial("shop")',
            ("the key that signs tokens", "Serial"),
        ),
    }.values(),
)
def test_a_credential_is_told_once(index: Index, written: str, said: tuple[str, str]) -> None:
    assert [(one.what, one.subject) for one in index(written).facts.given_credentials] == [said]


@pytest.mark.parametrize("key", ['b"WebAppData"', '"WebAppData".encode()', 'b"Bitcoin seed"'])
def test_what_a_protocol_gives_everybody_is_no_key(index: Index, key: str) -> None:
    written = f"import hmac\ndef check(token):\n    return hmac.new({key}, token, 'sha256')"
    assert index(written).facts.given_credentials == ()


@pytest.mark.parametrize(
    "given",
    ['user="shop", password=""', 'user="root"', 'user="root", password=PASSWORD', 'user=user, password=""'],
)
def test_an_empty_password_of_whoever_is_no_root(index: Index, given: str) -> None:
    assert index(f"import pymysql\ndb = pymysql.connect({given})").facts.given_credentials == ()
    assert (
        index('import psycopg2\ndb = psycopg2.connect(user="root", password="")').facts.given_credentials
        == ()
    )


@pytest.mark.parametrize(
    ("host", "tried"),
    [
        ('"db"', ["db"]),
        ('"db.x.net"', ["db.x.net"]),
        ('"localhost"', []),
        ("HOST", []),
        ('os.environ["HOST"]', []),
    ],
)
def test_a_password_that_anybody_would_try_is_told_with_its_host(
    index: Index, host: str, tried: list[str]
) -> None:
    written = f'import os, psycopg2\ndb = psycopg2.connect(host={host}, user="me", password="your_password")'
    assert [one.tried_on for one in index(written).facts.given_credentials] == tried


def signing(first: str, key: str) -> str:
    """A module that imports something first, and signs with the key."""
    return f"{first}\nimport jwt\ndef make(claims):\n    return jwt.encode(claims, {key})"


JWT = "the key that signs JSON web tokens"


@pytest.mark.parametrize(
    ("files", "said"),
    {
        "imported": (
            {
                "settings/constants.py": 'JWT_SECRET = "7h3_k3y"',
                "app.py": signing("from settings.constants import JWT_SECRET", "JWT_SECRET"),
                "check.py": "import jwt\nfrom settings.constants import JWT_SECRET as KEY\n"
                'jwt.decode("", KEY, algorithms=["HS256"])',
            },
            ("JWT_SECRET", "settings/constants.py", 1),
        ),
        "relatively": (
            {
                "shop/constants.py": 'KEY = "words"',
                "shop/auth.py": signing("from .constants import KEY", "KEY.encode()"),
            },
            ("KEY", "shop/constants.py", 1),
        ),
        "from beside it": (
            {
                "src/constants.py": 'KEY = "words"',
                "src/auth.py": signing("from constants import KEY", "KEY"),
            },
            ("KEY", "src/constants.py", 1),
        ),
        "through a package": (
            {
                "shop/__init__.py": "from shop.constants import KEY",
                "shop/constants.py": 'KEY = "words"',
                "auth.py": signing("import shop", "shop.KEY"),
            },
            ("KEY", "shop/constants.py", 1),
        ),
        "by a star": (
            {"constants.py": 'KEY = "words"', "auth.py": signing("from constants import *", "KEY")},
            ("KEY", "constants.py", 1),
        ),
        "of a class": (
            {
                "config.py": 'class Base:\n    KEY = "words"\nclass Config(Base):\n    DEBUG = False',
                "auth.py": signing("from config import Config", "Config.KEY"),
            },
            ("KEY", "config.py", 2),
        ),
        "of an object": (
            {
                "config.py": 'class Config:\n    KEY: str = "words"\nsettings = Config()',
                "auth.py": signing("from config import settings", "settings.KEY"),
            },
            ("KEY", "config.py", 2),
        ),
        "of its own class": (
            'import jwt\nclass Own:\n    KEY = "words"\n    def make(self):\n        jwt.encode(1, self.KEY)',
            ("KEY", "app.py", 3),
        ),
        "of a dict": (
            {
                "config.py": 'TOKENS = {"hours": 2, "key": "words"}',
                "auth.py": signing("from config import TOKENS", "TOKENS['key']"),
            },
            ("key", "config.py", 1),
        ),
        "under another name": (
            'import jwt\nWORDS = "words"\nKEY = WORDS\njwt.encode({}, KEY)',
            ("WORDS", "app.py", 2),
        ),
    }.values(),
)
def test_a_key_is_told_where_it_stands(index: Index, files: Any, said: tuple[str, str, int]) -> None:
    found = index(files)
    [one] = found.facts.given_credentials
    assert (one.subject, one.place.path, one.place.line) == said
    assert (one.what, one.signs, one.opens) == (JWT, True, True)
    assert {"words", "7h3_k3y"} & {value for value, _ in found.secret_values}


HELD = "'user': 'app', 'password': os.getenv('DB_PASSWORD', 'secure_password_1')"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"app.py": f"import os, psycopg2\nDB = {{{HELD}}}\npsycopg2.connect(**DB)"}, "app.py"),
        (
            {
                "config.py": f"import os\nDB = {{'host': 'localhost', {HELD}}}",
                "app.py": "import mysql.connector, config\nmysql.connector.connect(**config.DB)",
            },
            "config.py",
        ),
    ],
)
def test_a_password_of_a_dict_that_a_database_is_connected_with(
    index: Index, files: dict[str, str], path: str
) -> None:
    [found] = index(files).facts.given_credentials
    assert (found.what, found.variable, found.place.path) == (
        "the password of a database",
        "DB_PASSWORD",
        path,
    )
    assert (found.opens, found.taken) == (False, True)


@pytest.mark.parametrize(
    "code",
    [
        "psycopg2.connect(**DB)\nDB['password'] = ask()",
        "def connect(DB):\n    psycopg2.connect(**DB)",
        "psycopg2.connect(password=ask(), **DB)",
        "ask(**DB)",
    ],
)
def test_a_dict_that_no_database_is_connected_with(index: Index, code: str) -> None:
    assert not index(f"import os, psycopg2\nDB = {{{HELD}}}\n{code}").facts.given_credentials


def test_a_password_of_a_database_that_a_class_of_config_holds(index: Index) -> None:
    connecting = "psycopg2.connect(host=Config.DB_HOST, user=Config.DB_USER, password=Config.DB_PASSWORD)"
    held = (
        "class Config:\n    DB_HOST = 'localhost'\n    DB_USER = 'postgres'\n    DB_PASSWORD = 'Okok1dalll'"
    )
    files = {"config/config.py": held}
    [alone] = index(files).facts.given_credentials
    files["db.py"] = f"import psycopg2\nfrom config.config import Config\n{connecting}"
    [one] = index(files).facts.given_credentials
    assert (alone.taken, one.taken) == (False, True)
    assert (one.what, one.place.path, one.place.line) == ("the password of a database", "config/config.py", 4)


@pytest.mark.parametrize(
    "files",
    {
        "read of the environment": {
            "config.py": 'import os\nKEY = os.environ["KEY"]',
            "auth.py": signing("from config import KEY", "KEY"),
        },
        "replaced": {
            "config.py": 'import os\nKEY = "words"\nKEY = os.environ["KEY"]',
            "auth.py": signing("from config import KEY", "KEY"),
        },
        "a default of pydantic's": {
            "config.py": "from pydantic_settings import BaseSettings\n"
            'class Config(BaseSettings):\n    KEY: str = "words"\nsettings = Config()',
            "auth.py": signing("from config import settings", "settings.KEY"),
        },
        "a default of pydantic's, by a class between": {
            "base.py": "from pydantic_settings import BaseSettings\nclass Base(BaseSettings):\n    pass",
            "config.py": "from base import Base\n"
            'class Config(Base):\n    KEY: str = "words"\nsettings = Config()',
            "auth.py": signing("from config import settings", "settings.KEY"),
        },
        "replaced by a function": {
            "config.py": 'import os\nKEY = "words"\ndef load():\n    global KEY\n    KEY = os.environ["K"]',
            "auth.py": signing("from config import KEY", "KEY"),
        },
        "replaced by what only a machine has": {
            "config.py": 'KEY = "words"\ntry:\n    from local_settings import *\nexcept OSError: ...',
            "auth.py": signing("from config import KEY", "KEY"),
        },
        "replaced by what another module has": {
            "live.py": 'import os\nKEY = os.environ["K"]',
            "config.py": 'KEY = "words"\nfrom live import *',
            "auth.py": signing("from config import KEY", "KEY"),
        },
        "of a class that is changed": {
            "config.py": 'class Config:\n    KEY = "words"',
            "auth.py": signing("from config import Config", "Config.KEY"),
            "live.py": 'import os\nfrom config import Config\nConfig.KEY = os.environ["K"]',
        },
        "of a class whose objects have their own": {
            "config.py": 'import os\nclass Config:\n    KEY = "words"\n'
            '    def __init__(self):\n        self.KEY = os.environ["K"]\nsettings = Config()',
            "auth.py": signing("from config import settings", "settings.KEY"),
        },
        "of an object that is given another": {
            "config.py": 'import os\nclass C:\n    KEY = "words"\nsettings = C(KEY=os.environ["K"])',
            "auth.py": signing("from config import settings", "settings.KEY"),
        },
        "of an object that sets what it finds": {
            "config.py": 'import os\nclass Config:\n    KEY = "words"\n    def __init__(self):\n'
            "        for name in os.environ:\n            setattr(self, name, os.environ[name])\n"
            "settings = Config()",
            "auth.py": signing("from config import settings", "settings.KEY"),
        },
        "of a dict that is filled later": {
            "config.py": 'import os\nTOKENS = {"key": "words"}\nTOKENS.update(os.environ)',
            "auth.py": signing("from config import TOKENS", "TOKENS['key']"),
        },
        "of a dict whose item is replaced": {
            "config.py": 'import os\nTOKENS = {"key": "words"}\nTOKENS["key"] = os.environ["K"]',
            "auth.py": signing("from config import TOKENS", "TOKENS['key']"),
        },
        "of a dict with another in it": {
            "config.py": 'import os\nTOKENS = {"key": "words", **os.environ}',
            "auth.py": signing("from config import TOKENS", "TOKENS['key']"),
        },
        "a key for all to see": {
            "config.py": 'KEY = """-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----"""',
            "auth.py": signing("from config import KEY", "KEY"),
        },
        "a parameter of that name": 'import jwt\nKEY = "words"\ndef make(KEY):\n    jwt.encode({}, KEY)',
        "a parameter's attribute": {
            "config.py": 'KEY = "words"',
            "auth.py": "import config, jwt\ndef make(config):\n    jwt.encode({}, config.KEY)",
        },
        "of the app's config": signing("from flask import current_app", 'current_app.config["K"]'),
        "names for each other": {
            "a.py": signing("from b import KEY", "KEY"),
            "b.py": "from a import KEY",
        },
        "a file that is opened": signing('KEY = open("key.pem").read()', "KEY"),
        "in the tests": {
            "config.py": 'KEY = "words"',
            "tests/test_auth.py": signing("from config import KEY", "KEY"),
        },
    }.values(),
)
def test_no_key_is_told(index: Index, files: Any) -> None:
    assert index(files).facts.given_credentials == ()


def test_what_falls_back_in_another_module(index: Index) -> None:
    found = index(
        {
            "config.py": 'import os\nKEY = os.getenv("TOKEN_KEY", "words")',
            "auth.py": signing("from config import KEY", "KEY"),
        }
    )
    [one] = found.facts.given_credentials
    assert (one.variable, one.place.path) == ("TOKEN_KEY", "config.py")


def test_the_fallback_of_a_variable(index: Index) -> None:
    written = 'import jwt, os\njwt.encode({}, os.environ.get("SECRET_KEY", "dev"))'
    [found] = index(written).facts.given_credentials
    assert (found.variable, found.signs, found.place.line) == ("SECRET_KEY", True, 2)


@pytest.mark.parametrize(
    "written",
    {
        "a placeholder": 'openai.api_key = "sk-your-key-goes-here-please"',
        "an example of documentation": 'key = "AKIAIOSFODNN7EXAMPLE"',
        "of a vendor's test mode": 'stripe.api_key = "sk_test_DDQi3ygoTgLQQss7H69zGnMx"',
        "made for browsers": 'STRIPE_KEY_PUBLIC = "pk_live_DDQi3ygoTgLQQss7H69zGnMx"',
        "words under a name": 'API_TOKEN = "the-token-of-our-shop-2"',
        "a sentence": 'errors["password"] = "Password must have 4 characters"',
        "the name of a permission": 'PERMISSIONS = {"p_generate_token": "user.generate_token:all"}',
        "a login of the app's own": 'from shop import session\nsession.login("shop", "in-clear-text-77x")',
        "the environment": 'import os, smtplib\nsmtplib.SMTP("x").login("a", os.environ["PASS"])',
        "no password": 'import pymysql\npymysql.connect(host="localhost", user="shop", password="")',
        "a variable in a query": 'url = f"http://weather.net/?appid={KEY}&q=1"',
    }.values(),
)
def test_no_credential(index: Index, written: str) -> None:
    assert index(written).facts.given_credentials == ()


def test_no_value_becomes_a_fact(index: Index) -> None:
    found: Any = index(f'API_KEY = "{KEY}"\nopenai.api_key = "{MODEL}"')
    assert KEY not in repr(found.facts)
    assert MODEL not in repr(found.facts)
    assert {KEY, MODEL} <= {value for value, _ in found.secret_values}


def test_tests_are_left_out(index: Index) -> None:
    assert index({"tests/test_a.py": f'API_KEY = "{KEY}"'}).facts.given_credentials == ()


def test_one_value_in_several_files(index: Index) -> None:
    text = "import psycopg2\npsycopg2.connect(host='db', user='shop', password='{}')\n"
    files = {"a.py": text.format("root11") * 2, "b.py": text.format("root11"), "c.py": text.format("root12")}
    found = index(files).facts.given_credentials
    copies = [(str(one.place), one.copy_of and str(one.copy_of)) for one in found]
    first = copies[0][0]
    assert first.startswith("a.py:2:")
    assert [copy for _, copy in copies] == [None, None, first, None]
    assert "root1" not in repr(found)


GATE, PATH = "the secret that requests are let in by", "the secret in the path of a route"
ASKED = (
    "import os\nfrom flask import request\n"
    "TOKEN = os.getenv('CRON_TOKEN', 'sesame')\ndef cron(token, name):\n"
)
APART = {"config.py": "import os\nHOOK_SECRET: str = os.getenv('HOOK_SECRET', 'changeme')"}
ROUTED = "from flask import Flask, request\nfrom config import HOOK_SECRET\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    "body",
    [
        "if request.headers.get('X-Token') != TOKEN: pass",
        "if TOKEN == request.args['token']: pass",
        "if token != TOKEN: pass",
        "given = request.json['token']\n    if given == TOKEN: pass",
        "if request.headers.get('Authorization') != f'Bearer {TOKEN}': pass",
        "if request.headers['Authorization'] != 'Bearer ' + TOKEN: pass",
        "if request.args.get('k') == os.environ.get('CRON_TOKEN', 'sesame'): pass",
        "if hmac.compare_digest(request.headers.get('X-Token', ''), TOKEN): pass",
    ],
)
def test_what_lets_requests_in_and_falls_back(index: Index, body: str) -> None:
    [found] = index(f"{ASKED}    {body}\n").facts.given_credentials
    assert (found.what, found.variable, found.opens, found.signs) == (GATE, "CRON_TOKEN", False, False)


@pytest.mark.parametrize(
    "route",
    [
        'app.route(f"/hook/{HOOK_SECRET}", methods=["POST"])',
        'app.route("/" + HOOK_SECRET)',
        'app.post("/%s" % HOOK_SECRET)',
        'app.route("/hook/{}".format(HOOK_SECRET))',
    ],
)
def test_a_secret_path_that_falls_back_in_another_module(index: Index, route: str) -> None:
    [found] = index({**APART, "app.py": f"{ROUTED}@{route}\ndef hook(): ...\n"}).facts.given_credentials
    assert (found.what, found.subject, found.variable) == (PATH, "HOOK_SECRET", "HOOK_SECRET")
    assert (found.place.path, found.place.line) == ("config.py", 2)


def test_a_vendors_key_is_told_as_such_wherever_it_stands(index: Index) -> None:
    files = {"config.py": f"import os\nBOT_TOKEN = os.getenv('BOT_TOKEN', '{BOT}')"}
    files["app.py"] = (
        "from flask import request\nfrom config import BOT_TOKEN\n@app.route(f'/{BOT_TOKEN}')\ndef a(): ..."
    )
    [found] = index(files).facts.given_credentials
    assert (found.what, found.opens) == ("the token of a Telegram bot", True)


@pytest.mark.parametrize(
    "written",
    {
        "nothing to fall back on": ASKED.replace(", 'sesame'", "") + "    if token != TOKEN: pass",
        "an empty fallback": ASKED.replace("sesame", "") + "    if token != TOKEN: pass",
        "no secret by its name": ASKED.replace("CRON_TOKEN", "MODE") + "    if token != TOKEN: pass",
        "a constant, which may be any word": ASKED.replace("os.getenv('CRON_TOKEN', 'sesame')", "'reset'")
        + "    if request.args['action'] == TOKEN: pass",
        "compared with what no visitor says": ASKED + "    if name != TOKEN or settings.token == TOKEN: pass",
        "the handshake of a webhook": ASKED + "    if request.args.get('hub.verify_token') == TOKEN: pass",
        "a parameter of that name": ASKED
        + "    def inner(TOKEN):\n        return request.args['k'] == TOKEN",
        "a URL of another service": ASKED + "    requests.post(f'https://api.net/{TOKEN}')",
        "not in a request": ASKED + "    if token and TOKEN: pass",
    }.values(),
)
def test_no_secret_of_the_apps_own(index: Index, written: str) -> None:
    assert index(written).facts.given_credentials == ()
