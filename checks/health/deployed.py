"""What the deployed app answers."""

from collections.abc import Container, Iterator
from typing import Any

from releasecheck.facts.live import Live
from releasecheck.facts.replicas import Replicas
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, Found, Judgement, error, warning

from ..derived.deploy.certificates import ABOUT_CERTIFICATES
from ..derived.deploy.replicas import some_are_ill
from ..derived.wording import counted, listed

_DEV_SERVER = "dev_server"
_DEBUGGER = "debugger_exposed"
_RULES_OF_THEIR_OWN = frozenset({_DEV_SERVER, _DEBUGGER, *ABOUT_CERTIFICATES})


@error
def health_probe_core(deployed: Deployed, replicas: Replicas | None = None) -> Judgement:
    """The deployed health route does not answer as it must.

    What was released does not serve, or whoever watches it is told so. The reasons are the codes of
    `releasecheck probe`; a slow answer is a warning. Of the certificate, and of instances that differ, other
    rules speak.

    Fix: `releasecheck probe URL` shows each phase and says what to look at for each reason.

    Fault::

        GET /healthz -> 503 {"status": "fail"}

    Fine::

        GET /healthz -> 200 {"status": "pass"}
    """
    if replicas is not None and some_are_ill(replicas):
        return
    reasons = [reason for reason in deployed.reasons if reason not in _RULES_OF_THEIR_OWN]
    said = f"{deployed.url}: {', '.join(reasons)}"
    if deployed.outcome == "error":
        yield CouldNotLook(said)
    elif reasons:
        seen = tuple(_evidence(deployed.report))
        if _fails(deployed, reasons):
            yield Found(f"unhealthy, {said}", deployed.url, evidence=seen)
        else:
            yield Found(f"healthy but {said}", deployed.url, evidence=seen, severity="warning")


def _fails(deployed: Deployed, reasons: Container[str]) -> bool:
    """Whether one of these is more than a warning."""
    told = deployed.report.get("assertions", ())
    return deployed.outcome == "fail" and any(one["reason"] in reasons and not one["ok"] for one in told)


def _evidence(report: dict[str, Any]) -> Iterator[str]:
    for hop in report.get("hops", ()):
        if hop.get("status"):
            yield f"{hop['url']} answered {hop['status']}"
    for one in report.get("assertions", ()):
        if one.get("reason"):
            yield f"{one['name']}: expected {one['expected']}, got {one['actual']}"


@error
def dev_server_banner(deployed: Deployed) -> Judgement:
    """Werkzeug's development server serves the deployed app.

    It says so in its Server header. It is made for one developer: nothing limits a client that is slow, and
    one flag more makes it run the debugger.

    Fix: Serve with gunicorn, uWSGI or waitress: `gunicorn "shop:create_app()"`.

    Fault::

        CMD ["flask", "run", "--host", "0.0.0.0"]

    Fine::

        CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:create_app()"]
    """
    yield from _named(deployed, _DEV_SERVER, "the development server answers")


@error
def deployed_debugger_exposed(deployed: Deployed, live: Live | None = None) -> Judgement:
    """Werkzeug's debugger answers on the deployed site.

    Whoever sees its console and guesses or reads the PIN runs Python on the server. One harmless request for
    the debugger's own script told; no error was provoked and no PIN tried. `gate` asks each instance.

    Fix: Turn debug off at once (no `--debug`, no FLASK_DEBUG, no `run(debug=True)`), and change every secret
    that the process knew.

    Fault::

        app.run(host="0.0.0.0", debug=True)

    Fine::

        gunicorn "shop:create_app()"
    """
    yield from _named(deployed, _DEBUGGER, "the Werkzeug debugger answers")
    each = live.one_by_one if live else None
    if each is None or _DEBUGGER in deployed.reasons:
        return
    if each.exposed:
        seen = (f"{listed(each.asked)} answered without it",) if each.asked else ()
        message = f"the Werkzeug debugger answers on one of the instances at {deployed.url}"
        yield Found(message, deployed.url, evidence=seen)
    elif each.unmet:
        yield CouldNotLook(
            f"{counted(len(each.unmet), 'instance')} could not be met again: {listed(each.unmet)}"
        )


@warning
def health_not_cached(live: Live) -> Judgement:
    """A cache answers for the health route of the deployed app.

    The answer is as old as the cache lets it be: the app may be down, or another release, and the route is
    green. The cache said so itself in a header, though it was asked not to use what it had.

    Fix: Answer the health route with `Cache-Control: no-store`, or leave it out of the cache.

    Fault::

        GET /healthz -> 200, Age: 42

    Fine::

        return {"status": "pass"}, 200, {"Cache-Control": "no-store"}
    """
    if live.health_kept:
        yield Found(f"a cache answers for the health route ({live.health_kept})", live.url)


def _named(deployed: Deployed, reason: str, what: str) -> Judgement:
    if reason in deployed.reasons:
        yield Found(f"{what} at {deployed.url}", deployed.url)
    elif not any(hop.get("status") for hop in deployed.report.get("hops", ())):
        yield CouldNotLook(f"{deployed.url} gave no answer to look at")
