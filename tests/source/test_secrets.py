"""Literals, those that are secrets by their names, and environment variables with a fallback."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.source import UrlLiteral
from tests.source.conftest import Index

KEY = "hunter2-0815"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (f"SECRET_KEY = '{KEY}'", ["SECRET_KEY"]),
        (f"SECRET_KEY: str = '{KEY}'", ["SECRET_KEY"]),
        (f"app.secret_key = b'{KEY}'", ["secret_key"]),
        (f"app.config['SECRET_KEY'] = '{KEY}'", ["SECRET_KEY"]),
        (f"app.config.update(SECRET_KEY='{KEY}')", ["SECRET_KEY"]),
        (f"app.config.setdefault('SECRET_KEY', '{KEY}')", ["SECRET_KEY"]),
        (f"a, SECRET_KEY = 1, '{KEY}'", ["SECRET_KEY"]),
        (f"class Config:\n    SECRET_KEY = '{KEY}'", ["SECRET_KEY"]),
        (f"SECRET_KEY_FALLBACKS = ['{KEY}', '{KEY}-old']", ["SECRET_KEY_FALLBACKS", "SECRET_KEY_FALLBACKS"]),
        (f"def f(password='{KEY}'): pass", ["password"]),
        (f"def f(*, a, password='{KEY}'): pass", ["password"]),
        (f"connect(password='{KEY}')", ["password"]),
        (f"{{'password': '{KEY}'}}", ["password"]),
        (f"[{{'name': 'API_TOKEN', 'value': '{KEY}'}}]", ["API_TOKEN"]),
        (f"SECRET_KEY = x or '{KEY}'", ["SECRET_KEY"]),
        (f"SECRET_KEY = a if b else '{KEY}'", ["SECRET_KEY"]),
        (f"SECRET_KEY = '{KEY}'.encode()", ["SECRET_KEY"]),
        (f"SECRET_KEY = b64decode('{KEY}')", ["SECRET_KEY"]),
        (f"key = os.environ.get('SECRET_KEY', '{KEY}')", ["SECRET_KEY"]),
        (f"SECRET_KEY = os.environ.get('KEY_FOR_ALL', '{KEY}')", ["SECRET_KEY"]),
        (f"parser.add_argument('--password', default='{KEY}')", ["password"]),
        (f"jwt.encode(payload, '{KEY}')", ["jwt_secret"]),
        (f"import jwt as j\nj.decode(t, '{KEY}')", ["jwt_secret"]),
        (f"URLSafeTimedSerializer('{KEY}')", ["secret_key"]),
        (f"user.set_password('{KEY}')", ["password"]),
        (f"DB = 'postgresql://u:{KEY}@h/d'", ["DB"]),
        (f"DB = f'postgresql://u:{KEY}@{{host}}/d'", ["DB"]),
        (f"create_engine('postgresql://u:{KEY}@h/d')", ["URL"]),
        # In pieces, all of them written down, or the password at least:
        (f"SECRET_KEY = f'{KEY}'", ["SECRET_KEY"]),
        (f"SECRET_KEY = '{KEY}' + '-more'", ["SECRET_KEY"]),
        (f"DB = f'postgresql://u:{KEY}@h/d'", ["DB"]),
        (f"DB = 'postgresql://u:{KEY}' '@h/d'", ["DB"]),
        (f"DB = 'postgresql://u:' + '{KEY}' + '@h/d'", ["DB"]),
        (f"DB = 'postgresql://u:{KEY}@' + host + '/d'", ["DB"]),
        (f"DB = 'postgresql://u:{KEY}@h/d' + '?ssl=1'", ["DB"]),
        (f"DB = f'postgresql://u:{KEY}@{{host}}' + f'/{{name}}' + '/d'", ["DB"]),
        (f"DB = 'postgresql://u:{KEY}@{{}}/d'.format(host)", ["DB"]),
        (f"DB = 'postgresql://{{u}}:{{p}}@h/d'.format(u='u', p='{KEY}')", ["DB"]),
        (f"DB = 'postgresql://{{0}}:{{1}}@h/d'.format('u', '{KEY}')", ["DB"]),
        (f"DB = 'postgresql://u:{KEY}@%s/d' % host", ["DB"]),
        (f"DB = 'postgresql://%s:%s@h/d' % ('u', '{KEY}')", ["DB"]),
        (f"DB = 'postgresql://u:%(p)s@h/d' % {{'p': '{KEY}'}}", ["DB"]),
        (f"KEY = '{KEY}'\nDB = f'postgresql://{{USER}}:{{KEY}}@h/d'", ["DB"]),
        (f"KEY = '{KEY}'\nDB = 'postgresql://u:' + KEY + '@h/d'", ["DB"]),
        (f"KEY = '{KEY}'\nDB = 'postgresql://{{}}:{{}}@h/d'.format(user, KEY)", ["DB"]),
        (f"DB = f'postgresql://u:{{quote_plus(\"{KEY}\")}}@h/d'", ["DB"]),
        # Not one of them:
        ("DB = f'postgresql://u:{password}@h/d'", []),
        ("DB = 'postgresql://u:' + password + '@h/d'", []),
        ("DB = 'postgresql://{}:{}@h/d'.format(user, password)", []),
        ("KEY = os.getenv('KEY')\nDB = f'postgresql://u:{KEY}@h/d'", []),
        ("KEY = ''\nDB = f'postgresql://u:{KEY}@h/d'", []),
        ("DB = 'postgresql://{u}:{p}@h/d'.format(**settings)", []),
        ("DB = 'postgresql://%s:%s@h/d' % account", []),
        (f"TITLE = 'a ' + '{KEY}'", []),
        (f"TITLE = '{KEY}'", []),
        (f'"""SECRET_KEY = \'{KEY}\'"""', []),
        ("SECRET_KEY = ''", []),
        ("PASSWORD_RESET_URL = '/auth/reset'", []),
        ("CLIENT_SECRET = 'client_secret'", []),
        ("api_key = 'OPENAI_API_KEY'", []),
        ("SECRET_KEY = 'secret_key'", ["SECRET_KEY"]),
        (f"payload.encode('{KEY}')", []),
        (f"request.form.get('password', '{KEY}')", []),
        ("DB = 'postgresql://u:%s@h/d' % password", []),
    ],
)
def test_secret_literals(index: Index, source: str, names: list[str]) -> None:
    found = index(source)
    assert [literal.name for literal in found.facts.secret_literals] == names
    assert len(found.secret_values) == len(names)
    assert KEY not in repr(found.facts)


def test_a_secret_of_a_test_is_hidden_and_no_fact(index: Index) -> None:
    found = index({"tests/test_x.py": f"PASSWORD = '{KEY}'\nOTHER = 'literal'\n"})
    assert found.secret_values == ((KEY, Place("tests/test_x.py", 1, 12)),)
    assert found.facts.secret_literals == ()
    assert found.literals == ()


def test_literals_are_kept_once_with_their_first_place(index: Index) -> None:
    found = index(
        "a = 'literal'\nb = 'literal'\nc = 'short'\nd = b'literal'\n'''docstring'''\ne = f'literal{a}'\n"
    )
    assert found.literals == (("literal", Place("app.py", 1, 5)), (b"literal", Place("app.py", 4, 5)))


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("app.secret_key = 'corn'\n", [("corn", 1, 18)]),
        ("SECRET_KEY = b'corn'\n", [(b"corn", 1, 14)]),
        ("app.config.from_mapping(SECRET_KEY='corn', THEME='dark')\n", [("corn", 1, 36)]),
        ("plant = 'corn'\napp.secret_key = 'corn'\n", [("corn", 2, 18)]),
        ("app.secret_key = ''\nPASSWORD = None\nplant = 'corn'\n", []),
        ("CLIENT_SECRET = 'secret'\n", [("secret", 1, 17)]),
        ("api_key = 'key'\n", []),
    ],
)
def test_a_short_literal_is_kept_where_its_name_says_that_it_is_a_secret(
    index: Index, source: str, literals: list[tuple[str | bytes, int, int]]
) -> None:
    assert list(index(source).literals) == [(value, Place("app.py", *at)) for value, *at in literals]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("a = f'literal'", ["literal"]),
        ("a = 'lit' + 'eral'", ["literal"]),
        ("a = 'lit{}al'.format('er')", ["lit{}al", "literal"]),
        ("a = f'db://u:pw@{host}/d'", ["pw"]),
        ("a = 'db://u:pw@' + host", ["pw", "db://u:pw@"]),
        ("a = 'db://u:{}@h/d'.format(pw)", ["db://u:{}@h/d"]),
        ("a = f'literal {b}' + c", []),
    ],
)
def test_a_text_in_pieces_is_a_literal_or_its_password_is(
    index: Index, source: str, values: list[str]
) -> None:
    assert sorted(value for value, _ in index(source).literals) == sorted(values)


@pytest.mark.parametrize(
    "url",
    ["f'db://u:pw-1@db.x.io'", "'db://u:pw-1' + '@db.x.io'", "'db://u:{}@db.x.io'.format('pw-1')"],
)
def test_a_url_in_pieces_is_one_url(index: Index, url: str) -> None:
    found = index(f"client = MongoClient({url})").facts.url_literals
    assert found == (UrlLiteral("db", Place("app.py", 1, 22), local=False, public=True),)


def test_a_password_in_a_url_is_told_with_it_alone(index: Index) -> None:
    random = "k7Qz2Wm9Xc4Vb8Ln"
    given = f"DB_PASSWORD = '{random}'\n"
    assert index(given).facts.given_credentials
    found = index(f"{given}db = create_engine(f'mysql://shop:{{DB_PASSWORD}}@db.x.io/shop')\n").facts
    assert (found.given_credentials, len(found.url_literals)) == ((), 1)


def default(variable: str, secret: bool, name: str | None, empty: bool = False) -> tuple[object, ...]:
    return (variable, secret, name, empty)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"K = os.environ.get('SECRET_KEY', '{KEY}')", [default("SECRET_KEY", True, "K")]),
        (f"K = os.environ.get('SECRET_KEY', default='{KEY}')", [default("SECRET_KEY", True, "K")]),
        (
            f"from os import environ as e\nK = e.get('SECRET_KEY', '{KEY}')",
            [default("SECRET_KEY", True, "K")],
        ),
        (f"from os import getenv\nK = getenv('SECRET_KEY', '{KEY}')", [default("SECRET_KEY", True, "K")]),
        (f"import os as o\nK = o.getenv('SECRET_KEY', '{KEY}')", [default("SECRET_KEY", True, "K")]),
        (f"K = os.environ.get('SECRET_KEY') or '{KEY}'", [default("SECRET_KEY", True, "K")]),
        (
            f"K = os.environ.get('SECRET_KEY', '').strip() or '{KEY}'",
            [default("SECRET_KEY", True, "K"), default("SECRET_KEY", False, "K", True)],
        ),
        (f"K = os.environ['SECRET_KEY'] if X else '{KEY}'", [default("SECRET_KEY", True, "K")]),
        (f"os.environ.setdefault('SECRET_KEY', '{KEY}')", [default("SECRET_KEY", True, None)]),
        (
            f"try:\n    K = os.environ['SECRET_KEY']\nexcept KeyError:\n    K = '{KEY}'",
            [default("SECRET_KEY", True, "K")],
        ),
        (f"D = '{KEY}'\nK = os.getenv('SECRET_KEY', D)", [default("SECRET_KEY", True, "K")]),
        (f"K = os.getenv('SECRET_KEY', '{KEY}').encode()", [default("SECRET_KEY", True, "K")]),
        (f"app.config['SECRET_KEY'] = os.getenv('APP', '{KEY}')", [default("APP", True, "SECRET_KEY")]),
        (
            f"from decouple import config\nK = config('SECRET_KEY', default='{KEY}')",
            [default("SECRET_KEY", True, "K")],
        ),
        (
            f"from environs import Env\nenv = Env()\nK = env.str('SECRET_KEY', '{KEY}')",
            [default("SECRET_KEY", True, "K")],
        ),
        (
            f"class S(BaseSettings):\n    secret_key: str = '{KEY}'",
            [default("SECRET_KEY", True, "secret_key")],
        ),
        (
            f"class S(BaseSettings):\n    secret_key: str = Field('{KEY}')",
            [default("SECRET_KEY", True, "secret_key")],
        ),
        ("URI = os.getenv('DATABASE_URL', 'postgresql://u:pw@h/d')", [default("DATABASE_URL", True, "URI")]),
        # Fallbacks that are no secret:
        ("URI = os.getenv('DATABASE_URL', 'sqlite:///x.db')", [default("DATABASE_URL", False, "URI")]),
        ("K = os.getenv('SECRET_KEY', '')", [default("SECRET_KEY", False, "K", True)]),
        ("K = os.getenv('SECRET_KEY', None)", [default("SECRET_KEY", False, "K", True)]),
        (
            "N = int(os.getenv('LLM_TOKEN_BUDGET_MONTH', '0'))",
            [default("LLM_TOKEN_BUDGET_MONTH", False, "N")],
        ),
        (
            "B = os.getenv('REDASH_PASSWORD_LOGIN_ENABLED', 'true')",
            [default("REDASH_PASSWORD_LOGIN_ENABLED", False, "B")],
        ),
        # No fallback, or none that is a constant:
        ("K = os.environ.get('SECRET_KEY')", []),
        ("K = os.environ['SECRET_KEY']", []),
        ("K = os.getenv('SECRET_KEY', secrets.token_hex())", []),
        ("K = os.getenv('SECRET_KEY') or secrets.token_hex()", []),
        ("K = settings.get('SECRET_KEY', 'x')", []),
        ("K = config('SECRET_KEY', default='x')", []),
    ],
)
def test_environment_variables_with_a_fallback(
    index: Index, source: str, expected: list[tuple[object, ...]]
) -> None:
    found = index(source if source.startswith(("from os", "import os as")) else f"import os\n{source}")
    defaults = found.facts.env_defaults
    assert [(item.variable, item.secret, item.assigned_to, item.empty) for item in defaults] == expected


@pytest.mark.parametrize(
    ("path", "content", "values"),
    [
        (".env", f"export SECRET_KEY={KEY}\nDEBUG=1\n", [KEY]),
        (".env.example", "SECRET_KEY=<your key>\n", []),
        ("compose.yaml", f"environment:\n  - SECRET_KEY={KEY}\n", [KEY]),
        ("compose.yaml", f"environment:\n  SECRET_KEY: ${{SECRET_KEY:-{KEY}}}\n", [KEY]),
        ("compose.yaml", "environment:\n  SECRET_KEY: ${SECRET_KEY}\n", []),
        ("render.yaml", f"- key: SECRET_KEY\n  value: {KEY}\n", [KEY]),
        ("k8s/app.yml", f"- name: API_TOKEN\n  value: '{KEY}'\n", [KEY]),
        ("app.json", f'{{"API_TOKEN": "{KEY}", "tokens": 200000}}', [KEY]),
        ("Dockerfile", f"ENV SECRET_KEY {KEY}\nENV DB_PASSWORD={KEY}2\n", [KEY, f"{KEY}2"]),
        ("Procfile", f"web: A=1 SECRET_KEY={KEY} gunicorn app\n", [KEY, f"{KEY} gunicorn app"]),
        ("settings.toml", f'[db]\nuri = "mysql://u:{KEY}@h/d"\n', [KEY]),
        ("conf/app.ini", "secret_key = never guess this\n", ["never", "never guess this"]),
        ("templates/a.html", f"<script>const apiKey = '{KEY}'; let token = next()</script>", [KEY]),
        ("templates/a.html", "<script>fetch(u, {credentials: 'same-origin'})</script>", []),
        ("templates/a.html", "<input name='password' value='{{ password }}'>", []),
        (".github/workflows/x.yml", f"TOKEN: {KEY}\n", []),
        ("i18n/de.json", '{"password": "Passwort"}', []),
        ("package-lock.json", f'{{"token": "{KEY}"}}', []),
        ("notes.txt", f"SECRET_KEY={KEY}\n", []),
    ],
)
def test_secrets_in_other_files(index: Index, path: str, content: str, values: list[str]) -> None:
    assert sorted(str(value) for value, _place in index({path: content}).secret_values) == values


def test_the_place_of_a_value_in_another_file(index: Index) -> None:
    found = index({".env": f"A=1\nSECRET_KEY={KEY}\nTITLE=something\n"})
    assert found.secret_values == ((KEY, Place(".env", 2)),)
    assert ("something", Place(".env", 3)) in found.literals


def test_a_sample_that_says_what_its_variables_are_called_hides_no_name(index: Index) -> None:
    said = {".env.sample": f"SECRET_KEY=SECRET_KEY\nJWT_KEY=jwt_key\nAPI_KEY={KEY}\n", "app.py": ""}
    assert [value for value, _ in index(said).secret_values] == [KEY]
