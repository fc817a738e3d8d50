"""What the deployed site answers where there is nothing."""

from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Requests, Response
from releasecheck.findings import Found, Judgement, error

from ..derived.deploy.live_pages import unlooked, who
from ..derived.wording import listed


@error
def deployed_error_page(live: Live, requests: Requests | None = None) -> Judgement:
    """A path that does not exist is not answered on the deployed site as the release answers it.

    A page with a traceback shows source, paths and versions to everybody. A 500 means that the error page
    itself is broken. Where the release answers an error in JSON, below its API for instance, clients read it
    as JSON, and a proxy's own HTML page breaks them. With 200, which is a warning, something in front of the
    app answers every path: search engines index what is not there, and a check of any path says that all is
    well.

    Fix: Turn debug off; make the error page need nothing that can fail; let the proxy pass the app's own
    errors through (nginx: no `proxy_intercept_errors`).

    Fault::

        try_files $uri /index.html;   # every path answers 200

    Fine::

        try_files $uri @app;
    """
    yield from unlooked(live, "nowhere", "nowhere-api", "not-allowed")
    spoken = set()
    for page, before in _errors(live, requests):
        found = _fault(page, before)
        if found is not None and found.message not in spoken:
            spoken.add(found.message)
            yield found


def _errors(live: Live, requests: Requests | None) -> list[tuple[Page, Response | None]]:
    """Each page of an error with what the release answered to the same question."""
    return [
        *((page, requests.not_found if requests else None) for page in live.of("nowhere")),
        *((page, requests.api_not_found if requests else None) for page in live.of("nowhere-api")),
        *((page, requests.not_allowed if requests else None) for page in live.of("not-allowed")),
    ]


def _fault(page: Page, before: Response | None) -> Found | None:
    asked = "a method that it does not take" if page.purpose == "not-allowed" else "a path that is not there"
    was = before.status if before else None
    if page.shows:
        what = listed(f"a {sign}" for sign in page.shows)
        return Found(f"{who(page)} shows {what} to whoever asks for {asked}", page.url)
    if (page.status or 0) >= 500:
        return Found(f"{who(page)} answers {page.status} to {asked}", page.url)
    if page.status == 200 and was in (404, 405):
        message = f"{who(page)} answers 200 to {asked}, where the release answers {was}"
        return Found(message, page.url, severity="warning")
    if before is not None and page.status == was and _is_json(before.headers) and not _is_json(page.headers):
        kind = page.headers.get("content-type", "").partition(";")[0] or "no type"
        seen = (f"GET {page.url} answered {page.status} as {kind}",)
        return Found(
            f"{who(page)} answers {asked} with {kind}, where the release answers JSON",
            page.url,
            evidence=seen,
        )
    return None


def _is_json(headers: dict[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower().endswith(("/json", "+json"))
