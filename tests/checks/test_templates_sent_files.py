"""Files of the project that a view gives to whoever asks for them."""

from dataclasses import replace

from releasecheck.facts.requests import Response
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, route, table, templates, view

RULE = "/<path:name>"


def gave(path: str, file: str | None, **fields: object) -> Response:
    return replace(response(path, endpoint="send", rule=RULE), file=file, **fields)


def sends(*answers: Response) -> Given:
    return {
        "app": app(routes=[route("/", "index", view=view()), route(RULE, "send", view=view("send", 9))]),
        "templates": templates(),
        "requests": requests(own_files=answers),
    }


FIX = (
    "Send from a folder that holds nothing but what visitors may have: "
    '`send_from_directory("public", name)`, which is taken from the folder of the app.'
)
TO_ALL = Found(
    "/<path:name> serves app.py and .env to everybody",
    "send",
    at("app.py", 9),
    ("GET /app.py was answered with app.py itself", "GET /.env was answered with .env itself"),
    FIX,
)
TO_SOME = Found(
    "/<path:name> serves app.py to whoever is signed in",
    "send",
    at("app.py", 9),
    ("GET /app.py was answered with app.py itself",),
    FIX,
    "warning",
)


@table(
    {
        "to everybody": (sends(gave("/app.py", "app.py"), gave("/.env", ".env")), [TO_ALL]),
        "behind a login": (
            sends(gave("/app.py", None), gave("/app.py", "app.py", signed_in=True)),
            [TO_SOME],
        ),
        "other files": (sends(gave("/app.py", None)), []),
        "no folder, and no view that sends": (
            sends(),
            [DoesNotApply("no static folder is served, and no view sends files by name")],
        ),
    }
)
def test_static_folder_exposes_source_by_a_view(given: Given, says: list[Found | DoesNotApply]) -> None:
    assert ask("static-folder-exposes-source", given) == says
