"""Views that a hand-made check of the CSRF token leaves out, or lets pass without one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import CsrfCheck, CsrfGap
from releasecheck.findings import Found
from releasecheck.route_lock import is_guard

from ..structure.endpoints import blueprint_scopes
from ..structure.view_bodies import Served, lasts
from ..wording import capped, counted
from .neighbours import foremost
from .strangers import is_for_strangers

_FEWEST = 2
# Flask-WTF and its like check by themselves, wherever the project names them.
_EXTENSIONS = frozenset({"flask_wtf", "flask_seasurf", "flask_security", "flask_appbuilder", "flask_admin"})
_OF_TOKENS = re.compile(r"csrf|xsrf|token", re.IGNORECASE)
# A view that reads none of these does the same for an empty form.
_FIELDS = frozenset({"form", "values", "files", "request", "data", "get_data"})


@dataclass(frozen=True, slots=True)
class Posts:
    """The views that take a form by POST: of these, what acts on one of any page, and who asks who it is."""

    every: Sequence[Served]
    acting: Sequence[Served]
    knowing: Sequence[Served]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The views that lack the check, and those that have it."""

    views: tuple[Served, ...]
    check: str  # the function that most of those call; "" where they compare the token themselves
    checking: tuple[Served, ...]


def is_hand_made(app: App, source: Source) -> bool:
    """Whether the project's own functions are all that checks the token of a request."""
    by_extension = "csrf" in app.extensions and not app.outlined
    return bool(source.csrf_checks) and not (
        by_extension or any(one.name in _EXTENSIONS for one in source.imports)
    )


def of_hand_made(posts: Posts, app: App, source: Source) -> Iterator[Found]:
    """What a check of the project's own leaves out."""
    if found := _unchecked(posts, app, source):
        yield _left_out(found)
    for check in source.csrf_checks:
        if check.gap and (views := _passing(posts.acting, check, check.gap, app, source)):
            yield _let_pass(views, check.gap, check)


def _unchecked(posts: Posts, app: App, source: Source) -> Unchecked | None:
    """Those without the check that two others have."""
    names = {one.function for one in source.csrf_checks}
    checking = tuple(one for one in posts.every if _checks(one, names, source))
    others = [
        one
        for one in posts.acting
        if one not in checking
        and one.is_plain
        and not _is_hooked(one, app, source)
        and not any(map(_OF_TOKENS.search, one.body.calls))
        and lasts(one, source)
        and (_turns_away(one) or not is_for_strangers(one))
    ]
    paths = {one.body.place.path for one in checking}
    open_ = [one for one in others if one not in posts.knowing and one.body.place.path in paths]
    by_all = open_ if len(open_) <= len(checking) else []
    views = tuple(one for one in others if one in posts.knowing or one in by_all)
    check = foremost(name for one in checking for name in one.body.calls if name in names)
    return Unchecked(views, check, checking) if views and len(checking) >= _FEWEST else None


def _turns_away(one: Served) -> bool:
    """Whether strangers do not come to what it does, whatever it is called."""
    return bool(one.body.asks) or any(map(is_guard, one.body.decorators))


def _left_out(found: Unchecked) -> Found:
    first, *others = found.views
    who = f"{len(found.views)} views that take POST check" if others else f"{first.requests('POST')} checks"
    have_it = f"call {found.check}()" if found.check else "do"
    return Found(
        f"{who} no CSRF token, and {len(found.checking)} others {have_it}",
        subject="csrf",
        place=first.body.place,
        evidence=(
            *capped([f"{one.requests('POST')} at {one.body.place}" for one in others], 20),
            *capped([f"{one.requests('POST')} at {one.body.place} checks it" for one in found.checking]),
        ),
        fix="Check the token there as well, or have `CSRFProtect(app)` of Flask-WTF check each POST.",
    )


def _passing(
    posts: Sequence[Served], check: CsrfCheck, gap: CsrfGap, app: App, source: Source
) -> list[Served]:
    """The views which a request without a token reaches, though that function is asked before."""
    scopes = _scopes(check, app)
    return [
        one
        for one in posts
        if (not scopes.isdisjoint(blueprint_scopes(one.endpoint)) or _asks(one, check, gap))
        and (gap.lacks == "token" or _FIELDS.isdisjoint(one.body.reads))
        and one.is_plain
        and lasts(one, source)
        and not is_for_strangers(one)
    ]


def _asks(one: Served, check: CsrfCheck, gap: CsrfGap) -> bool:
    return gap.lacks == "token" and check.function in one.body.calls


def _let_pass(views: Sequence[Served], gap: CsrfGap, check: CsrfCheck) -> Found:
    first, *others = views
    also = f" and {counted(len(others), 'other')}" if others else ""
    reads = "" if gap.lacks == "token" else f", which {'read' if others else 'reads'} none"
    return Found(
        f"a request without a {gap.lacks} passes the check of the CSRF token: {first.requests('POST')}{also}"
        f"{reads}",
        subject=check.function,
        place=gap.place,
        evidence=capped([f"{one.requests('POST')} at {one.body.place}" for one in views], 20),
        fix="Refuse every POST without the right token, whatever else it lacks.",
    )


def _checks(one: Served, names: set[str], source: Source) -> bool:
    body = one.body
    called = {*body.calls, *(name.rpartition(".")[2] for name in body.decorators)}
    itself = any(each.place == body.place for each in source.csrf_checks)
    return itself or body.compares_sent or not names.isdisjoint(called)


def _scopes(check: CsrfCheck, app: App) -> set[str]:
    """Where a function runs before each request."""
    return {
        hook.scope
        for hook in app.hooks
        if hook.kind == "before_request"
        and hook.own
        and (hook.place.path, hook.place.line) == (check.place.path, check.place.line)
    }


def _is_hooked(one: Served, app: App, source: Source) -> bool:
    """Whether a function that checks runs before it, or what calls one by its name."""
    names = {each.function for each in source.csrf_checks}
    named = {
        hook.scope
        for hook in app.hooks
        if hook.kind == "before_request" and hook.name.rpartition(".")[2] in names
    }
    scopes = named.union(*(_scopes(each, app) for each in source.csrf_checks))
    return not scopes.isdisjoint(blueprint_scopes(one.endpoint))
