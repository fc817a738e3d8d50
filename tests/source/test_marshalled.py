"""Columns of password hashes that Flask-RESTX is told to answer."""

import pytest

from .conftest import Index

MODEL = "user_model = api.model('User', {'id': fields.Integer(), 'password': fields.String(required=True)})\n"
HEAD = "from flask_restx import Namespace, Resource, fields\napi = Namespace('users')\n"
VIEW = "class SignUp(Resource):\n    @api.{0}\n    def post(self):\n        return User()\n"


@pytest.mark.parametrize(
    ("model", "decorator", "told"),
    [
        (MODEL, "marshal_with(user_model)", True),
        (MODEL, "marshal_with(user_model, code=201)", True),
        (MODEL, "marshal_list_with(user_model)", True),
        (MODEL, "expect(user_model)", False),
        (MODEL, "marshal_with(user_model, mask='id')", False),
        (MODEL, "marshal_with(other_model)", False),
        (MODEL.replace("'password'", "'password_set_at'"), "marshal_with(user_model)", False),
        (MODEL.replace("required=True", "attribute='mask'"), "marshal_with(user_model)", False),
        ("", "marshal_with(user_model)", False),
    ],
)
def test_what_is_answered(index: Index, model: str, decorator: str, *, told: bool) -> None:
    found = index(HEAD + model + VIEW.format(decorator)).facts.answered_columns
    assert [(one.model, one.column, one.place.line) for one in found] == (
        [("user_model", "password", 5)] if told else []
    )


def test_a_model_of_another_file(index: Index) -> None:
    view = "from models import user_model\n" + HEAD + VIEW.format("marshal_with(user_model)")
    unknown = HEAD + VIEW.format("marshal_with(user_model)")
    found = index({"models.py": HEAD + MODEL, "app.py": view, "other.py": unknown}).facts.answered_columns
    assert [one.place.path for one in found] == ["app.py"]


def test_a_name_of_two_models(index: Index) -> None:
    view = "from models import user_model\n" + HEAD + VIEW.format("marshal_with(user_model)")
    files = {"models.py": HEAD + MODEL, "older.py": HEAD + MODEL, "app.py": view}
    assert index(files).facts.answered_columns == ()
