"""Calls of libraries that take a credential, and where it stands among their arguments."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Client(NamedTuple):
    """A call that takes a credential."""

    origin: str  # what the called name is imported from, up to this
    position: int | None
    names: tuple[str, ...]
    what: str
    signs: bool = False
    is_app: bool = False  # no library: the app itself lets in by it whoever has it


_PASSWORDS = ("password", "passwd", "pwd")
DATABASE = "the password of a database"
OF_ROOT = "an empty password for the root of a database"
OF_MYSQL = ("mysql.connector", "mariadb", "pymysql", "MySQLdb")  # drivers, which take the user second
GATE = Client("", None, (), "the secret that requests are let in by", is_app=True)
SECRET_PATH = Client("", None, (), "the secret in the path of a route", is_app=True)
# What protocols that anybody may read give HMAC as its key: Telegram's of its web apps, and those of wallets.
OF_PROTOCOLS = frozenset({"WebAppData", "Bitcoin seed", "ed25519 seed", "Nist256p1 seed"})


def _signing(library: str, position: int) -> Client:
    return Client(library, position, ("key",), "the key that signs JSON web tokens", signs=True)


_OF_TOKENS = (_signing("jwt", 1), _signing("jose.jwt", 1))
CLIENTS: Mapping[str, Sequence[Client]] = {
    "login": [Client("smtplib", 1, ("password",), "the password of a mail account")],
    "Client": [Client("twilio.rest", 1, ("password",), "the token of a Twilio account")],
    "connect": [
        *(
            Client(driver, None, _PASSWORDS, DATABASE)
            for driver in ("mysql.connector", "mariadb", "psycopg2", "psycopg", "asyncpg", "oracledb")
        ),
        *(Client(driver, 2, _PASSWORDS, DATABASE) for driver in ("pymysql", "MySQLdb")),
    ],
    "MySQLConnection": [Client("mysql.connector", None, _PASSWORDS, DATABASE)],
    "Redis": [Client("redis", None, ("password",), DATABASE)],
    "MongoClient": [Client("pymongo", None, ("password",), DATABASE)],
    "Fernet": [Client("cryptography", 0, ("key",), "the key of Fernet")],
    "encode": [*_OF_TOKENS, _signing("authlib.jose.jwt", 2)],
    "decode": [*_OF_TOKENS, _signing("authlib.jose.jwt", 1)],
    "new": [Client("hmac", 0, ("key",), "the key that signs messages (HMAC)", signs=True)],
    **{
        name: [Client("itsdangerous", 0, ("secret_key",), "the key that signs tokens", signs=True)]
        for name in ("URLSafeTimedSerializer", "URLSafeSerializer", "TimestampSigner", "Signer", "Serializer")
    },
}
