"""Whether the app lets a request say what it is called."""

from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, warning

from ..derived.config.configured import is_on
from ..derived.outcomes.answering import accounts, is_html, place_of_all
from ..derived.structure.absolute_links import absolute_links, shown_by_all
from ..derived.structure.exposing import toolbar_of_debug_mode
from ..derived.wording import capped, listed

_HAS_TRUSTED_HOSTS = (3, 1)


@warning
def trusted_hosts_unset(
    app: App,
    requests: Requests,
    boot: Boot | None = None,
    source: Source | None = None,
    templates: Templates | None = None,
) -> Judgement:
    """Absolute links are built with whatever host a request names.

    Who asks for a new password in somebody else's name, with a Host header of his own, has the app mail a
    link that leads to his server and carries the token. Seen live: links built for a request to a host that
    nobody declared lead there; and where absolute links are built, in the source and in the templates of
    pages and mails. Pages that already show such a link are told by host-reflected. For information with a
    Flask older than 3.1, which has no such key.

    Fix: `TRUSTED_HOSTS = ["shop.example"]`, with the hosts that health probes use; or let the proxy refuse
    others.

    Fault::

        send_mail(user, url_for("reset", token=token, _external=True))

    Fine::

        TRUSTED_HOSTS = ["shop.example", "localhost"]
    """
    links = absolute_links(app, source, templates)
    version = (boot.flask if boot else None) or ""
    if not version:
        yield DoesNotApply("the version of Flask is not known")
    elif not links or _reflecting(requests, app):
        yield DoesNotApply("host-reflected tells it" if links else "no absolute link is seen")
    elif requests.trusted is None:
        yield CouldNotLook("no request of ours came through the app's middleware to Flask")
    elif requests.trusted.foreign_host and not (_can_be_set(version) and is_on(app, "TRUSTED_HOSTS")):
        yield _unset(links, version)


def _unset(links: Sequence[Place], version: str) -> Found:
    known = _can_be_set(version)
    why = "TRUSTED_HOSTS is not set" if known else f"Flask {version} has no TRUSTED_HOSTS yet"
    return Found(
        f"absolute links are built with the Host of the request, and {why}",
        "TRUSTED_HOSTS",
        links[0],
        capped([f"an absolute link is built at {place}" for place in links]),
        fix=None if known else "Let the proxy refuse other hosts, or go to Flask 3.1 and set TRUSTED_HOSTS.",
        severity=None if known else "info",
    )


def _can_be_set(version: str) -> bool:
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts if part.isdigit()) >= _HAS_TRUSTED_HOSTS


@warning
def host_reflected(
    requests: Requests, app: App, source: Source | None = None, templates: Templates | None = None
) -> Judgement:
    """Pages and redirects carry the host that the request named.

    A cache in front that does not part its answers by Host hands them to everybody: with links and scripts
    from the host of whoever asked first. Mails with such links lead to him. Seen by asking a few pages under
    a name that is not the app's and looking for it in body and Location; the redirect to a rule's final slash
    does not count.

    Fix: `TRUSTED_HOSTS = ["shop.example"]` (Flask 3.1), or a proxy that refuses other hosts; and links
    without a host where the page itself is meant.

    Fault::

        <link rel="canonical" href="{{ request.url }}">

    Fine::

        <link rel="canonical" href="https://shop.example{{ request.path }}">
    """
    if not any(one.variant == "host" for one in requests.variants):
        yield DoesNotApply("no page could be asked under another name")
    reflecting = _reflecting(requests, app)
    if reflecting:
        where = {"body": "in the page", "location": "in Location"}
        shown = [one for one in reflecting if "body" in one.echoes]
        links = shown_by_all(shown, app, source, templates)
        place = place_of_all(app, reflecting)
        yield Found(
            f"the Host of a request comes back from {listed(one.path for one in reflecting)}",
            "Host",
            links[0] if links and shown == reflecting else place,
            (
                *(f"a link with the host is written at {place}" for place in links[:3]),
                *accounts(reflecting),
                *(f"{one.path}: {listed(where[each] for each in one.echoes)}" for one in reflecting[:3]),
            ),
        )


def _is_the_toolbars(answer: Response, app: App) -> bool:
    """Whether Flask-DebugToolbar writes the request into it, which debug mode does and debug-on tells."""
    return answer.echoes == ("body",) and is_html(answer.headers) and toolbar_of_debug_mode(app)


def _reflecting(requests: Requests, app: App) -> list[Response]:
    asked = [one for one in requests.variants if one.variant == "host" and (one.status or 500) < 400]
    return [one for one in asked if one.echoes and not _is_the_toolbars(one, app)]
