"""Validators of forms that WTForms never calls."""

import pytest

from .conftest import Index

HEAD = "from flask_wtf import FlaskForm\nfrom wtforms import StringField\n"
FORM = HEAD + "class Register(FlaskForm):\n    username = StringField()\n"
LOST = "    def validate_user(self, field):\n        raise ValueError\n"
FOUND = ["validate_user"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FORM + LOST, FOUND),
        (FORM.replace("FlaskForm", "Form").replace("flask_wtf", "wtforms") + LOST, FOUND),
        (FORM + LOST + "class Login(Register):\n    email = StringField()\n", FOUND),
        (
            HEAD + "class Base(FlaskForm):\n    email = StringField()\nclass A(Base):\n    x = 1\n" + LOST,
            FOUND,
        ),
        # it is called, as it is named or by somebody
        (FORM + LOST.replace("user", "username"), []),
        (FORM + LOST + "def view(form):\n    form.validate_user(form.username)\n", []),
        (FORM + LOST + "    email = StringField(validators=[validate_user])\n", []),
        # it is another kind of method
        (FORM + LOST.replace("self, field", "self"), []),
        (FORM + LOST.replace("field", "field, other"), []),
        (FORM + LOST.replace("field", "field=None"), []),
        (FORM + LOST.replace("    def", "    @classmethod\n    def"), []),
        # a class above or below has the field, or may have it
        (HEAD + "class Base(FlaskForm):\n    user = StringField()\nclass A(Base):\n    x = 1\n" + LOST, []),
        (FORM + LOST + "class Login(Register):\n    user = StringField()\n", []),
        (FORM.replace("(FlaskForm)", "(FlaskForm, Mixin)") + LOST, []),
        (FORM.replace("(FlaskForm)", "(LoginForm)") + LOST, []),
        (FORM + LOST + "setattr(Register, 'user', StringField())\n", []),
        (FORM.replace("(FlaskForm)", "(Schema)") + LOST, []),
    ],
)
def test_validators_that_no_field_calls(index: Index, text: str, found: list[str]) -> None:
    assert [one.method for one in index(text).facts.uncalled_validators] == found


def test_a_base_and_a_call_in_other_files(index: Index) -> None:
    base = HEAD + "class Base(FlaskForm):\n    user = StringField()\n"
    form = (
        "from wtforms import StringField\nfrom base import Base\nclass A(Base):\n    name = StringField()\n"
    )
    assert not index({"base.py": base, "forms.py": form + LOST}).facts.uncalled_validators
    told = index({"base.py": base.replace("user", "email"), "forms.py": form + LOST}).facts
    assert [one.fields for one in told.uncalled_validators] == [("name",)]
    calls = "def view(form):\n    form.validate_user(form.name)\n"
    called = {"base.py": base.replace("user", "email"), "forms.py": form + LOST, "views.py": calls}
    assert not index(called).facts.uncalled_validators
