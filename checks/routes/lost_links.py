"""Links of the app's pages that lead nowhere."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.slips import FixedRedirect
from releasecheck.facts.source import Source
from releasecheck.facts.templates import LostForm, Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.outcomes.failures import account
from ..derived.spelling import words
from ..derived.structure.lost_rules import is_lost, pattern_of
from ..derived.structure.rendered import references
from ..derived.wording import capped, counted, listed

_NOT_FOUND = 404
_A_FILE = re.compile(r"\.\w{1,8}$")
# What a server in front of the app most often has: files, and other apps.
_BESIDE = words(
    "admin adminer api assets auth docs files flower grafana images media metrics oauth2 phpmyadmin static "
    "uploads wiki"
)

_OF_FORMS = (
    'Write `action="{{ url_for("endpoint") }}"`, with a `method` that the route takes: a renamed route then '
    "fails where the form is."
)


@warning
def link_to_no_route(
    requests: Requests,
    app: App,
    deploy: Deploy | None = None,
    source: Source | None = None,
    templates: Templates | None = None,
) -> Judgement:
    """A page links to a path of the app that no route has.

    Who follows the link gets 404: a route was renamed and the address stands in a template or an f-string as
    text, or the page was never written. Seen in the `<a href>` of the pages that answered, signed in too, and
    by asking for the path; in the source, of a `redirect("/...")` whose whole path stands there; and in the
    templates, of `<form action="/...">`, also where the path has a route that does not take the form's
    method, unless a script may send the form in its own way. Files,
    and paths such as /static, /api or /docs that a server in front may have, are left out, unless the app has
    routes below it itself; for information where a deploy file has a proxy in front, which may send the path
    elsewhere.

    Fix: write links with `url_for("endpoint")`: a renamed route then fails where it is linked from.

    Fault::

        <a href="/staff/edit-student/{{ student.id }}">Edit</a>     {# the route is /students/<int:id>/edit #}

    Fine::

        <a href="{{ url_for('edit_student', id=student.id) }}">Edit</a>
    """
    beside = _beside(app)
    lost = [
        one for one in requests.lost_links if one.status == _NOT_FOUND and _first_part(one.path) not in beside
    ]
    if not requests.responses:
        yield DoesNotApply("no route could be asked without arguments, or without doing harm")
    if lost:
        paths = list(dict.fromkeys(one.path for one in lost))
        leads = "leads" if len(paths) == 1 else "lead"
        yield Found(
            f"{counted(len(paths), 'link')} of the app's pages {leads} to no route: {listed(paths)}",
            subject=lost[0].path,
            place=_page(lost, requests, app),
            evidence=capped(list(dict.fromkeys(map(account, lost)))),
            severity="info" if deploy and deploy.proxies else None,
        )
    if source and requests.not_found and requests.not_found.status == _NOT_FOUND:
        yield from _redirects(source, app, deploy)
        yield from _forms(source, app, deploy, templates)


def _forms(source: Source, app: App, deploy: Deploy | None, templates: Templates | None) -> Iterator[Found]:
    """Of templates that the app renders, sent by the browser to what the app does not take so."""
    named = {name for one in references(app, source, templates) for name in one.names} if templates else set()
    lost = [
        one
        for one in (templates.lost_forms if templates else ())
        if one.template in named and (one.takes or not _is_elsewhere(one.path, app, source))
    ]
    if lost:
        paths = list(dict.fromkeys(f"{one.method} {one.path}" for one in lost))
        verb = "a form is sent to no route that takes it" if len(lost) == 1 else ""
        yield Found(
            f"{verb or f'{len(lost)} forms are sent to no route that takes them'}: {listed(paths)}",
            subject=f"form {paths[0]}",
            place=lost[0].place,
            evidence=capped([_sent(one) for one in lost]),
            fix=_OF_FORMS,
            severity="info" if deploy and deploy.proxies else None,
        )


def _sent(one: LostForm) -> str:
    takes = f"the path takes {listed(one.takes)} alone" if one.takes else "no route has the path"
    return f"{one.method} {one.path} at {one.place}: {takes}"


def _redirects(source: Source, app: App, deploy: Deploy | None) -> Iterator[Found]:
    """To paths that the app has for no GET, where nothing else answers an unknown path."""
    lost = [
        one for one in source.fixed_redirects if one.place.path in app.modules and _is_lost(one, app, source)
    ]
    if lost:
        paths = list(dict.fromkeys(_bare(one) for one in lost))
        verb = "a redirect leads" if len(lost) == 1 else f"{len(lost)} redirects lead"
        yield Found(
            f"{verb} to no route that takes GET: {listed(paths)}",
            subject=f"redirect {paths[0]}",
            place=lost[0].place,
            evidence=capped([f"{_bare(one)} at {one.place}" for one in lost]),
            severity="info" if deploy and deploy.proxies else None,
        )


def _beside(app: App) -> frozenset[str]:
    """The first parts of paths that may be another server's: the app has no view of its own below them."""
    return _BESIDE - {_first_part(route.rule) for route in app.routes if route.own}


def _first_part(path: str) -> str:
    return path.strip("/").partition("/")[0].lower()


def _bare(one: FixedRedirect) -> str:
    return re.split(r"[?#]", one.path)[0]


def _is_lost(one: FixedRedirect, app: App, source: Source) -> bool:
    path = _bare(one)
    taken = any("GET" in route.methods and re.fullmatch(pattern_of(route.rule), path) for route in app.routes)
    return not (taken or path.startswith("//") or _is_elsewhere(path, app, source))


def _is_elsewhere(path: str, app: App, source: Source) -> bool:
    """Whether another server, an app that is mounted, or a rule that another rule tells of may answer it."""
    beside = _A_FILE.search(path) or _first_part(path) in _beside(app)
    return bool(beside) or any(other.mounted for other in app.others) or is_lost(path, app, source)


def _page(lost: Sequence[Response], requests: Requests, app: App) -> Place:
    """The view of the first page with such a link."""
    endpoint = next((one.endpoint for one in requests.pages if one.path == lost[0].linked_from), None)
    views = (route.view for route in app.routes if route.endpoint == endpoint)
    return next((one.place for one in views if one and one.place.path), app.place)
