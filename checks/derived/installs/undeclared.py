"""What no install of the release brings, so that the app cannot start from one."""

import re
from collections.abc import Sequence

from packaging.utils import canonicalize_name

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.imports import Import
from releasecheck.facts.source import Source

from .installs import brought, installed, is_own, missing, released_with_extras

# What an interpreter, a server or a platform brings beside all requirements.
PROVIDED = frozenset({"boto3", "botocore", "distribute", "mod-wsgi", "pip", "setuptools", "uwsgi", "wheel"})
# What a program starts an app with, each of them known to pip by this very name.
_SERVERS = frozenset(
    {"bjoern", "cheroot", "eventlet", "gevent", "gunicorn", "hypercorn", "uvicorn", "waitress"}
)
# Images that bring a Python and no more than that.
_BARE = re.compile(r"(^|/)(alpine|debian|pypy|python|ubuntu|uv)([:@]|$)")
# Distributions that apps import by another name, and others that are known by theirs: a missing module of a
# name that is not here may be a file of the project that git does not have.
_OTHER_NAMES = {
    "Crypto": "pycryptodome",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "flask_security": "flask-security-too",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "psycopg2": "psycopg2-binary",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
_KNOWN = frozenset(
    {
        "aiohttp",
        "alembic",
        "apscheduler",
        "authlib",
        "bcrypt",
        "bleach",
        "celery",
        "cloudinary",
        "cryptography",
    }
    | {"email_validator", "eventlet", "flask_admin", "flask_apscheduler", "flask_babel", "flask_bcrypt"}
    | {"flask_bootstrap", "flask_caching", "flask_compress", "flask_cors", "flask_dance", "flask_httpauth"}
    | {"flask_jwt_extended", "flask_limiter", "flask_login", "flask_mail", "flask_marshmallow"}
    | {"flask_migrate", "flask_moment", "flask_mongoengine", "flask_mysqldb", "flask_principal"}
    | {"flask_pymongo", "flask_restful", "flask_restx", "flask_session", "flask_smorest", "flask_socketio"}
    | {
        "flask_sqlalchemy",
        "flask_swagger_ui",
        "flask_talisman",
        "flask_wtf",
        "gevent",
        "httpx",
        "loguru",
        "lxml",
    }
    | {
        "markdown",
        "marshmallow",
        "matplotlib",
        "mongoengine",
        "numpy",
        "openai",
        "openpyxl",
        "pandas",
        "passlib",
    }
    | {
        "peewee",
        "pydantic",
        "pymongo",
        "pymysql",
        "pyotp",
        "pytz",
        "qrcode",
        "redis",
        "reportlab",
        "requests",
    }
    | {
        "scipy",
        "sendgrid",
        "sentry_sdk",
        "sqlalchemy",
        "stripe",
        "twilio",
        "werkzeug",
        "wtforms",
        "xlsxwriter",
    }
)


def distribution_of(module: str) -> str | None:
    """What is to be declared for a module that is not installed, where that is known."""
    return _OTHER_NAMES.get(module) or (canonicalize_name(module) if module in _KNOWN else None)


def is_never_installed(
    one: Import, providers: Sequence[str], dependencies: Dependencies, deploy: Deploy | None
) -> bool:
    """Whether no file by which the release is installed can bring what this line imports.

    They have to bring Flask: else they are another program's. A lock file, an image with more than Python in
    it, and whatever is installed elsewhere by a name like it may bring it too; of a package that several
    distributions share, nobody knows which one is meant.
    """
    names = {canonicalize_name(one.name), *providers}
    elsewhere = {each.name for each in (*dependencies.declared, *dependencies.locked)}
    elsewhere |= {*dependencies.installing}
    return (
        not (one.conditional or one.lazy)
        and len(providers) == 1
        and PROVIDED.isdisjoint(names)
        and declares_all(dependencies, deploy)
        and not any(name in other for name in names for other in elsewhere)
    )


def of_starts(app: App, source: Source) -> list[Import]:
    """The servers that programs beside the app import, to start it with: `from waitress import serve`."""
    starting = {one.place.path for one in source.own_imports if one.path == app.place.path and not one.late}
    starting -= {*app.modules}
    return [
        one
        for one in source.imports
        if one.name in _SERVERS and one.place.path in starting and not (one.conditional or one.lazy)
    ]


def declares_all(dependencies: Dependencies, deploy: Deploy | None) -> bool:
    """Whether the files that were read bring all that the release is installed with, Flask among it."""
    asked = released_with_extras(dependencies)
    images = deploy.images if deploy else ()
    return (
        "flask" in brought(dependencies, asked)
        and not dependencies.unread
        and all(_BARE.search(each.base) for each in images)
    )


def ends_the_boot(
    boot: Boot, source: Source | None, dependencies: Dependencies | None, deploy: Deploy | None
) -> str | None:
    """The module for want of which the app cannot start from any install; null where that is not certain."""
    crash = boot.crash
    if source is None or dependencies is None or not dependencies.own_interpreter or crash is None:
        return None
    known = distribution_of(crash.subject or "") if crash.cause == "missing-module" else None
    lines = (
        each for each in source.imports if (each.name, each.place.line) == (crash.subject, crash.place.line)
    )
    line = next((each for each in lines if each.place.path == crash.place.path), None)
    if known is None or line is None or is_own(line, source, boot) or lacks_something(dependencies):
        return None
    return known if is_never_installed(line, [known], dependencies, deploy) else None


def lacks_something(dependencies: Dependencies) -> bool:
    """Whether something is not installed that the release has, or may have: its environment is another."""
    there = installed(dependencies).keys() | set(dependencies.own)
    optional = (one for one in dependencies.declared if one.applies and one.stage == "optional")
    return bool(missing(dependencies)) or any(one.name not in there for one in optional)
