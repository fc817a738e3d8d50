"""Secrets that the app writes where others read them."""

from releasecheck.facts.app import App
from releasecheck.facts.boots import Boots, Leak
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.configured import place_of
from ..derived.wording import capped, listed

_SAID = {"stdout": "printed", "stderr": "written to stderr", "log": "logged"}


@warning
def secret_in_logs(app: App, boots: Boots) -> Judgement:
    """A secret that is in use is printed or logged.

    What a process writes is collected, copied to a log service and kept for months, read by people who may
    not sign sessions or log in to the database. Seen live: the value of a config key or of a variable stood
    in what the app printed, logged or wrote to its standard streams, while it was built or answered. The
    value itself is neither kept nor shown.

    Fix: leave the value out; to see whether it is set, log `bool(key)`. Then replace the secret, which the
    logs keep.

    Fault::

        print(app.config)

    Fine::

        app.logger.info("mail goes through %s", app.config["MAIL_SERVER"])
    """
    if not app.secrets and not boots.leaks:
        yield DoesNotApply("the config holds no key and no credential")
    for place in dict.fromkeys(leak.place for leak in boots.leaks):
        yield from _leaking([leak for leak in boots.leaks if leak.place == place], app)


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
