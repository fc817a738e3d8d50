"""Names that a module of the project has from another one: by a star, or one that only hands them on."""

import pytest

from releasecheck.facts.work import FLASK_MAIL
from tests.source.conftest import Index

VIEW = (
    "@app.post('/buy')\ndef buy():\n    if 'user' in session:\n"
    "        return request.form['x']\n    return ''\n"
)
COMMON = "from flask import Flask, session, request\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("files", "identity"),
    [
        ({"common.py": COMMON, "shop.py": f"from common import *\n{VIEW}"}, ("session",)),
        ({"web/common.py": COMMON, "web/shop.py": f"from common import *\n{VIEW}"}, ("session",)),
        ({"common.py": COMMON, "shop.py": f"from common import*\n{VIEW}"}, ("session",)),
        (
            {
                "first.py": COMMON,
                "common.py": "from first import*\n",
                "shop.py": f"from common import*\n{VIEW}",
            },
            ("session",),
        ),
        ({"web/common.py": COMMON, "web/shop.py": f"from .common import *\n{VIEW}"}, ("session",)),
        ({"web/__init__.py": COMMON, "web/shop.py": f"from web import *\n{VIEW}"}, ("session",)),
        ({"web/__init__.py": COMMON, "web/shop.py": f"from . import *\n{VIEW}"}, ("session",)),
        ({"common.py": COMMON, "shop.py": f"from common import app, request, session\n{VIEW}"}, ("session",)),
        (
            {
                "first.py": COMMON,
                "common.py": "from first import *\n",
                "shop.py": f"from common import *\n{VIEW}",
            },
            ("session",),
        ),
        (
            {
                "common.py": f"try:\n    import json\nexcept ImportError:\n    json = None\n{COMMON}",
                "shop.py": f"from common import *\n{VIEW}",
            },
            ("session",),
        ),
        ({"common.py": "from flask import *\n", "shop.py": f"from common import *\n{VIEW}"}, ("session",)),
        # another session, one that is not handed on, none that is known
        ({"common.py": f"{COMMON}session = make()\n", "shop.py": f"from common import *\n{VIEW}"}, ()),
        ({"db.py": "session = make()\n", "shop.py": f"from db import session\n{VIEW}"}, ()),
        ({"common.py": f"__all__ = ['app']\n{COMMON}", "shop.py": f"from common import *\n{VIEW}"}, ()),
        ({"shop.py": f"from common import *\n{VIEW}"}, ()),
        ({"common.py": "from shop import *\n", "shop.py": f"from common import *\n{VIEW}"}, ()),
        ({"common.py": "def broken(:\n", "shop.py": f"from common import *\n{VIEW}"}, ()),
    ],
)
def test_a_view_knows_the_session(files: dict[str, str], identity: tuple[str, ...], index: Index) -> None:
    (view,) = index(files).facts.views
    assert view.identity == identity


def test_an_app_by_a_star_is_one_that_is_added_to(index: Index) -> None:
    (app,) = index({"common.py": COMMON, "shop.py": f"from common import *\n{VIEW}"}).facts.apps
    assert (app.path, app.routes, app.also_in) == ("common.py", 1, ("shop.py",))


def test_mail_by_a_star_is_waited_for(index: Index) -> None:
    view = "@app.get('/send')\ndef send():\n    mail.send(letter)\n    return ''\n"
    common = f"{COMMON}from flask_mail import Mail\nmail = Mail(app)\n"
    found = index({"common.py": common, "shop.py": f"from common import *\n{view}"}).facts.waits
    assert [(one.kind, one.call) for one in found] == [("network", FLASK_MAIL)]


@pytest.mark.parametrize(
    ("files", "seen"),
    [
        ({"shop.py": "from flask_restful import Resource, request\n"}, True),
        ({"shop.py": "from flask_restx import request\n"}, True),
        ({"shop.py": "from flask_jwt_extended.utils import request\n"}, True),
        ({"shop.py": "from flask.globals import request\n"}, True),
        ({"shop.py": "from flask.views import request as request\n"}, True),
        ({"web.py": "from flask_restful import request\n", "shop.py": "from web import request\n"}, True),
        ({"web.py": "from flask_restful import request\n", "shop.py": "from web import *\n"}, True),
        ({"shop.py": "from urllib import request\n"}, False),
        ({"shop.py": "from grpc_tools import request\n"}, False),
        (
            {"flask_shop/web.py": "request = make()\n", "shop.py": "from flask_shop.web import request\n"},
            False,
        ),
        (
            {
                "flask_shop/web.py": "from net import request\n",
                "shop.py": "from flask_shop.web import request\n",
            },
            False,
        ),
    ],
)
def test_the_request_that_a_library_hands_on(files: dict[str, str], seen: bool, index: Index) -> None:
    last = {**files, "shop.py": f"{files['shop.py']}def keep():\n    request.files['photo'].save('x')\n"}
    assert bool(index(last).facts.uploads) is seen


def test_the_session_of_an_extension_may_be_a_databases(index: Index) -> None:
    (view,) = index(
        {"shop.py": f"from flask import Flask\nfrom flask_orm import session\napp = Flask('x')\n{VIEW}"}
    ).facts.views
    assert view.identity == ()
    (view,) = index(
        {"shop.py": f"from flask import Flask\nfrom flask.globals import session\napp = Flask('x')\n{VIEW}"}
    ).facts.views
    assert view.identity == ("session",)
