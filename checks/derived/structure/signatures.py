"""What a rule gives to its view, and what the view takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from releasecheck.facts.app import App, Displaced, Parameter, Route

from ..wording import listed
from .endpoints import blueprint_scopes
from .grouping import own_routes


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Arguments that the view does not take, and parameters that nothing fills."""

    extra: tuple[str, ...]
    unmet: tuple[str, ...]

    def __str__(self) -> str:
        return self.said()

    def said(self, *, plural: bool = False) -> str:
        """What is wrong, as the rest of a sentence about the view, or about several methods."""
        s = "" if plural else "s"
        if self.extra and self.unmet:
            return f"take{s} {listed(self.unmet)} where the rule gives {listed(self.extra)}"
        if self.extra:
            return f"do{'' if plural else 'es'} not take {listed(self.extra)}, which the rule gives"
        return f"need{s} {listed(self.unmet)}, which the rule does not give"

    @property
    def fix(self) -> str | None:
        """The likeliest renaming."""
        if not (self.extra and self.unmet):
            return None
        wanted = self.unmet[0]
        given = get_close_matches(wanted, self.extra, 1, 0.0)[0]
        return f"Write `<{wanted}>` for `<{given}>` in the rule, or rename the parameter to {given}."


def mismatches(app: App) -> Iterator[tuple[Route, Mismatch]]:
    """The routes whose view refuses what the rule gives, each endpoint once."""
    told = set()
    for route in own_routes(app):
        wrong = mismatch(route)
        if wrong and route.endpoint not in told and not _is_spared(app, route):
            told.add(route.endpoint)
            yield route, wrong


def displaced(app: App) -> Iterator[tuple[Route, tuple[Displaced, ...]]]:
    """The routes whose values meet the data of the request in one parameter, each endpoint once."""
    told = set()
    for route in own_routes(app):
        found = route.view.displaced if route.view else ()
        if found and route.endpoint not in told and not _is_spared(app, route):
            told.add(route.endpoint)
            yield route, found


def _is_spared(app: App, route: Route) -> bool:
    """Whether the view may be given something else than the rule says, or is never called by it."""
    processed = not set(blueprint_scopes(route.endpoint)).isdisjoint(app.url_value_preprocessors)
    return processed or route.websocket or route.build_only


def mismatch(route: Route) -> Mismatch | None:
    """Why Flask's call of the view must fail; null when it fits, or when nobody can tell."""
    parameters = route.view.parameters if route.view else None
    if parameters is None:
        return None
    given = {*route.arguments, *route.defaults}
    extra = sorted(given - {one.name for one in parameters if _is_named(one)})
    if any(one.kind == "var-keyword" for one in parameters):
        extra = []
    unmet = [one.name for one in parameters if one.required and not (_is_named(one) and one.name in given)]
    return Mismatch(tuple(extra), tuple(unmet)) if extra or unmet else None


def _is_named(parameter: Parameter) -> bool:
    return parameter.kind in ("positional", "keyword-only")
