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
