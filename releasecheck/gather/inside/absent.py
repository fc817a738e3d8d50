"""Rules with an argument, asked for what nobody has."""

from __future__ import annotations

import re
import uuid
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional

from werkzeug import routing

from . import paths, reaching, safe_routes

MOST = 40  # rules of one app
_NUMBER = 2046046046  # no row's, and no more than four bytes hold
_NAME = "no-such-releasecheck"
# A number that says how much there is to do, or how long: a large one is no id, and fills memory or hours.
_AMOUNT = re.compile(
    r"[nmwhxyk]|(\w+_)?(count|amount|size|len(gth)?|width|height|depth|digits|bytes|bits|rows|cols|columns|"
    r"times|repeat|iterations|rounds|steps|limit|quantity|qty|delay|sleep|duration|timeout|ms|secs?|seconds|"
    r"minutes|hours|days|upto|stop|end)",
    re.IGNORECASE,
)


class Wanted(NamedTuple):
    """A rule, and a path under it that leads to nothing."""

    rule: Any
    example: paths.Example


def wanted(app: Any, order: Dict[str, Any], is_own: Callable[[Any], bool]) -> Iterator[Wanted]:
    """The project's rules with arguments that may be asked with any.

    A view that hands on what it is asked for is left out: it would ask somebody else for it.
    """
    for rule in app.url_map.iter_rules():
        if not rule._converters or not safe_routes.is_harmless(app, rule, order) or not is_own(rule):
            continue
        values = {name: _nobodys(name, converter) for name, converter in rule._converters.items()}
        example = None if None in values.values() else next(paths.examples(rule, values), None)
        if example is not None and not reaching.reaches_out(app.view_functions[rule.endpoint]):
            yield Wanted(rule, example)


def _nobodys(name: str, converter: Any) -> Optional[Any]:
    """A value that the converter takes and nothing has; null where its values are few, or are not known."""
    kind = type(converter)
    if kind is routing.UUIDConverter:
        return uuid.uuid4()
    if kind is routing.IntegerConverter:
        bounds = converter.min, converter.max, converter.fixed_digits
        known = bounds in ((None, None, 0), (0, None, 0), (1, None, 0))
        return _NUMBER if known and not _AMOUNT.fullmatch(name) else None
    return _NAME if kind is routing.UnicodeConverter and re.fullmatch(converter.regex, _NAME) else None
