"""How a project comes by the version of a library that has no hole any more."""

from packaging.specifiers import SpecifierSet

from releasecheck.facts.dependencies import Dependencies, Requirement

from ..wording import listed
from .broken_sets import about_to_fail, broken_by
from .installs import keeping_from


def is_free(name: str, fixed: str, dependencies: Dependencies) -> bool:
    """Whether a new install of what is declared would take the fixed version, or a newer one."""
    asked = [one for one in (*dependencies.declared, *dependencies.locked) if one.name == name]
    holders = [*broken_by(name, fixed, dependencies), *keeping_from(name, fixed, dependencies)]
    takes = all(SpecifierSet(one.specifier).contains(fixed, prereleases=True) for one in asked)
    return bool(dependencies.declared) and takes and not holders


def newer_at_the_next_install(name: str, fixed: str, dependencies: Dependencies) -> str | None:
    """Why the version that is here is not the release's."""
    if is_free(name, fixed, dependencies):
        return f"no file keeps a new install from {name} {fixed}: this environment is older"
    if any(pair.known.other == name for pair in about_to_fail(dependencies)):
        return f"the next install may take a newer {name}, of which flask-werkzeug-incompatible tells"
    return None


def raised(
    name: str,
    fixed: str,
    asked: Requirement | None,
    bringing: Requirement | None,
    dependencies: Dependencies,
) -> str:
    """What to write where, so that the next install takes the fixed version."""
    locks = dict.fromkeys(one.place.path for one in dependencies.locked if one.name == name)
    holders = [*broken_by(name, fixed, dependencies), *keeping_from(name, fixed, dependencies)]
    beside = f", and with it a newer {listed(holders)}" if holders else ""
    anew = f"; then write {listed(filter(None, locks))} anew" if locks else ""
    if bringing:
        what = f"No file asks for {name} itself: declare `{name}>={fixed}` beside {bringing.name}"
    elif asked is None:
        what = f"Install {name} {fixed} or newer"
    else:
        where = f" at {asked.place}" if asked.place.path not in locks else ""
        what = f"Ask for `{name}>={fixed}`{where}"
    return f"{what}{beside}{anew}."
