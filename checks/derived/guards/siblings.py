"""Pages that belong together: those of one blueprint, or below one path."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.routes import LockedRoute

from ..structure.drift import is_open, legible, refuses
from .administrators import is_of_admins
from .neighbours import Neighbours

_FEWEST = 3
_FEWEST_OF_MEMBERS = 2  # where it shows records
_OF_MEMBERS = re.compile(r"(?<![a-z])(accounts?|members?|profiles?|dashboards?)(?![a-z])", re.IGNORECASE)
# Pages that are for everybody wherever they stand, by a word of their path or of their endpoint.
_FOR_EVERYBODY = re.compile(
    r"(?<![a-z])(log_?-?(in|out|on|off)|sign|regist|join|index|home|landing|welcome|about|contact|help|faq|terms|"
    r"privacy|imprint|legal|licen[cs]e|health|ping|ready|live|status|version|metrics|static|assets|public|guest|"
    r"anonymous|demo|auth|oauth|callback|confirm|verif|activat|reset|forgot|password|recover|unsubscribe|invit|"
    r"hello|greet|captcha|csrf|token|feed|rss|atom|sitemap|robots|favicon|icon|manifest|service_?-?worker|openapi|swagger|docs?|"
    r"spec|schema|lang|locale|theme|error|denied|forbidden|blocked|maintenance|offline|share|embed|pricing|prices|"
    r"plans|features|check_?-?out|donat|subscrib|blog|news|posts?|articles?|products?|shop|store|catalog|gallery|events?|team|careers|jobs|press|"
    r"downloads?|support|cookie|tour|explore|search|browse|leaderboard|score|ranking)",
    re.IGNORECASE,
)
# A page that calls nothing else makes its text of what the visitor sent, and shows nothing that is kept.
_OF_TEXT = frozenset(
    {
        *(
            "get",
            "escape",
            "Markup",
            "format",
            "render_template_string",
            "redirect",
            "url_for",
            "make_response",
        ),
        *(
            "set_cookie",
            "strip",
            "title",
            "capitalize",
            "upper",
            "lower",
            "now",
            "today",
            "strftime",
            "isoformat",
        ),
    }
)
# Calls that fetch what is kept.
RECORDS = frozenset(
    {
        *("all", "first", "first_or_404", "get_or_404", "filter_by", "scalars", "paginate"),
        *("find", "find_one", "fetchall", "fetchone"),
    }
)


@dataclass(frozen=True, slots=True)
class Outlier:
    """The one page of a group that lacks the guard of all others."""

    page: LockedRoute
    group: str
    guard: str
    siblings: tuple[LockedRoute, ...]  # that have it, first those which turned an anonymous visitor away


def outliers(near: Neighbours) -> Iterator[Outlier]:
    """One for each group of pages in which all but one are guarded."""
    readable = set(legible(near.app, near.source))
    plain = {
        (one.rule, one.endpoint)
        for one in near.app.routes
        if one.view and (one.view.place.path, one.view.place.line) in readable
    }
    showing, idle = set(_showing(near)), set(_idle(near))
    groups: dict[str, list[LockedRoute]] = {}
    for one in near.routes:
        if one.host is None and (group := group_of(one)):
            groups.setdefault(group, []).append(one)
    for group, routes in groups.items():
        bare = [one for one in routes if not (one.guards or is_for_everybody(one.rule, one.endpoint))]
        if len(bare) == 1 and _is_page(bare[0], plain) and bare[0].endpoint not in idle:
            yield from _beside(bare[0], group, routes, shows=bare[0].endpoint in showing)


def _fewest(group: str, guard: str, *, shows: bool) -> int:
    """The guarded siblings that tell enough: of administrators' records, or of people's, few do."""
    if shows and is_of_admins(group, guard):
        return 1
    return _FEWEST_OF_MEMBERS if shows and _OF_MEMBERS.search(group) else _FEWEST


def _is_page(one: LockedRoute, plain: set[tuple[str, str]]) -> bool:
    """Whether it can only be read, anybody gets it, and its source tells whether it looks who asks."""
    return one.methods == ("GET",) and is_open(one) and (one.rule, one.endpoint) in plain


def _showing(near: Neighbours) -> Iterator[str]:
    """Endpoints whose view fetches records."""
    for one in near.views:
        if not RECORDS.isdisjoint(one.body.calls):
            yield from (route.endpoint for route in one.routes)


def _idle(near: Neighbours) -> Iterator[str]:
    """Endpoints whose view makes a text, and does nothing else."""
    for one in near.views:
        if one.body.calls and _OF_TEXT.issuperset(one.body.calls):
            yield from (route.endpoint for route in one.routes)


def _beside(
    page: LockedRoute, group: str, routes: Sequence[LockedRoute], *, shows: bool
) -> Iterator[Outlier]:
    """With the guard that most have, if it was seen to turn somebody away; most of an API cannot be asked."""
    guarded = sorted((one for one in routes if one.guards and not is_open(one)), key=refuses, reverse=True)
    counted = Counter(name for one in guarded for name in one.guards)
    for guard, number in counted.most_common(1):
        siblings = tuple(one for one in guarded if guard in one.guards)
        if number >= _fewest(group, guard, shows=shows) and refuses(siblings[0]):
            yield Outlier(page, group, guard, siblings)


def group_of(one: LockedRoute) -> str | None:
    """The blueprint, else the first part of a path that has more."""
    blueprint = one.endpoint.rpartition(".")[0]
    if blueprint:
        return f"the blueprint {blueprint}"
    first, _, rest = one.rule.lstrip("/").partition("/")
    return f"/{first}/" if rest and "<" not in first else None


def is_for_everybody(rule: str, endpoint: str) -> bool:
    """Whether the path or the endpoint says that no visitor is turned away."""
    words = f"{rule} {endpoint.rpartition('.')[2]}"
    return rule == "/" or _FOR_EVERYBODY.search(words) is not None
