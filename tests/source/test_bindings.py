"""Whether a module surely has no name."""

import ast

import pytest

from releasecheck.gather.source.code.bindings import surely_lacks


@pytest.mark.parametrize(
    "source",
    [
        "",
        "application = 1",
        "def create():\n    app = 1\n    return app",
        "class Shop:\n    app = 1",
        "if __name__ == '__main__':\n    app = 1",
        "print(app)",
        "import shop.app",
        "from shop import app as application",
    ],
)
def test_lacks(source: str) -> None:
    assert surely_lacks(ast.parse(source), "app")


@pytest.mark.parametrize(
    "source",
    [
        "app = 1",
        "app: int = 1",
        "app, other = 1, 2",
        "def app(environ, start_response): ...",
        "class app: ...",
        "import app.views",
        "import shop as app",
        "from shop import app",
        "from shop import create as app",
        "from shop import *",
        "if DEBUG:\n    pass\nelse:\n    app = 1",
        "if __name__ == '__main__':\n    pass\nelse:\n    app = 1",
        "try:\n    from a import app\nexcept ImportError:\n    pass",
        "with open('x') as app:\n    pass",
        "for app in apps:\n    pass",
        "if (app := make()):\n    pass",
        "match shop:\n    case {'app': app}:\n        pass",
        "def setup():\n    global app\n    app = 1\nsetup()",
        "globals()['app'] = 1",
        "globals().update(made)",
        "exec(open('shop.py').read())",
        "import sys\nsetattr(sys.modules[__name__], 'app', 1)",
        "import sys\nsys.modules[__name__] = Shop()",
        "def __getattr__(name): return 1",
    ],
)
def test_may_have(source: str) -> None:
    assert not surely_lacks(ast.parse(source), "app")
