"""Tokens that are signed without an end."""

import pytest

from tests.source.conftest import Index


def endless(index: Index, body: str) -> list[str | None]:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    facts = index(f"import jwt\ndef sign(user, **more):\n{lines}\n").facts
    return [one.instead for one in facts.endless_tokens]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("return jwt.encode({'sub': user.id}, key, algorithm='HS256')", [None]),
        ("return jwt.encode(payload={'user': user.name, 'role': 'admin'}, key=key)", [None]),
        ("claims = {'id': user.id}\nreturn jwt.encode(claims, key)", [None]),
        ("return jwt.encode({'id': user.id, 'expires': later()}, key)", ["expires"]),
        # It ends, or somebody else may see to it:
        ("return jwt.encode({'sub': user.id, 'exp': later()}, key)", []),
        ("return jwt.encode({'sub': user.id, 'iat': now()}, key)", []),
        ("return jwt.encode({'id': user.id, 'timestamp': now()}, key)", []),
        ("return jwt.encode({'iss': KEY_ID}, key)", []),
        ("return jwt.encode({'sub': user.id, **more}, key)", []),
        ("return jwt.encode({'sub': user.id, NAME: later()}, key)", []),
        ("return jwt.encode(more, key)", []),
        ("return jwt.encode(claims_of(user), key)", []),
        ("return user.name.encode()", []),
        ("return other.encode({'sub': user.id}, key)", []),
        ("claims = {'id': 1}\nclaims['exp'] = later()\nreturn jwt.encode(claims, key)", []),
        ("claims = {'id': 1}\nclaims.update(exp=later())\nreturn jwt.encode(claims, key)", []),
        ("claims = {'id': 1}\nclaims = ending(claims)\nreturn jwt.encode(claims, key)", []),
        (
            "token = jwt.encode({'id': 1, 'expires': 9}, key)\nreturn jwt.decode(token, key)['expires'] > 9",
            [],
        ),
    ],
)
def test_tokens_without_an_end(index: Index, body: str, says: list[str | None]) -> None:
    assert endless(index, body) == says


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("from jose import jwt\njwt.encode({'sub': '1'}, key)", 1),
        ("from jose import jwt\njwt.encode(claims={'sub': '1'}, key=key)", 1),
        ("from jwt import encode as sign\nsign({'sub': '1'}, key)", 1),
        ("from authlib.jose import jwt\njwt.encode({'alg': 'HS256'}, {'sub': '1'}, key)", 1),
        ("from joserfc import jwt\njwt.encode({'alg': 'HS256'}, {'sub': '1'}, key)", 1),
        # The header is not the claims:
        ("from authlib.jose import jwt\njwt.encode({'alg': 'HS256'}, {'sub': '1', 'exp': later()}, key)", 0),
        ("from authlib.jose import jwt\njwt.encode({'alg': 'HS256'}, claims, key)", 0),
        ("from authlib.jose import jwt\njwt.encode(header={'alg': 'HS256'}, payload=claims, key=key)", 0),
        ("from joserfc import jwt\njwt.encode({'alg': 'HS256'}, {'exp': later()}, key)", 0),
        # Nobody knows whose these are:
        ("from mine import jwt\njwt.encode({'sub': '1'}, key)", 0),
        ("from authlib.jose import JsonWebToken\njwt = JsonWebToken()\njwt.encode({}, claims, key)", 0),
        ("from jose import jws\njws.encode({'sub': '1'}, key)", 0),
    ],
)
def test_where_each_library_takes_the_claims(index: Index, code: str, count: int) -> None:
    assert len(index(f"{code}\n").facts.endless_tokens) == count


MODEL = """\
from flask_jwt_extended import create_access_token
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(9), unique=True)
"""


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("create_access_token(identity=user.id)", ["user.id"]),
        ("create_access_token(user.id, fresh=True)", ["user.id"]),
        ("create_access_token(identity=int(given))", ["int(…)"]),
        ("create_access_token(identity=1)", ["1"]),
        # A text, or nobody knows:
        ("create_access_token(identity=str(user.id))", []),
        ("create_access_token(identity=user.name)", []),
        ("create_access_token(identity=user)", []),
        ("create_access_token(identity={'id': user.id})", []),
        ("create_access_token(identity=f'{user.id}')", []),
        ("own.create_access_token(identity=user.id)", []),
        (("class Key(db.Model):\n    id = db.Column(db.String(36), primary_key=True)\n"
          "create_access_token(identity=user.id)"), []),
        (("class Key(Base):\n    id: Mapped[UUID] = mapped_column(primary_key=True)\n"
          "create_access_token(identity=user.id)"), []),
    ],
)  # fmt: skip
def test_identities_that_are_numbers(index: Index, code: str, what: list[str]) -> None:
    assert [one.what for one in index(MODEL + code + "\n").facts.number_identities] == what


def test_tokens_that_are_given_as_cookies(index: Index) -> None:
    code = "from flask_jwt_extended import set_access_cookies as give\ngive(answer, token)\n"
    (place,) = index(code).facts.token_cookies
    assert place.line == 2
    assert index("own.set_access_cookies(answer, token)\n").facts.token_cookies == ()


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("import jwt\njwt.decode(token, app.config['ADMIN_KEY'], algorithms=['HS256'])", ["ADMIN_KEY"]),
        ("import jwt\njwt.encode(claims, key=current_app.config.get('PEPPER'))", ["PEPPER"]),
        ("from jose import jwt\njwt.decode(token, app.config['SALT'])", ["SALT"]),
        ("from authlib.jose import jwt\njwt.encode(header, claims, app.config['SALT'])", ["SALT"]),
        ("from authlib.jose import jwt\njwt.encode(header, app.config['CLAIMS'], key)", []),
        ("import jwt\njwt.decode(token, os.environ['ADMIN_KEY'])", []),
        ("import jwt\njwt.decode(token, app.config[name])", []),
        ("jwt = load()\nother.jwt.decode(token, app.config['ADMIN_KEY'])", []),
    ],
)
def test_keys_of_the_config_that_sign_tokens(index: Index, code: str, keys: list[str]) -> None:
    assert list(index(f"{code}\n").facts.token_keys) == keys


CLASS = "class Config:\n    KEY = os.getenv('TOKEN_KEY')\n"


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        ("import jwt\njwt.encode(claims, os.getenv('TOKEN_KEY'))", (None, "TOKEN_KEY")),
        ("import jwt as j\nKEY = os.environ.get('TOKEN_KEY')\nj.decode(token, KEY)", (None, "TOKEN_KEY")),
        (f"import jwt\n{CLASS}jwt.encode(claims, Config.KEY, 'HS256')", (None, "TOKEN_KEY")),
        (f"import jwt\n{CLASS}key = Config.KEY\njwt.encode(claims, key=key)", (None, "TOKEN_KEY")),
        ("from jose import jwt\nK = os.getenv('TOKEN_KEY')\njwt.encode(claims, K)", (None, "TOKEN_KEY")),
        (
            "from itsdangerous import URLSafeTimedSerializer as S\ns = S(app.config['SECRET_KEY'])",
            ("SECRET_KEY", None),
        ),
        ("from itsdangerous import Signer\ns = Signer(current_app.secret_key)", ("SECRET_KEY", None)),
        ("import jwt\njwt.encode(claims, current_app.config.get('OWN'))", ("OWN", None)),
    ],
)
def test_where_the_keys_of_tokens_come_from(
    index: Index, code: str, origin: tuple[str | None, str | None]
) -> None:
    (key,) = index(f"import os\n{code}\n").facts.signing_keys
    assert (key.config, key.variable) == origin


FERNET = "from cryptography.fernet import Fernet\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("KEY = os.getenv('K') or Fernet.generate_key()\nf = Fernet(KEY)", [("KEY", 3, "K")]),
        ("KEY = os.environ.get('K', Fernet.generate_key())\nf = Fernet(KEY)", [("KEY", 3, "K")]),
        ("KEY = Fernet.generate_key()\ndef f(x):\n    return Fernet(KEY).encrypt(x)", [("KEY", 3, None)]),
        ("f = Fernet(Fernet.generate_key())", [(None, 3, None)]),
        (
            "KEY = os.getenv('K') or Fernet.generate_key().decode()\nf = Fernet(KEY.encode())",
            [("KEY", 3, "K")],
        ),
        ("import jwt\nKEY = os.urandom(24)\ndef f():\n    return jwt.encode({}, KEY)", [("KEY", 4, None)]),
        ("KEY = os.environ['K']\nf = Fernet(KEY)", []),
        ("KEY = load() or Fernet.generate_key()\nf = Fernet(KEY)", []),
        ("def f():\n    return Fernet(Fernet.generate_key())", []),
        ("def f():\n    KEY = Fernet.generate_key()\n    return Fernet(KEY)", []),
        ("KEY = os.getenv('K')\nif not KEY:\n    KEY = Fernet.generate_key()\nf = Fernet(KEY)", []),
        ("KEY = Fernet.generate_key()\nprint(KEY)", []),
        ("def f(KEY):\n    return Fernet(KEY)", []),
    ],
)
def test_keys_that_a_module_draws(
    index: Index, code: str, said: list[tuple[str | None, int, str | None]]
) -> None:
    found = index(f"import os\n{FERNET}{code}\n").facts.drawn_keys
    assert [(one.name, one.place.line, one.variable) for one in found] == said


CONFIGURED = f"{FERNET}app.config['BOX_KEY'] = Fernet.generate_key()\n"


@pytest.mark.parametrize(
    ("setting", "using", "told"),
    [
        (CONFIGURED, "KEY = app.config['BOX_KEY']\nf = Fernet(KEY)", True),
        (CONFIGURED, "f = Fernet(app.config.get('BOX_KEY'))", True),
        (CONFIGURED, "def f():\n    return Fernet(current_app.config['BOX_KEY'])", True),
        (CONFIGURED, "def f():\n    key = current_app.config['BOX_KEY']\n    return Fernet(key)", False),
        (CONFIGURED, "f = Fernet(app.config['OTHER_KEY'])", False),
        (CONFIGURED, "f = Fernet(keys['BOX_KEY'])", False),
        (CONFIGURED, "f = app.config['BOX_KEY']", False),
        (
            f"{FERNET}if not app.config['BOX_KEY']:\n    app.config['BOX_KEY'] = Fernet.generate_key()\n",
            "f = Fernet(app.config['BOX_KEY'])",
            False,
        ),
        (f"{CONFIGURED}app.config['BOX_KEY'] = load()\n", "f = Fernet(app.config['BOX_KEY'])", False),
        ("app.config['BOX_KEY'] = os.environ['BOX_KEY']\n", "f = Fernet(app.config['BOX_KEY'])", False),
    ],
)
def test_a_key_of_the_config_that_is_drawn(index: Index, setting: str, using: str, *, told: bool) -> None:
    drawn = index({"made.py": setting, "app.py": f"{FERNET}from made import app\n{using}\n"}).facts.drawn_keys
    assert [(one.name, one.place.path, one.used_at.path) for one in drawn] == (
        [("BOX_KEY", "made.py", "app.py")] if told else []
    )


def test_a_drawn_key_of_another_module(index: Index) -> None:
    found = index(
        {
            "shop/config.py": f"{FERNET}KEY = Fernet.generate_key()\n",
            "shop/boxes.py": f"{FERNET}from .config import KEY\nf = Fernet(KEY)\n",
        }
    )
    (key,) = found.facts.drawn_keys
    assert (key.place.path, key.used_at.path) == ("shop/config.py", "shop/boxes.py")


def test_a_key_of_tokens_is_followed_into_another_module(index: Index) -> None:
    found = index(
        {
            "shop/config.py": f"import os\n{CLASS}key = Config.KEY\n",
            "shop/tokens.py": "import jwt\nfrom .config import key\njwt.encode(claims, key)\n",
        }
    )
    (key,) = found.facts.signing_keys
    assert (key.variable, key.place.path) == ("TOKEN_KEY", "shop/tokens.py")


@pytest.mark.parametrize(
    "code",
    [
        "import jwt\njwt.encode(claims, os.environ['TOKEN_KEY'])",
        "import jwt\njwt.encode(claims, os.getenv('TOKEN_KEY', 'dev'))",
        "import jwt\nKEY = os.getenv('TOKEN_KEY') or make()\njwt.encode(claims, KEY)",
        "import jwt\nKEY = os.getenv('TOKEN_KEY')\nif not KEY:\n    raise OSError\njwt.encode(claims, KEY)",
        "import jwt\njwt.encode(claims, key)",
        "import jwt\njwt.decode(token, os.getenv('TOKEN_KEY'), options={'verify_signature': False})",
        "from own import jwt\njwt.encode(claims, os.getenv('TOKEN_KEY'))",
        "base64.encode(claims, os.getenv('TOKEN_KEY'))  # import jwt",
    ],
)
def test_keys_of_tokens_that_are_there_or_of_which_nothing_is_known(index: Index, code: str) -> None:
    assert index(f"import os\n{code}\n").facts.signing_keys == ()


@pytest.mark.parametrize(
    ("code", "as_text"),
    [
        ("KEY = str(os.environ.get('KEY'))\njwt.encode({}, KEY)", True),
        ("KEY = f'{os.getenv(\"KEY\")}'\njwt.encode({}, KEY)", True),
        ("def token():\n    return jwt.encode({}, str(os.getenv('KEY')))", True),
        ("KEY = str(os.getenv('KEY'))\nif KEY:\n    jwt.encode({}, KEY)", True),
        ("KEY = os.environ.get('KEY')\njwt.encode({}, KEY)", False),
    ],
)
def test_a_key_that_is_text_even_where_its_variable_is_not_set(
    code: str, as_text: bool, index: Index
) -> None:
    (key,) = index(f"import os\nimport jwt\n{code}\n").facts.signing_keys
    assert (key.variable, key.as_text) == ("KEY", as_text)


@pytest.mark.parametrize(
    "code",
    [
        "KEY = str(os.environ['KEY'])\njwt.encode({}, KEY)",
        "KEY = str(os.environ.get('KEY', 'x'))\njwt.encode({}, KEY)",
        "KEY = str(load())\njwt.encode({}, KEY)",
        "KEY = str(os.environ.get('KEY'))\nif KEY == 'None':\n    raise KeyError\njwt.encode({}, KEY)",
    ],
)
def test_a_text_that_is_never_none(code: str, index: Index) -> None:
    assert index(f"import os\nimport jwt\n{code}\n").facts.signing_keys == ()


TOLD = {
    "": True,
    "if KEY:\n    SIGN": False,
    "if KEY and user.staff:\n    SIGN": False,
    "if KEY is not None:\n    pass\n    SIGN": False,
    "if KEY != '':\n    SIGN": False,
    "if not KEY:\n    return ''\nSIGN": False,
    "if KEY is None or user is None:\n    return ''\nSIGN": False,
    "if KEY is None:\n    pass\nelse:\n    SIGN": False,
    "charts = KEY and SIGN": False,
    "charts = SIGN if KEY else None": False,
    "charts = None if not KEY else SIGN": False,
    "if app.config.get('OWN'):\n    OF_CONFIG": False,
    "if current_app.config['OWN'] is not None:\n    OF_CONFIG": False,
    "if app.config.get('OTHER'):\n    OF_CONFIG": True,
    "if KEY:\n    pass\nSIGN": True,
    "if KEY or user.staff:\n    SIGN": True,
    "if not KEY:\n    SIGN": True,
    "if not KEY:\n    log()\nSIGN": True,
    "if KEY is None and user is None:\n    return ''\nSIGN": True,
    "if OTHER:\n    SIGN": True,
    "charts = KEY or SIGN": True,
    "if user:\n    SIGN\nelse:\n    SIGN": True,
}


@pytest.mark.parametrize(("code", "told"), TOLD.items())
def test_a_key_that_a_test_has_asked_for(index: Index, code: str, *, told: bool) -> None:
    body = code.replace("SIGN", "jwt.encode(claims, KEY)") or "jwt.encode(claims, KEY)"
    body = body.replace("OF_CONFIG", "jwt.encode(claims, app.config['OWN'])").replace("\n", "\n    ")
    found = index(f"import os, jwt\nKEY = os.environ.get('TOKEN_KEY')\ndef view():\n    {body}\n")
    assert bool(found.facts.signing_keys) is told


def test_a_function_that_leaves_speaks_for_itself_alone(index: Index) -> None:
    first = "def first():\n    if not KEY:\n        return\n"
    code = f"{first}def view():\n    jwt.encode(claims, KEY)\n"
    assert index(f"import os, jwt\nKEY = os.environ.get('TOKEN_KEY')\n{code}").facts.signing_keys
