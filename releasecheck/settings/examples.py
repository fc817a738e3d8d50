"""Values to ask routes with: of an argument wherever it is, of one rule, or of one endpoint."""

from collections.abc import Mapping
from typing import Any

from releasecheck.settings.values import MisfitError


def read_examples(value: object) -> dict[str, Any]:
    """Argument -> value, and rule or endpoint -> such a table; raises MisfitError with every fault."""
    if not isinstance(value, Mapping):
        raise MisfitError(
            'expected a table of argument = value, or "/rule/<argument>" = { argument = value }'
        )
    faults = list(filter(None, (_fault(name, given) for name, given in value.items())))
    if faults:
        raise MisfitError("; ".join(faults))
    return dict(value)


def _fault(name: str, given: object) -> str | None:
    if isinstance(given, Mapping):
        wrong = [key for key, one in given.items() if not _is_value(one)]
        return f"{name}: {', '.join(wrong)}: expected text or a number" if wrong else None
    if name.startswith("/"):
        return f"{name}: expected {{ argument = value }}"
    return None if _is_value(given) else f"{name}: expected text, a number, or {{ argument = value }}"


def _is_value(given: object) -> bool:
    return isinstance(given, str | int | float)
