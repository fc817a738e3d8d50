"""Defaults of columns and form fields that are worked out when the module is imported."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.columns import FixedDefault
from tests.source.conftest import Index

IMPORTS = """\
import datetime as dt
import os
import random
import time
import uuid
from datetime import date, datetime, timedelta, timezone
from uuid import uuid4
"""


def order(field: str) -> str:
    return f"{IMPORTS}class Order(db.Model):\n    {field}\n"


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("made = db.Column(db.DateTime, default=datetime.now())", "datetime.now"),
        ("made = db.Column(db.DateTime, default=datetime.now(timezone.utc))", "datetime.now"),
        ("made = db.Column(db.DateTime, default=dt.datetime.utcnow())", "dt.datetime.utcnow"),
        ("made = Column(DateTime, onupdate=datetime.utcnow())", "datetime.utcnow"),
        ("made: Mapped[datetime] = mapped_column(default=datetime.now())", "datetime.now"),
        ("made = Column(String, default=datetime.now().strftime('%Y'))", "datetime.now"),
        ("made = Column(Integer, default=date.today().year)", "date.today"),
        ("made = Column(DateTime, default=datetime.now() + timedelta(days=30))", "datetime.now"),
        ("made = Column(Integer, default=int(time.time()))", "time.time"),
        ("made = Column(String, default=str(uuid.uuid4()))", "uuid.uuid4"),
        ("made = Column(String, default=uuid4().hex)", "uuid4"),
        ("made = StringField(default=''.join([random.choice(ABC) for n in range(16)]))", "random.choice"),
        ("made = Column(String, default=''.join(random.choice(ABC) for _ in range(8)))", "random.choice"),
        ("made = Column(String, default='-'.join(random.choices(ABC, k=8)).upper())", "random.choices"),
        ("made = Column(String, default=os.urandom(8).hex())", "os.urandom"),
        ("made = DateField('Day', default=date.today())", "date.today"),
        ("made = db.DateTimeField(default=datetime.now())", "datetime.now"),
    ],
)
def test_worked_out_once(field: str, call: str, index: Index) -> None:
    (found,) = index(order(field)).facts.fixed_defaults
    assert (found.field, found.call, found.unique) == ("Order.made", call, False)


@pytest.mark.parametrize("flag", ["unique", "primary_key"])
def test_one_that_has_to_be_unique(flag: str, index: Index) -> None:
    found = index(order(f"id = Column(String, {flag}=True, default=str(uuid.uuid4()))")).facts.fixed_defaults
    column = len(f"    id = Column(String, {flag}=True, default=") + 1
    assert found == (FixedDefault("Order.id", "uuid.uuid4", Place("app.py", 9, column), unique=True),)


@pytest.mark.parametrize(
    "field",
    [
        "made = db.Column(db.DateTime, default=datetime.now)",
        "made = db.Column(db.DateTime, default=lambda: datetime.now())",
        "made = db.Column(db.DateTime, default=db.func.now())",
        "made = db.Column(db.DateTime, server_default=func.now())",
        "made = db.Column(db.DateTime, default=partial(datetime.now, timezone.utc))",
        "made = db.Column(db.DateTime, default=datetime(2020, 1, 1))",
        "made = db.Column(db.DateTime, default=now())",
        "made = db.Column(db.DateTime, nullable=False)",
        "made = db.Column(db.String, default=', '.join([str(each) for each in COLOURS]))",
        "made = db.Column(db.String, default=''.join(COLOURS))",
        "made = dict(default=datetime.now())",
    ],
)
def test_worked_out_each_time_or_meant(field: str, index: Index) -> None:
    assert index(order(field)).facts.fixed_defaults == ()


def test_a_form_that_is_made_for_each_request(index: Index) -> None:
    form = "class Form(FlaskForm):\n        day = DateField(default=date.today())"
    assert index(f"{IMPORTS}def form():\n    {form}\n").facts.fixed_defaults == ()


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("from wtforms.validators import Email\nclass F:\n    mail = StringField([Email()])\n", [3]),
        ("from wtforms.validators import Email as Address\nmail = StringField([Address('?')])\n", [2]),
        ("from wtforms import validators\nmail = StringField([validators.Email()])\n", [2]),
        ("import wtforms\nmail = StringField([wtforms.validators.Email()])\n", [2]),
        ("from wtforms.validators import Email\ndef form():\n    return StringField([Email()])\n", []),
        ("from wtforms.validators import Email\nif MAIL:\n    mail = StringField([Email()])\n", []),
        ("from marshmallow import fields\nmail = fields.Email()\n", []),
        ("from shop.validators import Email\nmail = StringField([Email()])\n", []),
    ],
)
def test_what_checks_an_address(index: Index, code: str, lines: list[int]) -> None:
    assert [place.line for place in index(code).facts.email_checks] == lines


EMAIL_FORM = """\
from wtforms.validators import Email
class Login(FlaskForm):
    mail = StringField([Email()])
"""


@pytest.mark.parametrize(
    "view",
    [
        "def login():\n    form = Login()\n    if form.validate_on_submit():\n        pass\n",
        "def login():\n    return Login(request.form).validate()\n",
        "@app.post('/')\ndef login():\n    form = forms.Login()\n    form.validate()\n    return ''\n",
        "class Join(Login):\n    pass\ndef join():\n    Join().validate_on_submit()\n",
    ],
    ids=["in a function", "at once", "by its module, in a view", "as a part of another"],
)
def test_an_address_that_is_checked(index: Index, view: str) -> None:
    files = {"forms.py": EMAIL_FORM, "views.py": f"import forms\nfrom forms import Login\n{view}"}
    assert index(files).facts.email_checks_run == (Place("forms.py", 3, 25),)


@pytest.mark.parametrize(
    "files",
    [
        {"views.py": "from forms import Login\ndef login():\n    return render(form=Login())\n"},
        {"views.py": "from forms import Login, Join\ndef join():\n    Join().validate_on_submit()\n"},
        {
            "views.py": "from forms import Login\nLogin()\n",
            "api.py": "def check(schema):\n    schema.validate()\n",
        },
        {"tests/test_forms.py": "from forms import Login\ndef test_it():\n    Login().validate()\n"},
    ],
    ids=["only shown", "of another form", "what another module validates", "by a test"],
)
def test_an_address_that_nothing_checks(index: Index, files: dict[str, str]) -> None:
    assert index({"forms.py": EMAIL_FORM, **files}).facts.email_checks_run == ()


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("likes = db.Table('likes', db.Column('at', db.DateTime, default=datetime.now()))", ["at"]),
        ("likes = Table('likes', metadata, Column('at', DateTime, default=datetime.utcnow()))", ["at"]),
        ("likes = db.Table('likes', db.Column('at', db.DateTime, default=datetime.now))", []),
        ("likes = db.Table('likes', db.Column('id', db.Integer, primary_key=True))", []),
        ("at = DateField('at', default=datetime.now())", []),
        (
            "def make():\n    return db.Table('likes', db.Column('at', db.DateTime, default=datetime.now()))",
            [],
        ),
    ],
)
def test_columns_of_a_table_without_a_class(table: str, fields: list[str], index: Index) -> None:
    assert [one.field for one in index(f"{IMPORTS}{table}\n").facts.fixed_defaults] == fields
