"""Events of Flask-SocketIO that nobody guards."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.views import SocketEvent
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, table, view

SAY = SocketEvent("say", "say", at("chat.py", 4), ("db.session.commit",))
CONNECT = SocketEvent("connect", "greet", at("chat.py", 1))


def chat(*events: SocketEvent, pages: int = 2, **inside: Any) -> Given:
    inside = inside or {"decorators": ("login_required",)}
    names = [f"page{number}" for number in range(pages)]
    routes = [route(f"/{name}", name, view=view(name, 5 + 10 * number)) for number, name in enumerate(names)]
    bodies = [body(name, 5 + 10 * number, **inside) for number, name in enumerate(names)]
    return {"app": app(routes=routes), "source": source(views=bodies, socket_events=events)}


FOUND = Found(
    "the event say changes what is kept for anybody, and 2 routes of the app want a login",
    "say",
    at("chat.py", 4),
    ("say: commit at chat.py:4", "with a guard: /page0 and /page1"),
)
NONE = [DoesNotApply("no event of Flask-SocketIO writes to a database")]


@table(
    {
        "no look at all": (chat(SAY), [FOUND]),
        "whoever connects is let in": (chat(CONNECT, SAY), [FOUND]),
        "the routes look into the session": (chat(SAY, asks='session["user"]'), [FOUND]),
        "another event looks": (chat(SAY, replace(SAY, event="edit", asks=True)), [FOUND]),
    }
)
def test_socket_event_unguarded_faulty(given: Given, says: list[Found]) -> None:
    assert ask("socket-event-unguarded", given) == says


def test_socket_event_unguarded_says_all_at_once() -> None:
    (found,) = ask("socket-event-unguarded", chat(SAY, replace(SAY, event="edit", place=at("chat.py", 14))))
    assert isinstance(found, Found)
    assert found.message.startswith("the events say and edit change what is kept for anybody")


@table(
    {
        "it looks": (chat(replace(SAY, asks=True)), []),
        "connect refuses": (chat(replace(CONNECT, asks=True), SAY), []),
        "the app has no login": (chat(SAY, calls=("render_template",)), []),
        "a single page has one": (chat(SAY, pages=1), []),
    }
)
def test_socket_event_unguarded_fine(given: Given, says: list[Found]) -> None:
    assert ask("socket-event-unguarded", given) == says


@table(
    {
        "no events": (chat(), NONE),
        "it hands on": (chat(replace(SAY, writes=("send",))), NONE),
    }
)
def test_socket_event_unguarded_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("socket-event-unguarded", given) == says
