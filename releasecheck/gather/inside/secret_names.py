"""What a secret looks like, by its name and by its value: the one rule for parent and child."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from .spelling import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECRET_ENDINGS = (  # of a word, so that PGPASSWORD and clientsecret are met
    *("secret", "password", "passwd", "passphrase", "token", "credential", "pepper"),
    *("secrets", "passwords", "tokens", "credentials"),
    *("apikey", "secretkey", "privatekey", "accesskey", "authkey"),
    *("psw", "senha", "senhas", "contrasena", "contrase", "passwort"),  # "contraseña" is two words here
)
_BEFORE_KEY = frozenset(
    "api secret access private signing sign encryption crypto fernet master auth hmac aes jwt account "
    "app cookie service server storage flask webhook admin".split()
)
# What follows the secret word says that this is about a secret and not one.
_ABOUT = frozenset(
    "enabled enable disabled budget limit ttl length len url uri urls endpoint file filename files path "
    "dir directory header headers name names expires expiry expiration expire age lifetime location "
    "locations type types algorithm alg hash hashes hashing hasher scheme schemes field fields label "
    "placeholder time timeout seconds minutes hours days count size max min required require rounds "
    "iterations id ids prefix suffix policy regex pattern reset change form template view route message "
    "msg error errors text title subject help hint param parameter arg column table model class cls "
    "manager store backend provider issuer audience scope scopes format version interval delay window "
    "function callback loader validator strength complexity login check checks confirm confirmation "
    "changed updated created at env var variable key keys auth selection last used rotated usage".split()
)
_ASKS = frozenset(
    "use uses has is require requires enable disable show hide check verify forgot invalid incorrect "
    "wrong bad weak missing expired unknown max min no num allow allows".split()
)
# Tokens of a language model, and of a page of results.
_PART_OF_TEXT = frozenset(
    "input output total prompt completion cache cached read stop eos bos pad page next continuation".split()
)
_NO_SECRET = frozenset(
    "true false yes no on off none null undefined bearer basic cookie cookies header headers json "
    "query_string x-csrf-token csrf_token csrf-token same-origin include omit".split()
)
_SMALL_NUMBER = re.compile(r"[-+]?\d{1,5}(\.\d+)?")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LOWER_PATH = re.compile(r"(~|\.{0,2})(/[a-z0-9_.<>:{}*-]+)+/?|/")
# A reference to a value that is kept elsewhere: ${NAME}, $NAME, {{ name }}, {name}, <name>, %(name)s.
_REFERENCE = re.compile(
    r"\$\{?\w+\}?|\$\(.*\)|\$?\{\{.*\}\}|.*\{%.*|\{[^\"']*\}|<[^>]*>|%\(\w+\)s|%[sdr]|%\w+%", re.DOTALL
)
_SENTENCE = re.compile(r"[A-Z][a-z']*(,? [\w']+)*[.!?…]")
_USERINFO = re.compile(  # bounded, because whole files are searched with it
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}://"
    r"(?P<user>[^\s:/?#]{0,300}(?=:)|[^\s:/@?#]{0,300})(?::(?P<password>[^\s/?]{0,300}))?@[^\s@]"
)
_ORDINARY = frozenset(
    "password passwd secret token admin root user test tests testing test_key development production "
    "default flask python postgres mysql sqlite redis localhost example string value name none null "
    "session cookie secret_key api_key apikey username email bearer basic header config access_token "
    "your this that with from here please enter insert replace change".split()  # of placeholders
)
# What services are called: as a password the first that anybody tries, and a word of paths and of messages.
_SERVICES = frozenset(
    "mariadb mongo mongodb postgresql rabbitmq memcached elastic elasticsearch minio pgadmin phpmyadmin "
    "celery nginx gunicorn docker database server service backend frontend website webapp guest".split()
)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a variable, config key, argument or field of this name holds a secret."""
    words = words_of(name)
    if not words or words[0] in _ASKS:
        return False
    last = max((i for i in range(len(words)) if _is_secret_word(words, i)), default=None)
    return last is not None and _ABOUT.isdisjoint(words[last + 1 :])


def _is_secret_word(words: list[str], index: int) -> bool:
    word = words[index]
    if word == "pwd":  # alone it is the shell's working directory
        return len(words) > 1
    if word == "salt":  # alone it is itsdangerous' namespace
        return index > 0
    if word.startswith("token") and index and words[index - 1] in _PART_OF_TEXT:
        return False
    if word == "pass":
        return 0 < index == len(words) - 1
    if word in ("key", "keys"):
        return index > 0 and words[index - 1] in _BEFORE_KEY
    return word.endswith(_SECRET_ENDINGS)


def can_be_secret(value: object) -> bool:
    """Whether a value under a secret-looking name is one: no number, switch, plain URL, path or reference."""
    if isinstance(value, (bytes, bytearray)):
        return bool(value)
    if not isinstance(value, str):
        return False
    text = value.strip()
    if not text or text.lower() in _NO_SECRET or _SMALL_NUMBER.fullmatch(text) or _REFERENCE.fullmatch(text):
        return False
    if _URL.match(text):
        return has_credentials(text)
    if not any(char.isalnum() for char in text):  # ********
        return False
    return not (_LOWER_PATH.fullmatch(text) or _SENTENCE.fullmatch(text))


def has_credentials(value: object) -> bool:
    """Whether a text holds a URL with a password, or with a token for a user."""
    return any(True for _ in credentials_in(value))


def credentials_in(value: object) -> Iterator[str]:
    """The passwords and tokens in the userinfo of a text's URLs."""
    for match in _USERINFO.finditer(value) if isinstance(value, str) and "://" in value else ():
        user, password = match.group("user"), match.group("password")
        if password and password != "None" and not _REFERENCE.fullmatch(password):  # None: f"{os.getenv(…)}"
            yield password
        elif not password and len(user) >= 12 and any(char.isdigit() for char in user):
            yield user


def is_secret(name: str, value: object) -> bool:
    """Whether this value under this name is a secret, or is a URL with credentials under any name."""
    return has_credentials(value) or (is_secret_name(name) and can_be_secret(value))


def is_its_name(value: str, name: str) -> bool:
    """Whether it says no more than what it is called: hiding `JWT_KEY=JWT_KEY` would hide the name."""
    return value.lower() == name.lower()


def is_recognisable(value: str) -> bool:
    """Whether hiding a secret wherever it turns up would hide little else."""
    return len(value) >= 4 and value.lower() not in _ORDINARY and not _SMALL_NUMBER.fullmatch(value)


def is_hidden(value: str) -> bool:
    """Whether a secret is hidden where it turns up: not where it is a word that much else is called by."""
    return is_recognisable(value) and value.lower() not in _SERVICES
