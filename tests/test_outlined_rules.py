"""What more rules tell by the source alone, of an app that did not come up."""

from dataclasses import replace
from pathlib import Path

import pytest

from releasecheck.engine import judge
from releasecheck.facts.runs import Git
from releasecheck.registry import load_rules

from .test_outline import facts

APP = "from flask import Flask, render_template\napp = Flask(__name__)\n"
VIEW = "@app.route('/{0}')\ndef {0}():\n    return render_template('{1}')\n"
HOME, CART = VIEW.format("home", "home.html"), VIEW.format("cart", "cart.html")
PAGE = {"templates/home.html": "<p>home</p>"}
SHOP = {**PAGE, "templates/shop/goods.html": "<p>goods</p>"}
BILL = VIEW.format("bill", "shop/bill.html")


def ask(project: Path, rule: str, files: dict[str, str]) -> list[tuple[str, str | None, int | None, str]]:
    judged = judge(facts(project, "app:app", files), [load_rules()[rule]])
    assert [one.outcome for one in judged.checks] == ["failed" if judged.findings else "inconclusive"]
    return [(one.severity, one.path, one.line, one.subject) for one in judged.findings]


@pytest.mark.parametrize(
    ("app", "pages"),
    [
        (APP + HOME + CART, PAGE),
        (APP + HOME + CART, {"ui/pages/home.html": ""}),
        (APP + HOME + CART, {**PAGE, "templates/Cart.html": ""}),
    ],
)
def test_a_template_that_no_file_has_is_told_without_a_boot(
    app: str, pages: dict[str, str], tmp_path: Path
) -> None:
    said = ask(tmp_path, "missing-template", {"app.py": app, **pages})
    assert said == [("error", "app.py", 8, "cart.html")]


def test_so_is_one_in_a_folder_of_the_projects_own(tmp_path: Path) -> None:
    said = ask(tmp_path, "missing-template", {"app.py": APP + HOME + BILL, **SHOP})
    assert said == [("error", "app.py", 8, "shop/bill.html")]


@pytest.mark.parametrize(
    ("app", "pages"),
    [
        (APP + HOME, PAGE),
        (APP + CART, PAGE),  # where its other templates lie was not seen
        (APP + HOME + CART, {**PAGE, "blog/pages/cart.html": ""}),
        (APP + HOME + VIEW.format("cart", "/home.html"), PAGE),
        (APP + HOME + BILL, PAGE),  # a package may bring the folder
        (APP + "import flask_shop\n" + HOME + BILL, SHOP),
        (APP + HOME + VIEW.format("mail", "mail.txt"), PAGE),
        (APP + HOME + VIEW.format("cart", "{page}.html").replace("'{p", "f'{p"), PAGE),
        (APP + HOME + CART.replace("'cart.html'", "['cart.html', 'home.html']"), PAGE),
        (APP + "app.jinja_loader = ours()\n" + HOME + CART, PAGE),
        (APP + "from jinja2 import ChoiceLoader\n" + HOME + CART, PAGE),
    ],
)
def test_a_template_that_may_be_there(app: str, pages: dict[str, str], tmp_path: Path) -> None:
    assert ask(tmp_path, "missing-template", {"app.py": app, **pages}) == []


def test_what_another_program_renders_is_not_asked(tmp_path: Path) -> None:
    files = {"app.py": APP + HOME, "other.py": APP + HOME + CART, **PAGE}
    assert ask(tmp_path, "missing-template", files) == []


SIGN_UP = VIEW.format("sign_up", "home.html")
BLUEPRINT = (
    "from flask import Blueprint\nbp = Blueprint('pages', __name__{0})\napp.register_blueprint(bp{1})\n"
)
RESOURCE = (
    "from flask_restful import Api, Resource\napi = Api(app)\n"
    "class Goods(Resource):\n    def get(self):\n        return {{}}\napi.add_resource(Goods, '{}')\n"
)


@pytest.mark.parametrize(
    ("app", "told"),
    [
        (APP + SIGN_UP, True),
        (APP + SIGN_UP.replace("sign_up", "shipping"), True),
        (APP + SIGN_UP.replace("'/sign_up'", "'/orders/<int:number>/status'"), True),
        (APP + SIGN_UP.replace("sign_up", "healthz"), False),
        (APP + SIGN_UP.replace("'/sign_up'", "'/up'"), False),
        (APP + SIGN_UP.replace("'/sign_up'", "'/common/status'"), False),
        (APP + SIGN_UP.replace("'/sign_up'", "'/orders/status-of-all'"), True),
        (APP + HOME + SIGN_UP.replace("'/sign_up'", "PATH"), False),
        (APP + BLUEPRINT.format("", "") + SIGN_UP, True),
        (APP + BLUEPRINT.format("", ", url_prefix=PREFIX") + SIGN_UP, False),
        (APP + BLUEPRINT.format(", url_prefix=PREFIX", "") + SIGN_UP, False),
        (APP + RESOURCE.format("/goods"), True),
        (APP + RESOURCE.format("/status"), False),
        (APP + SIGN_UP + "import dockerflow\n", False),
    ],
)
def test_a_health_route_that_is_missing_whatever_words_stand_elsewhere(
    app: str, told: bool, tmp_path: Path
) -> None:
    said = ask(tmp_path, "health-route-missing", {"app.py": app})
    assert [one[0] for one in said] == ["warning"] * told


REVISION = """\
import sqlalchemy as sa
from alembic import op
revision = "{0}"
down_revision = {1}
def upgrade():
    op.create_table("goods_{0}", sa.Column("id", sa.Integer()))
def downgrade():
    op.drop_constraint({2}, "goods", type_="foreignkey")
"""


@pytest.mark.parametrize(
    ("revisions", "app", "told"),
    [
        ([("a", None, None)], APP, ["a:downgrade"]),
        ([("a", None, '"fk_goods"')], APP, []),
        ([("a", None, None)], APP + "NAMES = {'naming_convention': {}}\n", []),
        ([("a", '"lost"', '"fk_goods"')], APP, ["a"]),
        ([("a", None, '"fk"'), ("b", '"a"', '"fk"'), ("c", '"a"', '"fk"')], APP, ["c"]),
    ],
)
def test_migrations_that_cannot_run_are_told_without_a_boot(
    revisions: list[tuple[str, str | None, str | None]], app: str, told: list[str], tmp_path: Path
) -> None:
    files = {f"migrations/versions/{one[0]}.py": REVISION.format(*one) for one in revisions}
    files["migrations/env.py"] = "from alembic import context\n"
    said = ask(tmp_path, "migrations-cannot-run", {"app.py": app + HOME, **files})
    assert [(one[0], one[3]) for one in said] == [("warning", one) for one in told]


FLASKS = "import os, random, sqlite3\nfrom flask import Flask, flash, jsonify, redirect, request, session\n"
FLASKS += "from werkzeug.security import check_password_hash, generate_password_hash\n"
FLASKS += "from werkzeug.utils import secure_filename\napp = Flask(__name__)\n"
ROW = "db = sqlite3.connect('x')\ndb.row_factory = sqlite3.Row\nrow = db.execute('SELECT 1').fetchone()\n"
PHOTO = "file = request.files['photo']\nname = secure_filename(file.filename)\n"
CASCADE = 'TABLES = """CREATE TABLE orders (user_id INTEGER,\nFOREIGN KEY (user_id) REFERENCES users(id) '
CASCADE += 'ON DELETE CASCADE)"""\n'
GONE = "db = sqlite3.connect('x')\ndb.execute('DELETE FROM users WHERE id = ?', (request.form['id'],))\n"
ACCOUNT = "user = User.query.filter_by(email=request.form['email']).first()\n"
PASSWORD = "user.password = generate_password_hash(request.form['password'])\ndb.session.commit()\n"
ENTERS = (
    "@app.post('/in')\ndef enter():\n    return str(check_password_hash(known, request.form['password']))\n"
)
HOOK = "@app.before_request\ndef look():\n    check()\n"
CODE = "otp = random.randint(1, 9)\nflash(otp)\n"


def view(body: str, name: str = "reset") -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"@app.post('/{name}')\ndef {name}():\n{lines}    return ''\n"


@pytest.mark.parametrize(
    ("rule", "app", "told"),
    [
        ("row-without-get", view(ROW + "row.get('name')"), ["error"]),
        ("row-without-get", view(ROW + "row['name']"), []),
        ("foreign-keys-off", CASCADE + view(GONE), ["warning"]),
        ("foreign-keys-off", CASCADE + view("db.execute('PRAGMA foreign_keys = ON')\n" + GONE), []),
        ("upload-of-any-type", view(PHOTO + "file.save(os.path.join('static', name))"), ["warning"]),
        ("upload-of-any-type", view(PHOTO + "file.save(os.path.join(app.config['UPLOADS'], name))"), []),
        (
            "upload-overwrites-another",
            view(PHOTO + "file.save('uploads/' + name)\ndb.session.add(Photo(name))\ndb.session.commit()"),
            ["warning"],
        ),
        ("upload-overwrites-another", view(PHOTO + "file.save('uploads/' + name)"), []),
        ("password-set-by-anybody", ENTERS + view(ACCOUNT + PASSWORD), ["warning"]),
        ("password-set-by-anybody", ENTERS + HOOK + view(ACCOUNT + PASSWORD), []),
        ("password-set-by-anybody", view(ACCOUNT + PASSWORD), []),
        ("sign-in-link-shown", view(CODE), ["warning"]),
        ("sign-in-link-shown", view(CODE).replace("def ", "@login_required\ndef "), []),
        ("sign-in-link-shown", HOOK + view(CODE), []),
    ],
)
def test_lines_of_views_are_told_without_a_boot(rule: str, app: str, told: list[str], tmp_path: Path) -> None:
    said = ask(tmp_path, rule, {"app.py": FLASKS + app})
    assert [one[0] for one in said] == told


READ = 'app.config["SECRET_KEY"] = os.environ.get("SHOP_KEY")\n'
OF_CLASS = 'class Config:\n    SECRET_KEY = os.getenv("SHOP_KEY")\napp.config.from_object(Config)\n'
WRITES = "@app.route('/')\ndef index():\n    session['seen'] = True\n    return ''\n"


@pytest.mark.parametrize(
    ("app", "told"),
    [
        (READ + WRITES, True),
        ('app.secret_key = os.getenv("SHOP_KEY")\n' + WRITES, True),
        (OF_CLASS + WRITES, True),
        (READ + "# SHOP_KEY: see README\n" + WRITES, False),
        (READ + 'for name in ("SHOP_KEY", "SHOP_DB"):\n    os.environ[name]\n' + WRITES, False),
        (READ + "if not app.secret_key:\n    raise ValueError\n" + WRITES, False),
        (READ + 'assert app.config["SECRET_KEY"]\n' + WRITES, False),
        (READ + "app.config.from_prefixed_env()\n" + WRITES, False),
        (READ.replace('("SHOP_KEY")', '["SHOP_KEY"]') + WRITES, False),
        (READ.replace(")\n", ', "dev")\n') + WRITES, False),
        (READ.replace(")\n", ') or "dev"\n') + WRITES, False),
        (READ.replace("= os", '= "a" + os') + WRITES, False),
        ("if os.name:\n    " + READ + WRITES, False),
        (READ, False),
        (WRITES, False),
    ],
)
def test_a_key_that_is_none_where_its_variable_is_not_set(app: str, told: bool, tmp_path: Path) -> None:
    said = ask(tmp_path, "secret-missing-but-used", {"app.py": FLASKS + app})
    line = 1 + FLASKS.count("\n") + app.startswith("class")
    assert said == [("info", "app.py", line, "SECRET_KEY")] * told


def test_a_key_that_another_module_looks_at(tmp_path: Path) -> None:
    files = {"app.py": FLASKS + READ + WRITES, "boot.py": 'NEEDED = ["SHOP_KEY"]\n'}
    assert ask(tmp_path, "secret-missing-but-used", files) == []


MODELS = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy(app)\nclass Goods(db.Model):\n    id = 1\n"
GUARD = "if __name__ == '__main__':\n    db.create_all()\n    app.run()\n"


@pytest.mark.parametrize(
    ("app", "told"),
    [
        (MODELS + GUARD, True),
        (MODELS + "db.create_all()\n" + GUARD, False),
        (MODELS + "def make():\n    db.create_all()\n" + GUARD, False),
        (MODELS + "from flask_migrate import Migrate\n" + GUARD, False),
        (MODELS + GUARD.replace("db.create_all()", "app.config['GOODS'] = 1"), False),  # it may be there
        (MODELS + GUARD.replace("db.create_all()", "app.register_blueprint(bp)"), False),
    ],
)
def test_tables_that_only_a_program_makes(app: str, told: bool, tmp_path: Path) -> None:
    said = ask(tmp_path, "main-guard-only-setup", {"app.py": FLASKS + app})
    assert [(one[0], one[3]) for one in said] == [("info", "create_all")] * told


BP = "from flask import Blueprint\nbp = Blueprint('shop', __name__)\napp.register_blueprint(bp)\n"
LINKS = "from flask import url_for\n@app.get('/')\ndef index():\n    return redirect(url_for('{0}'))\n"
TO_BP, TO_APP = BP + LINKS.format("shop.bill"), LINKS.format("bill")


@pytest.mark.parametrize(
    ("app", "told"),
    [
        (TO_BP, "shop.bill"),
        (TO_APP, "bill"),
        (BP + LINKS.format("shop.index"), None),  # another's name: who knows
        (LINKS.format("shop.bill"), None),  # a package may have the blueprint
        (TO_BP + "@bp.get('/bill')\ndef bill():\n    return ''\n", None),
        (TO_BP + "@bp.get('/bill', endpoint='bill')\ndef show():\n    return ''\n", None),
        (TO_BP + "from views import bill\nbp.get('/bill')(bill)\n", None),
        (TO_BP + "app.add_url_rule('/', PAGE, view_func=index)\n", None),
        (
            TO_BP + "def made(name):\n    @bp.get('/', endpoint=name)\n    def view():\n        return ''\n",
            None,
        ),
        (TO_BP + "app.url_build_error_handlers.append(mend)\n", None),
        (TO_BP.replace("'shop.bill'", "PAGE"), None),
        (TO_APP + "import flask_bills\n", None),
        (TO_APP + "import flask_login\n", "bill"),
        (TO_APP + "PAGES = ['bill']\n", None),
        (LINKS.format("static"), None),
        (LINKS.format(".bill"), None),
    ],
)
def test_links_to_no_endpoint(app: str, told: str | None, tmp_path: Path) -> None:
    said = ask(tmp_path, "dangling-endpoint", {"app.py": FLASKS + app})
    assert [(one[0], one[3]) for one in said] == ([("error", told)] if told else [])


def test_an_endpoint_that_another_file_makes(tmp_path: Path) -> None:
    files = {"app.py": FLASKS + TO_BP, "later.py": "def bill():\n    return ''\n"}
    assert ask(tmp_path, "dangling-endpoint", files) == []


@pytest.mark.parametrize(("tracked", "told"), [(("app.py",), 1), (("app.py", "db/tables.sql"), 0)])
def test_tables_that_a_file_of_sql_may_make(tracked: tuple[str, ...], told: int, tmp_path: Path) -> None:
    seen = replace(
        facts(tmp_path, "app:app", {"app.py": FLASKS + MODELS + GUARD}),
        git=Git("00ff", "main", dirty=False, tracked=tracked),
    )
    assert len(judge(seen, [load_rules()["main-guard-only-setup"]]).findings) == told
