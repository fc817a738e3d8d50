"""Views that fetch all accounts that there are."""

import pytest

from .conftest import Index

MODELS = """\
from flask import Flask
from sqlalchemy import select
app = Flask(__name__)

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.String(200))

class Book(db.Model):
    title: Mapped[str]

class Member(db.Model):
    password: Mapped[str] = mapped_column()

"""


def listed(index: Index, body: str) -> int | None:
    """The line where the view fetches them, counted from the view's `def`."""
    source = f"{MODELS}@app.get('/x')\ndef view():\n    return {body}\n"
    (view,) = index(source).facts.views
    return None if view.lists_accounts.line is None else view.lists_accounts.line - (view.place.line or 0)


@pytest.mark.parametrize(
    "body",
    [
        "dump(User.query.all())",
        "dump(User.query.order_by(User.id).all())",
        "dump(models.User.query.all())",
        "dump(db.session.query(User).all())",
        "dump(db.session.execute(select(Member)).scalars().all())",
        "list(mongo.db.users.find())",
        "list(customers_collection.find({}))",
        "dump(db.execute('SELECT * FROM users ORDER BY name').fetchall())",
        "dump(cursor.execute('select name, email from `customers`'))",
    ],
)
def test_all_accounts_are_fetched(index: Index, body: str) -> None:
    assert listed(index, body) == 1


@pytest.mark.parametrize(
    "body",
    [
        "dump(Book.query.all())",
        "dump(User.query.filter_by(id=7).all())",
        "dump(User.query.where(User.id == 7).all())",
        "dump(db.session.query(User.name).all())",
        "dump(db.session.execute(select(User.id, User.name)).scalars().all())",
        "dump(all(names))",
        "list(mongo.db.books.find())",
        "list(mongo.db.users.find({'name': 'Ada'}))",
        "list(mongo.db.users.find({}, {'name': 1}))",
        "dump(db.execute('SELECT * FROM users WHERE name = ?', [name]))",
        "dump(db.execute('SELECT name FROM users'))",
        "dump(db.execute('SELECT count(*) FROM users'))",
        "dump(db.execute(statement))",
    ],
)
def test_none_or_some_are_fetched(index: Index, body: str) -> None:
    assert listed(index, body) is None


def test_a_function_of_another_module_fetches_them(index: Index) -> None:
    files = {
        "app.py": """\
            from flask import Flask
            from controller import Users
            app = Flask(__name__)

            @app.get("/users")
            def users():
                return Users.every()
        """,
        "controller.py": """\
            from models import User

            class Users:
                @staticmethod
                def every():
                    return User.query.all()
        """,
        "models.py": MODELS,
    }
    (view,) = index(files).facts.views
    assert str(view.lists_accounts) == "controller.py:6:16"
