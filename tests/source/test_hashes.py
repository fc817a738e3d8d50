"""Columns that get a hash of Werkzeug's."""

import pytest

from tests.source.conftest import Index

IMPORTS = "from werkzeug.security import generate_password_hash\nimport werkzeug.security\n"
OF_CLASS = "class User(db.Model):\n    def set_password(self, password):\n        {}\n"
MADE = "generate_password_hash(password)"
Told = list[tuple[str | None, str, str | None]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OF_CLASS.format(f"self.password_hash = {MADE}"), [("User", "password_hash", None)]),
        (OF_CLASS.format(f"self.pw = werkzeug.security.{MADE}"), [("User", "pw", None)]),
        (f"def f(user):\n    user.password = {MADE}", [(None, "password", None)]),
        (f"def f():\n    return User(name='a', password={MADE})", [("User", "password", None)]),
        (f"def f():\n    made = {MADE}\n    db.add(User(password=made))", [("User", "password", None)]),
        (f"def f():\n    made = {MADE}\n    made = made[:9]\n    User(password=made)", []),
        (f"def f():\n    made = {MADE}\ndef g(made):\n    User(password=made)", []),
        ("user.password = generate_password_hash('x', method='scrypt')", [(None, "password", "scrypt")]),
        ("user.password = generate_password_hash('x', METHOD)", [(None, "password", "")]),
        ("user.password = generate_password_hash('x', salt_length=8)", [(None, "password", "")]),
        ("user.password = password", []),
        (f"keep(password={MADE})", []),
    ],
)
def test_columns_that_get_a_hash(index: Index, text: str, told: Told) -> None:
    kept = index(IMPORTS + text).facts.kept_hashes
    assert [(one.model, one.column, one.method) for one in kept] == told


def test_a_hash_of_another_library(index: Index) -> None:
    text = "from passlib.apps import generate_password_hash\nuser.password = generate_password_hash('x')"
    assert index(text).facts.kept_hashes == ()


BCRYPT = """
import bcrypt as lib
from flask_bcrypt import Bcrypt, generate_password_hash
from shop import bcrypt
def keep(user, password):
    {}
"""


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("user.password = lib.hashpw(password.encode(), lib.gensalt())", ["password"]),
        ("user.password = bcrypt.generate_password_hash(password)", ["password"]),
        ("User(password=generate_password_hash(password, 12))", ["password"]),
        ("hashed = lib.hashpw(b'x', SALT); user.secret = hashed", ["secret"]),
        ("hashed = lib.hashpw(b'x', SALT); hashed = hashed.decode(); user.secret = hashed", []),
        ("user.password = lib.hashpw(password.encode(), lib.gensalt()).decode()", []),
        ("user.password = bcrypt.generate_password_hash(password).decode('utf-8')", []),
        ("user.password = str(bcrypt.generate_password_hash(password), 'utf-8')", []),
        ("user.password = other.hashpw(password)", []),
        ("user.password = argon2.generate_password_hash(password)", []),
    ],
)
def test_columns_that_get_bytes(index: Index, text: str, columns: list[str]) -> None:
    kept = index(BCRYPT.format(text)).facts.kept_hashes
    assert [one.column for one in kept if one.by_bcrypt] == columns == [one.column for one in kept]
