"""Messages that are flashed, and that no template shows."""

from typing import Any

from releasecheck.facts.source import SessionUse
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source, table, templates

FLASH = SessionUse("flash", at("app.py", 9))


def flashing(*uses: SessionUse, read: Any = (), **fields: Any) -> Given:
    names = fields.pop("names", ("base.html", "index.html"))
    return {
        "app": app(modules=["app.py"]),
        "source": source(session_uses=uses, flashes_read=read),
        "templates": templates(*names, **fields),
    }


def unshown(message: str, *evidence: str) -> Found:
    return Found(
        f"{message} flashed, and no template shows what was: they pile up in the session cookie",
        "flash",
        at("app.py", 9),
        (*evidence, "none of 2 templates calls get_flashed_messages()"),
    )


@table(
    {
        "one": (flashing(FLASH), [unshown("1 message is", "flash() at app.py:9")]),
        "several": (
            flashing(FLASH, SessionUse("flash", at("app.py", 12)), SessionUse("session", at("app.py", 13))),
            [unshown("2 messages are", "flash() at app.py:9", "flash() at app.py:12")],
        ),
    }
)
def test_flashed_messages_unshown_faulty(given: Given, says: list[Found]) -> None:
    assert ask("flashed-messages-unshown", given) == says


@table(
    {
        "a template shows them": (flashing(FLASH, flashing=["base.html"]), []),
        "a module reads them": (flashing(FLASH, read=["app.py"]), []),
    }
)
def test_flashed_messages_unshown_fine(given: Given, says: list[Found]) -> None:
    assert ask("flashed-messages-unshown", given) == says


@table(
    {
        "nothing is flashed": (
            flashing(SessionUse("session", at("app.py", 9))),
            [DoesNotApply("the app flashes no message")],
        ),
        "by a module that the app does not import": (
            flashing(SessionUse("flash", at("old.py", 9))),
            [DoesNotApply("the app flashes no message")],
        ),
        "no template is known": (
            flashing(FLASH, names=()),
            [DoesNotApply("no template is known that could show a message")],
        ),
    }
)
def test_flashed_messages_unshown_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("flashed-messages-unshown", given) == says
