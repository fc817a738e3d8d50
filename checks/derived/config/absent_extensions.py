"""Config keys of extensions that the app has not loaded."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.source import Source

from .misspelt import unread

_EXTENSIONS = (  # keys, their extension, and what somebody may believe who set them
    (re.compile(r"WTF_CSRF_.*"), "Flask-WTF", "no form is checked for requests from other sites"),
    (re.compile(r"RATELIMIT_.*"), "Flask-Limiter", "no limit is enforced"),
    (re.compile(r"SECURITY_.*"), "Flask-Security", "none of it is in force"),
    (
        re.compile(r"SESSION_(TYPE|FILE_DIR|REDIS|USE_SIGNER|KEY_PREFIX)"),
        "Flask-Session",
        "sessions stay in cookies",
    ),
    (re.compile(r"LOGIN_DISABLED|REMEMBER_COOKIE_.*"), "Flask-Login", None),
    (re.compile(r"JWT_.*"), "Flask-JWT-Extended", None),
    (re.compile(r"CORS_.*"), "Flask-CORS", None),
    (re.compile(r"SQLALCHEMY_.*"), "Flask-SQLAlchemy", None),
    (re.compile(r"MAIL_.*"), "Flask-Mail", None),
    (re.compile(r"CACHE_.*"), "Flask-Caching", None),
    (re.compile(r"BABEL_.*"), "Flask-Babel", None),
)


def keys_of_absent(
    app: App, values: Iterable[ConfigValue]
) -> Iterator[tuple[str, str | None, list[ConfigValue]]]:
    """Each extension that is not loaded, the harm if it protects something, and its keys among these."""
    every = list(values)
    for pattern, extension, harm in _EXTENSIONS:
        group = [one for one in every if pattern.fullmatch(one.key)]
        if group and package_of(extension) not in app.config_vocabulary:  # it may put its keys together
            yield extension, harm, group


def package_of(extension: str) -> str:
    """ "flask_mail" of "Flask-Mail"."""
    return extension.lower().replace("-", "_")


def ignored(app: App, source: Source | None) -> set[str]:
    """The keys that only such an extension would read, as config-key-ignored says."""
    if not app.config_vocabulary or source is None:
        return set()
    return {one.key for _, _, group in keys_of_absent(app, unread(app, source)) for one in group}
