"""Whether the deployed site serves the release's style sheets and scripts."""

from releasecheck.facts.app import App
from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Requests, Response
from releasecheck.findings import DoesNotApply, Found, Judgement, error, warning

from ..derived.deploy.live_pages import unlooked, view_of


@error
def deployed_static_missing(live: Live, app: App | None = None) -> Judgement:
    """A static file that a template names is not served on the deployed site.

    It is in the release, and the site answers 404: the pages come without their style or script. A proxy
    that serves the folder itself often looks in the wrong one, or an image was built without it.

    Fix: Compare the proxy's `alias` or `root` with the app's static folder; in an image, copy that folder.

    Fault::

        location /static/ { root /srv/shop/static; }    # looks for /srv/shop/static/static/

    Fine::

        location /static/ { alias /srv/shop/static/; }
    """
    yield from unlooked(live, "static")
    for page in live.of("static"):
        if page.status == 404:
            seen = (f"{page.method} {page.url} answered 404",)
            yield Found(
                f"the deployed site has no {page.path}", page.path, view_of(page.endpoint, app), evidence=seen
            )


@warning
def deployed_static_differs(live: Live, requests: Requests, app: App | None = None) -> Judgement:
    """The deployed site serves another style sheet or script than the release has.

    It has the name and not the content: a volume or a cache still holds the files of the build before, and
    visitors get new pages with an old look, and scripts that call what is gone. One file was compared with
    what the release itself answers.

    Fix: Copy the static folder anew with each deploy (a named volume is filled only once), and empty the
    cache in front; names with a hash in them are never stale.

    Fault::

        volumes: ["static:/srv/shop/static"]        # filled by the first image, and never again

    Fine::

        COPY static/ /srv/shop/static/
    """
    before = {answer.path: answer for answer in requests.assets if answer.status == 200}
    pages = [page for page in live.of("static") if page.digest and page.path in before]
    if not pages:
        yield DoesNotApply(f"no style sheet or script of the release was read at {live.url}")
    for page in pages:
        if page.status == 200 and page.digest != before[page.path].digest:
            yield Found(
                f"{page.path} is not the release's",
                page.path,
                view_of(page.endpoint, app),
                evidence=(_sizes(page, before[page.path]),),
            )


def _sizes(page: Page, before: Response) -> str:
    there, here = page.size, before.headers.get("content-length")
    if here is None or str(there) == here:
        return f"GET {page.url} answered {there} bytes, and not the same"
    return f"GET {page.url} answered {there} bytes, where the release has {here}"
