"""Passwords that a compose file itself gives the databases it starts."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts.deploy import StorePassword
from releasecheck.gather.deploy.manifest import Given
from releasecheck.gather.inside.placeholders import is_placeholder

# Of the official images of databases and queues, the whole name of the variable.
_PASSWORD = re.compile(
    r"POSTGRES_PASSWORD|(MYSQL|MARIADB)_(ROOT_)?PASSWORD|MONGO_INITDB_ROOT_PASSWORD|RABBITMQ_DEFAULT_PASS"
)
_USER_OR_NAME = re.compile(
    r"POSTGRES_(USER|DB)|(MYSQL|MARIADB)_(USER|DATABASE)|MONGO_INITDB_ROOT_USERNAME|RABBITMQ_DEFAULT_USER"
)
_SAID_YES = re.compile(r"(?!0$|no$|false$).+")
_LET_IN = {
    "POSTGRES_HOST_AUTH_METHOD": re.compile("trust"),
    "MYSQL_ALLOW_EMPTY_PASSWORD": _SAID_YES,
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": _SAID_YES,
}
_TRIED_FIRST = re.compile(
    r"(postgres|postgresql|pg|mysql|mariadb|mongo|root|rootroot|admin|administrator|user|guest|toor|db|database|"
    r"pass|qwerty|letmein|welcome)\W?\d{0,4}!?",
    re.IGNORECASE,
)


def store_passwords(service: str, given: Iterable[Given]) -> Iterator[StorePassword]:
    """The first constant that it signs in with, or the switch by which it asks for none."""
    given = [one for one in given if one.value and "$" not in one.value]
    named = {one.value for one in given if _USER_OR_NAME.fullmatch(one.name)}
    for one in given:
        asked = _LET_IN.get(one.name)
        if asked and asked.fullmatch((one.value or "").lower()):
            yield StorePassword(service, one.name, one.place, how="none")
            return
    for one in given:
        if _PASSWORD.fullmatch(one.name) and one.value:
            guessed = one.value in named or _is_guessed(one.value)
            yield StorePassword(service, one.name, one.place, how="guessable" if guessed else "written")
            return


def _is_guessed(value: str) -> bool:
    return is_placeholder(value) or _TRIED_FIRST.fullmatch(value) is not None
