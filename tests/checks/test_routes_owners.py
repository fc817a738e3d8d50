"""Views that change the records of others."""

from typing import Any

from releasecheck.facts.views import OwnedRow
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, table, view


def row(how: Any = "changed", line: int = 7, model: str = "Device", path: str = "app.py") -> OwnedRow:
    said = {"changed": "delete(device)", "own": "Device.query.filter_by(user=current_user)"}
    return OwnedRow(model, how, said.get(how, "device.user != current_user"), at(path, line, 5))


CHANGED = row()
OWN = row("own", 17)
CHECKED = row("checked", 17)


def devices(
    beside: OwnedRow | None = OWN, rows: Any = (CHANGED,), rule: str = "/devices/<id>", **more: Any
) -> Given:
    """A view that deletes a device, and one beside it."""
    name, path = more.pop("name", "remove"), more.pop("path", "app.py")
    routes = [
        route(rule, name, methods=("POST",), view=view(name, 5, path)),
        route("/devices", "mine", view=view("mine", 15)),
    ]
    views = [body(name, 5, path, rows=rows, **more), body("mine", 15, rows=(beside,) if beside else ())]
    return {"app": app(routes=routes), "source": source(views=views)}


FOUND = Found(
    "POST /devices/<id> changes any Device by its key; mine looks whose it is",
    "remove",
    at("app.py", 7, 5),
    evidence=("app.py:17:5: Device.query.filter_by(user=current_user)",),
)


@table(
    {
        "beside the list of the visitor's own": (devices(), [FOUND]),
        "with a login": (devices(decorators=("login_required",)), [FOUND]),
        "once for several changes": (devices(rows=(row(), row(line=8))), [FOUND]),
    }
)
def test_owner_not_checked_faulty(given: Given, says: list[Found]) -> None:
    assert ask("owner-not-checked", given) == says


def test_owner_not_checked_beside_a_view_that_compares() -> None:
    (found,) = ask("owner-not-checked", devices(CHECKED))
    assert isinstance(found, Found)
    assert found.evidence == ("app.py:17:5: device.user != current_user",)


def test_owner_not_checked_once_for_a_model() -> None:
    given = devices()
    routes = [
        *given["app"].routes,
        route("/devices/<id>/name", "name", methods=("PUT",), view=view("name", 25)),
    ]
    views = [*given["source"].views, body("name", 25, rows=(row(line=27),))]
    (found,) = ask("owner-not-checked", {"app": app(routes=routes), "source": source(views=views)})
    assert isinstance(found, Found)
    assert found.message.startswith("POST /devices/<id> and 1 other view change any Device by its key")
    assert found.evidence[-1] == "PUT /devices/<id>/name: delete(device) at app.py:27:5"


@table(
    {
        "it looks itself": (devices(rows=(row(), row("checked"))), []),
        "it looks whose another row is, to which this belongs": (
            devices(rows=(row("own", model="House"), row())),
            [],
        ),
        "for administrators": (devices(decorators=("login_required", "admin_required")), []),
        "below /admin": (devices(rule="/admin/devices/<id>"), []),
        "of an administrator by its name": (devices(name="admin_remove"), []),
        "in a file of theirs": (devices(path="admin.py", rows=(row(path="admin.py"),)), []),
        "in another file": (devices(path="fleet.py", rows=(row(path="fleet.py"),)), []),
        "called by a service": (devices(rule="/payments/callback"), []),
        "the list is of another model": (devices(row("own", model="House")), []),
    }
)
def test_owner_not_checked_fine(given: Given, says: list[Found]) -> None:
    assert ask("owner-not-checked", given) == says


def test_owner_not_checked_does_not_apply() -> None:
    says = DoesNotApply("no view is seen to look whose a record is")
    assert ask("owner-not-checked", devices(None)) == [says]
