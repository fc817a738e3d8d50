"""A project's folder that is a package itself: which names its modules are imported by."""

import pytest

from tests.boot.conftest import Gathered

APP = "from flask import Flask\napp = Flask(__name__)\nfrom views import index\n"
VIEWS = "from {} import app\n\n@app.get('/')\ndef index(): return ''\n"


@pytest.mark.parametrize("target", [None, "app", "app.py", "app:app"])
def test_imported_once_by_its_plain_name(target: str | None, gathered: Gathered) -> None:
    files = {"__init__.py": "raise RuntimeError('no server imports it')", "app.py": APP}
    facts = gathered({**files, "views.py": VIEWS.format("app")}, target=target)
    assert facts.boot is not None
    assert facts.app is not None
    assert (facts.boot.outcome, facts.boot.importable) == ("up", "app:app")
    assert facts.app.import_name == "app"
    assert [route.rule for route in facts.app.routes if route.endpoint == "index"] == ["/"]


def test_the_app_in_the_folders_own_file(gathered: Gathered) -> None:
    models = "from __init__ import app\nassert app.name\n"
    run = "from __init__ import app\nimport models\nif __name__ == '__main__': app.run()\n"
    boot = gathered(
        {"__init__.py": APP, "views.py": VIEWS.format("__init__"), "models.py": models, "run.py": run},
        target="run:app",
    ).boot
    assert boot is not None
    assert boot.outcome == "up"


def test_a_dotted_name(gathered: Gathered) -> None:
    files = {
        "__init__.py": "",
        "web/__init__.py": "",
        "web/main.py": APP.replace("from views", "from .views"),
    }
    boot = gathered({**files, "web/views.py": VIEWS.format("web.main")}, target="web.main:app").boot
    assert boot is not None
    assert (boot.outcome, boot.importable) == ("up", "web.main:app")


RELATIVE = APP.replace("from views", "from .views")


@pytest.mark.parametrize(
    "files",
    [
        {"app.py": RELATIVE, "views.py": VIEWS.format(".app")},
        {"app.py": RELATIVE, "views.py": VIEWS.format("project.app")},
        {"app.py": APP.replace("from views", "from project.views"), "views.py": VIEWS.format("project.app")},
        {
            "app.py": APP.replace("from views import", "import project.views as"),
            "views.py": VIEWS.format(".app"),
        },
        {"app/__init__.py": APP.replace("from views", "from ..views"), "views.py": VIEWS.format(".app")},
    ],
)
def test_by_the_folders_name_where_the_module_needs_it(files: dict[str, str], gathered: Gathered) -> None:
    facts = gathered({"__init__.py": "", **files})
    assert facts.boot is not None
    assert facts.app is not None
    assert facts.boot.outcome == "up"
    assert facts.app.import_name == "project.app"


@pytest.mark.parametrize(
    "views", ["from project.models import x\n", "import project.models\n", "from models import x\n"]
)
def test_what_other_modules_import_by_the_folders_name(views: str, gathered: Gathered) -> None:
    files = {"__init__.py": "", "app.py": APP, "models.py": "x = 1\n", "views.py": views + "index = 1\n"}
    boot = gathered(files).boot
    assert boot is not None
    assert boot.outcome == "up"


def test_a_package_of_its_own_that_uses_dots_keeps_its_plain_name(gathered: Gathered) -> None:
    files = {"__init__.py": "", "app/__init__.py": RELATIVE, "app/views.py": VIEWS.format("app")}
    facts = gathered(files, target="app")
    assert facts.app is not None
    assert facts.app.import_name == "app"


def test_a_path_is_left_to_flask(gathered: Gathered) -> None:
    files = {"__init__.py": "", "web/__init__.py": "", "web/app.py": APP.replace("from views", "from .views")}
    facts = gathered({**files, "web/views.py": VIEWS.format(".app")}, target="web/app.py")
    assert facts.app is not None
    assert facts.app.import_name == "project.web.app"


def test_without_such_a_file_nothing_changes(gathered: Gathered) -> None:
    facts = gathered({"app.py": APP, "views.py": VIEWS.format("app")})
    assert facts.app is not None
    assert facts.app.import_name == "app"


def test_from_another_folder_it_is_the_same_app(gathered: Gathered) -> None:
    app = APP.replace("from views", "try: open('here')\nexcept OSError: pass\nfrom views")
    facts = gathered({"__init__.py": "", "app.py": app, "views.py": VIEWS.format("app")}, target="app.py")
    assert facts.boots is not None
    assert facts.boots.elsewhere is not None
    assert (facts.boots.elsewhere.outcome, facts.boots.elsewhere.routes) == ("up", ())
