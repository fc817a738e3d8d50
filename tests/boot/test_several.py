"""What several boots of real small apps tell, and that boots which can tell nothing are not made."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.boots import Boots, Dotenv, Ignored, Leak, OtherBoot, Relative, Running
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import SCRIPT
from releasecheck.gather.interpreter import Interpreter
from tests.boot.conftest import APP, Gathered

SECRET = "qW8-zP4-vN1-kT7-mB3"
KEYED = f"app.config['SECRET_KEY'] = {SECRET!r}\n"


@pytest.fixture
def told(gathered: Gathered) -> Callable[..., Boots]:
    """What several boots of an app.py with these lines told; other files and settings as keywords."""

    def tell(lines: str, files: dict[str, str | bytes] | None = None, **settings: Any) -> Boots:
        boots = gathered({"app.py": APP + lines, **(files or {})}, **settings).boots
        assert boots is not None
        return boots

    return tell


@pytest.fixture
def modes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The boots that are made, in any order after the first."""
    made: list[str] = []
    for name, mode in (("boot", None), ("boot_with", "sentinel"), ("boot_in", "elsewhere")):
        _note_calls(monkeypatch, name, mode, made)
    return made


def _note_calls(monkeypatch: pytest.MonkeyPatch, name: str, mode: str | None, made: list[str]) -> None:
    original = getattr(Booter, name)

    def noted(self: Booter, *args: Any, **kwargs: Any) -> Any:
        made.append(mode or args[0])
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Booter, name, noted)


def test_an_app_that_is_the_same_everywhere_gets_no_further_boot(
    told: Callable[..., Boots], modes: list[str]
) -> None:
    boots = told("", {".env.example": "SECRET_KEY=\n"})
    assert modes == ["as-given"]
    assert (boots.again, boots.elsewhere, boots.dotenv, boots.ignored, boots.relative) == (
        None,
        None,
        (),
        (),
        (),
    )
    assert 0 < boots.worked_s < 5


def test_the_boots_of_a_usual_run(told: Callable[..., Boots], modes: list[str]) -> None:
    boots = told("", requests=True)
    assert sorted(modes) == ["as-given", "error-page", "sweep"]
    assert boots.again == OtherBoot("up")


@pytest.mark.parametrize(
    ("lines", "differs"),
    [
        ("import tempfile\napp.config['FOLDER'] = tempfile.mkdtemp(dir='/var/tmp')\n", (0, ("FOLDER",))),
        ("import tempfile\napp.config['FOLDER'] = tempfile.gettempdir() + '/x'\n", (0, ())),
        ("app.config['NAMES'] = {'a', 'b', 'c', 'd', 'e', 'f'}\n", (0, ())),
        ("app.config['THING'] = object()\n", (0, ())),
        (
            "import os\napp.add_url_rule(f'/{os.getpid()}', 'a', lambda: '')\n",
            (2, ()),
        ),
    ],
)
def test_two_boots_compared(lines: str, differs: Any, told: Callable[..., Boots]) -> None:
    again = told(lines, requests=True).again
    assert again is not None
    assert again.config == differs[1]
    assert len(again.routes) == differs[0]


@pytest.mark.parametrize(
    ("lines", "elsewhere"),
    [
        ("import json\nsettings = json.load(open('settings.json'))\n", "raised"),
        ("try:\n    app.config['A'] = open('settings.json').read()\nexcept OSError:\n    pass\n", ("A",)),
        ("import os\napp.config['FOLDER'] = os.path.abspath('uploads')\n", ("FOLDER",)),
        ("import pathlib\napp.config['A'] = pathlib.Path('settings.json').read_text(), 1\n", "raised"),
        ("text = open(__file__).read()\n", None),
        ("import os\nopen(os.path.join(app.root_path, 'settings.json')).read()\n", None),
    ],
)
def test_another_working_directory(lines: str, elsewhere: Any, told: Callable[..., Boots]) -> None:
    other = told(lines, {"settings.json": "{}"}).elsewhere
    if elsewhere is None:
        assert other is None
    elif elsewhere == "raised":
        assert other is not None
        assert (other.outcome, other.crash.type) == ("raised", "FileNotFoundError")
    else:
        assert other == OtherBoot("up", config=elsewhere)


@pytest.mark.parametrize(
    ("lines", "missed"),
    [
        ("try:\n    SIZE = len(open('settings.json').read())\nexcept OSError:\n    SIZE = 0\n", True),
        ("import os\nif os.path.exists('./settings.json'):\n    open('./settings.json').read()\n", True),
        ("import os\nos.chdir(app.root_path)\nopen('settings.json').read()\n", False),
        ("open('app.log', 'a').close()\n", False),
        ("try:\n    open('other.json')\nexcept OSError:\n    pass\n", False),
        ("app.config['A'] = open('settings.json').read()\n", False),
    ],
)
def test_a_file_that_the_app_does_without_elsewhere(
    lines: str, missed: bool, told: Callable[..., Boots]
) -> None:
    boots = told(lines, {"settings.json": "{}", "app.log": ""})
    assert [one.path.removeprefix("./") for one in boots.missed] == ["settings.json"] * missed


@pytest.mark.parametrize(
    ("lines", "folders"),
    [
        ('import os\nos.makedirs("static/uploads", exist_ok=True)', ["static", "static/uploads"]),
        ('from pathlib import Path\nPath("uploads").mkdir(exist_ok=True)', ["uploads"]),
        ('import os\nos.makedirs(app.root_path + "/uploads", exist_ok=True)', []),
        ('import os\nos.chdir(app.root_path)\nos.makedirs("uploads", exist_ok=True)', []),
    ],
)
def test_folders_that_are_made_anew_elsewhere(
    lines: str, folders: list[str], told: Callable[..., Boots]
) -> None:
    boots = told(f"{lines}\n")
    assert [one.path for one in boots.folders] == folders


BESIDE = {"templates/index.html": "hi", "static/shop.css": ""}


@pytest.mark.parametrize(
    ("made", "lost"),
    [
        ("Flask('my shop')", ("templates", "static files")),
        ("Flask(__name__, template_folder=os.path.abspath('templates'))", ("templates",)),
        ("Flask(__name__, template_folder=os.getcwd() + '/templates')", ("templates",)),
        ("Flask(__name__, static_folder=Path('static').resolve())", ("static files",)),
        ("Flask('my shop', root_path=os.path.dirname(os.path.abspath(__file__)))", ()),
        ("Flask(__name__, template_folder=Path(__file__).parent / 'templates')", ()),
        ("Flask('my shop', template_folder='pages', static_folder=None)", ()),
    ],
)
def test_folders_of_the_app_that_are_not_there_elsewhere(
    made: str, lost: tuple[str, ...], told: Callable[..., Boots]
) -> None:
    other = told(f"import os\nfrom pathlib import Path\napp = {made}\n", BESIDE).elsewhere
    assert other is not None
    assert (other.outcome, other.folders) == ("up", lost)


def test_folders_beside_the_module_take_no_further_boot(told: Callable[..., Boots]) -> None:
    assert told("", BESIDE).elsewhere is None


def test_a_relative_database_is_made_anew_elsewhere(told: Callable[..., Boots]) -> None:
    boots = told("import sqlite3\nsqlite3.connect('shop.db').execute('create table if not exists a (b)')\n")
    assert boots.relative == (Relative("shop.db", Place("app.py", 4)),)
    assert boots.elsewhere == OtherBoot("up", made=("shop.db",))


def test_a_database_in_the_working_directory_by_its_whole_path(told: Callable[..., Boots]) -> None:
    lines = "import os, sqlite3\nsqlite3.connect(os.path.join(app.root_path, 'shop.db'))\n"
    boots = told(lines, {"shop.db": ""})
    assert boots.relative == (Relative("shop.db", Place("app.py", 4), there=True, absolute=True),)
    assert (boots.elsewhere, boots.missed) == (OtherBoot("up"), ())


def test_threads_that_run_on(told: Callable[..., Boots]) -> None:
    boots = told(
        """
import threading, time
def poll():
    time.sleep(30)
threading.Thread(target=poll, daemon=True).start()
done = threading.Thread(target=str)
done.start()
done.join()
threading.Timer(30, poll).start()
"""
    )
    place = Place("app.py", 7)
    assert boots.threads == (
        Running("poll", None, daemon=True, place=place),
        Running("poll", None, daemon=False, place=Place("app.py", 11)),
    )


def test_who_started_a_thread(told: Callable[..., Boots], tmp_path: Path) -> None:
    library = tmp_path / "site-packages" / "ticker"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text(
        "import threading, time\n"
        "def start():\n    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n"
    )
    boots = told(f"import sys\nsys.path.append({str(library.parent)!r})\nimport ticker\nticker.start()\n")
    assert boots.threads == (Running("sleep", "ticker", daemon=True, place=Place("app.py", 6)),)


@pytest.mark.parametrize(
    ("line", "leak"),
    [
        ("print(app.config)", Leak("SECRET_KEY", "stdout", Place("app.py", 5))),
        (
            "print('the key', app.secret_key, file=sys.stderr)",
            Leak("SECRET_KEY", "stderr", Place("app.py", 5)),
        ),
        ("app.logger.error('key %s', app.secret_key)", Leak("SECRET_KEY", "log", Place("app.py", 5))),
        ("sys.stdout.write(app.secret_key)", Leak("SECRET_KEY", "stdout")),
        ("os.write(2, app.secret_key.encode())", Leak("SECRET_KEY", "stderr")),
        ("app.logger.debug('key %s', app.secret_key)", None),
        ("print('the key', bool(app.secret_key), app.config.keys())", None),
        ("print(app.secret_key, file=open('/dev/null', 'w'))", None),
        ("print(len(app.secret_key), app.secret_key[:4])", None),
    ],
)
def test_secrets_that_are_written_out(line: str, leak: Leak | None, told: Callable[..., Boots]) -> None:
    boots = told(f"import os, sys\napp.secret_key = {SECRET!r}\n{line}\n")
    assert boots.leaks == ((leak,) if leak else ())


def test_a_word_that_is_used_for_a_secret_may_be_said(told: Callable[..., Boots]) -> None:
    boots = told("app.secret_key = 'development'\napp.config['MAIL_PASSWORD'] = 'changeme1'\n"
                 "print('development server, changeme1 soon')\n")  # fmt: skip
    assert boots.leaks == ()


def test_such_a_word_where_the_line_names_its_key(told: Callable[..., Boots]) -> None:
    boots = told(
        "app.secret_key = 'you-will-never-guess'\n"
        "print('a word: you-will-never-guess')\n"
        "def tell(what): return what\n\n"
        "print(\n    'starting with', app.config['SECRET_KEY'])\n"
    )
    assert boots.leaks == (Leak("SECRET_KEY", "stdout", Place("app.py", 7)),)


def test_what_print_prints_is_what_it_printed_before(told: Callable[..., Boots]) -> None:
    boots = told(
        """
import io
class Once:
    count = 0
    def __str__(self):
        self.count += 1
        return str(self.count)
once, out = Once(), io.StringIO()
print(once, 1, "a", sep="-", end="!")
print(once, file=out)
app.config["SAID"] = out.getvalue()
assert app.config["SAID"] == "2\\n", app.config["SAID"]
"""
    )
    assert boots.leaks == ()


def test_secrets_said_while_the_app_is_asked(told: Callable[..., Boots]) -> None:
    boots = told(
        KEYED + "@app.get('/')\ndef index():\n    print(app.secret_key)\n    return ''\n",
        requests=True,
    )
    assert boots.leaks == (Leak("SECRET_KEY", "stdout", Place("app.py", 6), asked=True),)


READS = "import os\napp.config['URL'] = os.environ.get('SHOP_URL', 'sqlite:///dev.db')\n"
BY_FLASKENV = Dotenv(
    ".flaskenv", ("SHOP_URL",), Place(".flaskenv", 1), without=OtherBoot("up", config=("URL",))
)


@pytest.mark.parametrize(
    ("lines", "files", "dotenv"),
    [
        (
            READS,
            {".env": "OTHER=1\nSHOP_URL=postgresql://h/x\n"},
            (Dotenv(".env", ("SHOP_URL",), Place(".env", 2), without=OtherBoot("up", config=("URL",))),),
        ),
        (READS, {".env": "OTHER=1\n"}, ()),
        (READS, {}, ()),
        ("from dotenv import load_dotenv\nload_dotenv()\n" + READS, {".env": "SHOP_URL=x\n"}, ()),
        (
            READS,
            {".env": "SHOP_URL=x\n", "compose.yaml": "services: {web: {env_file: .env}}\n"},
            (Dotenv(".env", ("SHOP_URL",), Place(".env", 1), loaded_by="compose.yaml"),),
        ),
        (
            READS,
            {
                ".env": "SHOP_URL=x\n",
                "Procfile": "web: gunicorn --chdir src app:app",
                "src/app.py": APP + READS,
            },
            (Dotenv(".env", ("SHOP_URL",), Place(".env", 1), without=OtherBoot("up", config=("URL",))),),
        ),
        (READS, {".env": "SHOP_URL=x\n", "fly.toml": "[env]\nSHOP_URL = 'y'\n"}, ()),
        (READS, {".flaskenv": "SHOP_URL=x\n", "Procfile": "web: gunicorn app:app"}, (BY_FLASKENV,)),
        (
            "from dotenv import load_dotenv\nload_dotenv()\n" + READS,
            {".flaskenv": "SHOP_URL=x\n", ".env": "SHOP_MAIL=y\n", "Procfile": "web: gunicorn app:app"},
            (BY_FLASKENV,),
        ),
        (
            READS + "app.config['MAIL'] = os.environ.get('SHOP_MAIL')\n",
            {".env": "SHOP_URL=x\n", ".flaskenv": "SHOP_MAIL=y\n", "Procfile": "web: gunicorn app:app"},
            (
                Dotenv(
                    ".env", ("SHOP_URL",), Place(".env", 1), without=OtherBoot("up", config=("MAIL", "URL"))
                ),
                Dotenv(
                    ".flaskenv",
                    ("SHOP_MAIL",),
                    Place(".flaskenv", 1),
                    without=OtherBoot("up", config=("MAIL", "URL")),
                ),
            ),
        ),
        (
            READS,
            {".flaskenv": "SHOP_URL=x\nFLASK_ENV=development\n", "Procfile": "web: gunicorn app:app"},
            (Dotenv(".flaskenv", ("SHOP_URL",), Place(".flaskenv", 1), development=True),),
        ),
    ],
)
def test_what_only_a_dotenv_file_gives(
    lines: str,
    files: dict[str, str],
    dotenv: Any,
    told: Callable[..., Boots],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SHOP_URL", raising=False)
    assert told(lines, files).dotenv == dotenv


@pytest.mark.parametrize("text", ["A=b".encode("utf-16"), b"A=caf\xe9", bytes(range(256))])
def test_a_dotenv_file_that_is_no_utf_8(text: bytes, told: Callable[..., Boots]) -> None:
    assert told("", {".env": text}).undecodable == (".env",)


def test_an_app_that_does_not_come_up_without_its_dotenv_file(told: Callable[..., Boots]) -> None:
    """The incident: `flask run` works, gunicorn's workers fail to boot."""
    boots = told(
        "import os\napp.config['PRICE'] = int(os.environ.get('SHOP_PRICE'))\n", {".env": "SHOP_PRICE=3"}
    )
    without = boots.dotenv[0].without
    assert without is not None
    assert (without.outcome, without.crash.type) == ("raised", "TypeError")


HARD = Place("app.py", 3)
BY_STAGE = f"""
import os
if os.environ.get("STAGE") == "production":
    app.secret_key = os.environ["SECRET_KEY"]
else:
    app.secret_key = {SECRET!r}
"""
OVERRIDDEN = f"""
import os
open(".env", "w").write("SECRET_KEY={SECRET}")
from dotenv import load_dotenv
load_dotenv(override=True)
app.secret_key = os.environ["SECRET" + "_KEY"]
"""


MISSPELT = "import os\napp.config['SECRET_KEY'] = os.environ.get('SECRETKEY')\n"
LISTED = """
import os
app.config.update({'SECRET_KEY': os.environ.get('SECRETKEY')})
key = app.config.get('SECRET_KEY')
"""
LATER = MISSPELT + "def key():\n    return os.environ['SECRET_KEY']\n"
GIVEN = {"set": (("SECRET_KEY", "given-for-the-release"),)}
FOR_NOTHING = Ignored("SECRET_KEY", "SECRET_KEY", True, Place(), Place(), "--set or --env-file", keyless=True)


@pytest.mark.parametrize(
    ("lines", "files", "settings", "ignored"),
    [
        (MISSPELT, {}, GIVEN, (FOR_NOTHING,)),
        (LISTED, {}, GIVEN, (FOR_NOTHING,)),
        (
            MISSPELT.replace("SECRETKEY", "SECRET_KEY"),
            {"fly.toml": "[env]\nSECRETKEY = 'x'\n"},
            {},
            (replace(FOR_NOTHING, variable="SECRETKEY", place=Place("fly.toml", 2), named_in="fly.toml"),),
        ),
        (MISSPELT, {}, {}, ()),
        (MISSPELT, {}, {"set": (("STRIPE_SECRET_KEY", "x"), ("SECRET_KEY_FILE", "x"))}, ()),
        (LATER, {}, GIVEN, ()),  # by a view, perhaps
        ("import os\nvalues = dict(os.environ.items())\n", {}, GIVEN, ()),
        ("import os\napp.config['SECRET_KEY'] = os.environ.get('SECRET_KEY')\n", {}, GIVEN, ()),
        (MISSPELT, {}, {"set": (("SECRETKEY", "given-for-the-release"),)}, ()),
        (
            KEYED,
            {".env.example": "# the key\nSECRET_KEY=change-me\n"},
            {},
            (Ignored("SECRET_KEY", "SECRET_KEY", True, Place(".env.example", 2), HARD, ".env.example"),),
        ),
        (
            KEYED,
            {"render.yaml": "services:\n- envVars:\n  - key: SHOP_SECRET_KEY\n    generateValue: true\n"},
            {},
            (Ignored("SHOP_SECRET_KEY", "SECRET_KEY", True, Place("render.yaml", 3), HARD, "render.yaml"),),
        ),
        (
            KEYED,
            {},
            {"set": (("SECRET_KEY", "given-for-the-release"),)},
            (Ignored("SECRET_KEY", "SECRET_KEY", True, HARD, HARD, "--set or --env-file"),),
        ),
        (
            f"{KEYED}import os\napp.config['JWT_SECRET_KEY'] = os.environ['JWT_SECRET_KEY']\n",
            {},
            {"set": (("JWT_SECRET_KEY", "of-the-tokens-alone"), ("SECRET_KEY", "given-for-the-release"))},
            (Ignored("SECRET_KEY", "SECRET_KEY", True, HARD, HARD, "--set or --env-file"),),
        ),
        (KEYED, {}, {}, ()),
        (KEYED, {"compose.override.yaml": "services: {db: {environment: [SECRET_KEY=x]}}"}, {}, ()),
        (KEYED, {".env.example": "# SECRET_KEY=x\nSECRET_KEY_FILE=x\nMAIL_PASSWORD=x\n"}, {}, ()),
        (
            "import os\napp.config['SECRET_KEY'] = os.environ.get('SECRET_KEY', 'a-fallback')\n",
            {".env.example": "SECRET_KEY=\n"},
            {},
            (),
        ),
        (
            KEYED,
            {
                "Dockerfile": "FROM python:3.12\nENV SECRET_KEY=changeme\nENTRYPOINT ./entrypoint.sh\n",
                "entrypoint.sh": "echo \"SECRET_KEY='$SECRET_KEY'\" > shop.cfg\nexec gunicorn app:app\n",
            },
            {},
            (),
        ),
        (
            BY_STAGE,
            {".env.example": "SECRET_KEY=\n"},
            {},
            (),
        ),
        (
            f"{KEYED}app.config.from_prefixed_env('SHOP')\n",
            {".env.example": "SHOP_SECRET_KEY=\n"},
            {},
            (),
        ),
        (
            OVERRIDDEN,
            {".env.example": "SECRET_KEY=\n"},
            {},
            (),
        ),
    ],
)
def test_variables_that_are_ignored(
    lines: str, files: dict[str, str], settings: Any, ignored: Any, told: Callable[..., Boots]
) -> None:
    assert told(lines, files, **settings).ignored == ignored


def test_a_deprecated_call(told: Callable[..., Boots]) -> None:
    boots = told("import flask\nversion = flask.__version__\n")
    assert [(one.library, one.place) for one in boots.deprecations] == [("flask", Place("app.py", 4))]


@pytest.mark.parametrize(
    ("code", "of_the_app"),
    [("flask.__version__", False), ("def version():\\n    return flask.__version__", True)],
    ids=["while it is imported", "called by the app"],
)
def test_a_deprecated_call_of_a_companion(code: str, of_the_app: bool, told: Callable[..., Boots]) -> None:
    boots = told(
        f"""
import flask
library = {{"__name__": "flask_sqlalchemy", "flask": flask, "version": str}}
exec(compile("{code}", "/site/flask_sqlalchemy.py", "exec"), library)
library["version"]()
"""
    )
    assert [one.place.line for one in boots.deprecations] == ([7] if of_the_app else [])


def test_the_apps_own_filters_see_what_they_saw(told: Callable[..., Boots]) -> None:
    boots = told(
        """
import warnings
def old():
    warnings.warn("old", DeprecationWarning, stacklevel=2)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    old()
    warnings.warn("here")
assert [(one.filename.split("/")[-1], one.lineno) for one in seen] == [("app.py", 9), ("app.py", 10)], seen
"""
    )
    assert boots.deprecations == ()


FACTORY = """
from flask import Blueprint, Flask
bp = Blueprint("shop", __name__)
def create_app(name="shop"):
    app = Flask(__name__)
    %s
    app.register_blueprint(bp)
    return app
"""


@pytest.mark.parametrize(
    ("line", "fails"), [("bp.add_url_rule('/', 'index', lambda: '')", "AssertionError"), ("pass", None)]
)
def test_a_factory_called_twice(line: str, fails: str | None, gathered: Gathered) -> None:
    boots = gathered({"app.py": FACTORY % line}, requests=True).boots
    assert boots is not None
    assert boots.factory is not None
    assert (boots.factory.name, boots.factory.place) == ("create_app", Place("app.py", 3))
    assert (boots.factory.crash and boots.factory.crash.type) == fails


CONFIGURING = """
from flask import Blueprint, Flask
bp = Blueprint("shop", __name__)
app = Flask(__name__)
def create_app(name):
    %s
    return app
"""


@pytest.mark.parametrize(
    ("line", "fails"),
    [("app.register_blueprint(bp)", "AssertionError"), ("app.config['NAME'] = name", None)],
)
def test_a_function_that_sets_up_the_apps_own_object(
    line: str, fails: str | None, gathered: Gathered
) -> None:
    target = "app:create_app('shop')"
    boots = gathered({"app.py": CONFIGURING % line}, requests=True, target=target).boots
    assert boots is not None
    assert boots.factory is not None
    assert (boots.factory.name, boots.factory.place) == ("create_app", Place("app.py", 4))
    assert (boots.factory.crash and boots.factory.crash.type) == fails


def test_flask_is_left_to_be_imported_once_hangs_are_watched(python: Interpreter) -> None:
    inside = str(SCRIPT.parents[1])
    script = (
        f"import sys; sys.path.insert(0, {inside!r}); import inside.work; sys.exit('flask' in sys.modules)"
    )
    assert subprocess.run([python.path, "-I", "-c", script], check=False).returncode == 0


def test_no_factory(told: Callable[..., Boots]) -> None:
    assert told("", requests=True).factory is None


@pytest.mark.parametrize(("then", "said"), [("", ["outer"]), ("return", ["inner"])])
def test_what_a_thread_starts_is_its_work_while_it_runs(
    gathered: Gathered, then: str, said: list[str]
) -> None:
    lines = (
        "import threading, time",
        "def outer():",
        "    threading.Thread(target=inner, daemon=True).start()",
        f"    {then or 'time.sleep(9)'}",
        "def inner():",
        "    time.sleep(9)",
        "first = threading.Thread(target=outer, daemon=True)",
        "first.start()",
        "first.join(0.3)",
    )
    boots = gathered({"app.py": APP + "\n".join(lines) + "\n"}).boots
    assert boots is not None
    assert [one.name for one in boots.threads] == said
