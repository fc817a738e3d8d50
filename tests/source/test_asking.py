"""What views ask of their visitor by their own statements."""

import pytest

from tests.source.conftest import Index

from .test_views import only, view

USER = 'session["user_id"]'


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("if 'user_id' not in session:\n    return redirect('/login')\nreturn page()", USER),
        (
            "if not session.get('user_id'):\n    flash('x')\n    return redirect('/login')\nreturn page()",
            USER,
        ),
        ("if session.get('user_id') is None:\n    abort(401)\nreturn page()", USER),
        (
            "user_id = session.get('user_id')\nif not user_id:\n    return jsonify(e), 401\nreturn page()",
            USER,
        ),
        ("if session.get('role') != 'admin':\n    return 'no', 403\nreturn page()", 'session["role"]'),
        (
            "if session['logged_in'] == False:\n    return redirect('/')\nreturn page()",
            'session["logged_in"]',
        ),
        ("if 'user_id' in session:\n    return page()\nreturn redirect('/login')", USER),
        (
            "if 'user_id' in session:\n    x = 1\n    return page()\nelse:\n    return redirect('/login')",
            USER,
        ),
        ("if not session.get('user_id') or not x:\n    return render_template('login.html')\npage()", USER),
        ("if not g.user:\n    abort(401)\nreturn page()", "g.user"),
        ("if g.user is None:\n    raise Unauthorized()\nreturn page()", "g.user"),
        (
            "if not current_user.is_authenticated:\n    return redirect('/login')\nreturn page()",
            "current_user.is_authenticated",
        ),
        (
            "if current_user.is_anonymous:\n    return unauthorized()\nreturn page()",
            "current_user.is_anonymous",
        ),
        ("if not current_user.is_admin:\n    abort(403)\nreturn page()", "current_user.is_admin"),
        # By a function that knows the visitor, or turns strangers away:
        ("if not is_logged_in():\n    return redirect('/login')\nreturn page()", "is_logged_in()"),
        ("if not auth.check_session():\n    abort(401)\nreturn page()", "check_session()"),
        ("user = get_current_user()\nif user is None:\n    abort(401)\nreturn page()", "get_current_user()"),
        ("if not verify_token(request.headers):\n    return e, 401\nreturn page()", "verify_token()"),
        ("require_admin()\nreturn page()", "require_admin()"),
        ("validate_jwt_token(request)\nreturn page()", "validate_jwt_token()"),
        ("try:\n    require_admin()\nexcept Denied:\n    return e, 403\nreturn page()", "require_admin()"),
        (
            "if request.method == 'PUT':\n    try:\n        require_admin()\n    except No:\n        pass",
            "require_admin()",
        ),
        (
            "token = request.headers.get('Authorization')\nif not token:\n    return e, 401\nreturn page()",
            'headers["Authorization"]',
        ),
        (
            "if request.headers['X-API-Key'] != KEY:\n    abort(403)\nreturn page()",
            'headers["X-API-Key"]',
        ),
        (
            "if 'access_token' not in request.cookies:\n    return redirect('/login')\nreturn page()",
            'cookies["access_token"]',
        ),
        ("if not request.headers.get('Accept'):\n    return e, 403\nreturn page()", None),
        ("if not request.args.get('token'):\n    return e, 403\nreturn page()", None),
        ("token = request.headers.get('Authorization')\nif token:\n    log(token)\nreturn page()", None),
        ("if is_logged_in():\n    return redirect('/')\nreturn page()", None),
        ("if not is_logged_in():\n    x = 1\nreturn page()", None),
        ("if not check_login(name, password):\n    abort(401)\nreturn page()", None),
        ("db = get_session()\nif not db:\n    abort(401)\nreturn page()", None),
        ("validate_token(token)\nreturn page()", None),
        ("validate_form(request)\nreturn page()", None),
        ("if x:\n    require_admin()\nreturn page()", None),
        # Nobody is turned away for who he is:
        (
            "if 'user_id' in session:\n    return redirect('/home')\nreturn render_template('login.html')",
            None,
        ),
        ("if current_user.is_authenticated:\n    return redirect('/home')\nreturn page()", None),
        ("if 'cart' not in session:\n    return redirect('/shop')\nreturn page()", None),
        ("if 'user_id' not in session:\n    session['user_id'] = 1\nreturn page()", None),
        ("if not session.get('user_id'):\n    return page()\nreturn mine()", None),
        ("post = find()\nif post.author != current_user:\n    abort(403)\nreturn page()", None),
        ("if not form.validate():\n    return redirect('/login')\nreturn page()", None),
        ("if 'user_id' not in basket:\n    return redirect('/login')\nreturn page()", None),
        ("if not session.get('user_id'):\n    abort(404)\nreturn page()", None),
        ("return session.get('user_id')", None),
    ],
)
def test_what_a_view_asks(index: Index, body: str, asks: str | None) -> None:
    assert only(index(view(body))).asks == asks


def test_a_function_given_to_add_url_rule_asks_likewise(index: Index) -> None:
    source = (
        "from flask import session\n"
        "def page():\n    if 'user_id' not in session:\n        return redirect('/login')\n    return 1\n"
        'app.add_url_rule("/page", "page", page)\n'
    )
    assert only(index(source)).asks == USER
