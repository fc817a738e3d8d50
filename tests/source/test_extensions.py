"""Extensions made and given an app, set-up that comes too late, and code that an extension has."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.extensions import ExtensionCall, LateSetup, LoginViewSetting
from tests.source.conftest import Index

IMPORTS = "from flask_login import LoginManager\nfrom flask_wtf.csrf import CSRFProtect\n"


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("csrf = CSRFProtect()", ("made", "csrf", "flask_wtf", False, False, False)),
        ("csrf = CSRFProtect(app)", ("made", "csrf", "flask_wtf", True, False, False)),
        ("CSRFProtect(app=app)", ("made", "", "flask_wtf", True, False, False)),
        ("LoginManager(add_context_processor=False)", ("made", "", "flask_login", False, False, False)),
        ("csrf.init_app(app)", ("init_app", "csrf", "", True, False, False)),
        ("ext.csrf.init_app(app)", ("init_app", "csrf", "", True, False, False)),
        ("if x:\n    csrf.init_app(app)", ("init_app", "csrf", "", True, True, False)),
        ("if __name__ == '__main__':\n    csrf.init_app(app)", ("init_app", "csrf", "", True, False, True)),
    ],
)
def test_extension_calls(index: Index, source: str, call: tuple[object, ...]) -> None:
    (found,) = index(IMPORTS + source).facts.extension_calls
    expected = (found.call, found.variable, found.package, found.with_app, found.conditional, found.guarded)
    assert expected == call


@pytest.mark.parametrize(
    ("source", "at_requests"),
    [
        ("@app.before_first_request\ndef start():\n    csrf.init_app(app)", True),
        ("@bp.before_app_first_request\ndef start():\n    def inner():\n        csrf.init_app(app)", True),
        ("@app.before_request\ndef each():\n    csrf.init_app(app)", True),
        ("@app.get('/')\ndef view():\n    csrf.init_app(app)", True),
        ("def create_app():\n    csrf.init_app(app)", False),
        ("@app.cli.command()\ndef start():\n    csrf.init_app(app)", False),
        ("csrf.init_app(app)", False),
    ],
)
def test_extensions_that_are_given_the_app_when_requests_come(
    index: Index, source: str, at_requests: bool
) -> None:
    (found,) = index(IMPORTS + source).facts.extension_calls
    assert found.at_requests is at_requests


@pytest.mark.parametrize(
    "source",
    [
        "from shop import Limiter\nx = Limiter()",
        "x = Cache()",
        "init_app(app)",
        "import redis\nredis.Session()",
    ],
)
def test_what_is_no_extension(index: Index, source: str) -> None:
    assert index(source).facts.extension_calls == ()


def test_the_place_of_an_extension(index: Index) -> None:
    (found,) = index(IMPORTS + "\nmanager: LoginManager = LoginManager()").facts.extension_calls
    assert found == ExtensionCall("made", "manager", "flask_login", Place("app.py", 4, 25), with_app=False)


def test_login_views(index: Index) -> None:
    found = index("""
        manager.login_view = "auth.login"
        manager.refresh_view = ext.manager.login_view = "again"
        manager.login_view = choose()
        login_view = "nothing"
    """)
    assert found.facts.login_views == (
        LoginViewSetting("login_view", "auth.login", Place("app.py", 2, 1)),
        LoginViewSetting("refresh_view", "again", Place("app.py", 3, 1)),
        LoginViewSetting("login_view", "again", Place("app.py", 3, 1)),
    )


LATE = {
    "in a view": ("@app.get('/x')\ndef x():\n    app.register_blueprint(bp)", "register_blueprint", "x", 3),
    "of the current app": (
        "@bp.route('/x')\ndef x():\n    current_app.add_url_rule('/y', view_func=y)",
        "add_url_rule",
        "x",
        3,
    ),
    "an extension": ("@app.get('/x')\ndef x():\n    db.init_app(app)", "db.init_app", "x", 3),
    "by a decorator": (
        "@bp.get('/x')\ndef x():\n    @current_app.context_processor\n    def more():\n        return {}",
        "context_processor",
        "x",
        3,
    ),
    "in a hook": (
        "@app.before_request\ndef f():\n    app.register_blueprint(bp)",
        "register_blueprint",
        "f",
        3,
    ),
    "in an error handler": ("@app.errorhandler(404)\ndef f(e):\n    app.route('/z')(g)", "route", "f", 3),
    "in a function of a hook": (
        "@app.before_request\ndef f():\n    def g():\n        app.register_blueprint(bp)",
        "register_blueprint",
        "f.g",
        4,
    ),
}


@pytest.mark.parametrize(("source", "call", "function", "line"), LATE.values(), ids=LATE)
def test_late_setups(index: Index, source: str, call: str, function: str, line: int) -> None:
    (found,) = index(source).facts.late_setups
    assert (found.call, found.function, found.place.line) == (call, function, line)
    assert isinstance(found, LateSetup)


@pytest.mark.parametrize(
    "source",
    [
        "app.register_blueprint(bp)",
        "def create_app():\n    app = Flask(__name__)\n    app.register_blueprint(bp)\n    return app",
        "def create_app():\n    @app.get('/x')\n    def x(): pass\n    app.register_blueprint(bp)",
        "@app.get('/x')\ndef x():\n    parent.register_blueprint(bp)",
        "@app.get('/x')\ndef x():\n    db.init_app(other)",
        "@app.get('/x')\ndef x():\n    app = flask.Flask('t')\n    app.register_blueprint(bp)",
        "@app.before_first_request\ndef f():\n    app.register_blueprint(bp)",
    ],
)
def test_setups_in_time(index: Index, source: str) -> None:
    assert index(source).facts.late_setups == ()


HASHER = "import hashlib\nfrom werkzeug.security import check_password_hash\n"
ONE_SALT = {
    "hashlib.pbkdf2_hmac, and one salt for all": [
        "pbkdf2_hmac('sha256', password.encode(), b'salt', 100_000)",
        "pbkdf2_hmac('sha256', password.encode(), salt=current_app.config['SALT'], iterations=1)",
        "pbkdf2_hmac('sha256', password=raw, salt=Config.SALT.encode(), iterations=1).hex()",
        "pbkdf2_hmac('sha256', bytes(password, 'utf-8'), bytes(SALT, 'utf-8'), 1)",
    ],
    "hashlib.scrypt, and one salt for all": ["scrypt(password.encode(), salt=b'salt', n=2, r=8, p=1)"],
}
HAND_MADE = [
    ("response.headers['Access-Control-Allow-Origin'] = '*'", "cors", "sets Access-Control-Allow-Origin"),
    ("r.headers.add('access-control-allow-origin', '*')", "cors", "sets access-control-allow-origin"),
    ("session['_csrf_token'] = token()", "csrf", 'keeps session["_csrf_token"]'),
    ("import hashlib\nhashlib.md5(password.encode())", "password-hash", "hashes a password with hashlib.md5"),
    (
        "from hashlib import sha256\nsha256((salt + form['password']).encode())",
        "password-hash",
        "hashes a password with hashlib.sha256",
    ),
    (
        "import hashlib\nhashlib.sha1(f'{s}{user.pwd}'.encode())",
        "password-hash",
        "hashes a password with hashlib.sha1",
    ),
    (
        f"{HASHER}def set_password(self, password):\n    self.hashed = hashlib.md5(password.encode())",
        "password-hash",
        "hashes a password with hashlib.md5",
    ),
    (
        f"{HASHER}user.password = hashlib.sha256(password.encode()).hexdigest()",
        "password-hash",
        "hashes a password with hashlib.sha256",
    ),
    (
        f"{HASHER}User(password_hash=hashlib.sha256(password.encode()).hexdigest())",
        "password-hash",
        "hashes a password with hashlib.sha256",
    ),
    (
        "r.headers.update({'Vary': 'Origin', 'Access-Control-Allow-Origin': '*'})",
        "cors",
        "sets Access-Control-Allow-Origin",
    ),
    (
        f"{HASHER}user.psw = hashlib.sha256(request.form['psw'].encode()).hexdigest()",
        "password-hash",
        "hashes a password with hashlib.sha256",
    ),
    (
        "import hashlib\ndef set_password(self, raw):\n    self.hashed = hashlib.sha256(raw.encode())",
        "password-hash",
        "hashes a password with hashlib.sha256",
    ),
    (
        "import hashlib\ndef hash_password(x):\n    return hashlib.md5(x.encode()).hexdigest()",
        "password-hash",
        "hashes a password with hashlib.md5",
    ),
    (
        "import hashlib\ndef checkPassword(user, x):\n    return user.x == hashlib.sha1((salt + x).encode())",
        "password-hash",
        "hashes a password with hashlib.sha1",
    ),
    (
        "import hashlib\nuser.password_hash = hashlib.sha256(raw.encode()).hexdigest()",
        "password-hash",
        "hashes a password with hashlib.sha256",
    ),
    (
        f"{HASHER}def set_password(self, raw):\n    self.hashed = hashlib.md5(raw.encode())",
        "password-hash",
        "hashes a password with hashlib.md5",
    ),
    *(
        (f"import hashlib\nuser.password = hashlib.{call}", "password-hash", f"hashes a password with {what}")
        for what, calls in ONE_SALT.items()
        for call in calls
    ),
    (
        "import hashlib\ndef make_hash(password):\n    b64encode(hashlib.pbkdf2_hmac(A, password, SALT, 1))",
        "password-hash",
        "hashes a password with hashlib.pbkdf2_hmac, and one salt for all",
    ),
    ("attempts[request.remote_addr] += 1", "rate-limit", "counts in attempts[request.remote_addr]"),
    ("rate_limits[ip].append(now)", "rate-limit", "counts in rate_limits[ip]"),
    ("query.limit(10).offset((page - 1) * 10)", "pagination", "computes the offset of a page"),
    ("query.offset(size * (args.page - 1))", "pagination", "computes the offset of a page"),
    ("db.execute('ALTER TABLE x ADD y')", "migration", "alters a table"),
    ("db.session.execute(text('alter table x add y'))", "migration", "alters a table"),
    ("db.execute(f'ALTER TABLE {x} ADD y')", "migration", "alters a table"),
]


@pytest.mark.parametrize(("source", "kind", "what"), HAND_MADE)
def test_code_made_by_hand(index: Index, source: str, kind: str, what: str) -> None:
    (found,) = index("from flask import session\n" + source).facts.hand_made
    assert (found.kind, found.what) == (kind, what)


@pytest.mark.parametrize(
    "source",
    [
        "x = response.headers['Access-Control-Allow-Origin']",
        "response.headers['X-Frame-Options'] = 'DENY'",
        "form['csrf_token'] = token()",
        "session['name'] = name",
        "import hashlib\nhashlib.md5(url.encode())",
        f"{HASHER}hashlib.md5(password.encode())",
        f"{HASHER}def check_legacy(user, password):\n    password = hashlib.md5(password.encode())",
        f"{HASHER}def is_pwned(password):\n    digest = hashlib.sha1(password.encode()).hexdigest()",
        f"{HASHER}def check_password(self, raw):\n    return hashlib.md5(raw.encode()) == self.old",
        # a salt of each, and keys to encrypt with
        "import hashlib\ndef make(password, salt):\n    hashlib.pbkdf2_hmac('sha256', password, salt, 1)",
        "import hashlib\nhashlib.pbkdf2_hmac('sha256', password, os.urandom(16), 1)",
        "import hashlib\nhashlib.pbkdf2_hmac('sha256', password, user.salt, 1)",
        "import hashlib\ndef derive_key(password):\n    return hashlib.scrypt(password, salt=SALT, n=2, r=8)",
        "import hashlib\nhashlib.pbkdf2_hmac('sha256', phrase, SALT, 1)",
        "import hashlib, cryptography\ndef box(passw):\n    hashlib.pbkdf2_hmac('sha256', passw, SALT, 1)",
        # salts, and tokens that let somebody set a new password
        "import hashlib, os\ndef hash_password(x):\n    salt = hashlib.sha256(os.urandom(60)).hexdigest()",
        "import hashlib\ndef hash_password(x, salt):\n    salt = hashlib.sha256(salt).hexdigest()",
        "import hashlib\ndef make_password_token(raw):\n    return hashlib.sha256(raw.encode())",
        "import hashlib\ndef set_password_reset(x):\n    self.password_token = hashlib.sha256(x.encode())",
        "import hashlib\ndef set_password(self, raw):\n    self.avatar = hashlib.md5(self.email.encode())",
        "import hashlib\ndef digest(raw):\n    return hashlib.sha256(raw.encode())",
        "r.headers.update({'Vary': 'Origin'})",
        "md5(password)",
        "users[request.remote_addr] = 1",
        "attempts[user.id] += 1",
        "rows.append(ip)",
        "query.offset(start)",
        "query.offset((page + 1) * size)",
        "query.offset((x - 1) * size)",
        "db.execute('SELECT 1')",
        "@app.get('/x')\ndef x():\n    db.execute('ALTER TABLE x ADD y')",
    ],
)
def test_what_no_extension_has(index: Index, source: str) -> None:
    assert index("from flask import session\n" + source).facts.hand_made == ()


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("from shop import app\n@app.get('/x')\ndef x(): pass", "shop.app"),
        ("import shop\n@shop.app.route('/x')\ndef x(): pass", "shop.app"),
        ("app = Flask('x')\n@app.get('/x')\ndef x(): pass", ""),
    ],
)
def test_where_a_router_comes_from(index: Index, source: str, origin: str) -> None:
    (route,) = index({"views.py": source}).facts.route_functions
    assert route.origin == origin


SIGN = "import jwt\ndef sign(user):\n    return jwt.encode({'sub': user.id, 'exp': soon()}, KEY)\n"
READ = "def read(token):\n    return jwt.decode(token, KEY, algorithms=['HS256'])\n"
GUARD = """\
def token_required(f):
    def wrapper(*args):
        token = request.headers['x-access-token']
        return f(read(token), *args)
    return wrapper
"""


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"app.py": SIGN + READ + GUARD}, [5]),
        ({"app.py": "import jwt\n" + READ + GUARD, "users.py": SIGN}, [3]),
        ({"app.py": SIGN + GUARD.replace("read(token)", "jwt.decode(token, KEY)")}, [7]),
        # The tokens of somebody else, those of a mail, and a login that an extension has:
        ({"app.py": "import jwt\n" + READ + GUARD}, []),
        ({"app.py": SIGN + READ}, []),
        ({"mails.py": SIGN + READ, "app.py": GUARD}, []),
        ({"app.py": SIGN + READ + GUARD, "users.py": "from flask_jwt_extended import jwt_required\n"}, []),
        ({"app.py": SIGN + READ + GUARD, "users.py": "from flask_httpauth import HTTPTokenAuth\n"}, []),
        (
            {
                "app.py": SIGN + READ + GUARD,
                "users.py": "from authlib.integrations.flask_oauth2 import ResourceProtector\n",
            },
            [],
        ),
    ],
)
def test_a_login_by_tokens_made_by_hand(index: Index, files: dict[str, str], lines: list[int]) -> None:
    found = [one for one in index(files).facts.hand_made if one.kind == "token-login"]
    assert [one.place.line for one in found] == lines
