"""What the views that the app serves do inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.app import AUTOMATIC, App, Route
from releasecheck.facts.source import RouteFunction, Source
from releasecheck.facts.views import ViewBody

from ..spelling import words

# What a view looks at that does one thing for a GET and another for what a form or a program sends.
_SENT = words(
    "request method form files values data json stream get_data get_json is_json content_type content_length"
)
_FORM = re.compile(r"(?<![a-z])form(?!at)|Form(?![a-z])|valid|submitted|parse_args|payload|args|json|body")


@dataclass(frozen=True, slots=True)
class Served:
    """A view's source with the rules that lead to it."""

    body: ViewBody
    routes: tuple[Route, ...]

    @property
    def is_plain(self) -> bool:
        """Whether its own decorators are all that may guard it: no class has any for it."""
        return self.body.verb is None or self.body.bare_class

    @property
    def endpoint(self) -> str:
        """The first endpoint that it answers."""
        return self.routes[0].endpoint

    @property
    def methods(self) -> frozenset[str]:
        """What it answers, without what Flask adds."""
        if self.body.verb:
            return frozenset({self.body.verb})
        return frozenset(method for route in self.routes for method in route.methods) - AUTOMATIC

    @property
    def in_frames(self) -> bool:
        """Whether it talks over a websocket, as below Flask-Sock's `@sock.route`, and returns nothing."""
        return all(route.websocket for route in self.routes)

    @property
    def is_wrapped(self) -> bool:
        """Whether something stands around all methods of its class, as the live app has it."""
        return any(route.view is not None and route.view.wrapped_whole for route in self.routes)

    def requests(self, *methods: str) -> str:
        """The request that reaches it, as text."""
        method = next((one for one in (*methods, *sorted(self.methods)) if one in self.methods), "GET")
        return f"{method} {self.routes[0].rule}"


def served(app: App, source: Source) -> Iterator[Served]:
    """The views of the project that have a rule, in the order of the source."""
    routes: dict[tuple[str | None, int | None], list[Route]] = {}
    for route in app.routes:
        if route.view is not None and route.own:
            routes.setdefault((route.view.place.path, route.view.place.line), []).append(route)
    for body in source.views:
        found = routes.get((body.view.path, body.view.line), [])
        taking = tuple(one for one in found if body.verb is None or body.verb in one.methods)
        if taking:
            yield Served(body, taking)


def view_at(place: Place, source: Source) -> Place | None:
    """Where the view begins that a place stands in, unless it is in a function between."""
    line = place.line or 0
    above = [view.place for view in source.views if view.place.path == place.path]
    return max((view for view in above if (view.line or 0) <= line), default=None)


def unreached(app: App, source: Source) -> list[Place]:
    """Where the views begin of which another route answers all rules."""
    return [one.body.place for one in served(app, source) if all(each.shadowed_by for each in one.routes)]


# Calls that make a change last.
KEEPING = frozenset({"commit", "delete", "delete_one", "delete_many", "update_one", "update_many"})

LASTING = KEEPING | {"insert_one", "insert_many"}


def written(one: Served, source: Source) -> set[str]:
    """Bare names of the calls that change something, in its source or in what it calls."""
    known = changing(one, source)
    names = (*known.writes, *(each.write for each in known.through))
    return {name.rpartition(".")[2] for name in names}


def lasts(one: Served, source: Source) -> bool:
    """Whether its body, or its source and what that calls, changes what is kept."""
    return not LASTING.isdisjoint(one.body.calls) or bool(written(one, source))


def changing(one: Served, source: Source) -> RouteFunction | ViewBody:
    """What tells the changes that it makes: the function under its route decorator, else its body."""
    at = one.body.place
    return next((each for each in source.route_functions if each.place == at), one.body)


def gets_alone(one: Served) -> bool:
    """Whether it does the same for each request; the methods beside GET may have been given by habit."""
    if one.methods == {"GET"}:
        return True
    asked = (*one.body.calls, *(name.rpartition(".")[2] for name in one.body.decorators))
    return _SENT.isdisjoint(one.body.reads) and not any(map(_FORM.search, asked))
