"""What views take of their visitor as if somebody were signed in."""

import pytest

from releasecheck.facts import Place
from tests.source.conftest import Index

from .test_views import IMPORTS, only, view

ID = 'session["user_id"]'


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ("return mine(session['user_id'])", [ID]),
        ("if x:\n    y = current_user.id\nreturn y", ["current_user.id"]),
        ("return f'{current_user.name} {current_user.id}'", ["current_user.name", "current_user.id"]),
        ("return render_template('x.html', user=current_user, id=current_user.id)", ["current_user.id"]),
        ("if note.user_id == current_user.id:\n    delete(note)\nreturn 1", ["current_user.id"]),
        ("lang = session.get('lang')\nreturn mine(session['user_id'])", [ID]),
        ("message = session.pop('message', None)\nreturn mine(session['user_id'])", [ID]),
        ("session['message'] = 'x'\nreturn mine(session['user_id'])", [ID]),
        ("try:\n    x = 1\nexcept ValueError:\n    pass\nreturn session['user_id']", [ID]),
        ("try:\n    x = session['user_id']\nexcept sqlite3.Error:\n    pass\nreturn x", [ID]),
        ("try:\n    x = 1\nexcept Exception:\n    pass\nreturn session['user_id']", [ID]),
        # It looks whether there is anybody, or catches what comes of it:
        ("if 'user_id' in session:\n    x = session['user_id']\nreturn 1", []),
        ("if 'logged_in' not in session:\n    abort(401)\nreturn session['user_id']", []),
        ("if not session.get('user_id'):\n    abort(401)\nreturn session['user_id']", []),
        ("if not session:\n    abort(401)\nreturn session['user_id']", []),
        ("session['user_id'] = 1\nreturn session['user_id']", []),
        ("session.setdefault('cart', [])\nreturn session['cart']", []),
        ("session['cart'] = []\nreturn session['cart']", []),
        ("try:\n    x = session['user_id']\nexcept KeyError:\n    abort(401)\nreturn x", []),
        ("try:\n    x = current_user.id\nexcept (ValueError, AttributeError):\n    x = 0\nreturn x", []),
        ("try:\n    x = current_user.id\nexcept:\n    x = 0\nreturn x", []),
        ("return current_user.id if current_user.is_authenticated else 0", []),
        ("if current_user.is_anonymous:\n    abort(401)\nreturn current_user.id", []),
        ("if not current_user or x:\n    abort(401)\nreturn current_user.id", []),
        ("if post.author != current_user:\n    abort(403)\nreturn current_user.id", []),
        ("return current_user.id if hasattr(current_user, 'id') else 0", []),
        # It takes what a stranger has as well, or what is no session of Flask's:
        ("return page(current_user.get_id(), current_user.is_active)", []),
        ("return page(current_user._get_current_object())", []),
        ("return session.get('user_id')", []),
        ("return render_template('x.html', user=current_user)", []),
        ("session['user_id'] = 1\nreturn 1", []),
        ("del session['user_id']\nreturn 1", []),
        ("return session[key]", []),
        ("return basket['user_id']", []),
        ("session = stripe.Session()\nreturn session['id']", []),
        ("def rows():\n    yield session['user_id']\nreturn stream(rows())", []),
    ],
)
def test_what_a_view_presumes(index: Index, body: str, taken: list[str]) -> None:
    assert [one.what for one in only(index(view(body))).presumes] == taken


def test_it_is_told_where_it_is_first_taken(index: Index) -> None:
    (one,) = only(index(view("x = 1\ny = session['user_id']\nreturn session['user_id']"))).presumes
    assert one.place == Place("app.py", 9, 9)


def test_an_argument_of_that_name_is_no_visitor(index: Index) -> None:
    assert only(index(view("return current_user.id", takes="current_user"))).presumes == ()


def test_strangers_of_their_own(index: Index) -> None:
    found = index(f"{IMPORTS}login_manager.anonymous_user = Guest\nlogin_manager.login_view = 'login'\n")
    assert found.facts.own_strangers == (Place("app.py", 6, 1),)


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("if 'cart' not in session:\n    return 1\nreturn session['cart']", ['session["cart"]']),
        ("if session.get('cart'):\n    return session['cart']\nreturn 1", ['session["cart"]']),
        ("if 'cart' in session:\n    return 1\nreturn 2", []),
        ("session['cart'] = []\nreturn session['cart']", []),
        ("return session['cart']", []),
    ],
)
def test_keys_that_a_view_looks_for_before_it_takes_them(index: Index, body: str, keys: list[str]) -> None:
    assert list(only(index(view(body))).looks_for) == keys
