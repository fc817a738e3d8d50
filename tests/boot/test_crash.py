"""What an exception is about, by its type, its words and the variables that were asked for in vain."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from releasecheck.gather.inside.crash import Crashes
from releasecheck.gather.inside.places import Places
from releasecheck.gather.inside.recording import Missed, Recorder
from releasecheck.gather.inside.redact import Redactor

FOREIGN = """
def error(name, *parents):
    module, _, short = name.rpartition(".")
    return type(short, parents or (Exception,), {"__module__": module})
"""


def crash(
    source: str,
    tmp_path: Path,
    *missed: str,
    secrets: tuple[str, ...] = (),
    where: dict[str, tuple[str, int]] | None = None,
) -> dict[str, Any]:
    """The fact of what `source`, as app.py, raises; missed variables were asked for in line 1, or `where`."""
    file = tmp_path / "app.py"
    file.write_text(source)
    places = Places(str(tmp_path), str(tmp_path))
    redact = Redactor(secrets)
    recorder = Recorder(places, redact)
    asked = {**dict.fromkeys(missed, ("app.py", 1)), **(where or {})}
    recorder.missed.extend(
        Missed(name, places.place(str(tmp_path / path), line)) for name, (path, line) in asked.items()
    )
    namespace: dict[str, Any] = {}
    exec(compile(FOREIGN, "foreign.py", "exec"), namespace)
    try:
        exec(compile(source, str(file), "exec"), namespace)
    except BaseException as problem:  # noqa: BLE001 - SystemExit is one of the cases
        return Crashes(places, redact, recorder).crash(problem)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("source", "cause", "subject"),
    [
        ("import os; os.environ['RELEASECHECK_UNSET']", "environment-variable", "RELEASECHECK_UNSET"),
        ("raise KeyError('RELEASECHECK_UNSET')", "other", None),
        ("import nowhere.to_be_found", "missing-module", "nowhere"),
        ("open('/opt/shop/logs/app.log', 'a')", "foreign-path", "/opt/shop/logs/app.log"),
        ("open('shop.json')", "other", None),
        ("raise ImportError('libpq.so.5: cannot open shared object file')", "missing-module", "libpq.so.5"),
        (
            "raise ImportError(\"cannot import name 'x' from partially initialized module 'a.b' (...)\")",
            "circular-import",
            "a.b",
        ),
        (
            "raise AttributeError(\"partially initialized module 'a' has no attribute 'x'\")",
            "circular-import",
            "a",
        ),
        ("raise ImportError(\"cannot import name 'escape' from 'jinja2'\")", "other", None),
        (
            "raise Exception(\"Install 'email_validator' for email validation support.\")",
            "missing-module",
            "email_validator",
        ),
        ("def f(:", "syntax", "app.py"),
        ("raise RuntimeError('Working outside of application context.')", "context", "application"),
        ("raise RuntimeError('Working outside of request context.')", "context", "request"),
        (
            "raise AssertionError('View function mapping is overwriting an existing endpoint function: a.b')",
            "endpoint-overwritten",
            "a.b",
        ),
        (
            "raise ValueError(\"The name 'shop' is already registered for a different blueprint.\")",
            "blueprint-name",
            "shop",
        ),
        ("raise ValueError(\"'name' may not contain a dot '.' character.\")", "blueprint-name", "name"),
        ("raise MemoryError", "memory", None),
        ("raise ConnectionRefusedError(111, 'Connection refused')", "service", None),
        ("raise TimeoutError('timed out')", "service", None),
        (
            "raise error('redis.exceptions.ConnectionError')('Error 111 connecting to c:6379')",
            "service",
            "c:6379",
        ),
        (
            "raise error('redis.exceptions.ConnectionError')('Error 111 connecting to localhost:6379.')",
            "service",
            "localhost:6379",
        ),
        (
            "raise error('requests.exceptions.ConnectionError', IOError)('no')",
            "service",
            None,
        ),
        (
            "raise error('a.OperationalError')('timeout expired: server at \"db\" (::1), port 5432')",
            "service",
            "db:5432",
        ),
        (
            'raise error("a.OperationalError")(\'could not translate host name "db" to address\')',
            "service",
            "db",
        ),
        (
            "raise error('a.OperationalError')('connection to server on socket \"/run/pg\" failed: No')",
            "service",
            "/run/pg",
        ),
        (
            "raise error('pymysql.err.OperationalError')((2003, \"Can't connect to MySQL server on 'db'\"))",
            "service",
            "db",
        ),
        (
            "raise error('a.OperationalError')('Connection refused, is it on that host and accepting TCP?')",
            "service",
            None,
        ),
        ("raise error('dns.resolver.NXDOMAIN')('it does not exist')", "service", None),
        (
            "raise error('pymongo.errors.ConfigurationError')('DNS query name does not exist: _m._tcp.a.b.')",
            "service",
            "a.b",
        ),
        (
            "raise error('dns.resolver.LifetimeTimeout')('expired: Server Do53:192.0.2.53@53 answered late')",
            "service",
            "192.0.2.53:53",
        ),
        (
            (
                "raise error('pymongo.errors.ConfigurationError')("
                "'The resolution lifetime expired after 2.1 seconds: Server Do53:10.1.1.1@53 answered')"
            ),
            "service",
            "10.1.1.1:53",
        ),
        (
            (
                "raise error('pymongo.errors.ConfigurationError')("
                "'All nameservers failed to answer the query _m._tcp.a.b. IN SRV: Server Do53:10.1.1.1@53')"
            ),
            "service",
            "a.b",
        ),
        ("raise error('pymongo.errors.ConfigurationError')('no such option')", "other", None),
        (
            "raise error('sqlalchemy.exc.OperationalError', error('a.DatabaseError'))('no such table: post')",
            "missing-table",
            "post",
        ),
        (
            "raise error('a.UndefinedTable', error('a.DatabaseError'))('relation \"users\" does not exist')",
            "missing-table",
            "users",
        ),
        (
            "raise error('sqlite3.OperationalError', error('sqlite3.DatabaseError'))('disk I/O error')",
            "other",
            None,
        ),
        (
            (
                "raise error('sqlalchemy.exc.PendingRollbackError', error('a.InvalidRequestError'))("
                "'Original exception was: (x.UndefinedTable) relation \"posts\" does not exist')"
            ),
            "missing-table",
            "posts",
        ),
        (
            (
                "raise error('sqlalchemy.exc.PendingRollbackError', error('a.InvalidRequestError'))("
                "'Original exception was: (x.Error) connection to server at \"db\", port 5432 failed')"
            ),
            "service",
            "db:5432",
        ),
        (
            (
                "raise error('sqlalchemy.exc.PendingRollbackError', error('a.InvalidRequestError'))("
                "'Original exception was: (sqlite3.IntegrityError) UNIQUE constraint failed: post.id')"
            ),
            "other",
            None,
        ),
        (
            (
                "raise error('sqlalchemy.exc.InternalError', error('a.DatabaseError'))('aborted') "
                "from error('psycopg2.errors.InFailedSqlTransaction')('current transaction is aborted')"
            ),
            "failed-transaction",
            None,
        ),
        ("1 / 0", "other", None),
    ],
)
def test_cause(source: str, cause: str, subject: str | None, tmp_path: Path) -> None:
    fact = crash(source, tmp_path)
    assert (fact["cause"], fact["subject"]) == (cause, subject)


@pytest.mark.parametrize(
    ("source", "missed", "cause"),
    [
        ("raise RuntimeError('SECRET_KEY is required')", "SECRET_KEY", "environment-variable"),
        ("\nraise RuntimeError('MY_SECRET_KEY is required')", "SECRET_KEY", "other"),
        ("raise ValueError('PayMob API key not configured')", "PAYMOB_API_KEY", "environment-variable"),
        ("raise ValueError('No PayMob-API-key')", "PAYMOB_API_KEY", "environment-variable"),
        ("raise ValueError('PayMob API keyring not configured')", "PAYMOB_API_KEY", "other"),
        ("raise ValueError('key not configured')", "KEY", "other"),  # one word may mean anything
        ("raise_error('no secret key was set')", "SECRET_KEY", "other"),  # a library's words
        (
            "raise error('decouple.UndefinedValueError')('DB_URL not found.')",
            "DB_URL",
            "environment-variable",
        ),
        ("import os; int(os.environ.get('WORKERS'))", "WORKERS", "environment-variable"),
        ("import os; os.environ.get('DEBUG', False).lower()", "DEBUG", "environment-variable"),
        ("import os; int(os.environ.get('PORT', ''))", "PORT", "environment-variable"),
        ("x = None\nint('many')", "PORT", "other"),
        ("import os; os.environ.get('DSN').lower()", "DSN", "environment-variable"),
        ("import os\nNone.lower()", "DSN", "other"),  # another line
        ("def f(): g(None)  # environ.get\ndef g(x): {}[x]\nf()", "DSN", "environment-variable"),
        ("def f(): g(None)\ndef g(x): {}[1]\nf()", "DSN", "other"),
        ("dsn = None\ndef f(x): len(x)\nf(dsn)", "DSN", "environment-variable"),
        ("dsn = None\ndef f(x): len(x)\nf(None)", "DSN", "other"),
        ("dsn = None\ndef f(dsn): len(dsn)\nf(None)", "DSN", "other"),  # another function's name
        (
            "DATABASE_URI = None  # environ.get('DSN')\nraise RuntimeError('DATABASE_URI must be set')",
            "DSN",
            "environment-variable",
        ),
        ("DSN = None  # environ.get('DB')\nDSN = DSN.lower()", "DB", "environment-variable"),
        ("HOST = None  # environ.get('DSN')\nHOST.lower()", "DSN", "environment-variable"),
        ("HOST = None  # environ.get('DSN')\nPORT = None\nPORT.lower()", "DSN", "other"),
        ("import json\njson.loads(None)", "DSN", "other"),  # a library that asks for nothing of the sort
        (
            "\nraise error('a.OperationalError')('could not translate host name \"None\" to address')",
            "DB_SERVER",
            "environment-variable",
        ),
        ("raise SystemExit('SECRET_KEY missing')", "SECRET_KEY", "other"),
    ],
)
def test_variable_asked_for_in_vain(source: str, missed: str, cause: str, tmp_path: Path) -> None:
    fact = crash(source, tmp_path, missed)
    assert (fact["cause"], fact["subject"]) == (cause, missed if cause != "other" else None)


@pytest.mark.parametrize(
    ("words", "missed", "cause"),
    [
        ("Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set.", "NEON_DB_URL", True),
        ("Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set.", "LOG_DIR", False),
        ("Could not parse SQLAlchemy URL from given URL string", "NEON_DB_URL", False),
        ("Could not parse SQLAlchemy URL from string ''", "NEON_DB_URL", True),
    ],
)
def test_variable_for_the_database_that_the_app_lacks(
    words: str, missed: str, cause: bool, tmp_path: Path
) -> None:
    fact = crash(f"\nraise RuntimeError({words!r})", tmp_path, missed)
    assert (fact["cause"], fact["subject"]) == (
        ("environment-variable", missed) if cause else ("other", None)
    )


@pytest.mark.parametrize(
    ("used", "cause"),
    [
        ("Config.password.replace('%', '%%')", "environment-variable"),
        ("len(config.password)", "environment-variable"),
        ("Config.user.replace('%', '%%')", "other"),
        ("Config.user.password()", "other"),  # a method of that name
    ],
)
def test_variable_that_a_class_in_another_file_holds(used: str, cause: str, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("class Config:\n    password = environ.get('DB_PASSWORD')\n")
    source = f"class Config:\n    user = password = None\nconfig = Config\n{used}"
    fact = crash(source, tmp_path, where={"DB_PASSWORD": ("config.py", 2)})
    assert (fact["cause"], fact["subject"]) == (cause, "DB_PASSWORD" if cause != "other" else None)


@pytest.mark.parametrize(
    ("settings", "line", "cause"),
    [
        ("    SETTINGS = {\n        'host': environ.get('URL'),\n    }", 3, "environment-variable"),
        (
            "    SETTINGS = {\n        'a': 1,\n\n        'host': environ.get('URL')}",
            5,
            "environment-variable",
        ),
        (
            "    SETTINGS: dict = dict(\n        ours={\n            'host': environ.get('URL')}\n    )",
            4,
            "environment-variable",
        ),
        ("    OTHER = {\n        'host': environ.get('URL'),\n    }", 3, "other"),
        ("    SETTINGS = {}\n    if environ:\n        OTHER = environ.get('URL')", 4, "other"),
    ],
)
def test_variable_inside_the_dict_that_a_library_asks_for(
    settings: str, line: int, cause: str, tmp_path: Path
) -> None:
    (tmp_path / "config.py").write_text(f"class Config:\n{settings}\n")
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "library.py").write_text("def connect(config):\n    '://' in config.get('SETTINGS')\n")
    source = f"import sys\nsys.path.insert(0, {str(packages)!r})\nimport library\nlibrary.connect({{}})\n"
    try:
        fact = crash(source, tmp_path, where={"URL": ("config.py", line)})
    finally:
        sys.path.remove(str(packages))
        sys.modules.pop("library", None)
    assert (fact["cause"], fact["subject"]) == (cause, "URL" if cause != "other" else None)


@pytest.mark.parametrize(
    ("source", "line", "cause"),
    [
        ("def dsn():\n    return environ.get('DSN')\nlen(dsn())", 2, "environment-variable"),
        ("def dsn():\n\treturn environ.get('DSN')\nlen(dsn())", 2, "environment-variable"),
        ("def dsn():\n    d = environ.get('DSN')\n    return d\nlen(dsn())", 2, "environment-variable"),
        ("def dsn():\n    d = environ.get('DSN')\n    return None\nlen(dsn())", 2, "other"),
        ("def dsn():\n    return environ.get('DSN')\ndef other(): pass\nlen(other())", 2, "other"),
        ("def dsn():\n    return environ.get('DSN')\ndsn()\nlen(None)", 2, "other"),  # another line
    ],
)
def test_variable_that_a_function_gives_back(source: str, line: int, cause: str, tmp_path: Path) -> None:
    reading = f"class environ:\n    get = {{}}.get\n{source}"
    fact = crash(reading, tmp_path, where={"DSN": ("app.py", line + 2)})
    assert (fact["cause"], fact["subject"]) == (cause, "DSN" if cause != "other" else None)


@pytest.mark.parametrize(
    ("library", "cause"),
    [
        ("config.get('DATABASE_URI').lower()", "environment-variable"),
        ("config.get('OTHER').lower()", "other"),
    ],
)
def test_variable_that_a_library_asks_the_config_for(library: str, cause: str, tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "library.py").write_text(f"def connect(config):\n    {library}\n")
    source = (
        f"DATABASE_URI = None  # environ.get('DSN')\nimport sys\nsys.path.insert(0, {str(packages)!r})\n"
        "try:\n    import library\n    library.connect({})\n"
        "finally:\n    sys.path.remove(sys.path[0])\n    del sys.modules['library']"
    )
    fact = crash(source, tmp_path, "DSN")
    assert (fact["cause"], fact["subject"]) == (cause, "DSN" if cause != "other" else None)


LIBRARY = """
import os

def ask(key):
    return os.environ[key]

def cope():
    try:
        ask("NETRC")
    except KeyError:
        {}["anything"]

def look_up(key):
    os.environ.get("NETRC")
    return {}[key]

def nothing():
    os.environ.get("NETRC")

def connect():
    os.environ.get("SERVER_SOFTWARE")
    raise OSError("could not translate host name None to address")
"""


@pytest.mark.parametrize(
    ("source", "subject"),
    [
        ("library.ask('SHOP_TOKEN')", "SHOP_TOKEN"),
        ("library.cope()", None),
        ("os.environ.get('SHOP_TOKEN'); library.look_up('SHOP_TOKEN')", None),
        ("os.environ.get('SHOP_TOKEN'); {}['SHOP_TOKEN']", "SHOP_TOKEN"),
        ("library.nothing()['rates']", None),
        ("RATES = library.nothing(); RATES['rates']", None),
        ("URL = os.environ.get('SHOP_TOKEN', 'x')\n(URL, None)[1]['rates']", None),
        ("URL = os.environ.get('SHOP_TOKEN')\nURL['rates']", "SHOP_TOKEN"),
        ("library.connect()", None),
        ("os.environ.get('SHOP_TOKEN')['x']", "SHOP_TOKEN"),
    ],
)
def test_what_a_library_looks_for_by_itself(request: Any, source: str, subject: str | None) -> None:
    boot, patch = map(request.getfixturevalue, ("gathered", "monkeypatch"))
    site = request.getfixturevalue("tmp_path") / "site-packages"
    site.mkdir()
    (site / "library.py").write_text(LIBRARY)
    for name in ("NETRC", "SHOP_TOKEN", "SERVER_SOFTWARE"):
        patch.delenv(name, raising=False)
    patch.setenv("PYTHONPATH", str(site))
    crashed = boot({"app.py": f"import os, library\n{source}\n"}).boot.crash
    assert (crashed.cause, crashed.subject) == ("environment-variable" if subject else "other", subject)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ny = 1 / 0", 2),
        ("def f():\n    g()\ndef g():\n    raise ValueError\nf()", 4),
        ("import json\njson.loads('')", 2),  # innermost frame of ours, not the library's
        ("x = 1\ndef f(:\n", 2),
        ("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError from e", 4),
    ],
)
def test_place(source: str, line: int, tmp_path: Path) -> None:
    assert (crash(source, tmp_path)["place"]["path"], crash(source, tmp_path)["place"]["line"]) == (
        "app.py",
        line,
    )


def test_cause_of_an_exception_that_led_to_it(tmp_path: Path) -> None:
    source = (
        "import os\ntry:\n    os.environ['GONE']\nexcept KeyError as e:\n    raise RuntimeError('no') from e"
    )
    fact = crash(source, tmp_path)
    assert (fact["type"], fact["cause"], fact["subject"]) == ("RuntimeError", "environment-variable", "GONE")


def test_path_of_the_project_that_is_not_there(tmp_path: Path) -> None:
    assert crash(f"open({str(tmp_path / 'shop.json')!r})", tmp_path)["cause"] == "other"


def test_hidden_context_is_not_looked_at(tmp_path: Path) -> None:
    source = (
        "import os\ntry:\n    os.environ['GONE']\nexcept KeyError:\n    raise RuntimeError('no') from None"
    )
    assert crash(source, tmp_path)["cause"] == "other"


def test_secrets_leave_the_message(tmp_path: Path) -> None:
    fact = crash("raise ValueError('bad key: swordfish-in-text')", tmp_path, secrets=("swordfish-in-text",))
    assert fact["message"] == "bad key: ***"


def test_exception_that_cannot_say_what_it_is(tmp_path: Path) -> None:
    source = "class Mute(Exception):\n    def __str__(self): raise ValueError\nraise Mute"
    assert crash(source, tmp_path)["message"] == ""


def test_type_has_its_module(tmp_path: Path) -> None:
    assert crash("raise error('a.b.C')", tmp_path)["type"] == "a.b.C"


@pytest.mark.parametrize(
    ("call", "subject"),
    [
        ("from_prefixed_env()", "FLASK_PROVIDER"),
        ("from_prefixed_env('SHOP')", "SHOP_PROVIDER"),
        ('from_prefixed_env(prefix="")', "_PROVIDER"),
        ("from_object('config')", None),
    ],
)
def test_key_that_a_prefixed_variable_would_have_given(
    call: str, subject: str | None, tmp_path: Path
) -> None:
    fact = crash(f"def create():\n    # app.config.{call}\n    return {{}}['PROVIDER']\ncreate()", tmp_path)
    assert (fact["cause"], fact["subject"]) == (
        ("environment-variable", subject) if subject else ("other", None)
    )


@pytest.mark.parametrize(
    ("fields", "subject"), [({"db_url": ""}, "SHOP_DB_URL"), ({"db_url": "sqlite://"}, None), ({}, None)]
)
def test_field_of_pydantics_settings_that_falls_back_on_nothing(
    fields: dict[str, str], subject: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = type("BaseSettings", (), {"model_config": {"env_prefix": "shop_"}})
    module = ModuleType("pydantic_settings")
    vars(module)["BaseSettings"] = base
    monkeypatch.setitem(sys.modules, "pydantic_settings", module)
    kind = type(
        "Settings",
        (base,),
        {"model_fields": {name: SimpleNamespace(default=value) for name, value in fields.items()}},
    )
    fact = crash("raise ValueError(\"Could not parse SQLAlchemy URL from given URL string ''\")", tmp_path)
    assert (fact["subject"], kind.__name__) == (subject, "Settings")


def of_library(
    words: str, package: str, tmp_path: Path, missed: tuple[str, ...], looked_for: tuple[str, ...]
) -> Any:
    """The variable that is blamed when a library, called in line 2, raises: asked for in line 1, or by it."""
    library = tmp_path / "site-packages" / package / "client.py"
    library.parent.mkdir(parents=True)
    library.write_text(f"def connect():\n    raise ValueError({words!r})\n")
    (tmp_path / "shop").mkdir()
    file = tmp_path / "shop" / "app.py"
    file.write_text("1\nconnect()")
    places = Places(str(tmp_path / "shop"), str(tmp_path / "shop"))
    recorder = Recorder(places, Redactor(()))
    recorder.missed.extend(Missed(name, places.place(str(file), 1)) for name in missed)
    recorder.looked_for.extend(looked_for)
    namespace: dict[str, Any] = {}
    exec(compile(library.read_text(), str(library), "exec"), namespace)
    try:
        exec(compile(file.read_text(), str(file), "exec"), namespace)
    except ValueError as problem:
        return Crashes(places, Redactor(()), recorder).crash(problem)["subject"]


POOL = """
class Pool:
    def __init__(self):
        self.pool = driver.create(
            user=os.environ.get('DATABASE_USER'),
            password=os.environ.get('DATABASE_PASSWORD'),
        )

pool = Pool()
"""


@pytest.mark.parametrize(
    ("words", "asked", "subject"),
    [
        (
            "DPY-4001: no password specified",
            {"DATABASE_USER": 5, "DATABASE_PASSWORD": 6},
            "DATABASE_PASSWORD",
        ),
        ("DPY-4001: invalid connection", {"DATABASE_USER": 5, "DATABASE_PASSWORD": 6}, "DATABASE_USER"),
        ("DPY-4001: no password specified", {"DATABASE_PASSWORD": 1}, "DATABASE_PASSWORD"),
        ("DPY-4001: no password specified", {"DB_PASSWORD": 1, "MAIL_PASSWORD": 1}, None),  # which is meant?
        ("DPY-4001: no password specified", {"DATABASE_USER": 1}, None),
        ("DPY-4001: invalid connection", {"DATABASE_PASSWORD": 1}, None),
    ],
)
def test_a_compiled_driver_that_was_handed_nothing(
    words: str, asked: dict[str, int], subject: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its frames are named from the folder that it was built in, and are no place of the project."""
    driver = ModuleType("driver")
    raising = f"def create(**options):\n    raise DatabaseError({words!r})\n"
    kind = type("DatabaseError", (Exception,), {"__module__": "driver"})
    vars(driver)["DatabaseError"] = kind
    exec(compile(raising, "src/driver/pool.pyx", "exec"), vars(driver))
    monkeypatch.setitem(sys.modules, "driver", driver)
    source = POOL.replace("\nclass", "import driver, os\nclass", 1)
    fact = crash(source, tmp_path, where={name: ("app.py", line) for name, line in asked.items()})
    assert (fact["subject"], fact["place"]) == (subject, {"path": "app.py", "line": 4, "column": None})


LACKS_NAME = "Must supply cloud_name in tag or in configuration"


@pytest.mark.parametrize(
    ("words", "package", "variables", "subject"),
    [
        (LACKS_NAME, "cloudinary", ((), ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_URL")), "CLOUDINARY_URL"),
        (LACKS_NAME, "cloudinary", (("CLOUDINARY_K", "CLOUDINARY_CLOUD_NAME"), ()), "CLOUDINARY_CLOUD_NAME"),
        ("No API key provided.", "stripe", (("STRIPE_SECRET",), ()), "STRIPE_SECRET"),
        ("app_id cannot be empty", "algoliasearch", (("ALGOLIA_ID", "OTHER_ID"), ()), "ALGOLIA_ID"),
        ("Invalid radius param", "cloudinary", (("CLOUDINARY_KEY",), ("CLOUDINARY_URL",)), None),
        (LACKS_NAME, "cloudinary", (("STRIPE_SECRET",), ("REDIS_URL",)), None),
        ("the key is not set", "flask", (("FLASK_KEY",), ("FLASK_ENV",)), None),
        (LACKS_NAME, "cloudinary", ((), ()), None),
    ],
)
def test_a_library_that_was_told_too_little(
    words: str, package: str, variables: Any, subject: str | None, tmp_path: Path
) -> None:
    assert of_library(words, package, tmp_path, *variables) == subject


def test_what_a_library_looks_for_while_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDINARY_URL", "cloudinary://here")
    assert of_library(LACKS_NAME, "cloudinary", tmp_path, (), ("CLOUDINARY_URL",)) is None


def test_a_file_of_that_name_elsewhere_in_the_project(tmp_path: Path) -> None:
    for path in ("src/model.bin", ".cache/model.bin", "venv/pyvenv.cfg", "venv/model.bin"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    found = crash("open('data/model.bin')", tmp_path)
    assert (found["file"], found["alike"]) == ("data/model.bin", ["src/model.bin"])
    assert crash("open('data/other.bin')", tmp_path)["alike"] == []
    assert crash("raise ValueError('x')", tmp_path)["alike"] == []


ASKED = "import sqlite3\ndb = sqlite3.connect({!r})\ndb.execute('CREATE TABLE user (id)')\ndb.execute({!r})\n"


@pytest.mark.parametrize(
    ("path", "statement", "database"),
    [
        ("shop.db", "SELECT theme FROM user", "shop.db"),
        ("shop.db", "INSERT INTO user (theme) VALUES (1)", "shop.db"),
        ("shop.db", "SELECT * FROM basket", "shop.db"),
        ("shop.db", "SELECT FROM", None),
        (":memory:", "SELECT theme FROM user", None),
    ],
)
def test_the_database_that_lacks_a_column(
    tmp_path: Path, path: str, statement: str, database: str | None
) -> None:
    asked = path if path == ":memory:" else str(tmp_path / path)
    assert crash(ASKED.format(asked, statement), tmp_path)["database"] == database


def test_the_database_of_sqlalchemy_that_lacks_a_column(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    source = (
        f"import sqlalchemy as sa\nengine = sa.create_engine({url!r}, poolclass=sa.pool.NullPool)\n"
        "with engine.connect() as db:\n    db.execute(sa.text('CREATE TABLE user (id)'))\n"
        "    db.execute(sa.text('SELECT theme FROM user'))\n"
    )
    assert crash(source, tmp_path)["database"] == "shop.db"
