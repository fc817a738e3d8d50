"""Health routes beside the one that is asked in every way, by what they answered in the sweep."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Health, Requests, Response
from releasecheck.health_route import find_health_route, is_unmistakable

from ..outcomes.answering import is_html


def other_health(app: App, requests: Requests, deploy: Deploy | None, health: Health) -> Iterator[Response]:
    """What a stranger got from each of them, those first that a deploy file asks; each endpoint once.

    A page for people may be called /live or /status as well, which its HTML tells apart.
    """
    asked = [one.path.partition("?")[0] for one in deploy.health_checks] if deploy else []
    named = [one for route in app.routes if route.own and (one := find_health_route([route]))]
    sure = {one.path for one in named if is_unmistakable(one.path)}
    told = {health.endpoint}
    for path in dict.fromkeys((*asked, *(one.path for one in named))):
        answer = next((one for one in requests.responses if one.path == path and one.plain), None)
        fine = answer is not None and answer.status in range(200, 300) and answer.method == "GET"
        is_page = answer is not None and is_html(answer.headers) and path not in {*asked, *sure}
        if answer is not None and fine and not is_page and path != "/" and answer.endpoint not in told:
            told.add(answer.endpoint or "")
            yield answer
