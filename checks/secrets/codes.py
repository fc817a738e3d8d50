"""Codes that let in whoever types them."""

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, info, warning

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


@warning
@by_source
def unset_secret_lets_in(app: App, source: Source, deploy: Deploy | None = None) -> Judgement:
    """A secret of the environment is compared with what a request says, and neither need be there.

    `os.environ.get("KEY")` is None where the deployment forgot the variable, and `request.args.get("key")` is
    None where the visitor sends nothing: None is equal to None, and whoever leaves the key out is let in.
    Told where nothing looks whether either is there; for information where an example or README names the
    variable, and not at all where a deploy file sets it.

    Fix: read it with `os.environ["KEY"]`, or refuse everybody while it is not set; compare with
    `hmac.compare_digest(...)`.

    Fault::

        if request.args.get("key") != os.environ.get("ADMIN_KEY"):
            abort(403)

    Fine::

        expected = os.environ.get("ADMIN_KEY")
        if not expected or request.args.get("key") != expected:
            abort(403)
    """
    found = list(slips("unset-let-in", app, source))
    if not found:
        yield DoesNotApply("no secret of the environment is compared with what may not have been sent")
    given = {one.name for one in deploy.variables} if deploy else set()
    named = {*(one.name for one in deploy.documented), *deploy.mentioned} if deploy else set()
    for variable in sorted({one.detail for one in found} - given):
        first, *others = (one for one in found if one.detail == variable)
        yield Found(
            f"where {variable} is not set, whoever sends no {first.what!r} is let in: None is equal to None",
            subject=variable,
            place=first.place,
            evidence=capped([f"it is compared at {one.place} too" for one in others]),
            severity="info" if variable in named else None,
        )
