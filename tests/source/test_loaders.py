"""How the project finds the rows that an extension asks it for."""

import pytest

from .conftest import Index

LOADER = "@login.user_loader\ndef load(user_id):\n"
VIEW = (
    "from flask import session\nfrom flask_login import current_user\n"
    "from flask_admin.contrib.sqla import ModelView\n"
)
OWN = "    def get_query(self):\n        return self.session.query(X).filter_by(user=current_user.id)\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"{LOADER}    return db.get_or_404(User, user_id)", [("get_or_404", 3)]),
        (f"{LOADER}    return User.query.get_or_404(user_id)", [("get_or_404", 3)]),
        (
            f"{LOADER}    user = find(user_id)\n    if not user:\n        abort(404)\n    return user",
            [("abort", 5)],
        ),
        (f"{LOADER}    return db.session.get(User, user_id)", []),
        (
            f"{LOADER}    try:\n        return db.get_or_404(User, user_id)\n    except NotFound:\n        0",
            [],
        ),
        ("@app.get('/<int:user_id>')\ndef load(user_id):\n    return db.get_or_404(User, user_id)", []),
    ],
    ids=["of db", "of a query", "abort", "none", "caught", "a view"],
)
def test_loaders_that_refuse(index: Index, code: str, said: list[tuple[str, int]]) -> None:
    found = [one for one in index(code).facts.slips if one.kind == "loader-refuses"]
    assert [(one.what, one.place.line) for one in found] == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"class Rows(ModelView):\n    can_view_details = True\n{OWN}", ["details"]),
        (
            f"class Rows(ModelView):\n    can_view_details = True\n{OWN}".replace(
                "current_user.id", "session['id']"
            ),
            ["details"],
        ),
        (f"class Rows(ModelView):\n    can_edit = False\n{OWN}", ["delete"]),
        (f"class Rows(ModelView):\n    can_edit = can_delete = False\n{OWN}", []),
        (f"class Rows(ModelView):\n{OWN}    def get_one(self, id):\n        return None\n", []),
        (f"class Rows(Limited, ModelView):\n{OWN}", []),
        (f"class Rows(ModelView):\n{OWN}".replace("current_user.id", "1"), []),
        ("class Rows(ModelView):\n    def get_query(self):\n        return self.session.query(X)\n", []),
        ("class Rows(ModelView):\n    can_view_details = True\n", []),
        (f"class Rows(object):\n{OWN}", []),
    ],
    ids=[
        *("details", "session", "delete", "only listed", "get_one", "a base of its own", "of nobody"),
        *("unlimited", "no query", "another class"),
    ],
)
def test_admin_views_that_limit_the_list_alone(index: Index, code: str, said: list[str]) -> None:
    found = [one for one in index(f"{VIEW}{code}").facts.slips if one.kind == "admin-unlimited"]
    assert [one.detail for one in found] == said
