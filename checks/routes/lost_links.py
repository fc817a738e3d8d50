"""Links of the app's pages that lead nowhere."""

from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Requests, Response
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.failures import account
from ..derived.wording import capped, counted, listed

_NOT_FOUND = 404


@warning
def link_to_no_route(requests: Requests, app: App, deploy: Deploy | None = None) -> Judgement:
    """A page links to a path of the app that no route has.

    Who follows the link gets 404: a route was renamed and the address stands in a template or an f-string as
    text, or the page was never written. Seen in the `<a href>` of the pages that answered, signed in too, and
    by asking for the path. Files, and paths such as /static, /api or /docs that a server in front may have,
    are left out; for information where a deploy file has a proxy in front, which may send the path elsewhere.

    Fix: write links with `url_for("endpoint")`: a renamed route then fails where it is linked from.

    Fault::

        <a href="/staff/edit-student/{{ student.id }}">Edit</a>     {# the route is /students/<int:id>/edit #}

    Fine::

        <a href="{{ url_for('edit_student', id=student.id) }}">Edit</a>
    """
    lost = [one for one in requests.lost_links if one.status == _NOT_FOUND]
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


def _page(lost: Sequence[Response], requests: Requests, app: App) -> Place:
    """The view of the first page with such a link."""
    endpoint = next((one.endpoint for one in requests.pages if one.path == lost[0].linked_from), None)
    views = (route.view for route in app.routes if route.endpoint == endpoint)
    return next((one.place for one in views if one and one.place.path), app.place)
