"""Options that Flask-CORS passes over."""

from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.slips import CorsOption
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source, table

KNOWN = ("allow_headers", "origins", "resources", "supports_credentials")
NONE = [DoesNotApply("Flask-CORS is given no options")]


def given_options(*names: str, known: tuple[str, ...] = KNOWN, path: str = "app.py") -> Given:
    options = [CorsOption(name, at(path, 7, 11)) for name in names]
    return {
        "app": app(extension_state=ExtensionState(cors_options=known)),
        "source": source(cors_options=options),
    }


@table(
    {
        "nearly one": (
            given_options("support_credentials", "origins"),
            [
                Found(
                    "Flask-CORS has no option support_credentials and passes it over:"
                    " supports_credentials is meant",
                    "support_credentials",
                    at("app.py", 7, 11),
                )
            ],
        ),
        "like none": (
            given_options("headers"),
            [
                Found(
                    "Flask-CORS has no option headers and passes it over",
                    "headers",
                    at("app.py", 7, 11),
                    fix="Leave it out.",
                    severity="info",
                )
            ],
        ),
    }
)
def test_cors_option_unknown_faulty(given: Given, says: list[Found]) -> None:
    assert ask("cors-option-unknown", given) == says


def test_cors_option_unknown_fine() -> None:
    assert ask("cors-option-unknown", given_options("origins", "resources")) == []


@table(
    {
        "in a module that was not imported": (given_options("origin", path="other.py"), NONE),
        "of an extension that nothing imported": (given_options("origin", known=()), NONE),
        "none": (given_options(), NONE),
    }
)
def test_cors_option_unknown_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("cors-option-unknown", given) == says
