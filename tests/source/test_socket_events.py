"""Handlers of Flask-SocketIO's events."""

import pytest

from .conftest import Index

HEAD = "from flask import request, session\nfrom .extensions import db, socketio\n"
SAVES = ("db.session.add(Message(author=data['author'], text='is valid now'))", "db.session.commit()")


def handler(*lines: str, above: str = "@socketio.on('say')\n") -> str:
    return f"{HEAD}{above}def say(data):\n" + "".join(f"    {line}\n" for line in lines)


def test_what_a_handler_writes(index: Index) -> None:
    (found,) = index(handler(*SAVES)).facts.socket_events
    assert (found.event, found.function, found.asks) == ("say", "say", False)
    assert "session.commit" in {one.removeprefix("db.") for one in found.writes}
    assert found.place.line == 4


def test_what_the_functions_write_that_it_calls(index: Index) -> None:
    text = (
        handler("keep(data)")
        + "def keep(data):\n    db.session.add(Message(data))\n    db.session.commit()\n"
    )
    (found,) = index(text).facts.socket_events
    assert found.writes


@pytest.mark.parametrize(
    "text",
    [
        handler("if not current_user.is_authenticated:", "    return", *SAVES),
        handler("name = session['name']", *SAVES),
        handler("name = people[request.sid]", *SAVES),
        handler("check(data['token'])", *SAVES),
        handler("return False", above="@socketio.on('connect')\n"),
        handler("raise ConnectionRefusedError('no')", above="@socketio.on('connect')\n"),
        handler(*SAVES, above="@socketio.on('say')\n@authenticated_only\n"),
    ],
)
def test_who_may_look_who_it_is(index: Index, text: str) -> None:
    (found,) = index(text).facts.socket_events
    assert found.asks


@pytest.mark.parametrize(
    "above", ["@bot.on('say')\n", "@slack_events.on('say')\n", "@socketio.on(name)\n", ""]
)
def test_what_is_no_event_of_a_socket(index: Index, above: str) -> None:
    assert index(handler(*SAVES, above=above)).facts.socket_events == ()


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("db.session.add(data)\n    db.session.commit()", False),
        ("data.author = current_user.id\n    db.session.commit()", True),
        ("store(data)", True),  # further away than is read
    ],
)
def test_a_writer_whose_module_knows_the_visitor(index: Index, body: str, asks: bool) -> None:
    keeping = (
        "from flask_login import current_user\n"
        f"def keep(data):\n    {body}\n"
        "def store(data):\n    db.session.commit()\n"
        "def other():\n    return current_user.id\n"
    )
    files = {"app.py": f"from keeping import keep\n{handler('keep(data)')}", "keeping.py": keeping}
    (found,) = index(files).facts.socket_events
    assert found.asks is asks
