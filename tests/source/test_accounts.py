"""Accounts that the app makes with a password of the source, and all that looks like it."""

import pytest

from tests.source.conftest import Index

IMPORTS = """
import os, click
from werkzeug.security import generate_password_hash, check_password_hash
from flask_bcrypt import Bcrypt
from shop.models import User, db
bcrypt = Bcrypt()
SECRET = "admin123"
"""
IN_A_FUNCTION = IMPORTS + "def make():\n    {}\n"


def said(index: Index, text: str, path: str = "shop.py") -> list[str]:
    facts = index({path: text}).facts
    return [
        f"{one.call} in {one.function}" + (f" for {one.variable}" if one.variable else "")
        for one in facts.known_passwords
        if not one.called_at
    ]


@pytest.mark.parametrize(
    ("made", "call"),
    [
        ('admin.set_password("admin123")', "set_password"),
        ("admin.set_password(SECRET)", "set_password"),
        ('given = "admin123"; admin.set_password(given)', "set_password"),
        ('User(name="admin", password=generate_password_hash("admin123"))', "generate_password_hash"),
        ('User(password=bcrypt.generate_password_hash("x").decode())', "generate_password_hash"),
        ('hashed = generate_password_hash(password="admin123")', "generate_password_hash"),
        ('db.execute("INSERT INTO a VALUES (?)", (generate_password_hash("a"),))', "generate_password_hash"),
        ('bcrypt.hashpw(b"admin123", bcrypt.gensalt())', "hashpw"),
        ('bcrypt.hashpw("admin123".encode(), bcrypt.gensalt())', "hashpw"),
        ('User(password=pbkdf2_sha256.hash("admin"))', "hash"),
        ('User(password=self.pwd_context.hash("admin"))', "hash"),
        ('db.session.add(User(name="admin", password="admin"))', "User"),
        ('AdminUser(name="admin", password="admin")', "AdminUser"),
        ('admin.password = "admin"', "admin.password"),
    ],
)
def test_an_account_with_a_constant(made: str, call: str, index: Index) -> None:
    assert said(index, IN_A_FUNCTION.format(made)) == [f"{call} in make"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('admin.set_password("admin123")\n', ["set_password in None"]),
        (
            'def make():\n    admin.set_password(os.getenv("ADMIN_PASSWORD", "admin123"))\n',
            ["set_password in make for ADMIN_PASSWORD"],
        ),
        (
            'def make():\n    given = os.environ.get("ADMIN_PASSWORD", "x")\n    admin.set_password(given)\n',
            ["set_password in make for ADMIN_PASSWORD"],
        ),
        (
            'GIVEN = os.getenv("ADMIN_PASSWORD", "x")\ndef make():\n    admin.set_password(GIVEN)\n',
            ["set_password in make for ADMIN_PASSWORD"],
        ),
        ('class Admin:\n    def first():\n        user.set_password("a")\n', ["set_password in Admin.first"]),
        ('def seed_admin():\n    user.set_password("a")\n', ["set_password in seed_admin"]),
        ('def main():\n    user.set_password("a")\nmain()\n', ["set_password in main"]),
    ],
)
def test_where_it_is_made(text: str, says: list[str], index: Index) -> None:
    assert said(index, IMPORTS + text) == says


@pytest.mark.parametrize(
    "text",
    [
        "def make(password):\n    user.set_password(password)\n",
        'def make():\n    user.set_password(request.form["password"])\n',
        'def make():\n    user.set_password(os.environ["ADMIN_PASSWORD"])\n',
        'def make():\n    user.set_password(os.getenv("ADMIN_PASSWORD"))\n',
        'def make():\n    given = click.prompt("password")\n    user.set_password(given)\n',
        'def make():\n    user.set_password("")\n',
        'def make():\n    given = "admin123"\n    given = getpass()\n    user.set_password(given)\n',
        'def make():\n    for n, given in [("a", "b")]: ...\n    given = f()\n    user.set_password(given)\n',
        'def make():\n    given = request.form.get("password", "x")\n    user.set_password(given)\n',
        'def make():\n    given = os.getenv("ADMIN_PASSWORD", "")\n    user.set_password(given)\n',
        'def make():\n    check_password_hash(generate_password_hash("dummy"), given)\n',
        'def make():\n    generate_password_hash("not-a-password")\n',
        'def check_timing():\n    generate_password_hash("x")\n',
        'def create_demo_project():\n    User(name="x", password="x")\n',
        'def make():\n    hashids.hash("x")\n    hash("password")\n    cache.hash("x")\n',
        'def make():\n    pdf.set_password("x")\n    zip_file.set_password("x")\n',
        'def make():\n    Redis(password="x")\n    LoginForm(password="x")\n    config.password = "x"\n',
        'def make():\n    User.query.filter_by(password="x")\n',
        '@app.cli.command("admin")\ndef make():\n    user.set_password("x")\n',
        '@click.command()\n@with_appcontext\ndef make():\n    user.set_password("x")\n',
        '@cli.command\ndef make():\n    def inner():\n        user.set_password("x")\n',
        'if __name__ == "__main__":\n    user.set_password("x")\n',
        'def main():\n    user.set_password("x")\nif __name__ == "__main__":\n    main()\n',
    ],
)
def test_what_is_fine(text: str, index: Index) -> None:
    assert said(index, IMPORTS + text) == []


@pytest.mark.parametrize("path", ["seed.py", "shop/seeders/users.py", "shop/fakes.py", "tests/test_shop.py"])
def test_where_it_is_fine(path: str, index: Index) -> None:
    assert said(index, IN_A_FUNCTION.format('user.set_password("x")'), path) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('@app.cli.command("create-admin")\ndef make():\n    user.set_password("x")\n', "create-admin"),
        ('@click.command(name="first")\ndef make():\n    user.set_password("x")\n', "first"),
        ('@manager.command\ndef make_admin():\n    user.set_password("x")\n', "make_admin"),
        ('if __name__ == "__main__":\n    user.set_password("x")\n', "shop.py"),
        ('def main():\n    user.set_password("x")\nif __name__ == "__main__":\n    main()\n', "shop.py"),
    ],
)
def test_what_has_to_be_run_for_it(text: str, says: str, index: Index) -> None:
    facts = index({"shop.py": IMPORTS + text}).facts
    assert [one.command for one in facts.by_command] == [says]


def test_what_the_app_makes_itself_is_told_once(index: Index) -> None:
    assert index({"shop.py": IN_A_FUNCTION.format('user.set_password("x")')}).facts.by_command == ()


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("db_init.py", 'admin = User(role=ADMIN)\nadmin.set_password("x")\n', True),
        ("db_init.py", 'User(password="x", is_superuser=True)\n', True),
        ("db_init.py", 'anna = User(name="Anna")\nanna.set_password("x")\n', False),
        ("seed.py", 'User(password="x", is_admin=False)\n', False),
        ("seed.py", '"""No admin."""\nUser(password="x")\n', False),
        ("seed.py", 'User(password_hash=generate_password_hash("x"), role="admin")\n', True),
        ("scripts/seeds/users.py", 'User(password="x", role=Role.ADMIN)\n', True),
    ],
)
def test_accounts_of_administrators(path: str, text: str, says: bool, index: Index) -> None:
    body = "def main():\n" + "".join(f"    {line}\n" for line in text.splitlines())
    guarded = f'{body}if __name__ == "__main__":\n    main()\n'
    [one] = index({path: guarded}).facts.by_command
    assert (one.command, one.of_admins) == (path, says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('def pupils():\n    User(password="x")\ndef admins():\n    return User.admins()\n', False),
        ('from shop import admin\n\ndef pupils():\n    User(password="x")\n', False),
        ('def create_admin():\n    User(password="x")\n', True),
        (
            (
                "class Seeds:\n    def admins(self):\n        pass\n"
                '    def pupils(self):\n        User(password="x")\n'
            ),
            False,
        ),
        ('@cli.command("create-admin")\ndef make():\n    User(password="x")\n', True),
        ('if __name__ == "__main__":\n    anna.set_password("x")\ndef admins():\n    pass\n', False),
        ('if __name__ == "__main__":\n    admin.set_password("x")\n', True),
    ],
)
def test_administrators_are_spoken_of_in_the_function_itself(text: str, says: bool, index: Index) -> None:
    """Not just in its file."""
    assert [one.of_admins for one in index({"scripts/make.py": text}).facts.by_command] == [says]


MAKES = 'def first_users():\n    user.set_password("x")\n'
STARTS = "from flask import Flask\nfrom shop import first_users\napp = Flask(__name__)\n"
GUARD = "if __name__ == '__main__':\n    "
OF_SEEDS = f"{STARTS.replace('shop', 'shop.seeds')}{GUARD}first_users()\n    app.run()"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"run.py": f"{STARTS}{GUARD}first_users()\n    app.run()", "shop.py": MAKES}, [("run.py", True)]),
        ({"run.py": f"{STARTS}{MAKES}{GUARD}first_users()\n    app.run()"}, [("run.py", True)]),
        ({"run.py": f"{STARTS}{MAKES}{GUARD}first_users()"}, [("run.py", False)]),
        ({"run.py": f"{STARTS}{GUARD}first_users()", "shop.py": MAKES}, []),
        ({"run.py": f"{STARTS}{GUARD}app.run()", "shop.py": MAKES}, []),
        ({"run.py": OF_SEEDS, "shop/seeds.py": MAKES}, [("shop/seeds.py", False)]),
    ],
)
def test_what_a_program_makes_before_it_starts_the_app(
    files: dict[str, str], says: list[tuple[str, bool]], index: Index
) -> None:
    assert [(one.command, one.starts) for one in index(files).facts.by_command] == says


@pytest.mark.parametrize("path", ["tests/seed.py", "demo.py", "sample_data.py"])
def test_accounts_to_try_the_app_with(path: str, index: Index) -> None:
    assert index({path: 'admin.set_password("x")\n'}).facts.by_command == ()


ROW = "admin = {{'username': 'admin', {}}}\nsession.execute(f'{} into users (name) values (1)')\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (ROW.format("'password': '123'", "insert"), ["admin in None"]),
        (ROW.format("'password': os.getenv('PW', '123')", "INSERT"), ["admin in None for PW"]),
        ("user = {'email': 'a@b.c', 'password': 'x1'}\ndb.users.insert_one(user)\n", ["user in None"]),
        (ROW.format("'password': '123'", "select"), []),
        (ROW.format("'password': os.environ['PW']", "insert"), []),
        (ROW.format("'role': 'admin'", "insert"), []),
        ("demo_user = {'name': 'demo', 'password': 'demo'}\ndb.users.insert_one(demo_user)\n", []),
        ("settings = {'user': 'admin', 'password': 'x1'}\ndb.rows.insert_one(row)\n", []),
        ("admin = {'host': 'db', 'password': 'x1'}\ndb.rows.insert_one(row)\n", []),
        (
            "if __name__ == '__main__':\n    user = {'name': 'a', 'password': 'x'}\n    u.insert_one(user)\n",
            [],
        ),
    ],
)
def test_records_of_which_rows_are_made(source: str, told: list[str], index: Index) -> None:
    assert said(index, f"import os\n{source}") == told


INSERT = """
def insert_user(id, username, password):
    conn = connect()
    conn.execute("INSERT INTO users VALUES (?, ?)", (username, password))
    conn.commit()
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('insert_user(1, "admin", "p1")\n', ["insert_user in None"]),
        ('insert_user(1, "admin", password="p1")\n', ["insert_user in None"]),
        ('def init_db():\n    insert_user(1, "admin", "p1")\ninit_db()\n', ["insert_user in init_db"]),
        ("insert_user(1, name, password)\n", []),
        ('insert_user(1, "admin", "")\n', []),
        ('insert_user(1, "admin", os.environ["PW"])\n', []),
        ('insert_user(1, "demo", "demo")\n', []),
        ('insert_user(*row, "x")\n', []),
        ('@app.post("/")\ndef view():\n    insert_user(1, "admin", "p1")\n', []),
        ('@app.cli.command("admin")\ndef make():\n    insert_user(1, "admin", "p1")\n', []),
        ('if __name__ == "__main__":\n    insert_user(1, "admin", "p1")\n', []),
        ('def main():\n    insert_user(1, "a", "p1")\nif __name__ == "__main__":\n    main()\n', []),
        ('def add_user(name, password):\n    log(name)\nadd_user("admin", "p1")\n', []),
        ('def add_user(name, role):\n    db.session.commit()\nadd_user("admin", "p1")\n', []),
        ('from shop import add_user\nadd_user("admin", "password")\n', []),
        ('check_user(1, "admin", "p1")\n', []),
    ],
)
def test_an_account_by_a_function_of_the_project(source: str, told: list[str], index: Index) -> None:
    assert said(index, INSERT + source) == told


@pytest.mark.parametrize(
    ("imported", "called"),
    [
        ("from users import insert_user", "insert_user"),
        ("from users import insert_user as add_user", "add_user"),
        ("import users", "users.insert_user"),
    ],
)
def test_an_account_by_a_function_of_another_module(imported: str, called: str, index: Index) -> None:
    app = f'# password\n{imported}\n{called}(1, "admin", "p1")\n'
    found = index({"users.py": INSERT, "app.py": app}).facts.known_passwords
    assert [str(one.place) for one in found] == ["app.py:3:1"]


LOOP = "def make():\n    {}\n    for {} in {}:\n        {}\n"


@pytest.mark.parametrize(
    ("rows", "names", "over", "made", "told"),
    [
        ("users = [('a', 'p1')]", "name, password", "users", "hashpw(password.encode('utf-8'), s)", True),
        ("pass", "name, password", "[('a', 'p1'), ('b', 'p2')]", "User(password=password)", True),
        ("users = [('a', 'p1')]", "user", "users", "generate_password_hash(user[1])", True),
        ("users = [{'n': 'a', 'pw': 'p1'}]", "user", "users", "generate_password_hash(user['pw'])", True),
        ("users = [('a', 'p1')]", "name, password", "users", "generate_password_hash(name)", True),
        ("users = [('a', secret())]", "name, password", "users", "hashpw(password.encode(), s)", False),
        ("users = load()", "name, password", "users", "generate_password_hash(password)", False),
        ("users = [{'n': 'a'}]", "user", "users", "generate_password_hash(user['pw'])", False),
        ("users = ['a', 'b']", "user", "users", "generate_password_hash(user[1])", False),
        ("demos = [('demo', 'demo')]", "name, password", "demos", "hashpw(password.encode(), s)", False),
    ],
)
def test_accounts_row_by_row(  # noqa: PLR0917 - the parts of a loop
    rows: str, names: str, over: str, made: str, told: bool, index: Index
) -> None:
    assert bool(said(index, LOOP.format(rows, names, over, made))) is told


HASHES = """
from passlib.hash import pbkdf2_sha256
def make_hash(password):
    return pbkdf2_sha256.hash(password)
def digest_hash(password):
    return hashlib.sha256(password.encode()).hexdigest()
def file_hash(content):
    return hashlib.sha256(content).hexdigest()
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('def setup():\n    h = make_hash("p1")\n    User(password=h)\n', ["make_hash in setup"]),
        ('User(password=digest_hash("p1"))\n', ["digest_hash in None"]),
        ('User(password=make_hash(os.environ["PW"]))\n', []),
        ('make_hash("dummy")\n', []),
        ('file_hash("logo")\n', []),
        ('from files import some_hash\nsome_hash("password")\n', []),
        ('@app.post("/")\ndef view():\n    make_hash("p1")\n', []),
        (
            'def hash_password(password):\n    return pbkdf2_sha256.hash(password)\nhash_password("a1")\n',
            ["hash_password in None"],
        ),
    ],
)
def test_a_password_that_a_function_of_the_project_hashes(source: str, told: list[str], index: Index) -> None:
    assert said(index, HASHES + source) == told


def test_a_password_that_a_function_of_another_module_hashes(index: Index) -> None:
    text = 'from shop.hashes import make_hash\ndef first():\n    User(password=make_hash("p1"))\n'
    found = index({"shop/hashes.py": HASHES, "shop/first.py": text}).facts.known_passwords
    assert [str(one.place) for one in found] == ["shop/first.py:3:19"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('User(name="admin", password="x")\n', [True]),
        ('with app.app_context():\n    User(name="admin", password="x")\n', [True]),
        ('def make():\n    User(name="admin", password="x")\nmake()\n', [True]),
        ('def make():\n    User(name="admin", password="x")\n', [False]),
    ],
)
def test_what_running_the_file_makes(text: str, says: list[bool], index: Index) -> None:
    found = index({"first.py": text}).facts.known_passwords
    assert [one.as_program for one in found if not one.called_at] == says
    assert all(one.of_admins for one in found)


USERS = """
class User:
    role = None
    def __init__(self, number, name, password, role="user"):
        self.name, self.password = name, password
class Guest:
    def __init__(self, name): self.name = name
class Form:
    def __init__(self, name, password): self.name = name
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('User(1, "admin", "a1B2")\n', ["User in None"]),
        ('def first():\n    users.append(User(1, "admin", "a1B2", "Admin"))\n', ["User in first"]),
        ('class Desk:\n    def first(self):\n        u = User(1, "admin", "a1B2")\n', ["User in Desk.first"]),
        ('User(1, "admin", os.environ["PW"])\n', []),
        ('User(1, "admin", "")\n', []),
        ('User(1, "demo", "demo")\n', []),
        ('User(1, "admin", "$2b$12$abcdefghijklmnopqrstuv")\n', []),
        ('User(1, "admin", "5f4dcc3b5aa765d61d8327deb882cf99")\n', []),
        ('User("admin", *rest)\n', []),
        ('Guest("admin")\n', []),
        ('Form("admin", "a1B2")\n', []),
        ('@app.post("/")\ndef view():\n    User(1, "admin", "a1B2")\n', []),
        ('if __name__ == "__main__":\n    User(1, "admin", "a1B2")\n', []),
        ('@app.cli.command("first")\ndef first():\n    User(1, "admin", "a1B2")\n', []),
        ('def first():\n    User(1, "admin", password="a1B2")\n', ["User in first"]),  # once
    ],
)
def test_an_account_of_a_class_of_the_project(source: str, told: list[str], index: Index) -> None:
    assert said(index, USERS + source) == told


def test_an_account_of_a_class_of_another_module(index: Index) -> None:
    text = (
        "# their first passwords\n"
        "from shop.users import User\n"
        "import shop.users as u\n"
        'User(1, "a", "a1")\nu.User(1, "b", "a1")\n'
    )
    found = index({"shop/users.py": USERS, "shop/first.py": text}).facts.known_passwords
    assert [str(one.place) for one in found] == ["shop/first.py:4:1", "shop/first.py:5:1"]


SEED = 'def first_admin():\n    admin.set_password("x")\n'
CALLS_IT = "from flask import Flask\nfrom seeds.users import first_admin\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("called", "seed", "says"),
    [
        ("first_admin()", SEED, [("app.py", 4, True)]),
        ("with app.app_context():\n    first_admin()", SEED, [("app.py", 5, True)]),
        ("try:\n    first_admin()\nexcept OSError:\n    pass", SEED, [("app.py", 5, True)]),
        ("first_admin()", SEED.replace("    admin", "    if new:\n        admin"), [("app.py", 4, False)]),
        ("first_admin()", f'import os\nif os.getenv("X", "1"):\n    pass\n{SEED}', [("app.py", 4, False)]),
        (
            "first_admin()",
            SEED.replace("    admin", "    if SKIP:\n        return\n    admin"),
            [("app.py", 4, False)],
        ),
        ("if app.debug:\n    first_admin()", SEED, []),
        ("if __name__ == '__main__':\n    first_admin()", SEED, []),
        ("def reset():\n    first_admin()", SEED, []),
        ("class Seeds:\n    made = first_admin()", SEED, []),
        ("app.first_admin()", SEED, []),
        ("first_admin", SEED, []),
        ("first_admin()", SEED.replace('"x"', "given"), []),
        ("first_admin()", SEED.replace("first_admin", "other"), []),
        ("first_admin()", SEED.replace('"x"', '"demo"'), []),
    ],
)
def test_what_an_import_makes_by_a_seed(
    called: str, seed: str, says: list[tuple[str, int, bool]], index: Index
) -> None:
    facts = index({"app.py": f"{CALLS_IT}{called}\n", "seeds/users.py": seed}).facts
    calls = [(one.called_at, one.sure) for one in facts.known_passwords]
    assert [(at.path, at.line, sure) for at, sure in calls if at] == says
