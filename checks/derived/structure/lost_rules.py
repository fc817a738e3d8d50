"""Rules that the source has, and that the app does not serve."""

import re
from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.source import RouteFunction, Source

from .unimported import is_served

_ARGUMENT = re.compile(r"<(path:)?[^<>]*>")


def is_lost(path: str, app: App, source: Source | None) -> bool:
    """Whether one of them would answer this path; another prefix may stand before what is known of it."""
    return any(re.fullmatch(_pattern(rule), path.rstrip("/") or "/") for rule in _lost(app, source))


def _lost(app: App, source: Source | None) -> Iterator[str]:
    for other in app.others:
        yield from other.rules
    if source is None:
        return
    live = [route.rule for route in app.routes]
    for one in (*source.route_functions, *source.added_rules):
        prefixes = _prefixes(one, source)
        rules = [f"{prefix}{path}" or "/" for path in one.paths for prefix in prefixes]
        yield from (rule for rule in rules if not is_served(rule, live))


def _prefixes(one: RouteFunction, source: Source) -> set[str]:
    """What stands before its paths: its blueprint's own, or what a registration gives it instead."""
    name = (one.origin or one.router).rpartition(".")[2]
    own = [made.prefix for made in source.blueprints if made.variable == name]
    given = [each.prefix for each in source.registrations if each.argument == name and each.prefix != ""]
    return {prefix.rstrip("/") for prefix in (*own, *given) if prefix} or {""}


def _pattern(rule: str) -> str:
    """An expression for the paths that end as the rule has it."""
    pattern, end = "", 0
    plain = rule.rstrip("/")
    for argument in _ARGUMENT.finditer(plain):
        pattern += re.escape(plain[end : argument.start()]) + (".+" if argument[1] else "[^/]+")
        end = argument.end()
    return f".*{pattern}{re.escape(plain[end:])}" if plain else "/"


def pattern_of(rule: str) -> str:
    """An expression for the paths that a rule takes, with and without a slash at their end."""
    parts = re.split(r"<(?:(int)\b[^<>]*:)?[^<>]*>", rule.rstrip("/"))
    between = [r"\d+" if kind else ".+" for kind in parts[1::2]]
    pairs = zip(parts[::2], [*between, ""], strict=True)
    return "".join(f"{re.escape(text)}{argument}" for text, argument in pairs) + "/?"
