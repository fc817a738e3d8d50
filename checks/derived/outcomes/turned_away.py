"""A health route that does not say to those who watch how the app is."""

from releasecheck.facts.requests import Health, Response

_WANTS_LOGIN = frozenset({401, 403})
_REDIRECTS = range(300, 400)


def wants_login(answer: Response) -> bool:
    """Whether it asks who is there."""
    return answer.status in _WANTS_LOGIN


def is_redirect(answer: Response) -> bool:
    """Whether it sends those who ask elsewhere."""
    return (answer.status or 0) in _REDIRECTS


def turns_away(health: Health | None, scheme: str = "https") -> bool:
    """Whether the health route does so to a request by this scheme, which health-route-side-effects tells."""
    if health is None:
        return False
    over_http = health.plain if scheme != "https" else None
    redirects = any(is_redirect(one) for one in (health.answer, over_http) if one is not None)
    return redirects or wants_login(health.answer)
