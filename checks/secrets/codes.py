"""Codes that let in whoever types them."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, info

from ..derived.slips import slips
from ..derived.wording import capped


@info
@by_source
def code_drawn_by_random(app: App, source: Source) -> Judgement:
    """A code or token that lets in whoever has it is drawn by `random`.

    `random` is made for games: who sees some of its numbers, as by asking for codes of his own, works out the
    next ones, and with them resets the password of another. Told of what a function draws under the name of
    such a code (`otp`, `reset_code`, `verification_token`), or as a code in a function for logins,
    registering or forgotten passwords.

    Fix: `secrets.randbelow(900_000) + 100_000`, `secrets.token_urlsafe()`, `secrets.choice(...)`.

    Fault::

        session["reset_code"] = random.randint(100000, 999999)

    Fine::

        session["reset_code"] = secrets.randbelow(900_000) + 100_000
    """
    drawn = list(slips("code-guessed", app, source))
    if not drawn:
        yield DoesNotApply("no function draws a code by random")
        return
    first, *others = drawn
    yield Found(
        f"{first.detail} is drawn by {first.what}, whose numbers can be worked out",
        subject=first.detail,
        place=first.place,
        evidence=capped([f"{one.detail} too, at {one.place}" for one in others]),
    )
