"""Which views end the session and do nothing else that lasts."""

from textwrap import dedent, indent

import pytest

from tests.source.conftest import Index

IMPORTS = """\
import flask, logging, requests, stripe
from flask import current_app, flash, g, jsonify, make_response, redirect, request, session, url_for
from flask_jwt_extended import unset_jwt_cookies
from flask_login import current_user, login_required, logout_user
from flask_principal import AnonymousIdentity, identity_changed
from flask import current_app as app
from shop import db, mail, oauth, forget
logger = logging.getLogger(__name__)
"""


def view(body: str, path: str = "/logout", name: str = "leave_shop") -> str:
    return f"{IMPORTS}@app.route('{path}')\ndef {name}():\n{indent(dedent(body).strip(), '    ')}\n"


def ends_session(index: Index, module: str) -> bool:
    (body,) = index(module).facts.views
    return body.ends_session


@pytest.mark.parametrize(
    "body",
    [
        "session.pop('user')\nreturn redirect('/')",
        "del session['username']\nreturn redirect(url_for('index'))",
        "flask.session.clear()\nreturn flask.redirect('/')",
        "logout_user()\nflash('bye', 'info')\nreturn redirect(request.args.get('next') or '/')",
        "current_user.authenticated = False\nlogout_user()\nreturn redirect('/')",
        "session['logged_in'] = False\nsession['user'] = None\nreturn jsonify(message='bye')",
        "for key in list(session.keys()):\n    session.pop(key)\nreturn redirect('/')",
        "[session.pop(key) for key in list(session)]\nreturn ''",
        "response = make_response(redirect('/'))\nresponse.delete_cookie('token')\nreturn response",
        "response = jsonify({'bye': 1})\nresponse.headers['X'] = '1'\nunset_jwt_cookies(response)",
        "logger.info('%s goes', session['user'])\nsession.pop('user', None)\nreturn redirect('/')",
        "current_app.logger.info('bye')\nsession.pop('user')\nreturn redirect('/')",
        "if 'user' in session:\n    del session['user']\n    g.user = None\nreturn redirect('/')",
        "identity_changed.send(app._get_current_object(), identity=AnonymousIdentity())\nlogout_user()",
        "try:\n    session.pop('user')\nexcept KeyError:\n    print('nobody')\nreturn redirect('/')",
    ],
)
def test_a_view_that_only_ends_the_session(index: Index, body: str) -> None:
    assert ends_session(index, view(body))


@pytest.mark.parametrize(
    "body",
    [
        "return redirect('/')",
        "current_user.online = False\ndb.session.commit()\nlogout_user()\nreturn redirect('/')",
        "requests.post('https://id.example/revoke', data=session)\nsession.clear()\nreturn redirect('/')",
        "oauth.google.post('revoke')\nsession.clear()\nreturn redirect('/')",
        "mail.send('bye')\nsession.clear()\nreturn redirect('/')",
        "forget(session['user'])\nsession.clear()\nreturn redirect('/')",
        "current_user.forget_all()\nlogout_user()\nreturn redirect('/')",
        "session.get('client').revoke()\nsession.clear()\nreturn redirect('/')",
        "session = stripe.Session()\nsession.clear()\nreturn redirect('/')",
        "with open('log', 'a') as log:\n    log.write('bye')\nsession.clear()\nreturn redirect('/')",
        "app.config['USER'] = None\nsession.clear()\nreturn redirect('/')",
        "global visitor\nvisitor = None\nsession.clear()\nreturn redirect('/')",
        "visitors.remove(session['user'])\nsession.clear()\nreturn redirect('/')",
        "del visitors[session['user']]\nsession.clear()\nreturn redirect('/')",
        "blocklist[session['jti']] = 1\nsession.clear()\nreturn redirect('/')",
        "(lambda: forget())()\nsession.clear()\nreturn redirect('/')",
    ],
)
def test_a_view_that_may_do_more(index: Index, body: str) -> None:
    assert not ends_session(index, view(body))


@pytest.mark.parametrize(
    ("path", "name", "ends"),
    [
        ("/logout", "x", True),
        ("/x", "log_out", True),
        ("/auth/sign-off", "x", True),
        ("/sair", "x", True),
        ("/x", "x", False),
        ("/basket/clear", "clear_basket", False),
        ("/blog/outline", "outline", False),
    ],
)
def test_it_goes_by_its_name(index: Index, path: str, name: str, ends: bool) -> None:
    assert ends_session(index, view("session.clear()\nreturn ''", path, name)) is ends


def test_a_view_in_a_class(index: Index) -> None:
    method = "    def get(self):\n        session.clear()\n        return redirect('/')\n"
    assert ends_session(index, f"{IMPORTS}class Logout(MethodView):\n{method}")


def test_a_view_given_to_add_url_rule(index: Index) -> None:
    function = "def logout():\n    session.clear()\n    return redirect('/')\n"
    assert ends_session(index, f"{IMPORTS}{function}app.add_url_rule('/x', view_func=logout)\n")
