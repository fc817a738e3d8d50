"""Addresses of this machine that go past the config."""

import pytest

from tests.source.conftest import Index

LINKS = {"shop/config.py": "host = 'http://127.0.0.1:5000'\n"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import mysql.connector\nmysql.connector.connect(host='localhost')", ["mysql.connector.connect"]),
        ("import psycopg2\nHOST = '127.0.0.1'\npsycopg2.connect(host=HOST)", ["psycopg2.connect"]),
        ("import pymysql as sql\ndef ask():\n    sql.connect('localhost', 'root')", ["pymysql.connect"]),
        (
            "from pymongo import MongoClient\nMongoClient('mongodb://localhost:27017/')",
            ["pymongo.MongoClient"],
        ),
        ("from pymongo import MongoClient\nMongoClient('localhost', 27017)", ["pymongo.MongoClient"]),
        ("import redis\nredis.Redis(host='localhost', port=6379)", ["redis.Redis"]),
        (
            "import psycopg2\nDB = {'host': 'localhost', 'port': 5432}\npsycopg2.connect(**DB)",
            ["psycopg2.connect"],
        ),
        # Elsewhere, from the environment, or not always:
        ("import psycopg2\nDB = {'host': 'db'}\npsycopg2.connect(**DB)", []),
        ("import psycopg2\nDB = {'host': os.getenv('H', 'localhost')}\npsycopg2.connect(**DB)", []),
        ("import psycopg2\nDB = {'host': 'localhost'}\nDB['host'] = x\npsycopg2.connect(**DB)", []),
        ("import psycopg2\nDB = {'host': 'localhost'}\nDB.update(x)\npsycopg2.connect(**DB)", []),
        ("import psycopg2\nDB = {'host': 'localhost'}\nDB = x or DB\npsycopg2.connect(**DB)", []),
        ("import psycopg2\npsycopg2.connect(host='db')", []),
        ("import psycopg2\npsycopg2.connect(os.environ['DATABASE_URL'])", []),
        ("import psycopg2\npsycopg2.connect(host=os.getenv('DB_HOST', 'localhost'))", []),
        (
            (
                "import psycopg2\nif url:\n    psycopg2.connect(url)\n"
                "else:\n    psycopg2.connect(host='localhost')"
            ),
            [],
        ),
        ("import redis\nif __name__ == '__main__':\n    redis.Redis('localhost')", []),
        ("import sqlite3\nsqlite3.connect('localhost')", []),
        ("import mine\nmine.connect(host='localhost')", []),
        ("import redis\nredis.Redis(host='[::1')", []),
    ],
)
def test_clients_of_this_machine(index: Index, code: str, names: list[str]) -> None:
    assert [one.name for one in index(f"{code}\n").facts.near_services] == names


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("host='localhost', user='root', password=''", True),
        ("host='localhost', user='root', password='secret'", False),
        ("host='localhost', user='root', password=os.getenv('P', '')", False),
        ("host='localhost', user='root'", False),
        ("host='localhost', user='shop', password=''", False),
        ("**DB", True),
        ("user='shop', **DB", False),
    ],
)
def test_root_with_an_empty_password(index: Index, given: str, *, bare: bool) -> None:
    head = "import mysql.connector\nDB = {'host': 'localhost', 'user': 'root', 'password': ''}\n"
    (one,) = index(f"{head}mysql.connector.connect({given})\n").facts.near_services
    assert one.bare_root is bare


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({**LINKS, "shop/views.py": "from shop.config import host\n"}, ["host"]),
        ({**LINKS, "shop/views.py": "from .config import host\n"}, ["host"]),
        (LINKS, []),
        ({**LINKS, "tests/test_shop.py": "from shop.config import host\n"}, []),
        ({"config.py": "host = 'https://shop.org'\n", "views.py": "from config import host\n"}, []),
        ({"config.py": "TITLE = 'http://localhost'\n", "views.py": "from config import TITLE\n"}, []),
        (
            {
                "config.py": "host = 'http://localhost'\nif live:\n    host = 'https://shop.org'\n",
                "views.py": "from config import host\n",
            },
            [],
        ),
        (
            {
                "config.py": "host = os.environ.get('HOST', 'http://localhost')\n",
                "views.py": "from config import host\n",
            },
            [],
        ),
    ],
)
def test_addresses_for_links(index: Index, files: dict[str, str], names: list[str]) -> None:
    assert [one.name for one in index(files).facts.near_services] == names
