"""Answers that are kept and given to others."""

from releasecheck.facts.app import App
from releasecheck.facts.slips import Slip
from releasecheck.facts.source import Source
from releasecheck.facts.views import Cached
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.config.configured import value_of
from ..derived.slips import slips
from ..derived.structure.view_bodies import Served, served
from ..derived.wording import listed

_OFF = ("null", "NullCache")


@warning
def cache_without_user_key(app: App, source: Source) -> Judgement:
    """A view's answer is cached under its path alone, and depends on who asks or on what is asked.

    The first visitor's page goes to everybody until it expires: another member's name and data, or the first
    search for every search. A login decorator below the cache's is passed by, because a kept answer is given
    before it runs. Told for Flask-Caching's `cached` and `memoize` on views that the app serves, where the
    view reads the session, the user or `request.args`; and of rows that are asked for by the visitor and kept
    under a key of one word (`cache.set("orders", …)`), an error where the function takes them out again.

    Fix: put the login decorator above the cache's, and make the key of what the answer depends on:
    `query_string=True` for the query, `make_cache_key=` for the user; or cache the data and not the page.

    Fault::

        @app.route("/account")
        @cache.cached(timeout=60)
        def account():
            return render_template("account.html", user=current_user)

    Fine::

        @app.route("/account")
        @cache.cached(timeout=60, make_cache_key=lambda: f"account/{current_user.id}")
        def account():
            return render_template("account.html", user=current_user)
    """
    kept = [(one, one.body.cached) for one in served(app, source) if one.body.cached]
    kind = value_of(app, "CACHE_TYPE")
    rows = list(slips("cached-for-all", app, source))
    if not (kept or rows):
        yield DoesNotApply("no view's answer is cached by a decorator")
    elif kind is not None and any(name in kind.shown for name in _OFF):
        yield DoesNotApply("the cache is off in this config")
    else:
        for one, cached in kept:
            depends = _depends_on(one, cached)
            if depends:
                yield _told(one, cached, depends)
        yield from map(_rows, rows)


def _depends_on(one: Served, cached: Cached) -> list[str]:
    """What the answer depends on and the key does not."""
    if cached.own_key:
        return []
    query = [] if cached.by_query or "args" not in one.body.reads else ["request.args"]
    login = [f"@{cached.login_inside} below it"] if cached.login_inside else []
    return [*one.body.identity, *login, *query]


def _rows(one: Slip) -> Found:
    return Found(
        f"{one.function}: {one.what} keeps what was asked for one visitor, and gives it to all",
        subject=f"{one.function}:{one.what}",
        place=one.place,
        fix='Make the visitor part of the key: `cache.set(f"orders/{current_user.id}", …)`.',
        severity="error" if one.detail else None,
    )


def _told(one: Served, cached: Cached, depends: list[str]) -> Found:
    return Found(
        f"{one.requests('GET')} is cached for everybody, and its answer depends on {listed(depends)}",
        subject=one.endpoint,
        place=cached.place,
        evidence=(
            f"@{cached.decorator} at {cached.place}",
            f"the view is {one.body.function} at {one.body.place}",
        ),
    )
