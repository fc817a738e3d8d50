"""Health routes beside the one that is asked in every way, by what they answered in the sweep."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Health, Requests, Response
from releasecheck.health_route import find_health_route


def other_health(app: App, requests: Requests, deploy: Deploy | None, health: Health) -> Iterator[Response]:
    """What a stranger got from each of them, those first that a deploy file asks; each endpoint once."""
    asked = [one.path.partition("?")[0] for one in deploy.health_checks] if deploy else []
    named = [one.path for route in app.routes if route.own and (one := find_health_route([route]))]
    told = {health.endpoint}
    for path in dict.fromkeys((*asked, *named)):
        answer = next((one for one in requests.responses if one.path == path and one.plain), None)
        fine = answer is not None and answer.status in range(200, 300) and answer.method == "GET"
        if answer is not None and fine and path != "/" and answer.endpoint not in told:
            told.add(answer.endpoint or "")
            yield answer
