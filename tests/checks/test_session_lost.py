"""Cookies that no browser is ever sent."""

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, source

LOST = Slip("cookie-lost", "unset_jwt_cookies", "logout", at("app.py", 8, 5), detail="jsonify(…)")
NONE = [DoesNotApply("no cookie is set on an answer that is thrown away")]


def test_cookie_never_sent_faulty() -> None:
    assert ask("cookie-never-sent", {"app": app(), "source": source(slips=[LOST])}) == [
        Found(
            "logout: unset_jwt_cookies changes jsonify(…), which is not what is returned: "
            "no browser hears of it",
            subject="logout:unset_jwt_cookies",
            place=at("app.py", 8, 5),
        )
    ]


def test_cookie_never_sent_does_not_apply() -> None:
    assert ask("cookie-never-sent", {"app": app(), "source": source()}) == NONE


def test_cookie_never_sent_fine() -> None:
    # In a module that the boot did not import.
    given = {"app": app(modules=("other.py",)), "source": source(slips=[LOST])}
    assert ask("cookie-never-sent", given) == NONE
