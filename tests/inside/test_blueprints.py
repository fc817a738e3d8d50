"""Blueprint objects of the project, registered or forgotten."""

from __future__ import annotations

from typing import Any

import pytest

ADMIN = """
    from flask import Blueprint

    bp = Blueprint("admin", __name__)

    @bp.route("/admin")
    def index():
        return "ok"
"""


def told(request: Any, files: dict[str, str]) -> list[tuple[Any, ...]]:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    app = project("app", files).app
    facts = inside("blueprints").collect(app, tools)
    return [
        (
            *(fact[name] for name in ("name", "registered", "rules", "variable", "module")),
            f"{fact['place']['path']}:{fact['place']['line']}",
        )
        for fact in facts
    ]


CASES = {
    "registered": (
        {
            "app.py": "import flask, admin\napp = flask.Flask(__name__)\napp.register_blueprint(admin.bp)",
            "admin.py": ADMIN,
        },
        [("admin", True, 1, "bp", "admin", "admin.py:3")],
    ),
    "forgotten": (
        {
            "app.py": "import flask\nfrom admin import bp as views\napp = flask.Flask(__name__)",
            "admin.py": ADMIN,
        },
        [("admin", False, 1, "bp", "admin", "admin.py:3")],
    ),
    "registered under another name": (
        {
            "app.py": (
                "import flask, admin\napp = flask.Flask(__name__)\n"
                'app.register_blueprint(admin.bp, url_prefix="/x")'
            ),
            "admin.py": ADMIN,
        },
        [("admin", True, 1, "bp", "admin", "admin.py:3")],
    ),
    "its file runs again under another module name": (
        {
            "app.py": (
                "import flask, shop.admin, src.shop.admin\napp = flask.Flask(__name__)\n"
                "app.register_blueprint(shop.admin.bp)"
            ),
            "src/shop/admin.py": ADMIN,
            "shop/__init__.py": """
                import os
                __path__ = [os.path.join(os.path.dirname(os.path.dirname(__file__)), "src", "shop")]
            """,
        },
        [("admin", True, 1, "bp", "shop.admin", "src/shop/admin.py:3")],
    ),
    "routes hang on the copy that the app has not": (
        {
            "app.py": (
                "import flask, shop.admin, src.shop.admin\napp = flask.Flask(__name__)\n"
                "app.register_blueprint(shop.admin.bp)\n"
                'src.shop.admin.bp.add_url_rule("/x", "x", app.full_dispatch_request)'
            ),
            "src/shop/admin.py": ADMIN,
            "shop/__init__.py": """
                import os
                __path__ = [os.path.join(os.path.dirname(os.path.dirname(__file__)), "src", "shop")]
            """,
        },
        [
            ("admin", True, 1, "bp", "shop.admin", "src/shop/admin.py:3"),
            ("admin", False, 2, "bp", "src.shop.admin", "src/shop/admin.py:3"),
        ],
    ),
    "nested in one that is registered": (
        {
            "app.py": """
                import flask, admin
                parent = flask.Blueprint("parent", __name__)
                parent.register_blueprint(admin.bp)
                app = flask.Flask(__name__)
                app.register_blueprint(parent)
            """,
            "admin.py": ADMIN,
        },
        [
            ("admin", True, 1, "bp", "admin", "admin.py:3"),
            ("parent", True, 0, "parent", "app", "app.py:2"),
        ],
    ),
    "nested in a forgotten one": (
        {
            "app.py": """
                import flask, admin
                parent = flask.Blueprint("parent", __name__)
                parent.register_blueprint(admin.bp)
                app = flask.Flask(__name__)
            """,
            "admin.py": ADMIN,
        },
        [
            ("admin", False, 1, "bp", "admin", "admin.py:3"),
            ("parent", False, 0, "parent", "app", "app.py:2"),
        ],
    ),
    "held by nothing but a list": (
        {
            "app.py": """
                import flask
                app = flask.Flask(__name__)
                def make():
                    return flask.Blueprint(import_name=__name__, name="made")
                kept = [make()]
            """
        },
        [("made", False, 0, None, "app", "app.py:4")],
    ),
    "an import name that is no module": (
        {"app.py": 'import flask\nbp = flask.Blueprint("x", "nowhere")\napp = flask.Flask(__name__)'},
        [("x", False, 0, "bp", "app", "app.py:2")],
    ),
    "an extension's": (
        {
            "app.py": "import flask\nfrom extension import bp\napp = flask.Flask(__name__)",
            "site-packages/extension.py": ADMIN,
        },
        [],
    ),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_blueprints(request: Any, files: dict[str, str], expected: list[tuple[Any, ...]]) -> None:
    assert told(request, files) == expected


def test_those_of_another_app_of_the_same_factory(request: Any) -> None:
    source = """
        import flask

        def create_app():
            app = flask.Flask(__name__)
            app.register_blueprint(flask.Blueprint("local", __name__))
            return app

        app = create_app()
        other = create_app()
    """
    assert {fact[:2] for fact in told(request, {"app.py": source})} == {("local", True)}


@pytest.mark.parametrize(
    ("second", "lost"),
    [
        ('"no_module"', ["templates", "files"]),
        ('"app"', ["templates", "files"]),
        ("__name__", []),
        ('"shop"', []),
    ],
)
def test_folders_that_are_not_where_the_import_name_leads(request: Any, second: str, lost: list[str]) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    made = f'bp = flask.Blueprint("shop", {second}, template_folder="templates", static_folder="files")'
    files = {
        "app.py": APP_WITH_SHOP,
        "shop/__init__.py": f"import flask\n{made}",
        "shop/templates/a.html": "",
        "shop/files/a.css": "",
    }
    (fact,) = inside("blueprints").collect(project("app", files).app, tools)
    assert (fact["lost_folders"], fact["module"]) == (lost, "shop")
    assert (fact["place"]["path"], fact["place"]["line"]) == ("shop/__init__.py", 2)


APP_WITH_SHOP = "import flask\nfrom shop import bp\napp = flask.Flask(__name__)\napp.register_blueprint(bp)"
