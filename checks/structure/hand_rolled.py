"""Code that a well-kept extension already has."""

from collections.abc import Sequence
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.extensions import HandMade, HandMadeKind
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, info

from ..derived.wording import capped


@dataclass(frozen=True, slots=True)
class _Made:
    """What is written by hand, and what would do it."""

    name: str
    instead: str
    names: tuple[str, ...] = ()  # in app.extensions, when it is in use already
    package: str = ""  # whose functions hang on the app, when it is in use already
    needs: str = ""  # in app.extensions, for it to be of use


_MADE: dict[HandMadeKind, _Made] = {
    "cors": _Made("CORS headers", "Flask-CORS", package="flask_cors"),
    "password-hash": _Made("password hashing", "werkzeug.security (`generate_password_hash`)"),
    "csrf": _Made("CSRF tokens", "Flask-WTF (`CSRFProtect`)", ("csrf",), "flask_seasurf"),
    "rate-limit": _Made("a rate limiter", "Flask-Limiter", ("limiter",), "flask_limiter"),
    "pagination": _Made("pagination", "Flask-SQLAlchemy (`db.paginate`)", needs="sqlalchemy"),
    "token-login": _Made("a login by tokens", "Flask-JWT-Extended", ("flask-jwt-extended",)),
    "migration": _Made("schema changes", "Flask-Migrate", ("migrate",)),
}

_BY_SQL = (
    "Keep each change as a numbered SQL script that a tool such as yoyo-migrations runs once, before the "
    "release is started."
)


@info
def hand_rolled_extension(app: App, source: Source | None = None) -> Judgement:
    """The app does by hand what a well-kept extension does.

    CORS headers in an `after_request`, passwords hashed with hashlib (with `pbkdf2_hmac` or `scrypt` and one
    salt for all too), CSRF tokens, rate limits and pages
    counted by hand, `ALTER TABLE` in the app's own code, a login of `jwt.encode`, `jwt.decode` and a
    decorator: each is a few lines that are almost right, and each has cases that others have met already.
    Only in modules that the app imports, and never when the extension is there and given the app.

    Fix: use the extension that is named.

    Fault::

        @app.after_request
        def cors(response):
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response

    Fine::

        CORS(app, origins=["https://shop.example"])
    """
    if source is None:
        yield CouldNotLook("the source could not be read")
        return
    written = [one for one in source.hand_made if one.place.path in app.modules]
    if not written:
        yield DoesNotApply("nothing looks written by hand that an extension has")
    for kind in dict.fromkeys(one.kind for one in written):
        if not _is_in_use(_MADE[kind], app):
            yield _hand_rolled(_MADE[kind], kind, [one for one in written if one.kind == kind], app)


def _is_in_use(made: _Made, app: App) -> bool:
    hooked = any(hook.module.partition(".")[0] == made.package for hook in app.hooks)
    wanted = not made.needs or made.needs in app.extensions
    return hooked or not wanted or not set(made.names).isdisjoint(app.extensions)


def _hand_rolled(made: _Made, kind: str, written: Sequence[HandMade], app: App) -> Found:
    of_sql = kind == "migration" and "sqlalchemy" not in app.extensions  # which Flask-Migrate would need
    return Found(
        f"{made.name} made by hand: {written[0].what}",
        subject=kind,
        place=written[0].place,
        evidence=capped([f"{one.what} at {one.place}" for one in written[1:]]),
        fix=_BY_SQL if of_sql else f"Use {made.instead}.",
    )
