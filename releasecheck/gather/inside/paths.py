"""Example paths of a rule, made from its converters."""

from __future__ import annotations

import re
import uuid
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Set

from werkzeug import routing

VARIANTS = 4  # enough to leave what a narrower rule takes


_AUTOMATIC = frozenset(("HEAD", "OPTIONS"))  # Flask answers these where a view does not


class Example(NamedTuple):
    """One path under a rule, and the subdomain or host it belongs to."""

    domain: str
    path: str


def written_methods(rule: Any) -> Set[str]:
    """The methods of a rule without those that Flask adds; none for a rule that takes every method."""
    return set(rule.methods or ()) - _AUTOMATIC


def examples(rule: Any, given: Optional[Dict[str, Any]] = None) -> Iterator[Example]:
    """Different paths that the rule matches; none where a converter is unknown and no value is given."""
    seen = set()
    for variant in range(VARIANTS):
        example = _example(rule, given or {}, variant)
        if example is not None and example not in seen:
            seen.add(example)
            yield example


def _example(rule: Any, given: Dict[str, Any], variant: int) -> Optional[Example]:
    values = {}
    for name, converter in rule._converters.items():
        candidates = [given[name]] if name in given else _values(converter)
        if not candidates:
            return None
        values[name] = candidates[min(variant, len(candidates) - 1)]
    try:
        built = rule.build(values, append_unknown=False)
    except Exception:  # a given value that the converter cannot take
        return None
    return Example(*built) if built is not None else None


def _values(converter: Any) -> List[Any]:
    make = _MAKERS.get(type(converter))
    return make(converter) if make is not None else []


def _texts(converter: Any) -> List[Any]:
    lengths = (3, 11, 1, 2, *range(4, 65))
    texts = (("zz9" * 22)[:length] for length in lengths)
    return [text for text in texts if re.fullmatch(converter.regex, text)][:2]


def _paths(_: Any) -> List[Any]:
    return ["zz/9", "zz9/zz9/zz9/zz9"]


def _numbers(kind: Callable[[Any], Any], *wanted: Any) -> Callable[[Any], List[Any]]:
    def make(converter: Any) -> List[Any]:
        low = converter.min if converter.min is not None else wanted[0]
        high = converter.max if converter.max is not None else max(wanted[-1], low)
        return [kind(min(max(each, low), high)) for each in wanted]

    return make


def _integers(converter: Any) -> List[Any]:
    numbers = _numbers(int, 7, 7654321)(converter)
    return [each for each in numbers if len(str(each)) <= (converter.fixed_digits or len(str(each)))]


def _choices(converter: Any) -> List[Any]:
    items = getattr(converter, "items", None)
    if items is not None:
        return sorted(items)
    alternatives = converter.regex[len("(?:") : -1].split("|")  # Werkzeug 2.0 and 2.1
    return sorted(re.sub(r"\\(.)", r"\1", each) for each in alternatives)


def _uuids(_: Any) -> List[Any]:
    return [uuid.UUID(int=9)]


_MAKERS: Dict[Any, Callable[[Any], List[Any]]] = {
    routing.UnicodeConverter: _texts,
    routing.PathConverter: _paths,
    routing.IntegerConverter: _integers,
    routing.FloatConverter: _numbers(float, 1.5, 76543.5),
    routing.AnyConverter: _choices,
    routing.UUIDConverter: _uuids,
}
