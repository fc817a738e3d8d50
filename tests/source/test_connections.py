"""Passwords beside a user and a host or database, whatever they are given to."""

import pytest

from tests.source.conftest import Index

PASSWORD = "Henry45*1"
READ = f"os.getenv('DB_PASSWORD', '{PASSWORD}')"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (f"DatabaseConfig(host=HOST, user='root', password={READ})", ("a database", "password", False)),
        (f"Connection(host='db.shop.net', user='u', passwd='{PASSWORD}')", ("a database", "passwd", True)),
        (f"Database(password='{PASSWORD}')", ("a database", "password", False)),
        (f"Mailer(server='smtp.shop.net', user='u', password='{PASSWORD}')", ("a service", "password", True)),
        (
            f"S = {{'host': 'localhost', 'user': 'u', 'password': '{PASSWORD}'}}",
            ("a service", "password", False),
        ),
        (
            f"S = {{'database': 'd', 'user': 'u', 'password': f'{PASSWORD}'}}",
            ("a database", "password", False),
        ),
        (
            f"def __init__(self, host='db', user='u', password='{PASSWORD}', db='d'): pass",
            ("a database", "password", False),
        ),
        (
            f"class Db:\n    host: str = 'db.shop.net'\n    user: str = 'u'\n    pwd: str = '{PASSWORD}'",
            ("a service", "pwd", True),
        ),
        (
            f"class Settings:\n    DB_USER = 'u'\n    DB_NAME = 'd'\n    DB_PASS = '{PASSWORD}'",
            ("a database", "DB_PASS", False),
        ),
        (
            f"SECRET = '{PASSWORD}'\nDatabase(user='u', host='h', password=SECRET)",
            ("a database", "password", False),
        ),
    ],
)
def test_what_a_service_is_connected_with(index: Index, source: str, told: tuple[str, str, bool]) -> None:
    found = index(f"import os\n{source}\n")
    (one,) = found.facts.given_credentials
    assert (one.what, one.subject, one.opens) == (f"the password of {told[0]}", *told[1:])
    assert one.variable == ("DB_PASSWORD" if READ in source else None)
    assert PASSWORD not in repr(found.facts)
    assert PASSWORD in {value for value, _ in found.secret_values}


@pytest.mark.parametrize(
    "source",
    [
        f"User(username='ann', email='a@x.io', password='{PASSWORD}')",
        f"client.post('/login', json={{'username': 'ann', 'name': 'Ann', 'password': '{PASSWORD}'}})",
        f"def register(username='ann', password='{PASSWORD}', name='Ann'): pass",
        "DatabaseConfig(host='h', user='root', password=os.environ['DB_PASSWORD'])",
        "DatabaseConfig(host='h', user='root', password=os.getenv('DB_PASSWORD', ''))",
        "DatabaseConfig(host='h', user='root', password='root')",
        "DatabaseConfig(host='h', user='shop', password='shop')",
        "DatabaseConfig(host='h', user='shop', password='changeme')",
        "DatabaseConfig(host='h', user='shop', password='your-password')",
        "DatabaseConfig(host='h', user='shop', password=password)",
        "class Form:\n    user = StringField('U')\n    host = 'h'\n    password = PasswordField('P')",
    ],
)
def test_what_is_no_password_of_a_service(index: Index, source: str) -> None:
    assert index(f"import os\n{source}\n").facts.given_credentials == ()
