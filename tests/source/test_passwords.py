"""Passwords as they were typed: stored, compared, logged; and all that looks like it."""

import pytest

from releasecheck.facts.passwords import ALL_SENT
from tests.source.conftest import Index

IMPORTS = "import logging, flask\nfrom flask import request, session, current_app\n"


def noted(index: Index, body: str, parameters: str = "", before: str = "", name: str = "login") -> list[str]:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    facts = index(f"{IMPORTS}{before}\ndef {name}({parameters}):\n{lines}\n").facts
    return [f"{one.kind} {one.what}" for one in facts.passwords]


TAKEN = "password = request.form['password']\n"
COMPARED = ["compared user.password"]


IN_SQL = f"{TAKEN}c.execute('SELECT * FROM u WHERE n = % s AND password = % s', (n, password))"


@pytest.mark.parametrize(
    ("body", "more", "said"),
    [
        (IN_SQL, "", True),
        (f"{TAKEN}User.query.filter_by(name=n, password=password).first()", "", True),
        (f"{TAKEN}if user.password == password: pass", "", False),
        (IN_SQL, "import hashlib", False),
        (IN_SQL, "from passlib.hash import argon2", False),
    ],
)
def test_a_row_that_is_asked_for_by_what_was_typed(index: Index, body: str, more: str, said: bool) -> None:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    (use,) = index(f"{IMPORTS}{more}\ndef login():\n{lines}\n").facts.passwords
    assert use.by_lookup is said


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("if user.password == request.form['password']: pass", COMPARED),
        ("if request.form.get('password') != user.password: pass", COMPARED),
        ("if not user or user.password != flask.request.form['password']: pass", COMPARED),
        (f"{TAKEN}if user and user.password == password: pass", COMPARED),
        ("pw = request.form['pass']\nif user.password == pw: pass", COMPARED),
        ("name, pw = request.form['name'], request.form['pwd']\nif user.password == pw: pass", COMPARED),
        ("data = request.get_json() or {}\nif user.password == data.get('password'): pass", COMPARED),
        ("args = parser.parse_args()\nif user.password == args['password']: pass", COMPARED),
        ("password = (request.json.get('password') or '').strip()\nuser.password == password", COMPARED),
        ("if user.password == form.password.data: pass", COMPARED),
        ("password = form.password.data\nif user.password == password: pass", COMPARED),
        (f"{TAKEN}if user['password'] == password: pass", ['compared user["password"]']),
        (f"{TAKEN}if row.get('pwd') == password: pass", ['compared row["pwd"]']),
        (f"{TAKEN}hmac.compare_digest(user.password, password)", COMPARED),
        (f"{TAKEN}safe_str_cmp(user.password.encode(), password.encode())", COMPARED),
        (
            f"{TAKEN}User.query.filter_by(name=n, password=password).first()",
            ["compared filter_by(password=)"],
        ),
        (f"{TAKEN}User.query.filter(User.password == password)", ["compared User.password"]),
        (f"{TAKEN}users.find_one({{'name': n, 'password': password}})", ["compared find_one(password=)"]),
        (
            f"{TAKEN}db.execute('SELECT * FROM u WHERE n=? AND password = ?', (n, password))",
            ["compared the SQL"],
        ),
        (
            f"{TAKEN}q = 'select id from u where n=%s and password=%s'\ncursor.execute(q, [n, password])",
            ["compared the SQL"],
        ),
        (
            f"{TAKEN}c.execute(f\"select id from u where n='{{n}}' and pass='{{password}}'\")",
            ["compared the SQL"],
        ),
        (f'{TAKEN}c.execute("select 1 from u where password=\'" + password + "\'")', ["compared the SQL"]),
        (
            f"{TAKEN}db.session.execute(text('select 1 from u where password = :p'), {{'p': password}})",
            ["compared the SQL"],
        ),
        # Stored:
        ("db.add(User(name=n, password=request.form['password']))", ["kept User(password=)"]),
        (f"{TAKEN}user = models.User(n, password)", ["kept User()"]),
        (f"{TAKEN}user.password = password", ["kept user.password"]),
        (f"{TAKEN}users.insert_one({{'name': n, 'password': password}})", ["kept insert_one(password=)"]),
        (f"{TAKEN}c.execute('INSERT INTO u (n, password) VALUES (?, ?)', (n, password))", ["kept the SQL"]),
        (f"{TAKEN}c.execute('UPDATE u SET password = ? WHERE id = ?', (password, 1))", ["kept the SQL"]),
    ],
)
def test_as_it_was_typed(index: Index, body: str, says: list[str]) -> None:
    assert noted(index, body) == says


@pytest.mark.parametrize(
    "body",
    [
        f"{TAKEN}if check_password_hash(user.password, password): pass",
        f"{TAKEN}password = generate_password_hash(password)\nuser.password = password",
        f"{TAKEN}password = hashlib.md5(password.encode()).hexdigest()\nuser.password == password",
        f"{TAKEN}if user.password == sha256(password): pass",
        f"{TAKEN}if bcrypt.hashpw(password, user.password) == user.password: pass",
        f"{TAKEN}User(name=n, password=generate_password_hash(password))",
        f"{TAKEN}c.execute('select 1 from u where password = MD5(%s)', (password,))",
        f"{TAKEN}c.execute('insert into u (n, password) values (%s, SHA2(%s, 256))', (n, password))",
        f"{TAKEN}c.execute('update u set seen = ? where n = ?', (1, password))",
        f"{TAKEN}if password == request.form['password2']: pass",
        f"{TAKEN}if password == request.form['confirm_password']: pass",
        "if form.password.data == form.confirm.data: pass",
        "if form.password.data != self.password.data: pass",
        f"{TAKEN}if password == current_app.config['PASSWORD']: pass",
        f"{TAKEN}if password == settings.password: pass",
        f"{TAKEN}if password == os.environ['PASSWORD']: pass",
        f"{TAKEN}if request.authorization.password == PASSWORD: pass",
        f"{TAKEN}session['password'] = password",
        f"{TAKEN}form = LoginForm(n, password)",
        f"{TAKEN}requests.post(url, json={{'password': password}})",
        f"{TAKEN}user.set_password(password)",
        "if user.password == request.form['name']: pass",
        "if user.password == other.password: pass",
        "if user.password == '': pass",
    ],
)
def test_no_password_as_it_was_typed(index: Index, body: str) -> None:
    assert noted(index, body) == []


@pytest.mark.parametrize(
    ("body", "before", "says"),
    [
        ("return user.password == password", "", COMPARED),
        ("return self.password == password", "", ["compared self.password"]),
        ("User(name=name, password=password)", "", ["kept User(password=)"]),
        ("password = scramble(password)\nreturn user.password == password", "", []),
        ("return user.password == password", "import hashlib", []),  # whoever calls it may have used that
        ("return user.password == password", "from shop import hash_password", []),
        ("return user.password == password", "from flask_bcrypt import Bcrypt", []),
    ],
)
def test_as_it_was_handed_on(index: Index, body: str, before: str, says: list[str]) -> None:
    assert noted(index, body, "self, name, password", before) == says


@pytest.mark.parametrize(
    "model",
    [
        "class User(Base):\n    @property\n    def password(self): ...\n",
        "class User(Base):\n    @validates('password')\n    def scramble(self, key, value): ...\n",
        "@event.listens_for(User.password, 'set')\ndef scramble(target, value): ...\n",
        "from sqlalchemy_utils import PasswordType\n",
    ],
)
def test_a_model_that_hashes_by_itself(index: Index, model: str) -> None:
    assert noted(index, "user.password == request.form['password']", before=model) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (f"{TAKEN}print(password)", ["logged password"]),
        (f"{TAKEN}print(f'{{n}} {{password}}')", ["logged password"]),
        (f"{TAKEN}logging.info('%s: %s' % (n, password))", ["logged password"]),
        (f"{TAKEN}current_app.logger.error('%s: %s', n, password)", ["logged password"]),
        (f"{TAKEN}print('{{}}'.format(password))", ["logged password"]),
        ("print(form.password.data)", ["logged password"]),
        (f"print(request.form)\n{TAKEN}", [f"logged {ALL_SENT}"]),
        (f"print(request.form.to_dict())\n{TAKEN}", [f"logged {ALL_SENT}"]),
        (f"print(dict(request.form))\n{TAKEN}", [f"logged {ALL_SENT}"]),
        ("data = request.get_json()\nprint(data)\np = data['password']", [f"logged {ALL_SENT}"]),
        # Not one of them:
        ("print(request.form)", []),
        ("print(request.form['name'])\nrequest.form['password']", []),
        (f"{TAKEN}logging.debug(password)", []),
        (f"{TAKEN}print(len(password))", []),
        (f"{TAKEN}print('the password was wrong')", []),
        (f"{TAKEN}mailer.info(password)", []),
        ("password = make_password()\nprint(password)", []),
    ],
)
def test_logged(index: Index, body: str, says: list[str]) -> None:
    assert noted(index, body) == says


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("for u in User.query.all(): print(u.username, u.password)", ["shown u.password"]),
        ("app.logger.info(f'{user.name} {user.password_hash!r}')", ["shown user.password_hash"]),
        ("pwd = 1\nlogging.warning('%s', current_user.otp_secret)", ["shown current_user.otp_secret"]),
        ("print('hash: ' + user_row['hashed_password'])", ['shown user_row["hashed_password"]']),
        ("pwd = 1\nprint(admin.reset_token)", ["shown admin.reset_token"]),
        ("print(form.password.errors)", []),
        ("print(form.password)", []),
        ("print(user_form.password.label)", []),
        ("user = request.get_json()\nprint(user['password'])", ["logged password"]),  # told once
        ("print(bool(user.password))", []),
        ("print(len(user.password))", []),
        ("print(user.password is None)", []),
        ("print(User.password)", []),
        ("print(args.password, db.password)", []),
        ("logger.debug(user.password)", []),
        ("math.log(user.password)", []),
        ("print(user.password_changed_at, user.has_token)", []),
        ("print(user.username)", []),
    ],
)
def test_the_column_of_an_account_in_a_log(index: Index, body: str, says: list[str]) -> None:
    assert noted(index, body) == says


@pytest.mark.parametrize(
    "written",
    [
        "print(user.password)",
        "def check():\n    print(user.password)\nif __name__ == '__main__':\n    check()",
        "@app.cli.command('users')\ndef users():\n    print(user.password)",
    ],
)
def test_what_a_command_shows_of_accounts(index: Index, written: str) -> None:
    assert index(written).facts.passwords == ()


@pytest.mark.parametrize(
    ("name", "number"), [("set_password", 1), ("check_password", 1), ("create_admin", 0)]
)
def test_a_parameter_in_a_log(index: Index, name: str, number: int) -> None:
    assert len(noted(index, "logging.info(password)", "self, password", "import bcrypt", name)) == number


WHOLE = "data = request.json\n"
INSERTED = ["kept users.insert_one()"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("mongo.db.users.insert_one(request.json)", INSERTED),
        (f"{WHOLE}db['users'].insert_one(data)", INSERTED),
        (f"{WHOLE}users.insert_one({{**data, 'since': now}})", INSERTED),
        ("data = request.get_json()\ndata['id'] = 5\nusers.insert_one(data)", INSERTED),
        # Hashed, left out or nobody's:
        (f"{WHOLE}data['password'] = hashed(data['password'])\nusers.insert_one(data)", []),
        (f"{WHOLE}data[name] = x\nusers.insert_one(data)", []),
        (f"{WHOLE}data.update(password=x)\nusers.insert_one(data)", []),
        (f"{WHOLE}data.pop('password')\nusers.insert_one(data)", []),
        (f"{WHOLE}del data['password']\nusers.insert_one(data)", []),
        (f"{WHOLE}users.insert_one({{**data, 'password': hashed(data)}})", []),
        (f"{WHOLE}data = checked(data)\nusers.insert_one(data)", []),
        (f"{WHOLE}orders.insert_one(data)  # password", []),
    ],
)
def test_all_that_was_sent_as_an_account(index: Index, body: str, says: list[str]) -> None:
    assert noted(index, body + "\nlogging.info('password')") == says


def test_what_tests_do_is_theirs(index: Index) -> None:
    facts = index(
        {"tests/test_app.py": f"{IMPORTS}def test():\n    user.password == request.form['password']\n"}
    ).facts
    assert facts.passwords == ()


MIXED = """
def by_hand():
    data = request.get_json()
    return User(name=data["name"], password=data["password"])
"""
HASHED = """
def register():
    hashed = bcrypt.generate_password_hash(request.json["password"]).decode("utf-8")
    return User(name="x", password=hashed)
"""


def hashed_at(index: Index, *parts: str) -> list[int | None]:
    facts = index(IMPORTS + "".join(parts)).facts
    return [one.hashed_at and one.hashed_at.line for one in facts.passwords if one.kind == "kept"]


def test_an_account_that_another_function_gives_a_hash(index: Index) -> None:
    assert hashed_at(index, MIXED, HASHED) == [10]
    assert hashed_at(index, HASHED, MIXED) == [6]


@pytest.mark.parametrize(
    "parts",
    [
        (MIXED,),
        (MIXED, HASHED.replace("User(", "Client(")),
        (
            MIXED,
            HASHED,
            "class User(Base):\n    def __init__(self, password):\n        self.set_password(password)\n",
        ),
        (
            MIXED,
            HASHED,
            "class User(Base):\n    def save(self):\n        self.password = hash_password(self.password)\n",
        ),
        (MIXED, HASHED.replace("password=hashed", "password_hash=hashed")),
        (MIXED, HASHED.replace("    return", "    hashed = ''\n    return")),
        (
            MIXED.replace(
                "    return", "    data['password'] = generate_password_hash(data['password'])\n    return"
            ),
            HASHED,
        ),
    ],
)
def test_an_account_of_which_nobody_else_keeps_a_hash(index: Index, parts: tuple[str, ...]) -> None:
    assert set(hashed_at(index, *parts)) <= {None}
