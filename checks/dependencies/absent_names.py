"""Names that functions take from an installed module which does not have them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Distribution
from releasecheck.facts.imports import AbsentName, ApiUse
from releasecheck.findings import Found

from ..derived.wording import capped


def found(app: App, told: Collection[ApiUse], there: Mapping[str, Distribution]) -> Iterator[Found]:
    """One for each name, but for the lines of which more is known."""
    known = {(use.place.path, use.place.line) for use in told}
    absent = [one for one in app.absent_names if (one.place.path, one.place.line) not in known]
    for name in dict.fromkeys(one.name for one in absent):
        yield _taken([one for one in absent if one.name == name], there)


def _taken(alike: Sequence[AbsentName], there: Mapping[str, Distribution]) -> Found:
    first = alike[0]
    module, _, attribute = first.name.rpartition(".")
    holder = there.get(module.partition(".")[0].replace("_", "-"))
    version = f" in {holder.version}" if holder else ""
    return Found(
        f"{first.function}() takes {attribute} of {module}, which has no such name{version}",
        subject=first.name,
        place=first.place,
        evidence=capped([f"{one.function}() at {one.place}" for one in alike[1:]]),
        fix="Look up what the installed version calls it, or install the one that has it.",
        severity="warning",
    )
