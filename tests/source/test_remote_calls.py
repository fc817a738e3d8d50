"""Calls of a module's own level that ask another machine."""

import pytest

from .conftest import Index

HEAD = """
import os, boto3, requests
from urllib.request import urlopen
from google.cloud import secretmanager
from azure.keyvault.secrets import SecretClient
client = secretmanager.SecretManagerServiceClient()
aws = boto3.client("secretsmanager")
"""


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("requests.get(u)", "requests.get"),
        ("urlopen(u)", "urllib.request.urlopen"),
        ("client.access_secret_version(request=r)", "Google's Secret Manager (access_secret_version)"),
        ("aws.get_secret_value(SecretId=i)", "AWS Secrets Manager (get_secret_value)"),
        ("boto3.client('ssm').get_parameter(Name=n)", "AWS Parameter Store (get_parameter)"),
        ("SecretClient(u, c).get_secret('k')", "Azure Key Vault (get_secret)"),
        ("if os.environ['ENV'] == 'PRODUCTION':\n    requests.get(u)", "requests.get"),
        # When it is called, or of nobody known:
        ("def load():\n    return requests.get(u)", None),
        ("if __name__ == '__main__':\n    requests.get(u)", None),
        ("session.get(u)", None),
        ("os.environ.get('KEY')", None),
    ],
)
def test_calls_at_import(index: Index, line: str, what: str | None) -> None:
    found = index(f"{HEAD}{line}\n").facts.remote_calls
    assert [one.what for one in found] == ([what] if what else [])


def test_a_method_of_the_projects_own(index: Index) -> None:
    assert index("from vault import client\nclient.get_secret('k')\n").facts.remote_calls == ()


DRIVERS = """
import mysql.connector, os, psycopg2, pymysql, sqlite3, websockets
from mysql.connector import connect, pooling
from psycopg2.pool import SimpleConnectionPool
"""


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("cnx = mysql.connector.connect(pool_name='shop', **settings)", "mysql.connector.connect"),
        ("cnx = connect(host='db')", "mysql.connector.connect"),
        ("cnx: Any = psycopg2.connect(url)", "psycopg2.connect"),
        ("pool = SimpleConnectionPool(1, 5, url)", "psycopg2.pool.SimpleConnectionPool"),
        ("pool = pooling.MySQLConnectionPool(**settings)", "mysql.connector.pooling.MySQLConnectionPool"),
        # On first use, on a condition, or where a failure is caught:
        ("def cnx():\n    return psycopg2.connect(url)", None),
        ("cnx = lambda: pymysql.connect()", None),
        ("if os.environ.get('DB'):\n    pymysql.connect()", None),
        ("try:\n    pymysql.connect()\nexcept pymysql.Error:\n    cnx = None", None),
        ("if __name__ == '__main__':\n    pymysql.connect()", None),
        # A file, or no database:
        ("sqlite3.connect('shop.db')", None),
        ("websockets.connect(url)", None),
        ("signal.connect(take)", None),
    ],
)
def test_databases_at_import(index: Index, line: str, what: str | None) -> None:
    found = index(f"{DRIVERS}{line}\n").facts.remote_calls
    assert [(one.what, one.database) for one in found] == ([(what, True)] if what else [])
