"""How the app does under its own WSGI server."""

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boots import Boots
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.rehearsal import Rehearsal
from releasecheck.findings import CouldNotLook, Found, Judgement, error, warning

_REFUSED = range(400, 500)
_FAILED = range(500, 600)
_GRACEFULLY = "hook-master-start = unix_signal:15 gracefully_kill_them_all"
_ENDING = frozenset({"die-on-term", "hook-master-start"})
_PART = 20  # of the time to answer: an app that needs more alone may need all of it beside others


@error
def served_app_fails(rehearsal: Rehearsal, app: App, boots: Boots | None = None) -> Judgement:
    """Under its own WSGI server the app does not come up, or its health route does not answer.

    It imports, and the test client gets an answer; the server's workers are another matter: they fork, run
    threads, load their own config file, and some of what an app holds does not survive that. Started on
    loopback with `run --serve`, in the app's own Python and with the release's variables, and asked by
    several clients at once.

    Fix: start the server by the command of the deploy file, and read what its workers say.

    Fault::

        web: gunicorn --worker-class gevent shop:app     # and gevent is not installed

    Fine::

        web: gunicorn shop:app
    """
    place = rehearsal.place if rehearsal.place.path else app.place
    alone = boots.took_s if boots else 0.0
    if rehearsal.outcome == "silent" and alone * _PART > rehearsal.took_s:
        waited = f"{rehearsal.server} has not answered after {rehearsal.took_s:.0f} s"
        slow = f"the app alone takes {alone:.0f} s here to build"
        yield CouldNotLook(f"{waited}, and {slow}: set boot.timeout higher, or leave the machine to it")
        return
    if rehearsal.outcome != "up":
        yield _down(rehearsal, place)
        return
    bad = [status for status in rehearsal.statuses if status is None or status in _FAILED]
    refused = [status for status in rehearsal.statuses if status in _REFUSED]
    if refused and not bad:
        answer = f"GET {rehearsal.path} answers {refused[0]} under {rehearsal.server}"
        yield CouldNotLook(f"{answer}: name a route that is open to all with --health")
    elif bad:
        shown = ", ".join(str(status or "no answer") for status in bad)
        asked = f"{len(bad)} of {len(rehearsal.statuses)} requests for {rehearsal.path}"
        yield Found(
            f"{asked} fail under {rehearsal.server}",
            subject=rehearsal.server,
            place=place,
            evidence=(f"asked side by side: {shown}",),
        )


def _down(rehearsal: Rehearsal, place: Place) -> Found:
    how = (
        f"ends by itself with code {rehearsal.returncode}"
        if rehearsal.outcome == "ended"
        else f"has not answered after {rehearsal.took_s:.0f} s"
    )
    said = (f"it says {rehearsal.said}",) if rehearsal.said else ()
    return Found(
        f"{rehearsal.server} {rehearsal.target} {how}",
        subject=rehearsal.server,
        place=place,
        evidence=(*said, f"asked for {rehearsal.path}"),
    )


@warning
def served_app_stops_badly(rehearsal: Rehearsal, app: App, deploy: Deploy | None = None) -> Judgement:
    """On SIGTERM the server loses the request that it is answering, or does not end in time.

    Every deploy sends SIGTERM to the old release: what it was answering is lost, or the platform kills it
    half a minute later. A thread that is no daemon, a signal handler of the app's or an exit handler that
    waits is the usual cause. Waitress ends at once by design: that is for information, where
    a deploy file starts it. uWSGI by itself takes SIGTERM for "load anew"; here it is given `die-on-term`,
    by which it ends at once, whatever it is answering.

    Fix: let the server handle SIGTERM; make background threads daemons, and end them in an exit handler. For
    uWSGI `hook-master-start = unix_signal:15 gracefully_kill_them_all`.

    Fault::

        signal.signal(signal.SIGTERM, lambda *_: None)

    Fine::

        threading.Thread(target=refresh, daemon=True).start()
    """
    if rehearsal.outcome != "up":
        yield CouldNotLook("the server did not come up")
        return
    place = rehearsal.place if rehearsal.place.path else app.place
    by_design = rehearsal.server == "waitress"
    if rehearsal.stopped_s is None:
        yield Found(
            f"{rehearsal.server} has not ended {rehearsal.grace_s:.0f} s after SIGTERM",
            subject="SIGTERM",
            place=place,
            evidence=_reloading(rehearsal, deploy),
        )
    elif rehearsal.in_flight is None and (rehearsal.place.path or not by_design):
        yield Found(
            f"{rehearsal.server} loses a request that is under way when SIGTERM comes",
            subject="SIGTERM",
            place=place,
            evidence=(f"ended {rehearsal.stopped_s:.1f} s after SIGTERM", *_reloading(rehearsal, deploy)),
            fix=f"Let it end what it is answering: `{_GRACEFULLY}`." if rehearsal.server == "uwsgi" else None,
            severity="info" if by_design else None,
        )


def _reloading(rehearsal: Rehearsal, deploy: Deploy | None) -> tuple[str, ...]:
    """That uWSGI was told to end here, where the deploy file leaves it to load the app anew."""
    started = [one for one in deploy.launches if one.place == rehearsal.place] if deploy else []
    if not any(one.server == "uwsgi" and _ENDING.isdisjoint(one.options) for one in started):
        return ()
    return ("`die-on-term` was given here: without it uWSGI does not end at SIGTERM, but loads the app anew",)
