"""What the source tells of an app that did not come up: real source, and a boot that ended at once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from releasecheck.engine import judge
from releasecheck.facts import Absence, Facts, Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Unbooted
from releasecheck.facts.runs import Git, Lint, LintFinding
from releasecheck.gather.source import gather_source
from releasecheck.outline import outline
from releasecheck.registry import load_rules

from .checks.build import deploy, variable

Look = Callable[..., App | None]

NO_DATABASE = Absence("inconclusive", "the app did not come up: it found no database")
WSGI = "from shop import create_app\napp = create_app()\n"
SHOP = """\
from flask import Flask
from . import lost
if True:
    from . import perhaps
if __name__ == "__main__":
    from . import never

def create_app():
    from shop.views import bp
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "kept-by-nobody-8"
    app.register_blueprint(bp)
    return app
"""
VIEWS = """\
from flask import Blueprint
from shop.store import bin

bp = Blueprint("goods", __name__)

@bp.route("/goods/<int:number>/delete")
def delete(number):
    bin.session.commit()
    return ""

@bp.route("/goods", methods=METHODS)
def goods():
    return ""
"""


def facts(project: Path, target: str | None, files: dict[str, str], cwd: str = ".") -> Facts:
    for name, text in files.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Facts(
        Project("shop"),
        boot=Boot("raised", target, "wsgi.py", cwd, "python", ".venv"),
        source=gather_source(project, ()).facts,
        missing={"app": NO_DATABASE},
    )


@pytest.fixture
def look(tmp_path: Path) -> Look:
    return lambda target, files, cwd=".": outline(facts(tmp_path, target, files, cwd))


SOURCES = {
    "wsgi.py": WSGI,
    "shop/__init__.py": SHOP,
    "shop/views.py": VIEWS,
    "shop/store/__init__.py": "",
    "shop/store/bin.py": "",
    "shop/lost.py": "",
    "shop/perhaps.py": "",
    "shop/never.py": "",
    "seed.py": "import shop.never\n",
}


@pytest.mark.parametrize(
    ("target", "cwd"),
    [("wsgi:app", "."), ("wsgi.py:app", "."), ("wsgi", "."), ("shop:create_app()", "."), ("shop", ".")],
)
def test_the_modules_are_those_that_the_target_imports(look: Look, target: str, cwd: str) -> None:
    found = look(target, SOURCES, cwd)
    own = {"wsgi.py"} if target.startswith("wsgi") else set()
    packages = {"shop/__init__.py", "shop/views.py", "shop/store/__init__.py", "shop/store/bin.py"}
    assert found is not None
    assert set(found.modules) == own | packages | {"shop/lost.py", "shop/perhaps.py"}


@pytest.mark.parametrize(
    ("target", "cwd"), [("backend/wsgi.py:app", "."), ("wsgi:app", "backend"), ("wsgi.py:app", "backend")]
)
def test_the_target_is_looked_for_from_the_working_directory(look: Look, target: str, cwd: str) -> None:
    found = look(target, {"backend/wsgi.py": "import store\n", "backend/store.py": "", "wsgi.py": ""}, cwd)
    assert found is not None
    assert found.import_name == "backend.wsgi"
    assert "wsgi.py" not in found.modules


@pytest.mark.parametrize(
    ("target", "files"),
    [
        (None, SOURCES),
        ("elsewhere:app", SOURCES),
        ("wsgi:app", {"wsgi.py": "def app(:\n"}),
        ("tests.app:app", {"tests/app.py": "app = None\n"}),
    ],
)
def test_without_a_file_that_can_be_read_there_is_no_outline(
    look: Look, target: str | None, files: dict[str, str]
) -> None:
    assert look(target, files) is None


def test_what_was_not_booted_at_all_is_outlined_as_well(tmp_path: Path) -> None:
    tried = facts(tmp_path, "wsgi:app", SOURCES)
    too_old = replace(tried, boot=None, unbooted=Unbooted("wsgi:app", "."))
    assert outline(too_old) == outline(tried) is not None


def test_the_views_are_named_after_their_blueprint(look: Look) -> None:
    found = look("wsgi:app", SOURCES)
    assert found is not None
    routes = [(one.rule, one.endpoint, one.methods, one.arguments) for one in found.routes]
    assert routes == [("/goods/<int:number>/delete", "goods.delete", ("GET",), ("number",))]


@pytest.mark.parametrize(
    ("own", "registered", "rule"),
    [
        (', url_prefix="/shop"', "", "/shop/goods/<int:number>/delete"),
        (', url_prefix="/shop/"', ', url_prefix="/mill"', "/mill/goods/<int:number>/delete"),
        (', url_prefix="/shop"', ", url_prefix=PREFIX", "/goods/<int:number>/delete"),  # who knows which
        (", url_prefix=PREFIX", "", "/goods/<int:number>/delete"),
    ],
)
def test_the_prefix_of_a_blueprint(look: Look, own: str, registered: str, rule: str) -> None:
    files = {
        **SOURCES,
        "shop/views.py": SOURCES["shop/views.py"].replace('"goods", __name__', f'"goods", __name__{own}'),
        "shop/__init__.py": SHOP.replace("(bp)", f"(bp{registered})"),
    }
    found = look("wsgi:app", files)
    assert found is not None
    assert [one.rule for one in found.routes] == [rule]


@pytest.mark.parametrize(
    ("written", "rule"), [("", "/shop"), ("/", "/shop/"), ("/all", "/shop/all"), ("all", "/shop/all")]
)
def test_a_rule_below_a_prefix(look: Look, written: str, rule: str) -> None:
    blueprint = 'from flask import Blueprint\nbp = Blueprint("shop", __name__, url_prefix="/shop")\n'
    found = look("app:app", {"app.py": f'{blueprint}@bp.route("{written}")\ndef all():\n    return ""\n'})
    assert found is not None
    assert [one.rule for one in found.routes] == [rule]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('app.config["SECRET_KEY"] = "kept-by-nobody-8"', ["SECRET_KEY"]),
        ('app.secret_key = "kept-by-nobody-8"', ["SECRET_KEY"]),
        ('app.config.update(JWT_SECRET_KEY="kept-by-nobody-8")', ["JWT_SECRET_KEY"]),
        ('app.config.from_mapping({"SECRET_KEY": "kept-by-nobody-8"})', ["SECRET_KEY"]),
        # set again elsewhere, or not by a constant
        ('app.secret_key = "kept-by-nobody-8"\napp.config["SECRET_KEY"] = key()', []),
        # of a variable with a constant to fall back on
        ('app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "kept-by-nobody-8")', ["SECRET_KEY"]),
        ('app.secret_key = os.getenv("KEY") or "kept-by-nobody-8"', ["SECRET_KEY"]),
        ('app.secret_key = os.getenv("KEY", "")', []),
        ('app.secret_key = os.getenv("KEY", os.getenv("OTHER"))', []),
        ('app.secret_key = os.getenv("KEY", "kept-by-nobody-8")\napp.secret_key = key()', []),
        ('app.config["SECRET_KEY"] = env.str("SECRET_KEY")', []),
        ('app.config["SECRET_KEY"] = given or "kept-by-nobody-8"', []),
        # drawn anew
        ("app.secret_key = os.urandom(24)", ["SECRET_KEY"]),
        ("from secrets import token_hex\napp.config.from_mapping(SECRET_KEY=token_hex(32))", ["SECRET_KEY"]),
        ('import uuid\napp.config["SECRET_KEY"] = str(uuid.uuid4())', ["SECRET_KEY"]),
        ('import uuid\napp.config["SECRET_KEY"] = uuid.uuid4().hex', ["SECRET_KEY"]),
        (
            'import base64\napp.config["JWT_SECRET_KEY"] = base64.b64encode(os.urandom(24)).decode()',
            ["JWT_SECRET_KEY"],
        ),
        ('app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", os.urandom(24))', []),
        ('app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY") or os.urandom(24)', []),
        ('if not app.config["SECRET_KEY"]:\n    app.secret_key = os.urandom(24)', []),
        ('if __name__ == "__main__":\n    app.secret_key = os.urandom(24)', []),
        ("app.secret_key = os.urandom(24)\napp.secret_key = key()", []),
        ('app.secret_key = os.urandom(24)\napp.config.from_pyfile("kept.cfg", silent=True)', []),
        ("app.secret_key = os.urandom(24)\napp.config.from_prefixed_env()", []),
        ("app.secret_key = os.urandom(24)\napp.config.update(kept)", []),
        ("app.secret_key = os.urandom(24)\napp.config.update(**kept)", []),
        ("app.secret_key = os.urandom(24)\napp.config.update({**kept})", []),
        ("app.secret_key = os.urandom(24)\napp.config.update(dict(DEBUG=True))", ["SECRET_KEY"]),
        ('app.secret_key = os.path.join("a", "b")', []),
        ('app.config["MAIL_PASSWORD"] = "kept-by-nobody-8"', []),
        ('if __name__ == "__main__":\n    app.run()', []),
    ],
)
def test_a_key_that_one_line_sets(look: Look, line: str, found: list[str]) -> None:
    app = look("app:app", {"app.py": f"import os\nfrom flask import Flask\napp = Flask(__name__)\n{line}\n"})
    assert app is not None
    assert [one.key for one in app.secrets] == found


RELEASED = 'class Production:\n    def __init__(self):\n        self.SECRET_KEY = os.environ["SECRET_KEY"]\n'
FOR_TESTS = 'class TestingConfig:\n    TESTING = True\n    SECRET_KEY = "kept-by-nobody-8"\n'
LITERAL = '    SECRET_KEY = "kept-by-nobody-8"\n'


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        (f"class Config:\n{LITERAL}", ["settings.py:3"]),
        (f"class ProductionConfig:\n{LITERAL}", ["settings.py:3"]),
        # the one for tests is another matter, and hides nothing
        (f"class Config:\n{LITERAL}{FOR_TESTS}", ["settings.py:3"]),
        (f"{FOR_TESTS}class Config:\n{LITERAL}", ["settings.py:6"]),
        (f"{RELEASED}{FOR_TESTS}", []),
        (FOR_TESTS, []),
        (f"class Unittest:\n{LITERAL}", []),
        (f"class DevConfig:\n{LITERAL}class Config:\n    pass\n", []),
        # the class for production makes a key of its own
        (f"class Config:\n{LITERAL}{RELEASED}", []),
        (f"class Config:\n{LITERAL}class Other(Config):\n    SECRET_KEY = make()\n", []),
        # an instance has a literal
        (
            f"class Production:\n    def __init__(self):\n        self.{LITERAL.strip()}\n",
            ["settings.py:4"],
        ),
        (f"class Production:\n    def make(self):\n        self.{LITERAL.strip()}\n", []),
    ],
)
def test_a_key_of_a_config_class(look: Look, settings: str, found: list[str]) -> None:
    app = "from flask import Flask\nimport settings\napp = Flask(__name__)\n"
    made = look("app:app", {"app.py": app, "settings.py": f"import os\n{settings}"})
    assert made is not None
    assert [str(one.place).rpartition(":")[0] or one.place for one in made.secrets] == found


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ({"tests/conftest.py": 'app.config["JWT_SECRET_KEY"] = "kept-by-nobody-9"\n'}, ["app.py"]),
        ({"testing.py": 'JWT_SECRET_KEY = "kept-by-nobody-9"\n'}, ["app.py"]),
        ({"config.py": 'class C:\n    JWT_SECRET_KEY = "kept-by-nobody-9"\n'}, ["app.py"]),
        ({"config.py": 'JWT_SECRET_KEY = "kept-by-nobody-9"\n'}, []),
    ],
)
def test_a_key_that_the_app_sets_over_its_config(
    look: Look, beside: dict[str, str], found: list[str]
) -> None:
    lines = ("from flask import Flask", "import config", "import testing", "app = Flask(__name__)")
    sets = 'app.config.update(JWT_SECRET_KEY="kept-by-nobody-8")'
    rehearsal = 'def create_test_app():\n    app.config.update(JWT_SECRET_KEY="kept-by-nobody-7")\n'
    made = look("app:app", {"app.py": "\n".join((*lines, sets, rehearsal)), **beside})
    assert made is not None
    assert [one.place.path for one in made.secrets] == found


OBJECT = "app.config.from_object(settings.Production())"
UPDATE = 'app.config.update(SECRET_KEY="kept-by-nobody-8")'


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((OBJECT, UPDATE), [5]),
        ((OBJECT, 'app.secret_key = "kept-by-nobody-8"'), [5]),
        # the class has the last word, or may have it
        ((UPDATE, OBJECT), []),
        (('app.config.from_mapping(SECRET_KEY="kept-by-nobody-8")', OBJECT), []),
        ((OBJECT, UPDATE, 'app.config.from_pyfile("kept.cfg", silent=True)'), []),
        ((OBJECT, UPDATE, "app.config.update(settings.kept())"), []),
        ((OBJECT, 'app.config.setdefault("SECRET_KEY", "kept-by-nobody-8")'), []),
        ((OBJECT, f"if perhaps:\n    {UPDATE}"), []),
        ((OBJECT, UPDATE, 'app.config["SECRET_KEY"] = key()'), []),
    ],
)
def test_a_key_that_is_set_over_that_of_a_class(look: Look, lines: tuple[str, ...], found: list[int]) -> None:
    made = ("from flask import Flask", "import settings", "app = Flask(__name__)", *lines)
    files = {"app.py": "\n".join(made), "settings.py": f"import os\n{RELEASED}"}
    seen = look("app:app", files)
    assert seen is not None
    assert [one.place.line for one in seen.secrets] == found


def test_rules_by_source_tell_what_they_find_and_wait_for_the_rest(tmp_path: Path) -> None:
    ids = ("secret-hardcoded", "get-mutates-state", "template-from-request", "debug-on")
    judged = judge(facts(tmp_path, "wsgi:app", SOURCES), [load_rules()[one] for one in ids])
    told = [(one.rule, one.path, one.line, one.subject) for one in judged.findings]
    assert told == [
        ("secret-hardcoded", "shop/__init__.py", 11, "SECRET_KEY"),
        ("get-mutates-state", "shop/views.py", 7, "goods.delete"),
    ]
    outcomes = [(one.outcome, one.reason) for one in judged.checks]
    assert outcomes == [("failed", None), ("failed", None), *[("inconclusive", NO_DATABASE.reason)] * 2]


def test_a_key_in_a_deploy_file_is_told_without_a_boot(tmp_path: Path) -> None:
    asks = "import os\nfrom flask import Flask\napp = Flask(__name__)\n1 / 0\n"
    asks += 'app.secret_key = os.getenv("SECRET_KEY", "")\n'
    given = variable("SECRET_KEY", holds="placeholder", place=Place("compose.yaml", 4))
    seen = replace(
        facts(tmp_path, "app:app", {"app.py": asks}),
        deploy=deploy(variables=[given, replace(given, name="OTHER_SECRET_KEY")]),
        git=Git("00ff", "main", dirty=False, tracked=("compose.yaml",)),
    )
    judged = judge(seen, [load_rules()["deploy-file-secret"]])
    assert [(one.path, one.subject) for one in judged.findings] == [("compose.yaml", "SECRET_KEY")]
    fine = judge(replace(seen, deploy=deploy()), [load_rules()["deploy-file-secret"]])
    assert not fine.findings


def test_nothing_is_outlined_of_an_app_that_came_up(tmp_path: Path) -> None:
    seen = facts(tmp_path, "wsgi:app", SOURCES)
    assert outline(replace(seen, app=outline(seen))) is None


def test_a_key_that_is_drawn_anew_is_told_without_a_boot(tmp_path: Path) -> None:
    made = "import os\nfrom flask import Flask, session\napp = Flask(__name__)\n"
    made += "app.secret_key = os.urandom(24)\n"
    (tmp_path / "late.py").write_text("from flask import session\n\ndef f():\n    session['seen'] = True\n")
    view = "@app.route('/')\ndef index():\n    return ''\n"
    judged = judge(
        facts(tmp_path, "app:app", {"app.py": made + view}), [load_rules()["secret-random-per-process"]]
    )
    (found,) = judged.findings
    assert (found.severity, found.message, found.path, found.line) == (
        "error",
        "SECRET_KEY is another in every process",
        "app.py",
        4,
    )
    assert found.evidence == ("this line alone sets it, and draws it anew each time",)


@pytest.mark.parametrize(("path", "severity"), [("shop/views.py", "error"), ("old_views.py", "warning")])
def test_a_rule_that_can_do_without_the_app_is_told_what_it_loads(
    path: str, severity: str, tmp_path: Path
) -> None:
    breaks = LintFinding("F821", "Undefined name `x`", Place(path, 3, 5), "releasecheck", breaks=True)
    linted = Lint(version="0.17.6", findings=(breaks,), configured_in=None)
    seen = replace(facts(tmp_path, "wsgi:app", SOURCES), lint=linted)
    judged = judge(seen, [load_rules()["lint-fails"]])
    assert [one.severity for one in judged.findings] == [severity]
    nothing = judge(replace(seen, lint=replace(linted, findings=())), [load_rules()["lint-fails"]])
    assert [one.outcome for one in nothing.checks] == ["passed"]


def test_an_app_in_a_folder_from_which_it_is_started(look: Look) -> None:
    files = {
        "backend/wsgi.py": WSGI,
        "backend/shop/__init__.py": SHOP,
        "backend/shop/views.py": VIEWS.replace("METHODS", "['GET']"),
        "backend/shop/store.py": "",
    }
    found = look("wsgi.py", files, cwd="backend")
    assert found is not None
    assert found.modules == tuple(sorted(files))
    assert [one.rule for one in found.routes] == ["/goods/<int:number>/delete", "/goods"]
    assert [one.key for one in found.secrets] == ["SECRET_KEY"]


APP = "import os\nfrom flask import Flask, request, session\napp = Flask(__name__)\n"
FALLEN = 'app.secret_key = os.getenv("KEY", "kept-by-nobody-8")\n'
USES = "@app.route('/')\ndef index():\n    session['seen'] = True\n    return ''\n"
LOGIN = "from flask_login import current_user, login_required\n"
CHANGES = "@app.route('/x', methods=['POST'])\n@login_required\ndef x():\n    return current_user.id\n"
GUARDED = "".join(
    CHANGES.replace("x", one).replace("    return", "    db.delete()\n    return") for one in "abc"
)
OPEN = "@app.route('/d/<int:n>/delete', methods=['POST'])\ndef d(n):\n    db.delete(n)\n    db.commit()\n"
DEBUG = "app.config['DEBUG'] = True\n"
UPLOAD = "@app.post('/x')\ndef x():\n    request.files['a'].save('a')\n"
REMOVES = "@app.delete('/x')\ndef x():\n    db.session.delete(x)\n    db.session.commit()\n    return ''\n"
TYPED = "@app.route('/in', methods=['POST'])\ndef sign_in():\n    print(request.form['password'])\n"
ROW = "@app.get('/<int:n>')\ndef one(n):\n    x = Row.query.get(n)\n    x.seen = True\n    return ''\n"
TWICE = "@app.route('/')\ndef one():\n    return ''\n@app.route('/')\ndef two():\n    return ''\n"
HOOK = "@app.before_request\ndef look():\n    check()\n"
PASSING = HOOK.replace("check()", "count()")


@pytest.mark.parametrize(
    ("rule", "app", "told"),
    [
        ("secret-fallback-boots", APP + FALLEN, ["warning"]),
        ("secret-fallback-boots", APP + FALLEN + FALLEN.replace("KEY", "OTHER"), []),
        ("session-cookie-flags", APP + USES, ["warning"]),
        ("session-cookie-flags", APP, []),  # nothing writes a session
        ("session-cookie-flags", APP + USES + "app.config.from_prefixed_env()\n", []),
        ("session-cookie-flags", APP + USES + "import flask_talisman\n", []),
        ("session-cookie-flags", APP + USES + "app.config['SESSION_COOKIE_SECURE'] = False\n", ["warning"]),
        ("debug-on", APP + DEBUG, ["error"]),
        ("debug-on", APP + "app.debug = True\n", ["error"]),
        ("debug-on", APP + DEBUG + DEBUG, []),
        ("debug-on", APP + "if os.name:\n    " + DEBUG, []),
        ("debug-on", APP + DEBUG.replace("True", "os.name"), []),
        ("debug-on", APP + DEBUG + "app.config.from_envvar('X')\n", []),
        ("debug-on", APP + "def make_test_app():\n    " + DEBUG, []),
        ("debug-on", APP + "class Config:\n    DEBUG = True\n", []),
        ("max-content-length-unset", APP + UPLOAD, ["info"]),
        ("max-content-length-unset", APP + UPLOAD + "app.config['MAX_CONTENT_LENGTH'] = LIMIT\n", []),
        ("max-content-length-unset", APP + UPLOAD + "app.config.update(given)\n", []),
        ("nobody-is-asked", APP + REMOVES + REMOVES.replace("x", "y"), ["info"]),
        ("nobody-is-asked", APP + REMOVES + REMOVES.replace("x", "y") + HOOK, []),
        ("nobody-is-asked", APP + LOGIN + REMOVES + REMOVES.replace("x", "y"), []),
        ("testing-flag-on", APP + DEBUG.replace("DEBUG", "TESTING"), ["error"]),
        ("testing-flag-on", APP + DEBUG.replace("DEBUG", "PROPAGATE_EXCEPTIONS"), []),
        ("csrf-unprotected", APP + LOGIN + CHANGES, ["warning"]),
        ("csrf-unprotected", APP + LOGIN + "from guards import csrf\n" + CHANGES, []),
        ("view-without-siblings-guard", APP + LOGIN + GUARDED + OPEN, ["warning"]),
        ("view-without-siblings-guard", APP + LOGIN + GUARDED + OPEN + HOOK, []),
        ("view-without-siblings-guard", APP + LOGIN + GUARDED + OPEN + PASSING, ["warning"]),
        ("view-without-siblings-guard", APP + LOGIN + GUARDED + OPEN + "app.before_request(f)\n", []),
        ("secret-in-logs", APP + TYPED, ["warning"]),
        ("unknown-id-fails", APP + ROW, ["warning"]),
        ("unknown-id-fails", APP + ROW.replace("    x.", "    if not x: return ''\n    x."), []),
        ("shadowed-route", APP + TWICE, ["warning"]),
        ("shadowed-route", APP + TWICE.replace("('/')", "('/', methods=['POST'])", 1), []),
        ("shadowed-route", APP + "if os.name:\n " + TWICE.replace("\n", "\n "), []),
        ("shadowed-route", APP + TWICE.replace("two", "one"), []),  # which is an AssertionError
        ("health-route-missing", APP + USES, ["warning"]),
        ("health-route-missing", APP, []),
        ("health-route-missing", APP + USES + USES.replace("/'", "/healthz'", 1), []),
        (
            "health-route-missing",
            APP + USES + "def h():\n    return ''\ndef on():\n    app.add_url_rule('/h', view_func=h)\n",
            [],
        ),
        ("health-route-missing", APP + USES + "import healthcheck\n", []),
        ("exception-returned", APP + "@app.get('/')\ndef index():\n    return KeyError\n", ["error"]),
        ("route-call-without-effect", APP + USES + "app.route('/y')\ndef y():\n    ...\n", ["error"]),
    ],
)
def test_what_the_source_tells_of_an_app_that_did_not_come_up(
    rule: str, app: str, told: list[str], tmp_path: Path
) -> None:
    judged = judge(facts(tmp_path, "app:app", {"app.py": app}), [load_rules()[rule]])
    assert [one.severity for one in judged.findings] == told
    assert [one.outcome for one in judged.checks] == ["failed" if told else "inconclusive"]


@pytest.mark.parametrize(
    ("lines", "secure", "same_site"),
    [
        ("", False, None),
        ("app.config['SESSION_COOKIE_SECURE'] = secure", True, None),
        ("app.config.update(SESSION_COOKIE_SAMESITE='Strict')", False, "Lax"),
    ],
)
def test_the_session_cookie_as_no_line_sets_it(
    look: Look, lines: str, secure: bool, same_site: str | None
) -> None:
    found = look("app:app", {"app.py": f"{APP}{lines}\n"})
    assert found is not None
    assert found.session_cookie is not None
    assert (found.session_cookie.secure, found.session_cookie.same_site) == (secure, same_site)
