"""How the app asks for its environment variables."""

import pytest

from tests.boot.conftest import Gathered


@pytest.mark.parametrize(
    ("asking", "fallback", "named"),
    [
        ("os.environ.get('X1')", False, True),
        ("os.getenv('X1', None)", False, True),
        ("os.getenv('X1', f'{1}')", True, True),
        ("os.environ.get('X1', default='a')", True, True),
        ("os.environ.get('X1') or str(1)", True, True),
        ("os.environ.get(\n    'X1',\n)", False, True),
        ("x = os.environ.get('X1')\nif not x:\n    x = 1", False, True),
        ("x = (os.environ.get('X1')\n     or 'a')", True, True),
        ("x = os.environ['X1'] if 'X1' in os.environ else 'a'", True, True),
        ("'X1' in os.environ", True, True),
        ("os.environ.setdefault('X1', 'a')", True, True),
        ("os.environ.get('X' + str(1))", False, False),
    ],
)
def test_a_read(asking: str, fallback: bool, named: bool, gathered: Gathered) -> None:
    boot = gathered({"app.py": f"import os\nfrom flask import Flask\napp = Flask(__name__)\n{asking}\n"}).boot
    assert boot is not None
    assert {(one.fallback, one.named) for one in boot.env_reads if one.name == "X1"} == {(fallback, named)}


@pytest.mark.parametrize(
    ("asking", "asked"),
    [
        ("os.environ.get('COLUMNS')", True),
        ("os.environ.get('COL' + 'UMNS'.upper())", True),
        ("shutil.get_terminal_size()", False),
    ],
)
def test_who_asks(asking: str, asked: bool, gathered: Gathered) -> None:
    app = f"import os, shutil\nfrom flask import Flask\napp = Flask(__name__)\n{asking}\n"
    boot = gathered({"app.py": app}).boot
    assert boot is not None
    assert {one.asked for one in boot.env_reads if one.name == "COLUMNS"} == {asked}


DECOUPLE = """
import os

class Undefined:
    pass

class Config:
    def get(self, option, default=Undefined()):
        if option in os.environ:
            return os.environ[option]
        return None if isinstance(default, Undefined) else default

config = Config().get
"""


@pytest.mark.parametrize(
    ("asking", "value", "fallback"),
    [
        ("config('X1')", "a", {False}),
        ("config('X1', default='b')", "a", {True}),
        ("config('X1')", None, {True}),  # the file that it reads may have it
    ],
)
def test_a_read_through_decouple(
    asking: str, value: str | None, fallback: set[bool], gathered: Gathered
) -> None:
    given = () if value is None else (("X1", value),)
    shop = f"from flask import Flask\nfrom settings import config\napp = Flask(__name__)\n{asking}\n"
    boot = gathered({"app.py": shop, "settings.py": DECOUPLE}, set=given).boot
    assert boot is not None
    assert {one.fallback for one in boot.env_reads if one.name == "X1"} == fallback


SIGNING = """
    import os
    import jwt
    from flask import Flask
    app = Flask(__name__)
    %s

    @app.get("/token")
    def token():
        return jwt.encode({}, os.getenv("TOKEN_KEY"), algorithm="HS256")
"""


@pytest.mark.parametrize(
    ("loads", "given", "unset"),
    [
        ("", {}, ("TOKEN_KEY",)),
        ("", {"TOKEN_KEY": "abcdefgh"}, ()),
        ("os.environ['TOKEN_KEY'] = 'abcdefgh'", {}, ()),
    ],
    ids=["nowhere", "given", "put there by the app"],
)
def test_what_a_view_signs_with(
    loads: str, given: dict[str, str], unset: tuple[str, ...], gathered: Gathered
) -> None:
    files = {"app.py": SIGNING % loads, "jwt.py": ""}
    facts = gathered(files, set=given)
    assert facts.app is not None
    assert facts.boot is not None
    assert facts.app.unset == unset
    assert "TOKEN_KEY" not in facts.boot.asked_in_vain
