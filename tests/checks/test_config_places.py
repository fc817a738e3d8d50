"""Where a key stands that the config lacks: in the config it belongs into."""

from typing import Any

import pytest

from checks.derived.config.configured import place_of
from releasecheck.facts import Place

from .build import app, at, config

KEY = "SESSION_COOKIE_SECURE"
CLASS = "from_object(config.Config)"
MADE = at("app.py", 1)  # `app = Flask(__name__)`
LOADED = at("app.py", 3)  # `app.config.from_…`
BY_EXTENSION = config("CACHE_DIR", "x", place=MADE, set_by="assignment by flask_caching")


def of_class(key: str, line: int | None, path: str = "config.py") -> Any:
    return config(key, "x", place=at(path, line), set_by=CLASS, call=LOADED)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        pytest.param([], MADE, id="no config at all"),
        pytest.param([config(KEY, False, place=at("settings.py", 7))], at("settings.py", 7), id="it is set"),
        pytest.param(
            [of_class("DATABASE", 3), of_class("SECRET_KEY", 9)],
            at("config.py", 9),
            id="beside the secret key",
        ),
        pytest.param(
            [of_class("MAIL", 5), of_class("DATABASE", 3), config("UPLOADS", "x", place=at("app.py", 2))],
            at("config.py", 3),
            id="at the beginning of the config that holds most",
        ),
        pytest.param(
            [config("SECRET_KEY", "x", place=at("app.py", 8), set_by="assignment")],
            at("app.py", 8),
            id="assigned to the app",
        ),
        pytest.param(
            [config(KEY, False, is_default=True, place=Place()), of_class("SECRET_KEY", 9)],
            at("config.py", 9),
            id="Flask's default is not set by a line",
        ),
        pytest.param(
            [config("SECRET_KEY", "x", place=at(".env", 2), call=at("app.py", 8)), of_class("MAIL", 5)],
            at("config.py", 5),
            id="no line of a dotenv file",
        ),
        pytest.param([of_class("MAIL", 5, "instance/config.py")], LOADED, id="no file of one machine"),
        pytest.param([of_class("MAIL", 5, "settings.toml")], LOADED, id="loaded from a file of data"),
        pytest.param([BY_EXTENSION], MADE, id="what an extension sets is not the project's config"),
        pytest.param(
            [of_class("SECRET_KEY", 9), config(KEY, True, place=Place(), set_by="FLASK_DEBUG")],
            MADE,
            id="the environment set it, and no line would",
        ),
    ],
)
def test_place_of(values: list[Any], place: Place) -> None:
    assert place_of(app(config=values), KEY) == place
