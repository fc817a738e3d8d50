"""Live secrets in what the app answers: told by their names alone."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Tuple

from . import redact, secret_names, secrets

if TYPE_CHECKING:
    from .client import Answer

_MIN = 8
_PLAIN_MIN = 16  # of letters alone: a shorter one may be a word of the page
# Keys that are made to be sent to browsers.
_PUBLIC_NAME = re.compile(
    r"PUBLI|SITE_?KEY|CLIENT_?ID|CSRF|XSRF|ANON|MAPS?_|MAPBOX|ANALYTICS|TRACKING|DSN|SEARCH|BROWSER|FRONTEND"
    r"|FIREBASE|WRITE_KEY|MEASUREMENT|SITE_?KEY|NONCE",
    re.IGNORECASE,
)
_PUBLIC_VALUE = re.compile(r"pk_(live|test)_|pk\.eyJ")  # Stripe's and Mapbox' public keys
_PASSWORD_HASH = re.compile(  # Werkzeug's, bcrypt's and Argon2's, whole: a page may name the method
    rb"(?:pbkdf2:sha\d+|scrypt)(?::\d+)+\$[./A-Za-z0-9]+\$[0-9a-f]{40,}"
    rb"|\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$v=\d+\$[^$\s]+\$[+/A-Za-z0-9]{8,}\$[+/A-Za-z0-9]{16,}"
)


class Seeker:
    """Knows the secrets of one app, and which of them an answer shows."""

    def __init__(self, app: Any, order: Dict[str, Any]) -> None:
        sent = set((order.get("headers") or {}).values())  # an echo of what we say is no leak
        named: Dict[str, str] = {}
        for key, value in (*_of_config(app), *_of_environment(order)):
            if value not in named and value not in sent and _is_secret(key, value):
                named[value] = key
        self._patterns = [
            (key, re.compile("|".join(map(re.escape, sorted(set(redact.forms(value)))))))
            for value, key in named.items()
        ]

    def seen(self, answer: Answer) -> List[str]:
        """The config keys and variables whose values are in its body or a header, in any spelling."""
        parts = [answer.body.decode("utf-8", "replace"), *(value for _, value in answer.headers.items())]
        text = "\n".join(parts)
        return sorted({key for key, pattern in self._patterns if pattern.search(text)})


def password_hashes(body: bytes) -> int:
    """How many different hashes of passwords are in it."""
    return len(set(_PASSWORD_HASH.findall(body)))


def _of_config(app: Any) -> Iterator[Tuple[str, str]]:
    for key, given in list(app.config.items()):
        for subject, value in secrets.held(str(key), given):
            text = value if isinstance(value, str) else value.decode("latin-1")
            yield subject, text
            for part in secret_names.credentials_in(text):
                yield subject, part


def _of_environment(order: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    for name in order.get("secret_names") or ():
        yield name, os.environ.get(name, "")


def _is_secret(key: str, value: str) -> bool:
    if len(value) < _MIN or not secret_names.is_recognisable(value):
        return False
    if _PUBLIC_NAME.search(key) or _PUBLIC_VALUE.match(value):
        return False
    return len(value) >= _PLAIN_MIN or not re.fullmatch("[a-z_-]+|[A-Z_-]+|[A-Z]?[a-z]+|[0-9]+", value)
