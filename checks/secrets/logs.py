"""Secrets that the app writes where others read them."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.boots import Boots, Leak
from releasecheck.facts.passwords import ALL_SENT, PasswordUse, PasswordUseKind
from releasecheck.facts.source import Source
from releasecheck.facts.tokens import LoggedToken
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.config.configured import place_of
from ..derived.wording import capped, listed

_SAID = {"stdout": "printed", "stderr": "written to stderr", "log": "logged"}
# What it does to have such a thing in the log, and what to do.
_OF_ROWS = (
    ": the log has what the app keeps of an account's secrets",
    "Leave it out, and delete the logs that have it; to tell accounts apart, log ids.",
)
_OF_TOKENS = (
    ": who reads the log can sign in with it",
    "Leave it out; to tell tokens apart, log the user's id or the token's `jti`.",
)
_OF_SETTINGS = (
    ", with each secret that the deployment sets",
    "Leave it out, or write the names alone. Then replace the secrets that the logs keep.",
)


@warning
@by_source
def secret_in_logs(app: App, boots: Boots | None = None, source: Source | None = None) -> Judgement:
    """A secret that is in use, a password that somebody types, or a visitor's token is printed or logged.

    What a process writes is collected, copied to a log service and kept for months, read by people who may
    not sign sessions or log in to the database. Seen live: the value of a config key or of a variable stood
    in what the app printed, logged or wrote to its standard streams, while it was built or answered. Seen in
    source: a password of a request, or the whole form that has one, what an account keeps of its password
    (`user.password_hash`), the Authorization header, a token that signs somebody in, or the whole environment
    or config is printed, or logged at more than debug level. The value itself is neither kept nor shown.

    Fix: leave the value out; to see whether it is set, log `bool(key)`. Then replace the secret, which the
    logs keep.

    Fault::

        print(app.config)

    Fine::

        app.logger.info("mail goes through %s", app.config["MAIL_SERVER"])
    """
    typed, rows = _uses("logged", app, source), _uses("shown", app, source)
    tokens = [one for one in source.logged_tokens if one.place.path in app.modules] if source else []
    leaks = boots.leaks if boots else ()
    settings = _settings(app, boots, source)
    if not (app.secrets or leaks or typed or rows or tokens or settings):
        yield DoesNotApply("the config holds no key and no credential")
    for place in dict.fromkeys(leak.place for leak in leaks):
        yield from _leaking([leak for leak in leaks if leak.place == place], app)
    for path in dict.fromkeys(one.place.path for one in typed):
        yield _showing([one for one in typed if one.place.path == path])
    for uses, harm, fix in ((rows, *_OF_ROWS), (tokens, *_OF_TOKENS), (settings, *_OF_SETTINGS)):
        for path in dict.fromkeys(one.place.path for one in uses):
            yield _written([one for one in uses if one.place.path == path], harm, fix)


def _settings(app: App, boots: Boots | None, source: Source | None) -> list[LoggedToken]:
    """Where the app writes all of its settings at once, and no value of theirs was seen there."""
    seen = {(one.place.path, one.place.line) for one in boots.leaks} if boots else set()
    written = source.logged_settings if source else ()
    own = (one for one in written if one.place.path in app.modules)
    return [one for one in own if (one.place.path, one.place.line) not in seen]


def _uses(kind: PasswordUseKind, app: App, source: Source | None) -> list[PasswordUse]:
    """Where the app writes what its visitors type, or what it keeps of that."""
    uses = source.passwords if source else ()
    return [one for one in uses if one.kind == kind and one.place.path in app.modules]


def _showing(uses: list[PasswordUse]) -> Found:
    """One finding for a file: it is printed there to see what comes in, in each view anew."""
    first = uses[0]
    whole = first.what == ALL_SENT
    return Found(
        f"{ALL_SENT}, with a password, is printed or logged"
        if whole
        else "the password that somebody typed is printed or logged",
        subject="the form" if whole else first.what,
        place=first.place,
        evidence=capped([f"also {one.what} at {one.place}" for one in uses[1:]]),
        fix="Leave it out, and delete the logs that have it: people use one password in many places.",
    )


def _written(uses: Sequence[PasswordUse | LoggedToken], harm: str, fix: str) -> Found:
    """One finding for a file, as for what is typed."""
    first = uses[0]
    return Found(
        f"{first.what} is printed or logged{harm}",
        subject=first.what,
        place=first.place,
        evidence=capped([f"also {one.what} at {one.place}" for one in uses[1:]]),
        fix=fix,
    )


def _leaking(leaks: list[Leak], app: App) -> Judgement:
    """One finding for a line that writes; without one, for each key."""
    groups = [leaks] if leaks[0].place.path else [[leak] for leak in leaks]
    for group in groups:
        first = group[0]
        keys = list(dict.fromkeys(leak.key for leak in group))
        how = listed(_SAID[leak.stream] for leak in group)
        yield Found(
            f"{listed(keys)} {'is' if len(keys) == 1 else 'are'} {how}"
            f" while the app is {'asked' if first.asked else 'built'}",
            subject=keys[0],
            place=first.place if first.place.path else place_of(app, first.key.partition("[")[0]),
            evidence=capped(keys[2:]) if len(keys) > 3 else (),
        )
