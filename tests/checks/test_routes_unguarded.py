"""APIs in which nobody is asked who he is."""

from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.imports import Import
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import SessionUse
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view


def api(
    *, methods: Any = ("PUT", "DELETE"), of_app: Any = None, asked: Requests | None = None, **inside: Any
) -> Given:
    """One view for each method, of which the first shows what it does."""
    known = inside.pop("source", {})
    served, bodies = [], []
    for number, method in enumerate(methods):
        name, line = method.lower(), 5 + 10 * number
        served.append(route(f"/{name}", name, methods=(method,), view=view(name, line)))
        own = {"writes": ("session.commit",), **inside} if number == 0 else {}
        bodies.append(body(name, line, **own))
    return {
        "app": app(routes=served, **(of_app or {})),
        "requests": asked or requests(),
        "source": source(views=bodies, **known),
    }


FOUND = Found(
    "no route asks who calls, and 2 of them take PUT, PATCH or DELETE",
    "who calls",
    at("app.py", 5, 1),
    ("PUT /put at app.py:5:1", "DELETE /delete at app.py:15:1"),
)
FEW = [DoesNotApply("fewer than two routes that change something take PUT, PATCH or DELETE")]


@table(
    {
        "none asks": (api(), [FOUND]),
        "what tells of data": (api(decorators=("api.expect", "cross_origin")), [FOUND]),
        "a library for something else": (
            api(source={"imports": [Import("pandas", at("app.py", 2))]}),
            [FOUND],
        ),
        "records of users": (api(calls=("create_user", "User")), [FOUND]),
        "behind a proxy": (api(of_app={"middleware": ["ProxyFix"]}), [FOUND]),
    }
)
def test_nobody_is_asked_faulty(given: Given, says: list[Found]) -> None:
    assert ask("nobody-is-asked", given) == says


HOOK = Hook("before_request", "", "app", "look", at("app.py", 2), own=True)


@table(
    {
        "a decorator": (api(decorators=("needs_key",)), []),
        "a look into the session": (api(identity=("session",)), []),
        "a look at a header": (api(reads=("headers",)), []),
        "a call that may look": (api(calls=("check_key",)), []),
        "a hook": (api(of_app={"hooks": [HOOK]}), []),
        "a middleware": (api(of_app={"middleware": ["Gate"]}), []),
        "a library": (api(source={"imports": [Import("flask_jwt_extended", at("app.py", 2))]}), []),
        "a session somewhere": (api(source={"session_uses": [SessionUse("session", at("app.py", 9))]}), []),
        "a page that turned a stranger away": (
            api(asked=requests(response("/put", 401, rule="/put", endpoint="put"))),
            [],
        ),
    }
)
def test_nobody_is_asked_fine(given: Given, says: list[Any]) -> None:
    assert ask("nobody-is-asked", given) == says


@table(
    {
        "one alone": (api(methods=("PUT",)), FEW),
        "only POST": (api(methods=("POST", "POST")), FEW),
        "nothing that is kept": (api(writes=()), FEW),
        "asked with a token": (
            api(asked=requests(sends=["Authorization"])),
            [CouldNotLook("every request was sent with a header that may say who asks")],
        ),
    }
)
def test_nobody_is_asked_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("nobody-is-asked", given) == says
