"""Views that any login opens, and that do more than those beside them for administrators."""

from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.views import WriteThrough
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, table, view

RULE = "guard-weaker-than-siblings"
LOGIN, ADMIN = ("jwt_required",), ("jwt_required", "admin_required")


def one(method: str, rule: str, line: int, name: str = "", **fields: Any) -> tuple[Any, Any]:
    """A view that keeps a change: its route and its body."""
    endpoint = f"shop.{name or method.lower()}"
    fields = {"decorators": LOGIN, "writes": ("session.commit",), **fields}
    served = route(rule, endpoint, methods=(method,), view=view(endpoint.rpartition(".")[2], line))
    return served, body(endpoint.rpartition(".")[2], line, **fields)


def views(*each: tuple[Any, Any], hooks: Any = (), **more: Any) -> Given:
    routes, bodies = zip(*each, strict=True)
    return {"app": app(routes=routes, hooks=hooks), "source": source(views=bodies, **more)}


def shelves(method: str = "DELETE", rule: str = "/shelves/<int:shelf_id>", **fields: Any) -> Given:
    """A view of one shelf, and the one that makes shelves, which is for administrators."""
    makes = one("POST", "/shelves", 5, decorators=fields.pop("asked", ADMIN))
    more = {name: fields.pop(name) for name in ("hooks", "passing_hooks") if name in fields}
    return views(makes, one(method, rule, 15, **fields), **more)


def found(first: str, strong: str, *others: str, name: str = "delete") -> Found:
    also = f" and {len(others)} other" if others else ""
    return Found(
        f"whoever is signed in may send {first}{also}, and {strong} beside it wants @admin_required",
        "the blueprint shop without admin_required",
        at("app.py", 15, 1),
        evidence=(
            f"@jwt_required is all that shop.{name} has",
            *others,
            f"{strong} at app.py:5:1 has @admin_required",
        ),
    )


DELETED = found("DELETE /shelves/<int:shelf_id>", "POST /shelves")
USER = "/users/<int:user_id>"


@table(
    {
        "deleted by any login, made by administrators": (shelves(), [DELETED]),
        "by a service that knows no visitor": (
            shelves(writes=(), through=(WriteThrough(("drop",), "session.delete", at("shop.py", 3)),)),
            [DELETED],
        ),
        "by a page called so": (
            shelves("POST", "/shelves/<int:shelf_id>", name="delete_shelf"),
            [found("POST /shelves/<int:shelf_id>", "POST /shelves", name="delete_shelf")],
        ),
        "changed by administrators": (
            views(
                one("PUT", "/shelves/<int:shelf_id>", 5, decorators=ADMIN),
                one("DELETE", "/shelves/<int:shelf_id>", 15),
            ),
            [found("DELETE /shelves/<int:shelf_id>", "PUT /shelves/<int:shelf_id>")],
        ),
        "anybody's account": (
            views(one("DELETE", USER, 5, decorators=ADMIN), one("PUT", USER, 15, calls=("update_user",))),
            [found(f"PUT {USER}", f"DELETE {USER}", name="put")],
        ),
        "once for a group": (
            views(
                one("POST", "/shelves", 5, decorators=ADMIN),
                one("DELETE", "/shelves/<int:shelf_id>", 15),
                one("DELETE", "/shelves/<int:shelf_id>/", 25, "empty"),
            ),
            [
                found(
                    "DELETE /shelves/<int:shelf_id>",
                    "POST /shelves",
                    "DELETE /shelves/<int:shelf_id>/ at app.py:25:1 has @jwt_required alone",
                )
            ],
        ),
        "a hook that turns nobody away": (
            shelves(
                hooks=[Hook("before_request", "", "shed", "count", at("app.py", 90), own=True)],
                passing_hooks=(at("app.py", 90, 1),),
            ),
            [DELETED],
        ),
    }
)
def test_guard_weaker_than_siblings_faulty(given: Given, says: list[Found]) -> None:
    assert ask(RULE, given) == says


@table(
    {
        what: (given, [])
        for what, given in {
            "the same guard": shelves(decorators=ADMIN),
            "made by any login": shelves(asked=LOGIN),
            "changed by any login: the team's own board": shelves("PUT"),
            "anybody deletes: another rule's to tell": shelves(decorators=()),
            "it looks at the visitor": shelves(identity=["current_user"]),
            "it asks itself": shelves(asks="session"),
            "what it calls may ask": shelves(calls=("check_owner",)),
            "the service knows the visitor": shelves(
                writes=(), through=(WriteThrough(("drop",), "session.delete", at("shop.py", 3), True),)
            ),
            "a role by another name": shelves(decorators=("jwt_required", "staff_only")),
            "two guards": shelves(decorators=("jwt_required", "shop_required")),
            "a hook may ask": shelves(
                hooks=[Hook("before_request", "", "shed", "look", at("app.py", 90), own=True)]
            ),
            "another kind of record": shelves(rule="/loans/<int:loan_id>"),
            "a list of lists": shelves(rule="/shelves/<int:shelf_id>/books/<int:book_id>"),
            "what is the visitor's own": shelves(rule="/shelves/<int:cart_id>", name="delete_cart"),
            "a link that nobody guesses": shelves(rule="/shelves/<uuid:shelf_id>"),
            "nothing is kept": shelves(writes=()),
            "one deletes accounts, anybody changes a board": views(
                one("DELETE", "/notes/<int:note_id>", 5, decorators=ADMIN),
                one("PUT", "/notes/<int:note_id>", 15),
            ),
        }.items()
    }
)
def test_guard_weaker_than_siblings_fine(given: Given, says: list[Found]) -> None:
    assert ask(RULE, given) == says


def test_guard_weaker_than_siblings_without_guards() -> None:
    given = shelves(decorators=(), asked=())
    assert ask(RULE, given) == [DoesNotApply("no view of the app has a guard that can be seen")]
