"""What a rule gives to its view, and what the view takes."""

from dataclasses import dataclass
from difflib import get_close_matches

from releasecheck.facts.app import Parameter, Route

from .wording import listed


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Arguments that the view does not take, and parameters that nothing fills."""

    extra: tuple[str, ...]
    unmet: tuple[str, ...]

    def __str__(self) -> str:
        if self.extra and self.unmet:
            return f"takes {listed(self.unmet)} where the rule gives {listed(self.extra)}"
        if self.extra:
            return f"does not take {listed(self.extra)}, which the rule gives"
        return f"needs {listed(self.unmet)}, which the rule does not give"

    @property
    def fix(self) -> str | None:
        """The likeliest renaming."""
        if not (self.extra and self.unmet):
            return None
        wanted = self.unmet[0]
        given = get_close_matches(wanted, self.extra, 1, 0.0)[0]
        return f"Write `<{wanted}>` for `<{given}>` in the rule, or rename the parameter to {given}."


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
