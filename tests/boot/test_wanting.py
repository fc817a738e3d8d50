"""An app that does not come up tells all that it will ask for, and not one thing after the other."""

import subprocess
from collections.abc import Callable

import pytest

from releasecheck.facts.boot import Boot
from tests.boot.conftest import Gathered

APP = "import os\nfrom flask import Flask\napp = Flask(__name__)\n"


def booted(gathered: Gathered, files: dict[str, str], **more: object) -> Boot:
    boot = gathered(files, **more).boot
    assert boot is not None
    return boot


def test_all_variables_of_the_files_that_are_reached(gathered: Gathered) -> None:
    boot = booted(
        gathered,
        {
            "app.py": f"{APP}from shop_config import Config\n"
            'A = os.environ["SHOP_A"]\nB = os.environ["SHOP_B"]\n'
            'def view():\n    return os.environ["SHOP_LATE"]\n',
            "shop_config.py": "import os\nclass Config:\n    dsn = os.getenv('SHOP_DSN')\n"
            "    port = int(os.getenv('SHOP_PORT', '1'))\n"
            "    def __init__(self):\n        os.environ['SHOP_C']\n",
            "beside.py": 'import os\nX = os.environ["SHOP_SCRIPT"]\n',
            ".env.example": "SHOP_A=\nSHOP_B=\n",
        },
    )
    assert boot.crash is not None
    assert boot.crash.subject == "SHOP_A"
    assert boot.wanting.fatal == ("SHOP_A", "SHOP_B", "SHOP_C")
    assert boot.wanting.other == ("SHOP_DSN", "SHOP_LATE")
    assert boot.wanting.samples == (".env.example",)


def test_a_package_is_reached_as_a_whole_and_what_is_given_is_not_asked_for(gathered: Gathered) -> None:
    boot = booted(
        gathered,
        {
            "wsgi.py": "from shop import create_app\napp = create_app()\n",
            "shop/__init__.py": "import os\nfrom flask import Flask\ndef create_app():\n"
            "    from . import db\n    app = Flask(__name__)\n    app.secret_key = os.environ['SHOP_KEY']\n"
            "    return app\n",
            "shop/db.py": "import os\nURL = os.environ['SHOP_URL']\nNAME = os.environ['SHOP_NAME']\n",
            "shop/.env": "",
            ".env.local": "SHOP_FILE=1\n",
        },
        set=(("SHOP_NAME", "x"),),
    )
    assert boot.wanting.fatal == ("SHOP_KEY", "SHOP_URL")


def test_relative_imports_reach_as_well(gathered: Gathered) -> None:
    boot = booted(
        gathered,
        {
            "shop/app.py": f"{APP}from . import db\nraise RuntimeError('no')\n",
            "shop/db.py": "import os\nURL = os.environ['SHOP_URL']\n",
            "shop/beside.py": "import os\nX = os.environ['SHOP_SCRIPT']\n",
        },
        target="shop.app:app",
    )
    assert boot.wanting.fatal == ("SHOP_URL",)


def test_modules_that_are_not_there_are_all_named(gathered: Gathered) -> None:
    boot = booted(
        gathered,
        {
            "app.py": f"{APP}import shop_absent\nimport shop_parts\nimport json\n",
            "shop_parts.py": "import shop_gone.deep\n"
            "try:\n    import shop_optional\nexcept ImportError:\n    pass\n"
            "def late():\n    import shop_late\n",
            "script.py": "import shop_unreached\n",
        },
    )
    assert boot.wanting.modules == ("shop_absent", "shop_gone")
    assert boot.wanting.place.line == 4


def test_what_wtforms_imports_for_addresses_is_named_too(gathered: Gathered) -> None:
    boot = booted(
        gathered,
        {
            "app.py": f"{APP}import shop_absent\nimport shop_forms\n",
            "shop_forms.py": "from wtforms import Form, StringField\nfrom wtforms.validators import Email\n"
            "class Join(Form):\n    address = StringField(validators=[Email()])\n",
            "wtforms/__init__.py": "",
        },
    )
    assert boot.wanting.modules == ("shop_absent", "email_validator")


def test_an_app_that_comes_up_wants_nothing(gathered: Gathered) -> None:
    boot = booted(gathered, {"app.py": f"{APP}A = os.environ.get('SHOP_A')\n"})
    assert (boot.outcome, boot.wanting.other) == ("up", ())


EXITS = """import os, socket, sys
from flask import Flask
app = Flask(__name__)
try:
    {}
except Exception as problem:
    print(problem)
    sys.exit(1)
"""


@pytest.mark.parametrize(
    ("tries", "cause", "subject"),
    [
        ("socket.create_connection(('127.0.0.1', 9), timeout=1)", "service", None),
        ("os.environ['SHOP_KEY']", "environment-variable", "SHOP_KEY"),
        ("1 / 0", "other", None),
    ],
)
def test_why_an_app_leaves(gathered: Gathered, tries: str, cause: str, subject: str | None) -> None:
    boot = booted(gathered, {"app.py": EXITS.format(tries)})
    assert (boot.outcome, boot.place.line) == ("exited", 8)
    assert boot.crash is not None
    assert (boot.crash.cause, boot.crash.subject) == (cause, subject)


def test_what_an_app_says_when_it_leaves(gathered: Gathered) -> None:
    boot = booted(gathered, {"app.py": f"{APP}import sys\nsys.exit('no SHOP_KEY')\n"})
    assert boot.crash is not None
    assert (boot.crash.type, boot.crash.message) == ("SystemExit", "no SHOP_KEY")


@pytest.mark.parametrize(
    ("last", "kind", "words"),
    [
        (
            "import argparse\nargparse.ArgumentParser().parse_args()",
            "SystemExit",
            "gunicorn: error: unrecognized arguments: app",
        ),
        (
            "import click\n@click.command()\ndef go(): ...\ngo()",
            "click.exceptions.UsageError",
            "Got unexpected extra argument (app)",
        ),
    ],
)
def test_the_words_of_who_parses_the_command_line(
    gathered: Gathered, last: str, kind: str, words: str
) -> None:
    boot = booted(gathered, {"app.py": f"{APP}{last}\n"})
    assert (boot.outcome, boot.exit_code) == ("exited", 2)
    assert boot.crash is not None
    assert (boot.crash.type, boot.crash.message) == (kind, words)


@pytest.mark.parametrize(("listed", "cause"), [("*.pkl\n", "missing-file"), ("", "other")])
def test_a_file_that_is_not_there_and_that_git_ignores(
    gathered: Gathered, project: Callable[..., object], listed: str, cause: str
) -> None:
    folder = project({".gitignore": listed})
    subprocess.run(["git", "init", "-q"], cwd=str(folder), check=True)
    boot = booted(gathered, {"app.py": f"{APP}open('models/model.pkl', 'rb')\n"})
    assert boot.crash is not None
    assert (boot.crash.cause, boot.crash.file) == (cause, "models/model.pkl")


@pytest.mark.parametrize(
    ("listed", "beside", "said"),
    [
        ("shop_keys.py\n", None, ("missing-file", "shop_keys.py", None)),
        (
            "shop_keys.py\n",
            "shop_keys.py.example",
            ("missing-file", "shop_keys.py", "shop_keys.py.example"),
        ),
        ("*_keys.py\n", "shop_keys_sample.py", ("missing-file", "shop_keys.py", "shop_keys_sample.py")),
        ("", "shop_keys.py.example", ("missing-module", "shop_keys", None)),
        ("*\n!app.py\n", None, ("missing-module", "shop_keys", None)),
    ],
    ids=["ignored", "with an example", "by a pattern", "not ignored", "all is ignored"],
)
def test_a_module_that_is_not_there_and_that_git_ignores(
    gathered: Gathered,
    project: Callable[..., object],
    listed: str,
    beside: str | None,
    said: tuple[str, str, str | None],
) -> None:
    folder = project({".gitignore": listed, **({beside: ""} if beside else {})})
    subprocess.run(["git", "init", "-q"], cwd=str(folder), check=True)
    boot = booted(gathered, {"app.py": f"{APP}from shop_keys import KEY\n"})
    assert boot.crash is not None
    assert (boot.crash.cause, boot.crash.subject, boot.crash.example) == said


UNSET = (
    "app.config.from_object('settings')\nif 'PAGE' not in app.config:\n    raise RuntimeError('no PAGE')\n"
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"settings/__init__.py.example": "PAGE = 1\n"}, ("missing-file", "settings/__init__.py.example")),
        ({"settings/__init__.py.dist": "PAGE = 1\n"}, ("missing-file", "settings/__init__.py.dist")),
        ({"settings/__init__.py.example": "", "settings/__init__.py": ""}, ("other", None)),
        ({"settings/__init__.py.example": "", "settings/other.py": ""}, ("other", None)),
        ({"settings/__init__.py.orig": "", "settings/x.txt": ""}, ("other", None)),
        ({"settings/__init__.py.example": "", ".gitignore": ""}, ("other", None)),
        ({"settings/x.txt": "", "others/__init__.py.example": ""}, ("other", None)),
    ],
    ids=["example", "dist", "there", "with modules", "no example", "not ignored", "not named"],
)
def test_a_package_of_which_only_the_example_is_there(
    gathered: Gathered, project: Callable[..., object], files: dict[str, str], said: tuple[str, str | None]
) -> None:
    folder = project({".gitignore": "settings/__init__.py\nothers/__init__.py\n", **files})
    subprocess.run(["git", "init", "-q"], cwd=str(folder), check=True)
    boot = booted(gathered, {"app.py": f"{APP}{UNSET}"})
    assert boot.crash is not None
    assert (boot.crash.cause, boot.crash.example) == said


UNKEPT = {
    "below a package": ("from shop.keys import KEY\n", {}, ["shop/keys.py"]),
    "relatively": ("import shop.parts\n", {"shop/parts.py": "from .keys import KEY\n"}, ["shop/keys.py"]),
    "beside": ("import keys\n", {}, ["keys.py"]),
    "as an extension": ("from shop.keys import KEY\n", {"shop/keys.cpython-311-x86_64.so": ""}, []),
    "as a package": ("from shop.keys import KEY\n", {"shop/keys/__init__.py": "KEY = 1\n"}, []),
    "with an example": ("from shop.keys import KEY\n", {"shop/keys.py.example": ""}, []),
    "in a try": ("try:\n    from shop.keys import KEY\nexcept ImportError:\n    pass\n", {}, []),
    "of another name": ("from shop.labels import KEY\n", {}, []),
    "with all of its folder": ("from shop.keys import KEY\n", {".gitignore": "/shop/*\n"}, []),
    "of a library": ("import flask.keys\n", {}, []),
}


@pytest.mark.parametrize(("line", "files", "paths"), UNKEPT.values(), ids=UNKEPT)
def test_all_modules_that_git_ignores_are_told_at_once(
    gathered: Gathered, project: Callable[..., object], line: str, files: dict[str, str], paths: list[str]
) -> None:
    beside = {"shop/__init__.py": "", ".gitignore": "keys.py\n", **files}
    folder = project(beside)
    subprocess.run(["git", "init", "-q"], cwd=str(folder), check=True)
    boot = booted(gathered, {**beside, "app.py": f"{APP}import shop_absent\n{line}"})
    assert [one.path for one in boot.wanting.unkept] == paths
    assert boot.wanting.modules == ("shop_absent",)


CONFIG = [
    ("from_prefixed_env('SHOP')", "SHOP_DB_PROVIDER"),
    ("from_prefixed_env(prefix='')", "_DB_PROVIDER"),
    ("from_prefixed_env()", "FLASK_DB_PROVIDER"),
    ("from_mapping(os.environ)", "DB_PROVIDER"),
    ("update(os.environ)", "DB_PROVIDER"),
    ("from_envvar('SHOP_SETTINGS', silent=True)", "SHOP_SETTINGS"),
    ("from_mapping(OTHER=1)", None),
]


@pytest.mark.parametrize(("load", "subject"), CONFIG)
def test_a_config_key_that_the_environment_was_to_give(
    gathered: Gathered, load: str, subject: str | None
) -> None:
    boot = booted(gathered, {"app.py": f"{APP}app.config.{load}\napp.config['DB_PROVIDER']\n"})
    assert boot.crash is not None
    assert boot.crash.subject == subject


@pytest.mark.parametrize(
    ("source", "subject"),
    [
        ("os.environ.get('SHOP_FLAG', False).lower()", "SHOP_FLAG"),
        ("X = os.environ.get('SHOP_FLAG', False)\nX.lower()", "SHOP_FLAG"),
        ("int(os.environ.get('SHOP_PORT', ''))", "SHOP_PORT"),
        ("int(os.getenv('SHOP_PORT'))", "SHOP_PORT"),
        ("os.path.join(os.getenv('SHOP_DIR'), 'x')", "SHOP_DIR"),
        ("import urllib.request\nurllib.request.urlopen(os.getenv('SHOP_URL', ''))", "SHOP_URL"),
        ("import ipaddress\nHOST = os.getenv('SHOP_HOST')\nipaddress.ip_network(HOST)", "SHOP_HOST"),
        ("os.environ.get('SHOP_FLAG', 'on').nothing()", None),
        ("os.getenv('SHOP_FLAG')\nint('x')", None),
        ("raise RuntimeError('SHOP_TOKEN not found in environment')", "SHOP_TOKEN"),
        ("raise RuntimeError('set the environment variable SHOP_TOKEN')", "SHOP_TOKEN"),
        ("raise RuntimeError('PATH_X is required')", None),
    ],
)
def test_what_came_of_an_unset_variable(gathered: Gathered, source: str, subject: str | None) -> None:
    boot = booted(gathered, {"app.py": f"{APP}{source}\n"})
    assert boot.crash is not None
    assert boot.crash.subject == subject


@pytest.mark.parametrize(
    ("asked", "used", "subject"),
    [
        ("TOKEN: str = os.getenv('SHOP_TOKEN', '')", "ip_network(TOKEN)", "SHOP_TOKEN"),
        ("TOKEN = os.getenv('SHOP_TOKEN')", "ip_network(\n    TOKEN,\n)", "SHOP_TOKEN"),
        # what stands in for a secret is made up, what stands in for another thing is the project's own
        ("TOKEN = os.getenv('SHOP_TOKEN', 'your-token')", "ip_network(TOKEN)", "SHOP_TOKEN"),
        ("TOKEN = os.getenv('SHOP_NET', 'everything')", "ip_network(TOKEN)", None),
        ("TOKEN = os.getenv('SHOP_TOKEN', '')", "ip_network('x')", None),
        ("OTHER = os.getenv('SHOP_TOKEN', '')\nTOKEN = 'x'", "ip_network(TOKEN)", None),
    ],
)
def test_a_constant_of_another_file_that_a_library_refuses(
    gathered: Gathered, asked: str, used: str, subject: str | None
) -> None:
    imports = "from ipaddress import ip_network\nfrom settings import TOKEN"
    files = {"app.py": f"{APP}{imports}\nnet = {used}\n", "settings.py": f"import os\n{asked}\n"}
    boot = booted(gathered, files)
    assert boot.crash is not None
    assert boot.crash.subject == subject


@pytest.mark.parametrize(
    ("source", "subject"),
    [
        ("ip_network(os.getenv('SHOP_TOKEN', 'your-token'))", "SHOP_TOKEN"),
        ("TOKEN = os.getenv('SHOP_TOKEN', 'your-token')\nip_network(TOKEN)", "SHOP_TOKEN"),
        (
            "def other():\n    TOKEN = os.getenv('SHOP_TOKEN', 'x')\nother()\nTOKEN = 'y'\nip_network(TOKEN)",
            None,
        ),
    ],
)
def test_a_stand_in_for_a_secret_that_a_library_refuses(
    gathered: Gathered, source: str, subject: str | None
) -> None:
    boot = booted(gathered, {"app.py": f"{APP}from ipaddress import ip_network\n{source}\n"})
    assert boot.crash is not None
    assert boot.crash.subject == subject


URL_READER = "def make_url(text):\n    return int(text.rpartition(':')[2].partition('/')[0])\n"


@pytest.mark.parametrize(
    ("default", "used", "subject"),
    [
        (", ''", "shop_url.make_url(URL)", "DB_PORT"),
        ("", "shop_url.make_url(URL)", "DB_PORT"),
        (", '5432'", "shop_url.make_url(':/shop')", None),  # it falls back on a port
        (", ''", "int(open(__file__).read(0))", None),  # the project's own number
    ],
)
def test_a_port_in_the_address_that_a_library_reads(
    gathered: Gathered,
    project: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    *,
    default: str,
    used: str,
    subject: str | None,
) -> None:
    folder = project({"site-packages/shop_url.py": URL_READER})
    monkeypatch.setenv("PYTHONPATH", f"{folder}/site-packages")
    config = (
        f"import os, shop_url\nhost = os.getenv('DB_HOST', '')\nport = os.getenv('DB_PORT'{default})\n"
        f"URL = f'postgresql://{{host}}:{{port}}/shop'\n{used}\n"
    )
    boot = booted(gathered, {"app.py": f"{APP}import settings\n", "settings.py": config})
    assert boot.crash is not None
    assert boot.crash.subject == subject
    hollow = {one.name for one in boot.env_reads if one.hollow}
    assert hollow == ({"DB_HOST", "DB_PORT"} if default == ", ''" else {"DB_HOST"})


def test_where_in_a_library_it_was_raised(
    gathered: Gathered, project: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"site-packages/shop_cache.py": "from flask import Nothing\n"})
    monkeypatch.setenv("PYTHONPATH", f"{folder}/site-packages")
    boot = booted(gathered, {"app.py": f"{APP}import shop_cache\n"})
    assert boot.crash is not None
    assert boot.crash.library == "shop_cache.py:1"
    assert boot.crash.place.line == 4


MAIL = "import os\n\nRETRIES = 3\n\n\ndef send():\n    return os.getpid()\n"


@pytest.mark.parametrize(
    ("line", "files", "path"),
    [
        ("from services.mail import RETRIES, send", {"mail.py": MAIL}, "mail.py"),
        ("from services.mail import send", {"lib/mail.py": MAIL}, "lib/mail.py"),
        ("from services.mail import send, receive", {"mail.py": MAIL}, None),
        ("from services.mail import os", {"mail.py": MAIL}, None),
        ("from services.mail import send", {"post.py": MAIL}, None),
        ("from services.mail import send", {"mail.py": MAIL, "lib/mail.py": MAIL}, None),
        ("import services", {"mail.py": MAIL}, None),
        ("from services import send", {"mail.py": MAIL}, None),
        ("from services.mail import send", {"mail.py": "def ("}, None),
    ],
)
def test_a_module_of_the_project_by_another_name(
    gathered: Gathered, line: str, files: dict[str, str], path: str | None
) -> None:
    boot = booted(gathered, {"app.py": f"{line}\n{APP}", **files})
    assert boot.crash is not None
    assert boot.crash.cause == "missing-module"
    assert [one.path for one in boot.wanting.moved] == ([path] if path else [])
    assert boot.wanting.modules == (() if path else ("services",))
