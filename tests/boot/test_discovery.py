"""Which app is judged, by what it was chosen, and from which folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.deploy import gather_deploy
from releasecheck.gather.discovery import Discovery, discover
from releasecheck.gather.environment import Environment, compose
from releasecheck.gather.source import gather_source
from tests.boot.conftest import APP, Gathered

FACTORY = "from flask import Flask\ndef create_app():\n    return Flask(__name__)\n"
COPIED = "FROM x\nWORKDIR /app\nCOPY web /app\nCMD gunicorn shop:app\n"
ON_PATH = "FROM x\nWORKDIR /app\nCOPY . .\nENV PYTHONPATH=/app/src/backend\nCMD gunicorn shop:app\n"
STARTED = (
    "from flask import Flask\ndef main():\n    app = Flask(__name__)\n    app.run()\n"
    "if __name__ == '__main__':\n    main()\n"
)
RELATIVE = f"from .shop import goods\n{APP}"
BARE = f"from forms import Form\n{APP}"
EITHER_WAY = f"try:\n    from .shop import x\nexcept ImportError:\n    from shop import x\n{APP}"
GIVE = "give them, as in `releasecheck run --app"
CALLING = (
    "from shop import create_app\nif __name__ == '__main__':\n    app = create_app('dev')\n    app.run()\n"
)
WANTING = "from flask import Flask\ndef create_app(config):\n    return Flask(__name__)\n"

Project = Callable[[dict[str, str | bytes]], Path]
Chosen = list[tuple[str | None, str, str]]


def found(folder: Path, target: str | None = None, environment: Environment | None = None) -> Discovery:
    request = BootRequest(folder, target=target)
    launches = gather_deploy(folder).facts.launches
    return discover(request, environment or Environment({}), gather_source(folder, []).facts, launches)


def chosen(discovery: Discovery, folder: Path) -> Chosen:
    return [
        (choice.target, choice.chosen_by, choice.cwd.relative_to(folder).as_posix())
        for choice in discovery.choices
    ]


@pytest.mark.parametrize(
    ("files", "choices"),
    [
        ({}, []),
        ({"app.py": "x = 1"}, [(None, "app.py", ".")]),
        ({"wsgi.py": "", "app.py": ""}, [(None, "wsgi.py", ".")]),
        ({"app/__init__.py": ""}, [(None, "app/__init__.py", ".")]),
        ({"run.py": APP}, [("run:app", "run.py in the source", ".")]),
        ({"run.py": APP, "other.py": APP}, [("run:app", "run.py in the source", ".")]),
        (
            {"shop/__init__.py": FACTORY, "autoapp.py": "from shop import create_app\napp = create_app()\n"},
            [("autoapp:app", "autoapp.py in the source", ".")],
        ),
        (
            {"app/__init__.py": FACTORY, "main.py": "from app import create_app\napp = create_app()\n"},
            [("main:app", "main.py in the source", "."), (None, "app/__init__.py", ".")],
        ),
        (
            {"app/__init__.py": FACTORY, "run.py": "from app import create_app\ncreate_app().run()\n"},
            [
                (None, "app/__init__.py", "."),
                ("app:create_app", "app/__init__.py in the source", "."),
            ],
        ),
        ({"shop/__init__.py": FACTORY}, [("shop:create_app", "shop/__init__.py in the source", ".")]),
        ({"shop/__init__.py": "", "shop/web.py": APP}, [("shop.web:app", "shop/web.py in the source", ".")]),
        (
            {"src/shop/__init__.py": FACTORY},
            [("src/shop:create_app", "src/shop/__init__.py in the source", ".")],
        ),
        ({"src/main.py": APP}, [("src/main:app", "src/main.py in the source", ".")]),
        (
            {"src/main.py": APP, "src/requirements.txt": "flask"},
            [("main:app", "src/main.py in the source", "src")],
        ),
        (
            {"src/main.py": APP, "src/requirements.txt": "flask", "pyproject.toml": ""},
            [("src/main:app", "src/main.py in the source", ".")],
        ),
        (
            {"store/web.py": RELATIVE, "store/shop.py": ""},
            [("store.web:app", "store/web.py in the source", ".")],
        ),
        (
            {"site/web.py": APP, "site/.flaskenv": "", ".flaskenv": "FLASK_APP=site.web:app\n"},
            [
                ("site.web:app", "FLASK_APP in .flaskenv", "."),
                ("web:app", "site/web.py in the source", "site"),
            ],
        ),
        (
            {"run.py": APP, ".flaskenv": "FLASK_APP=gone:app\n"},
            [("run:app", "run.py in the source", ".")],
        ),
        (
            {"back/site/__init__.py": "", "back/site/web.py": RELATIVE},
            [("site.web:app", "back/site/web.py in the source", "back")],
        ),
        (
            {"back/site/web.py": RELATIVE},
            [("site.web:app", "back/site/web.py in the source", "back")],
        ),
        (
            {"site/web.py": EITHER_WAY},
            [("web:app", "site/web.py in the source", "site")],
        ),
        ({"backend/run.py": APP}, [("run:app", "backend/run.py in the source", "backend")]),
        ({"run.py": APP, "backend/run.py": APP}, [("run:app", "run.py in the source", ".")]),
        ({"tests/app.py": APP, "examples/app.py": APP, "migrations/app.py": APP}, []),
        ({"one.py": APP, "two.py": APP}, []),
        (
            {"web/shop.py": STARTED},
            [
                ("shop", "web/shop.py in the source", "web"),
                ("shop.py", "web/shop.py, run as a program", "web"),
            ],
        ),
        ({"tests/shop.py": STARTED}, []),
        ({"shop/__init__.py": WANTING}, []),
        (
            {"Procfile": "web: gunicorn shop:app", "shop.py": APP},
            [("shop:app", "Procfile", ".")],
        ),
        (
            {"Dockerfile": "FROM x\nCMD cd backend && gunicorn shop:app", "backend/shop.py": APP},
            [("shop:app", "Dockerfile", "backend")],
        ),
        (
            {"Dockerfile": "FROM x\nCMD gunicorn shop:app", "web/shop.py": APP},
            [("shop:app", "Dockerfile", "web")],
        ),
        (
            {"Dockerfile": "FROM x\nCMD gunicorn --chdir /srv shop:app", "shop.py": APP},
            [("shop:app", "Dockerfile", ".")],
        ),
        (
            {"Dockerfile": ON_PATH, "src/backend/shop.py": APP, "src/backend/__init__.py": ""},
            [
                ("shop:app", "Dockerfile", "."),
                ("src/backend/shop:app", "src/backend/shop.py in the source", "."),
            ],
        ),
        (
            {"Dockerfile": COPIED, "web/shop.py": APP, "shop.py": APP},
            [("shop:app", "Dockerfile", "web"), ("shop:app", "shop.py in the source", ".")],
        ),
        (
            {
                "Dockerfile": "FROM x\nCMD python wait.py && python main.py",
                "wait.py": "x = 1",
                "main.py": APP,
            },
            [("main.py", "Dockerfile", "."), ("main:app", "main.py in the source", ".")],
        ),
        (
            {"Procfile": "web: gunicorn gone:app", "app.py": APP},
            [(None, "app.py", "."), ("app:app", "app.py in the source", ".")],
        ),
    ],
)
def test_choices(files: dict[str, str | bytes], choices: Chosen, project: Project) -> None:
    folder = project(files)
    assert chosen(found(folder), folder) == choices


@pytest.mark.parametrize(
    ("environment", "choices"),
    [
        (Environment({"FLASK_APP": "a"}), [("a", "FLASK_APP", ".")]),
        (
            Environment({"FLASK_APP": "a"}, frozenset({"FLASK_APP"})),
            [("a", "FLASK_APP of --env-file or --set", ".")],
        ),
        (
            Environment({"FLASK_APP": "a"}, development={"FLASK_APP": ".flaskenv"}),
            [("shop:app", "Procfile", "."), ("a", "FLASK_APP in .flaskenv", ".")],
        ),
    ],
)
def test_flask_app(environment: Environment, choices: Chosen, project: Project) -> None:
    folder = project({"Procfile": "web: gunicorn shop:app", "shop.py": APP})
    assert chosen(found(folder, environment=environment), folder) == choices


def test_named(project: Project) -> None:
    folder = project({"Procfile": "web: gunicorn shop:app", "shop.py": APP})
    named = found(folder, "other", Environment({"FLASK_APP": "a"}))
    assert chosen(named, folder) == [("other", "--app", ".")]


@pytest.mark.parametrize(
    ("files", "notes"),
    [
        (
            {"shop/__init__.py": WANTING},
            (f"shop:create_app: the factory wants arguments (config): {GIVE} 'shop:create_app(CONFIG)'`",),
        ),
        (
            {"shop/__init__.py": WANTING, "run.py": CALLING},
            (f"shop:create_app: the factory wants arguments (config): {GIVE} 'shop:create_app(\"dev\")'`",),
        ),
        ({"Procfile": "web: gunicorn gone:app"}, ("gone:app (Procfile): no such module here",)),
        (
            {"readme.txt": ""},
            ("no FLASK_APP, no deploy file, no wsgi.py or app.py, no app or factory in the source",),
        ),
    ],
)
def test_notes(files: dict[str, str | bytes], notes: tuple[str, ...], project: Project) -> None:
    assert found(project(files)).notes == notes


@pytest.mark.parametrize(
    ("files", "likely"),
    [
        ({"one.py": APP}, ()),
        (
            {"one.py": APP, "two.py": APP},
            ("releasecheck run --app one:app", "releasecheck run --app two:app"),
        ),
        (
            {"one/x.py": APP, "two of them/x.py": APP},
            ("releasecheck run one --app x:app", "releasecheck run 'two of them' --app x:app"),
        ),
    ],
)
def test_what_to_run_where_several_are_equally_likely(
    files: dict[str, str | bytes], likely: tuple[str, ...], project: Project
) -> None:
    seen = found(project(files))
    assert (seen.likely, len(seen.choices)) == (likely, 0 if likely else 1)


FLASKS = "Flask's own search"
LAUNCHES = "web: gunicorn app:app"  # what is served is judged as it is
ROUTES = "@app.get('/')\ndef index():\n    return 'shop'\n"
MOUNTS = (
    "from main import app as site\nfrom werkzeug.middleware.dispatcher import DispatcherMiddleware\n"
    f"{APP}app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {{'/site': site}})\n"
)


@pytest.mark.parametrize(
    ("files", "by"),
    [
        ({"app.py": APP, "main.py": f"from app import app\n{ROUTES}"}, "main.py in the source"),
        ({"app/__init__.py": APP, "run.py": f"from app import app\n{ROUTES}"}, "run.py in the source"),
        ({"app.py": APP, "main.py": "import json\n"}, FLASKS),
        ({"app.py": APP, "main.py": f"from app import app\n{ROUTES}", "Procfile": LAUNCHES}, "Procfile"),
        ({"app.py": STARTED}, "app.py, run as a program"),
        ({"app.py": APP + ROUTES, "main.py": f"from app import app\n{ROUTES}"}, FLASKS),
        ({"app.py": MOUNTS, "main.py": APP + ROUTES}, FLASKS),
    ],
)
def test_an_app_without_routes_is_taken_only_where_nothing_sets_it_up(
    files: dict[str, str | bytes], by: str, gathered: Gathered
) -> None:
    boot = gathered(files).boot
    assert boot is not None
    assert (boot.outcome, boot.chosen_by) == ("up", by)


GUARDED = "if __name__ == '__main__':\n    {0}.run(debug=True)\n"
HELD = "from flask import Flask\nclass Shop:\n    def __init__(self):\n        self.flask = Flask('shop')\n"
HIDDEN = "from flask import Flask\nMADE = {'web': Flask('shop')}\n"  # no source tells what comes out of this


@pytest.mark.parametrize(
    ("files", "by"),
    [
        (
            {
                "shop.py": f"{HELD}shop = Shop()\ndef route():\n    return shop.flask\n",
                "main.py": f"from shop import route\napi = route()\n{GUARDED.format('api')}",
            },
            "main.py in the source",
        ),
        (
            {
                "shop.py": HELD,
                "main.py": f"from shop import Shop\nweb = Shop().flask\n{GUARDED.format('web')}",
            },
            "main.py in the source",
        ),
        (
            {
                "kept.py": HIDDEN,
                "main.py": f"import kept\nserver = kept.MADE['web']\n{GUARDED.format('server')}",
            },
            "main.py in the source",
        ),
        (
            {
                "kept.py": f"{HIDDEN}flask_app = MADE['web']\n",
                "main.py": f"from kept import flask_app\n{GUARDED.format('flask_app')}",
            },
            "main.py in the source",
        ),
        (
            {"main.py": STARTED},
            "main.py, run as a program",
        ),
    ],
)
def test_a_file_that_an_import_makes_an_app_of_is_not_run(
    files: dict[str, str | bytes], by: str, gathered: Gathered
) -> None:
    facts = gathered(files)
    assert facts.boot is not None
    assert (facts.boot.outcome, facts.boot.chosen_by) == ("up", by)
    if facts.app is not None and by.endswith("source"):
        assert not any(value.key == "DEBUG" and value.truthy for value in facts.app.config)


@pytest.mark.parametrize(
    ("files", "named_in", "target", "cwd"),
    [
        ({"web/run.py": APP}, "web/.env", "run", "web"),
        ({"web/run.py": APP}, "web/.env", "run.py", "web"),
        ({"web/run.py": APP}, "web/.env", "run:app", "web"),
        ({"web/run.py": APP, "run.py": APP}, "web/.env", "run", "web"),
        ({"web/shop/__init__.py": APP}, "web/.env", "shop", "web"),
        ({"app/__init__.py": "", "app/run.py": APP}, "app/.env", "run", "app"),
        ({"app/__init__.py": APP, "app/app.py": "x = 1"}, "app/.env", "app", "."),
        ({"run.py": APP}, "deploy/.env", "run", "."),
        ({"web/run.py": APP}, "web/.env", "web/run.py", "."),
        ({"web/run.py": APP}, ".env", "web/run.py", "."),
        ({"web/run.py": APP}, "web/.env", "gone", "."),
        ({"run.py": APP}, "../.env", "run", "."),
    ],
)
def test_an_env_file_names_the_app_from_its_own_folder(
    files: dict[str, str | bytes], named_in: str, target: str, cwd: str, project: Project
) -> None:
    folder = project({**files, named_in: f"FLASK_APP={target}\n"})
    environment = compose({}, [folder / named_in], [])
    by = "FLASK_APP of --env-file or --set"
    assert chosen(found(folder, environment=environment), folder) == [(target, by, cwd)]


def test_what_is_set_beside_an_env_file_is_named_from_the_project(project: Project) -> None:
    folder = project({"web/run.py": APP, "web/.env": "FLASK_APP=other\n"})
    environment = compose({}, [folder / "web/.env"], [("FLASK_APP", "run")])
    by = "FLASK_APP of --env-file or --set"
    assert chosen(found(folder, environment=environment), folder) == [("run", by, ".")]


STARTER = ("start", "FLASK_APP in web/.env", "web")


@pytest.mark.parametrize(
    ("files", "first"),
    [
        ({"web/.env": "FLASK_APP=start\n"}, STARTER),
        ({"web/.env": "FLASK_APP=start\n", "web/.flaskenv": "FLASK_APP=other\n"}, STARTER),
        ({"web/.flaskenv": "FLASK_APP=start.py\n"}, ("start.py", "FLASK_APP in web/.flaskenv", "web")),
        ({"web/.env": "FLASK_APP=start\n", "main.py": APP}, ("main:app", "main.py in the source", ".")),
        ({"web/.env": "FLASK_APP=start\n", "app.py": APP}, (None, "app.py", ".")),
        ({"web/.env": "FLASK_APP=gone\n"}, ("run:app", "web/run.py in the source", "web")),
        ({"web/.env": "A=1\n"}, ("run:app", "web/run.py in the source", "web")),
        (
            {"web/.env": "FLASK_APP=start\n", "api/.env": "FLASK_APP=x\n", "api/x.py": APP},
            ("run:app", "web/run.py in the source", "web"),
        ),
    ],
)
def test_a_dotenv_file_below_names_the_app_where_nothing_above_is_one(
    files: dict[str, str | bytes], first: tuple[str | None, str, str], project: Project
) -> None:
    folder = project({"web/run.py": APP, "web/start.py": "from run import app\n", **files})
    assert chosen(found(folder), folder)[0] == first


def test_the_app_of_an_env_file_below_is_booted_there(gathered: Gathered, tmp_path: Path) -> None:
    files = {
        "web/.env": "FLASK_APP=run\nMODE=x\n",
        "web/run.py": f"import settings\n{APP}",
        "web/settings.py": "",
    }
    boot = gathered(files, env_files=(tmp_path / "project/web/.env",)).boot
    assert boot is not None
    assert (boot.outcome, boot.cwd) == ("up", "web")


@pytest.mark.parametrize(
    ("files", "target"),
    [
        ({"store/web.py": RELATIVE, "store/shop.py": "goods = 1\n"}, "store.web:app"),
        (
            {
                "back/site/shop.py": "goods = 1\n",
                "back/site/web.py": RELATIVE,
                ".flaskenv": "FLASK_APP=back.site.web\n",
            },
            "back.site.web",
        ),
    ],
)
def test_a_file_with_relative_imports_is_booted_as_part_of_its_package(
    files: dict[str, str | bytes], target: str, gathered: Gathered
) -> None:
    boot = gathered(files).boot
    assert boot is not None
    assert (boot.outcome, boot.target) == ("up", target)


def test_a_path_beside_the_command_of_a_procfile_is_the_boots(gathered: Gathered) -> None:
    files = {
        "Procfile": "web: env PYTHONPATH=$PWD/source gunicorn source.wsgi:app\n",
        "source/shop.py": APP,
        "source/wsgi.py": "from shop import app\n",
    }
    boot = gathered(files).boot
    assert boot is not None
    assert (boot.outcome, boot.target) == ("up", "source.wsgi:app")


@pytest.mark.parametrize(
    ("files", "cwd"),
    [
        ({"web/forms.py": "Form = 1\n"}, "web"),
        ({"web/forms/__init__.py": "Form = 1\n"}, "web"),
        ({"forms.py": "Form = 1\n", "web/forms.py": ""}, "."),
        ({"forms.py": "Form = 1\n"}, "."),
    ],
)
def test_an_app_in_a_package_is_booted_from_where_its_file_finds_what_lies_beside_it(
    files: dict[str, str | bytes], cwd: str, gathered: Gathered
) -> None:
    boot = gathered({"web/__init__.py": "", "web/app.py": BARE, **files}).boot
    assert boot is not None
    assert (boot.outcome, boot.target, boot.cwd) == ("up", "app:app" if cwd == "web" else "web.app:app", cwd)


def test_an_app_in_a_package_that_lacks_a_module_is_booted_from_above(gathered: Gathered) -> None:
    files: dict[str, str | bytes] = {"web/__init__.py": "", "web/app.py": BARE, "web/views.py": ""}
    boot = gathered(files).boot
    assert boot is not None
    assert (boot.outcome, boot.target, boot.cwd) == ("raised", "web.app:app", ".")


def test_an_app_that_a_deploy_file_names_by_its_package_is_booted_as_it_is_named(gathered: Gathered) -> None:
    files: dict[str, str | bytes] = {"web/__init__.py": "", "web/app.py": BARE, "web/forms.py": "Form = 1\n"}
    boot = gathered({**files, "Procfile": "web: gunicorn web.app:app\n"}).boot
    assert boot is not None
    assert (boot.outcome, boot.target, boot.cwd) == ("raised", "web.app:app", ".")
