"""The variables of a `.env` that hold secrets, or what stands there for one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from releasecheck.gather.inside.placeholders import is_placeholder
from releasecheck.gather.inside.secret_names import can_be_secret, credentials_in, is_recognisable, is_secret

_VARIABLE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^#\n]*)")
# The first account of a console in the web: whoever finds its port signs in with it, guessed or read.
_OF_CONSOLE = re.compile(
    r"PGADMIN_DEFAULT_PASSWORD|ME_CONFIG_BASICAUTH_PASSWORD|GF_SECURITY_ADMIN_PASSWORD"
    r"|RABBITMQ_DEFAULT_PASS|MINIO_ROOT_PASSWORD|DJANGO_SUPERUSER_PASSWORD|_AIRFLOW_WWW_USER_PASSWORD"
)
_PUBLIC = ("REACT_APP_", "VITE_", "NEXT_PUBLIC_", "PUBLIC_", "EXPO_PUBLIC_", "GATSBY_", "VUE_APP_")


class SecretVariable(NamedTuple):
    """A variable with its value, which no fact may hold."""

    line: int
    name: str
    value: str
    real: bool  # a secret, and no word that anybody would try


def secret_variables(text: str) -> Iterator[SecretVariable]:
    """Each variable that has a secret, and no placeholder, as its value.

    The password of a console counts as it stands: its service comes up with that one.
    """
    for line, name, value in _variables(text):
        secrets = list(credentials_in(value)) or [value]
        known = _OF_CONSOLE.fullmatch(name) and can_be_secret(value)
        real = is_secret(name, value) and any(map(_is_real, secrets))
        if known or real:
            yield SecretVariable(line, name, value, real)


def stand_ins(text: str) -> Iterator[tuple[int, str]]:
    """Lines and names of variables for secrets, whatever they hold, but for what the shell puts in."""
    return (
        (line, name) for line, name, value in _variables(text) if "$" not in value and is_secret(name, value)
    )


def _variables(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and value of all but those that are built into pages for everybody."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _VARIABLE.match(line)
        if found and not found["name"].startswith(_PUBLIC):
            yield number, found["name"], found["value"].strip().strip("\"'")


def _is_real(value: str) -> bool:
    return is_recognisable(value) and not is_placeholder(value)
