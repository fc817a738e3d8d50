"""Names that the project reads, files that it takes, and modes that it falls back on."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.source import UploadUse
from tests.source.conftest import Index


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("app.config['X']", ("X",)),
        ("app.config.get('X')", ("X",)),
        ("current_app.config.pop('X', None)", ("X",)),
        ("getattr(settings, 'X', 3)", ("X",)),
        ("app.config.get_namespace('MAIL_')", ("MAIL_",)),
        ("'X' in app.config", ("X",)),
        ("Config.X", ("X",)),
        ("from config import X, y", ("X",)),
        ("X = 1\nengine = create(X)", ("X",)),
        ("class Config:\n    X = 1\n    Y = X", ("X",)),
        ("KEY = 'JWT_X'\napp.config.get(KEY)", ("JWT_X", "KEY")),
        # Not one of them:
        ("KEY = 'JWT_X'\napp.config['X'] = 1", ()),
        ("from keys import KEY\nOTHER = 'JWT_X'", ("KEY",)),
        ("app.config['X'] = 1", ()),
        ("X = 1", ()),
        ("Config.X = 1", ()),
        ("class Config:\n    X = os.environ.get('X')", ()),
        ("class Config:\n    JWT_X = 1\n    X = 2\n    X_AGE = 3", ()),
        ("os.environ['X']", ()),
        ("os.environ.get('X')", ()),
        ("os.getenv('X')", ()),
        ("'X' in os.environ", ()),
        ("getattr(settings, name)", ()),
        ("x['name']", ()),
    ],
)
def test_what_is_read(index: Index, source: str, reads: tuple[str, ...]) -> None:
    assert index(source).facts.config_reads == reads


@pytest.mark.parametrize(
    ("template", "reads"),
    [
        ("{{ config.SHOP_TITLE }}", ("SHOP_TITLE",)),
        ("{{ config['SHOP_TITLE'] }}", ("SHOP_TITLE",)),
        ("{{ config.get('SHOP_TITLE') }}", ("SHOP_TITLE",)),
        ("{{ SHOP_TITLE }}", ()),
    ],
)
def test_what_a_template_reads(index: Index, template: str, reads: tuple[str, ...]) -> None:
    assert index({"templates/index.html": template}).facts.config_reads == reads


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("<p>\n{{ config.SHOP_TITLE }}", [("SHOP_TITLE", 2)]),
        ("<p>\n\n{{ config }}", [("", 3)]),
        ("{{ config | safe }}", [("", 1)]),
        ("{% for key, value in config.items() %}", [("", 1)]),
        ("{{ configuration }}", []),
        ("{{ shop.config }}", []),
        ("{{ config.items }}", []),
    ],
)
def test_where_a_template_reads_it(index: Index, template: str, shown: list[tuple[str, int]]) -> None:
    found = index({"templates/index.html": template}).facts.config_shown
    assert [(one.key, one.place.line) for one in found] == shown


@pytest.mark.parametrize(
    "reads",
    ["from keys import JWT_KEY\nconfig[JWT_KEY]", "import keys\nconfig.get(keys.JWT_KEY)"],
)
def test_what_is_read_by_a_constant_of_another_module(index: Index, reads: str) -> None:
    files = {"keys.py": "JWT_KEY = 'JWT_SECRET_KEY'\nUNUSED = 'MAIL_KEY'\n", "app.py": reads}
    assert index(files).facts.config_reads == ("JWT_KEY", "JWT_SECRET_KEY")


def test_what_a_test_reads_does_not_count(index: Index) -> None:
    assert index({"tests/test_x.py": "app.config['X']"}).facts.config_reads == ()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("from flask import request\nrequest.files['photo']", "request.files"),
        ("import flask\nflask.request.files.get('photo')", "request.files"),
        ("from flask_wtf.file import FileField\nphoto = FileField()", "FileField"),
        ("from wtforms import MultipleFileField as Many\nMultipleFileField()", None),
        ("from mongoengine import FileField\nphoto = FileField()", None),
        ("message.files", None),
        (
            "from flask_smorest import Blueprint\n@bp.arguments(Photo, location='files')\ndef f(): ...",
            'location="files"',
        ),
        (
            "from apiflask import APIBlueprint\n@bp.input(Photo, location='form_and_files')\ndef f(): ...",
            'location="form_and_files"',
        ),
        (
            "from flask_restx import reqparse\np.add_argument('photo', type=FileStorage, location=['files'])",
            'location="files"',
        ),
        (
            "from webargs.flaskparser import use_args\n@use_args(Photo, location='files')\ndef f(): ...",
            'location="files"',
        ),
        ("from flask_smorest import Blueprint\n@bp.arguments(Photo, location='form')\ndef f(): ...", None),
        ("import storages\nstorages.make(location='files')", None),
    ],
)
def test_uploads(index: Index, source: str, what: str | None) -> None:
    assert [one.what for one in index(source).facts.uploads] == ([what] if what else [])


def test_where_an_upload_is_taken(index: Index) -> None:
    found = index("from flask import request\ndef view():\n    return request.files['photo']\n")
    assert found.facts.uploads == (UploadUse("request.files", Place("app.py", 3, 12)),)


@pytest.mark.parametrize(
    ("source", "chooses"),
    [
        ("os.getenv('SHOP_ENV', 'development')", "development"),
        ("os.environ.get('SHOP_CONFIG') or 'default'", "default"),
        ("os.environ.get('SETTINGS', 'config.DevelopmentConfig')", "config.DevelopmentConfig"),
        ("os.environ.get('TITLE', 'Shop')", None),
        ("os.environ.get('SECRET_KEY', 'development')", None),
        ("os.environ.get('URL', 'http://localhost')", None),
        ("os.environ.get('PORT', 5000)", None),
    ],
)
def test_the_mode_that_a_variable_falls_back_on(index: Index, source: str, chooses: str | None) -> None:
    assert [one.chooses for one in index(f"import os\nx = {source}").facts.env_defaults] == [chooses]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("class ProductionConfig(Config):\n    pass", ("ProductionConfig",)),
        ("class Live(BaseSettings):\n    pass", ("Live",)),
        ("class User(Model):\n    pass", ()),
    ],
)
def test_classes_of_config(index: Index, source: str, names: tuple[str, ...]) -> None:
    assert index(source).facts.config_classes == names


def test_bases_of_classes_of_config(index: Index) -> None:
    found = index(
        "import base\nclass ProductionConfig(base.Config):\n    pass\nclass User(Model):\n    pass\n"
    )
    assert found.facts.config_bases == (("ProductionConfig", "Config"),)
