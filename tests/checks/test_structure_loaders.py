"""How the project finds the rows that an extension asks it for."""

from releasecheck.facts.slips import Slip, SlipKind
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source


def given(kind: SlipKind, what: str, detail: str = "", path: str = "app.py") -> Given:
    slip = Slip(kind, what, "load" if kind == "loader-refuses" else what, at(path, 9), detail=detail)
    return {"app": app(modules=["app.py"]), "source": source(slips=[slip])}


def test_user_loader_refuses_faulty() -> None:
    assert ask("user-loader-refuses", given("loader-refuses", "get_or_404")) == [
        Found(
            "load calls get_or_404(): a session whose account is gone gets an error on every page that asks "
            "who it is",
            "load",
            at("app.py", 9),
        )
    ]


def test_user_loader_refuses_fine() -> None:
    none = [DoesNotApply("no user_loader refuses a visitor")]
    assert ask("user-loader-refuses", given("admin-unlimited", "Rows", "edit")) == none


def test_user_loader_refuses_does_not_apply() -> None:
    none = [DoesNotApply("no user_loader refuses a visitor")]
    assert ask("user-loader-refuses", {"app": app(), "source": source()}) == none
    assert ask("user-loader-refuses", given("loader-refuses", "abort", path="old.py")) == none


def test_admin_records_unlimited_faulty() -> None:
    assert ask("admin-records-unlimited", given("admin-unlimited", "Rows", "details")) == [
        Found(
            "Rows lists the visitor's records alone, and anybody's is shown in its details: it has no "
            "get_one",
            "Rows",
            at("app.py", 9),
        )
    ]
    (told,) = ask("admin-records-unlimited", given("admin-unlimited", "Rows", "edit"))
    assert told.message == (
        "Rows lists the visitor's records alone, and anybody's can be reached to edit it: it has no get_one"
    )


def test_admin_records_unlimited_fine() -> None:
    none = [DoesNotApply("no view of Flask-Admin limits its list alone to the visitor's records")]
    assert ask("admin-records-unlimited", given("loader-refuses", "get_or_404")) == none


def test_admin_records_unlimited_does_not_apply() -> None:
    none = [DoesNotApply("no view of Flask-Admin limits its list alone to the visitor's records")]
    assert ask("admin-records-unlimited", given("admin-unlimited", "Rows", "edit", "old.py")) == none
    assert ask("admin-records-unlimited", {"app": app(), "source": source()}) == none
