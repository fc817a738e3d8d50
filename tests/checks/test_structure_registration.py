"""What is registered too late, where it has no effect, or under a wrong name."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.extensions import LateSetup
from releasecheck.facts.templates import TemplateReference
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    boot,
    crash,
    module,
    requests,
    response,
    source,
    table,
    templates,
)

REFUSAL = "The setup method 'register_blueprint' can no longer be called on the application."


def setting_up(*setups: LateSetup, answers: Any = (), flask: str | None = "3.1.3") -> Given:
    return {
        "app": app(),
        "source": source(module("app.py"), late_setups=setups),
        "boot": boot(flask=flask),
        "requests": requests(*answers),
    }


def late(path: str = "app.py", line: int = 12) -> LateSetup:
    return LateSetup("register_blueprint", "load", at(path, line, 5))


def refused(line: int = 12, **fields: Any) -> Any:
    error = crash("builtins.AssertionError", REFUSAL, place=at("app.py", line))
    return response("/load", 500, crash=error, **fields)


def told(**fields: Any) -> Found:
    own: Given = {"subject": "load:register_blueprint", "place": at("app.py", 12, 5)}
    return Found("load calls register_blueprint while a request is under way", **{**own, **fields})


@table(
    {
        "in a view that was not asked": (setting_up(late()), [told()]),
        "seen to be refused": (
            setting_up(late(), answers=[refused()], flask="2.1.3"),
            [told(evidence=("GET /load answers 500",))],
        ),
        "an old Flask refuses it in debug mode only": (
            setting_up(late(), flask="2.1.3"),
            [told(severity="warning")],
        ),
        "an extension that nobody saw fail": (
            setting_up(LateSetup("cache.init_app", "load", at("app.py", 12, 5)), answers=[response("/")]),
            [
                Found(
                    "load calls cache.init_app while a request is under way, and so sets the extension up "
                    "anew each time",
                    subject="load:cache.init_app",
                    place=at("app.py", 12, 5),
                    severity="warning",
                )
            ],
        ),
        "an extension that Flask refused": (
            setting_up(LateSetup("db.init_app", "load", at("app.py", 12, 5)), answers=[refused()]),
            [
                Found(
                    "load calls db.init_app while a request is under way",
                    subject="load:db.init_app",
                    place=at("app.py", 12, 5),
                    evidence=("GET /load answers 500",),
                )
            ],
        ),
        "an unknown Flask": (setting_up(late(), flask=None), [told()]),
        "seen live only": (
            setting_up(answers=[refused(30), response("/", 500, crash=crash())]),
            [
                Found(
                    "the app is set up while a request is under way",
                    "app.py:30",
                    at("app.py", 30),
                    ("GET /load answers 500",),
                )
            ],
        ),
    }
)
def test_late_registration_faulty(given: Given, says: Any) -> None:
    assert ask("late-registration", given) == says


def test_late_registration_fine() -> None:
    given = setting_up(late("tool.py"), answers=[response("/")])
    assert [one for one in ask("late-registration", given) if isinstance(one, Found)] == []


def test_late_registration_does_not_apply() -> None:
    assert ask("late-registration", setting_up()) == [DoesNotApply("no view or hook sets the app up")]


def handling(*names: str, **fields: Any) -> Given:
    places = {"api:404": at("api.py", 7)}
    return {"app": app(error_handlers=names, error_handler_places=places), "requests": None, **fields}


@table(
    {
        "404, as seen live": (
            handling("api:404", requests=requests(not_found=response("/x", 404))),
            [
                Found(
                    "the handler for 404 of the blueprint api is never called for an unknown URL",
                    "api:404",
                    at("api.py", 7),
                    ("an unknown path answers 404 without it",),
                )
            ],
        ),
        "405, and the app handles 404 only": (
            handling("api:405", ":404"),
            [
                Found(
                    "the handler for 405 of the blueprint api is never called for a method that a route "
                    "does not take",
                    "api:405",
                    at("app.py", 1),
                )
            ],
        ),
    }
)
def test_blueprint_404_handler_ineffective_faulty(given: Given, says: Any) -> None:
    assert ask("blueprint-404-handler-ineffective", given) == says


@table(
    {
        "the app has one too": (handling("api:404", ":404"), []),
        "the app has one for every HTTP error": (handling("api:404", "api:405", ":HTTPException"), []),
        "the app has one for everything": (handling("api:404", ":Exception"), []),
    }
)
def test_blueprint_404_handler_ineffective_fine(given: Given, says: Any) -> None:
    assert ask("blueprint-404-handler-ineffective", given) == says


@table(
    {
        "none at all": (handling(), [DoesNotApply("no blueprint has a handler for 404 or 405")]),
        "other errors": (
            handling("api:500", ":404"),
            [DoesNotApply("no blueprint has a handler for 404 or 405")],
        ),
    }
)
def test_blueprint_404_handler_ineffective_does_not_apply(given: Given, says: Any) -> None:
    assert ask("blueprint-404-handler-ineffective", given) == says


def test_blueprint_root_path_wrong_faulty() -> None:
    shop = blueprint("shop", import_name="shop_pages", lost_folders=("templates", "static"))
    assert ask("blueprint-root-path-wrong", {"app": app(blueprints=[shop])}) == [
        Found(
            'blueprint shop looks for templates and static where "shop_pages" leads, '
            "and not beside its module",
            "shop",
            at("shop.py", 3),
        )
    ]


@pytest.mark.parametrize(
    ("made_in", "rendered_in", "told"),
    [
        ("shop/pages.py", "shop/pages.py", False),
        ("shop/__init__.py", "shop/cart.py", False),
        ("shop.py", "shop.py", False),
        ("shop.py", "app.py", True),
        ("shop/pages.py", "stock/pages.py", True),
    ],
)
def test_templates_of_a_lost_folder(made_in: str, rendered_in: str, *, told: bool) -> None:
    shop = blueprint("shop", place=at(made_in, 3), lost_folders=("templates",))
    live = app(blueprints=[shop], modules=[made_in, rendered_in])
    use = TemplateReference(("cart.html",), "render", at(rendered_in, 9))
    given = {
        "app": live,
        "source": source(renders=[use]),
        "templates": templates(exists={"cart.html": False}),
    }
    assert bool(ask("missing-template", given)) == told
    whole = app(blueprints=[replace(shop, lost_folders=())], modules=live.modules)
    assert len(ask("missing-template", {**given, "app": whole})) == 1


def test_blueprint_root_path_wrong_fine() -> None:
    unused = blueprint("shop", registered=False, lost_folders=("templates",))
    given = {"app": app(blueprints=[blueprint("cart", import_name="cart"), unused])}
    assert ask("blueprint-root-path-wrong", given) == []


def test_blueprint_root_path_wrong_does_not_apply() -> None:
    says = [DoesNotApply("the project has no blueprints")]
    assert ask("blueprint-root-path-wrong", {"app": app()}) == says
