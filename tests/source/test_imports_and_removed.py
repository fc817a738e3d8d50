"""Imports from outside the project, and uses of what Flask has removed."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.imports import ApiUse, IdleGuard, Import
from tests.source.conftest import Index


@pytest.mark.parametrize(
    ("source", "imports"),
    [
        ("import os, flask.cli\n", [Import("flask", Place("app.py", 1, 1))]),
        ("from flask_login.utils import x\n", [Import("flask_login", Place("app.py", 1, 1))]),
        ("from . import x\nfrom .a import b\nfrom __future__ import annotations\n", []),
        ("try:\n    import a\nexcept ImportError:\n    pass\n", [Import("a", Place("app.py", 2, 5), True)]),
        ("if x:\n    import a\nimport a.b\n", [Import("a", Place("app.py", 3, 1))]),
        ("def f():\n    import a\n", [Import("a", Place("app.py", 2, 5), lazy=True)]),
        ("import a\ndef f():\n    import a\n", [Import("a", Place("app.py", 1, 1))]),
    ],
)
def test_imports(index: Index, source: str, imports: list[Import]) -> None:
    assert list(index(source).facts.imports) == imports


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from flask_login import login_required\n", ["login_required"]),
        ("from a import login_required as must\n", ["must"]),
        ("from a import admin as admin_required\n", []),
        ("from a import b_required as a_required\n", ["a_required"]),
        ("from flask_login import login_required\n@login_required\ndef f(): ...\n", []),
        ("from flask_login import login_required\n# @login_required\ndef f(): ...\n", []),
        ("def f():\n    from flask_login import login_required\n", []),
        ("from flask_login import login_required, current_user\nmy_login_required = 1\n", ["login_required"]),
    ],
)
def test_guards_that_are_imported_for_nothing(index: Index, source: str, names: list[str]) -> None:
    found = [IdleGuard(name, Place("app.py", 1, 1)) for name in names]
    assert list(index(source).facts.idle_guards) == found


def test_own_imports(index: Index) -> None:
    files = {
        "shop/__init__.py": "from shop import views\nif DEBUG:\n    from shop import sms\n",
        "shop/views.py": "def v():\n    from . import sms\n    from .pay.cards import charge\n",
        "shop/sms.py": "def s():\n    import shop.pay\n    from shop.sms import s\n",
        "shop/pay/__init__.py": "",
        "shop/pay/cards.py": "import requests\nfrom shop import sms\n",
        "tests/test_shop.py": "def test():\n    from shop.pay import cards\n",
    }
    found = [(one.path, one.place.path, one.place.line) for one in index(files).facts.own_imports if one.late]
    assert found == [
        ("shop/pay/__init__.py", "shop/sms.py", 2),
        ("shop/__init__.py", "shop/views.py", 2),
        ("shop/sms.py", "shop/views.py", 2),
        ("shop/pay/cards.py", "shop/views.py", 3),
    ]
    eager = [one for one in index(files).facts.own_imports if not one.late]
    assert [(one.path, str(one.place), one.conditional) for one in eager] == [
        ("shop/views.py", "shop/__init__.py:1:1", False),
        ("shop/sms.py", "shop/__init__.py:3:5", True),
        ("shop/__init__.py", "shop/pay/cards.py:2:1", False),
        ("shop/sms.py", "shop/pay/cards.py:2:1", False),
    ]


def test_imports_of_an_app_in_a_folder_of_its_own(index: Index) -> None:
    files = {
        "backend/app.py": "from shop import create\nimport config\nimport json, redis\n",
        "backend/config.py": "",
        "backend/shop/__init__.py": "from shop.views import bp\nimport redis\n",
        "backend/shop/views.py": "from config import KEY\n",
        "backend/shop/redis.py": "",  # beside the importer in a package: not what `import redis` finds
        "backend/json.py": "",  # the standard library comes first in all that is written for it
    }
    assert [(one.path, str(one.place)) for one in index(files).facts.own_imports] == [
        ("backend/shop/__init__.py", "backend/app.py:1:1"),
        ("backend/config.py", "backend/app.py:2:1"),
        ("backend/shop/views.py", "backend/shop/__init__.py:1:1"),
        ("backend/config.py", "backend/shop/views.py:1:1"),
    ]


FLASK = """\
from flask import Flask, Blueprint, send_file, current_app
app = Flask(__name__)
bp = Blueprint('b', __name__)
"""


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from flask import Markup as M\n", ["flask.Markup"]),
        ("import flask as f\ndef v():\n    return f.escape('')\n", ["flask.escape"]),
        ("from werkzeug import urls\ndef v():\n    urls.url_quote('')\n", ["werkzeug.urls.url_quote"]),
        ("from wtforms.fields.html5 import DateField\n", ["wtforms.fields.html5.DateField"]),
        ("import wtforms\nname = wtforms.TextField()\n", ["wtforms.TextField"]),
        ("from wtforms.fields import DateField\nfrom wtforms import StringField\n", []),
        (FLASK + "@app.before_first_request\ndef f(): pass\n", ["Flask.before_first_request"]),
        (FLASK + "@bp.before_app_first_request\ndef f(): pass\n", ["Blueprint.before_app_first_request"]),
        (FLASK + "app.json_encoder = object\n", ["Flask.json_encoder"]),
        (FLASK + "def v():\n    return current_app.env\n", ["Flask.env"]),
        (FLASK + "app.config.from_json('x')\n", ["Config.from_json"]),
        (
            FLASK + "def v():\n    return send_file('', attachment_filename='')\n",
            ["flask.send_file(attachment_filename=)"],
        ),
        (
            (
                "from werkzeug.security import generate_password_hash as g, generate_password_hash\n"
                "def v():\n    generate_password_hash('', 'sha256')\n"
            ),
            ['werkzeug.security.generate_password_hash(method="sha256")'],
        ),
        (
            "from .models import *\ndef v():\n    generate_password_hash('', method='sha256')\n",
            ['werkzeug.security.generate_password_hash(method="sha256")'],
        ),
    ],
)
def test_uses_of_what_was_removed(index: Index, source: str, names: list[str]) -> None:
    assert [one.name for one in index(source).facts.api_uses] == names


@pytest.mark.parametrize(
    "source",
    [
        "from markupsafe import Markup, escape\nMarkup('')\n",
        "from .flask import Markup\n",
        "from html import escape\nescape('')\n",
        "class urls:\n    pass\nurls.url_quote('')\n",
        FLASK + "print(app.json_encoder)\nclient.before_first_request\n",
        "def setup(app):\n    return app.env.doc\n",
        "from mine import send_file\nsend_file('', attachment_filename='')\n",
        "from werkzeug.security import generate_password_hash\ngenerate_password_hash('', 'scrypt')\n",
        "from flask import send_file\nsend_file('', download_name='')\n",
        "from a import *\nfrom b import generate_password_hash\ngenerate_password_hash('', method='md5')\n",
        "def generate_password_hash(text, method): ...\ngenerate_password_hash('', method='sha256')\n",
    ],
)
def test_what_has_only_the_name(index: Index, source: str) -> None:
    assert index(source).facts.api_uses == ()


def test_where_it_stands(index: Index) -> None:
    guarded = "import flask\ntry:\n    from flask import Markup\nexcept ImportError:\n    pass\n"
    source = guarded + "def f(): flask.escape\n"
    assert list(index(source).facts.api_uses) == [
        ApiUse("flask.Markup", Place("app.py", 3, 5), conditional=True),
        ApiUse("flask.escape", Place("app.py", 6, 10), lazy=True),
    ]


HASHER = "from werkzeug.security import generate_password_hash\n"
OLD, NEW = "generate_password_hash(word, method='sha256')", "generate_password_hash(word)"


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        (f"    if request.method == 'POST':\n        return {OLD}\n", False),
        (f"    try:\n        return {OLD}\n    except Exception:\n        flash('no')\n", False),
        (f"    if new:\n        return {NEW}\n    return {OLD}\n", False),
        (
            f"    if new:\n        return {NEW}\n    else:\n        return {OLD}\n",
            True,
        ),
        (
            f"    try:\n        return {OLD}\n    except ValueError:\n        return {NEW}\n",
            True,
        ),
    ],
)
def test_which_condition_may_be_one_on_the_version(index: Index, body: str, guarded: bool) -> None:
    (use,) = index(f"{HASHER}def sign_up():\n{body}").facts.api_uses
    assert (use.conditional, use.lazy) == (guarded, True)


def test_a_file_that_is_sent_in_either_way(index: Index) -> None:
    sending = (
        "from flask import send_file\ndef v():\n    if old:\n        send_file(f, attachment_filename='')\n"
    )
    assert not index(sending).facts.api_uses[0].conditional
    assert (
        index(sending + "    else:\n        send_file(f, download_name='')\n").facts.api_uses[0].conditional
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from PyPDF2 import PdfFileReader\ndef v():\n    PdfFileReader('')\n", ["PyPDF2.PdfFileReader"]),
        ("from PyPDF2 import PdfFileReader\n", []),
        ("import PyPDF2\ndef v():\n    PyPDF2.PdfFileWriter()\n", ["PyPDF2.PdfFileWriter"]),
        ("from PIL import Image\ndef v():\n    Image.ANTIALIAS\n", ["PIL.Image.ANTIALIAS"]),
        ("import numpy as np\ndef v():\n    np.float(1)\n", ["numpy.float"]),
        ("import numpy as np\ndef v():\n    np.float64(1)\n    np.bool(1)\n", []),
        (
            "import openai\ndef v():\n    try:\n        openai.ChatCompletion\n    except IOError: ...\n",
            ["openai.ChatCompletion"],
        ),
        ("from app import db\ndef v():\n    db.execute('')\n    my.engine.execute('')\n", []),
        (
            "db = SQLAlchemy()\ndef v():\n    db.engine.execute('')\n",
            ["db.engine.execute"],
        ),
    ],
)
def test_removed_by_other_libraries(index: Index, source: str, names: list[str]) -> None:
    found = index(source).facts.api_uses
    assert [one.name for one in found if not one.conditional] == names


@pytest.mark.parametrize(
    "source",
    [
        "from PyPDF2 import PdfFileReader, PdfReader\ndef v():\n    PdfFileReader('')\n",
        "from PIL import Image\ndef v():\n    return Image.LANCZOS if NEW else Image.ANTIALIAS\n",
        "import numpy as np\ndef v():\n    return np.float if hasattr(np, 'float') else float\n",
        "import openai\ndef v():\n    if old:\n        openai.Completion\n    openai.OpenAI()\n",
    ],
)
def test_a_file_that_knows_both_versions(index: Index, source: str) -> None:
    assert all(one.conditional for one in index(source).facts.api_uses)
