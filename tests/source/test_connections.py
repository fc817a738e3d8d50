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
        ("get_db_connection(user='u', password='sunflower')", ("a database", "password", False)),
        ("connect_to_mysql(host='localhost', password='hunter-2')", ("a database", "password", False)),
        ("S = {'host': 'h', 'user': 'u', 'password': 'Shop!pass77'}", ("a service", "password", False)),
        (
            "S = {'host': 'h', 'user': 'u', 'password': 'qwfp abcd jluy neio'}",
            ("a service", "password", False),
        ),
        ("S = {'host': 'h', 'user': 'u', 'password': 'hunter42'}", ("a service", "password", False)),
    ],
)
def test_what_a_service_is_connected_with(index: Index, source: str, told: tuple[str, str, bool]) -> None:
    found = index(f"import os\n{source}\n")
    (one,) = found.facts.given_credentials
    assert (one.what, one.subject, one.opens) == (f"the password of {told[0]}", *told[1:])
    assert one.variable == ("DB_PASSWORD" if READ in source else None)
    (password,) = {value for value, _ in found.secret_values}
    assert password in source or password == PASSWORD
    assert password not in repr(found.facts)


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
        *(
            f"S = {{'host': 'h', 'user': 'u', 'password': '{name}'}}"
            for name in (
                *("DB_PASSWORD", "mail.password", "password_required", "required|min:8", "min:8|required"),
                *(
                    "fa-lock",
                    "Kennwort",
                    "db_pass_field",
                    "#password",
                    "Your password:",
                    "Contraseña",
                    "TEXT",
                ),
                *("password2", "Mot de passe *", "input.pwd-1", "string", "lock-outline"),
            )
        ),
        "Database(host='h', user='db_user', password='db_pass_field')",
        "FTP('h', host='ftp.shop.net', user='anonymous', passwd='guest@site.org1')",
        f"update_db_user('ann', password='{PASSWORD}')",
        f"create_db_user(username='ann', password='{PASSWORD}')",
        f"connect_form(user='ann', password='{PASSWORD}')",
        f"UserDB(email='a@x.io', password='{PASSWORD}')",
        f"disconnect(password='{PASSWORD}')",
        f"AccountSettings(password='{PASSWORD}')",
        "class Form:\n    user = StringField('U')\n    host = 'h'\n    password = PasswordField('P')",
    ],
)
def test_what_is_no_password_of_a_service(index: Index, source: str) -> None:
    assert index(f"import os\n{source}\n").facts.given_credentials == ()
