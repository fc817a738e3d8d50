"""Apps and factories."""

import pytest

from releasecheck.facts.source import AppDefinition
from tests.source.conftest import Index

Files = dict[str, str]


def app(
    path: str, line: int, name: str = "app", routes: int = 0, also_in: tuple[str, ...] = ()
) -> AppDefinition:
    return AppDefinition(path, name, "app", line, (), routes, also_in)


def factory(path: str, line: int, *required: str, name: str = "create_app", routes: int = 0) -> AppDefinition:
    return AppDefinition(path, name, "factory", line, required, routes)


HELD = (
    "from flask import Flask\nclass Shop:\n    def __init__(self):\n        self.flask = Flask('shop')\n"
    "    def made(self):\n        return self.flask\n"
)
FACTORY = "from flask import Flask\ndef create_app(config=None):\n    app = Flask(__name__)\n    return app\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": "from flask import Flask\napp = Flask(__name__)\n"}, [app("app.py", 2)]),
        ({"app.py": "import flask\nweb = flask.Flask(__name__)\n"}, [app("app.py", 2, "web")]),
        ({"app.py": "from flask import *\napp = Flask(__name__)\n"}, [app("app.py", 2)]),
        ({"app.py": "from flask.app import Flask\napp = Flask(__name__)\n"}, [app("app.py", 2)]),
        (
            {"app.py": "from flask_openapi3.openapi import OpenAPI\napp = OpenAPI(__name__)\n"},
            [app("app.py", 2)],
        ),
        ({"app.py": "from flask import Flask as F\napp: F = F(__name__)\n"}, [app("app.py", 2)]),
        (
            {"app.py": "from flask import Flask\nclass Shop(Flask): pass\napp = Shop(__name__)\n"},
            [app("app.py", 3)],
        ),
        ({"shop/__init__.py": FACTORY}, [factory("shop/__init__.py", 2)]),
        (
            {"shop/__init__.py": FACTORY, "wsgi.py": "from shop import create_app\napp = create_app()\n"},
            [factory("shop/__init__.py", 2), app("wsgi.py", 2)],
        ),
        (
            {"shop/__init__.py": "from .make import create_app\n", "shop/make.py": FACTORY},
            [factory("shop/make.py", 2)],
        ),
        (
            {
                "a.py": FACTORY,
                "b.py": "import a\ndef make(c, *, d, e=1):\n    x = a.create_app(c)\n    return x\n",
            },
            [factory("a.py", 2), factory("b.py", 2, "c", "d", name="make")],
        ),
        (
            {"a.py": "from flask import Flask\ndef f() -> Flask:\n    return build()\n"},
            [factory("a.py", 2, name="f")],
        ),
        (
            {"a.py": "from flask import Flask\ndef f():\n    return Flask(__name__)\n"},
            [factory("a.py", 2, name="f")],
        ),
        (
            {"a.py": "from flask import Flask\napp = Flask(__name__)\ndef get():\n    return app\n"},
            [app("a.py", 2), factory("a.py", 3, name="get")],
        ),
        (
            {"a.py": "import connexion\nouter = connexion.App(__name__)\napp = outer.app\n"},
            [app("a.py", 2, "outer"), app("a.py", 3)],
        ),
        ({"a.py": "import dash\nd = dash.Dash(__name__)\nserver = d.server\n"}, [app("a.py", 3, "server")]),
        (
            {
                "shop/__init__.py": "from flask import Flask\napp = Flask(__name__)\n",
                "shop/views.py": "from shop import app\n@app.route('/')\ndef home(): pass\n",
                "run.py": "from shop import app\nif __name__ == '__main__':\n    app.run()\n",
                "other.py": "from shop import app\nprint(app)\n",
            },
            [app("shop/__init__.py", 2, routes=1, also_in=("run.py", "shop/views.py"))],
        ),
        (
            {
                "a.py": HELD,
                "b.py": "from a import Shop\nshop = Shop()\ndef route():\n    return shop.flask\n",
                "main.py": "from b import route\napi = route()\n",
            },
            [factory("b.py", 3, name="route"), app("main.py", 2, "api")],
        ),
        ({"a.py": HELD, "main.py": "from a import Shop\nweb = Shop().flask\n"}, [app("main.py", 2, "web")]),
        ({"a.py": f"{HELD}server = Shop().made()\n"}, [app("a.py", 7, "server")]),
        ({"a.py": f"{HELD}shop = Shop()\nflask_app = shop.flask\n"}, [app("a.py", 8, "flask_app")]),
        (
            {
                "a.py": "import flask\nclass Shop:\n    def create(self):\n        return flask.Flask('')\n",
                "main.py": "import a\napplication = a.Shop().create()\n",
            },
            [app("main.py", 2, "application")],
        ),
    ],
    ids=range(22),
)
def test_an_app_or_a_factory(index: Index, files: Files, expected: list[AppDefinition]) -> None:
    assert list(index(files).facts.apps) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"app.py": "from fastapi import FastAPI\napp = FastAPI()\n"},
        {"app.py": "app = create_app()\n"},
        {"tests/test_x.py": FACTORY},
        {"app.py": "from flask import Flask\nif __name__ == '__main__':\n    app = Flask(__name__)\n"},
        {"app.py": "from flask import Flask\nclass A:\n    app = Flask(__name__)\n"},
        {"app.py": "from flask import Flask\ndef f():\n    app = Flask(__name__)\n    app.run()\n"},
        {"app.py": f"{HELD}shop = Shop()\nname = shop.name\n"},
        {"app.py": f"{HELD}class Other:\n    pass\nother = Other().flask\n"},
    ],
)
def test_no_app(index: Index, files: Files) -> None:
    assert index(files).facts.apps == ()


@pytest.mark.parametrize(
    ("program", "called"),
    [
        ("app = create_app('DevelopmentConfig')", 'create_app("DevelopmentConfig")'),
        ("app = create_app('app.DevelopmentConfig')", 'create_app("app.DevelopmentConfig")'),
        ("app = create_app('app')", 'create_app("app")'),
        ("app = create_app(config='dev', port=5001)", 'create_app(config="dev", port=5001)'),
        ("app = create_app('Testing', True, None)", 'create_app("Testing", True, None)'),
        ("app = create_app('Tr0ub4dorAndThree')", None),
        ("app = create_app('prod', key_of_it='Tr0ub4dorAndThree')", None),
        ("app = create_app('prod', 48151)", None),
        ("app = create_app('prod', secret_key='test')", None),
        ("app = create_app('prod', pin=4815)", None),
        ("app = create_app()", "create_app()"),
        ("app = create_app(Config)", None),
        ("app = create_app('postgresql://shop:secret@db/shop')", None),
        ("app = create_app(*given, **more)", None),
        ("app.run()", None),
    ],
)
def test_the_call_below_the_guard(index: Index, program: str, called: str | None) -> None:
    classes = "class DevelopmentConfig:\n    pass\n"
    [made] = index(f"{FACTORY}{classes}if __name__ == '__main__':\n    {program}\n").facts.apps
    assert made.called == called


@pytest.mark.parametrize(
    ("parameters", "arguments", "called"),
    [
        ("stage, secret_key", "'prod', 'Tr0ub4dorAndThree'", None),
        ("stage, secret_key", "'prod', 'local'", None),
        ("stage, pin", "'prod', 4815", None),
        ("stage, port", "'prod', 5000", 'create_app("prod", 5000)'),
        ("*stages", "'prod', 'local'", 'create_app("prod", "local")'),
    ],
)
def test_the_call_below_the_guard_by_what_the_factory_takes(
    index: Index, parameters: str, arguments: str, called: str | None
) -> None:
    made = f"def create_app({parameters}):\n    return Flask(__name__)\n"
    program = f"if __name__ == '__main__':\n    app = create_app({arguments})\n"
    [one] = index(f"from flask import Flask\n{made}{program}").facts.apps
    assert one.called == called


def test_the_call_of_a_program_beside_it(index: Index) -> None:
    program = "from shop import create_app\nif __name__ == '__main__':\n    app = create_app('dev')\n"
    [made] = index({"shop/__init__.py": FACTORY, "run.py": program}).facts.apps
    assert made.called == 'create_app("dev")'


def test_a_call_above_the_guard(index: Index) -> None:
    apps = index(f"{FACTORY}app = create_app('dev')\n").facts.apps
    assert [one.called for one in apps if one.kind == "factory"] == [None]
