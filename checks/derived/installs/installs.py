"""What the next install of the project would take, as far as files and metadata tell."""

from collections.abc import Iterable, Iterator

from packaging.requirements import Requirement as Parsed
from packaging.specifiers import Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies, Distribution, Requirement
from releasecheck.facts.imports import Import
from releasecheck.facts.source import Source

from .old_pythons import takes

NOT_THE_APPS = "releasecheck's own Python was judged: name the app's with --python PATH"
Clash = tuple[Requirement, str, str]  # a pin, who does not go with it ("flask 3.1.0"), and what that needs
# Modules that several distributions bring, each with files of its own: PyMongo and bson, PyJWT and jwt,
# MySQL's connector and its old copy, PyCryptodome and PyCrypto, the builds of OpenCV, and so on.
_NAMESAKES = frozenset(
    {
        "Crypto",
        "bson",
        "cv2",
        "docx",
        "fitz",
        "jose",
        "jwt",
        "magic",
        "mysql",
        "serial",
        "slugify",
        "telegram",
    }
)
_UPPER = ("==", "===", "~=", "<", "<=")


def released(dependencies: Dependencies) -> list[Requirement]:
    """What is declared for the release and holds on this machine."""
    return [one for one in dependencies.declared if one.stage == "release" and one.applies]


def released_with_extras(dependencies: Dependencies) -> list[Requirement]:
    """What is declared for the release, or as an extra that it may take, and holds on this machine."""
    return [one for one in dependencies.declared if one.applies and one.stage != "development"]


def installed(dependencies: Dependencies) -> dict[str, Distribution]:
    """The distributions by name."""
    return {one.name: one for one in dependencies.installed}


def closure(dependencies: Dependencies, asked: Iterable[Requirement]) -> dict[str, Distribution]:
    """The installed distributions that these requirements bring, each with all that it asks for."""
    known = installed(dependencies)
    return {name: known[name] for name in brought(dependencies, asked) if name in known}


def brought(dependencies: Dependencies, asked: Iterable[Requirement]) -> frozenset[str]:
    """The names of what these requirements bring, installed or not, as far as installed metadata tell."""
    known = installed(dependencies)
    todo = [(one.name, one.extras) for one in asked]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        if name not in known:
            continue
        wanted = [*known[name].requires]
        for extra in extras:
            wanted += known[name].extras.get(extra, ())
        todo += [(canonicalize_name(one.name), tuple(sorted(one.extras))) for one in map(Parsed, wanted)]
    return frozenset(name for name, _ in seen)


def bringer(name: str, dependencies: Dependencies) -> Requirement | None:
    """The first requirement of the release that brings a distribution which no file names."""
    return next((one for one in released(dependencies) if name in brought(dependencies, [one])), None)


def keeping_from(name: str, version: str, dependencies: Dependencies) -> list[str]:
    """What the release brings whose own metadata end before this version of another distribution."""
    return [
        holder.name
        for holder in closure(dependencies, released(dependencies)).values()
        for wanted in map(Parsed, holder.requires)
        if canonicalize_name(wanted.name) == name
        and any(_ends_before(one, version) for one in wanted.specifier)
    ]


def _ends_before(limit: Specifier, version: str) -> bool:
    if limit.operator not in _UPPER or limit.contains(version, prereleases=True):
        return False
    return Version(limit.version.removesuffix(".*")) <= Version(version)


def missing(dependencies: Dependencies) -> list[Requirement]:
    """Declared for the release and not installed."""
    there = installed(dependencies).keys() | set(dependencies.own)
    return [one for one in released(dependencies) if one.name not in there]


def is_the_apps(dependencies: Dependencies) -> bool:
    """Whether what is installed is what the app runs with: its own Python, or ours with all that it wants."""
    return dependencies.own_interpreter or not (missing(dependencies) or not dependencies.declared)


def limits(dependencies: Dependencies, name: str) -> Iterator[str]:
    """Every specifier that binds a distribution at the next install."""
    asked = released(dependencies)
    for one in (*asked, *dependencies.constraints):
        if one.name == name and one.applies:
            yield one.specifier
    for distribution in closure(dependencies, asked).values():
        for text in distribution.requires:
            wanted = Parsed(text)
            if canonicalize_name(wanted.name) == name:
                yield str(wanted.specifier)


def admits(dependencies: Dependencies, name: str, version: str) -> bool:
    """Whether the next install may take this version; a lock file leaves it no choice."""
    if dependencies.locks or any(one.name == name and one.located for one in released(dependencies)):
        return False
    if not takes(dependencies.python, name, version):
        return False
    return all(SpecifierSet(one).contains(version) for one in limits(dependencies, name))


def pinned(requirement: Requirement) -> str | None:
    """The one version that a requirement allows, if it is one."""
    for specifier in SpecifierSet(requirement.specifier):
        if specifier.operator in ("==", "===") and not specifier.version.endswith(".*"):
            return specifier.version
    return None


def clashing(dependencies: Dependencies) -> list[Clash]:
    """Pins of one file that pip cannot have together, by the metadata of the very version that is pinned."""
    known, found = installed(dependencies), dict[str, Clash]()
    asked = [one for one in released(dependencies) if _is_version(pinned(one) or "") and not one.located]
    pins = {(one.place.path, one.name): one for one in asked}
    for (path, name), holder in pins.items():
        there = known.get(name)
        if there is None or not SpecifierSet(holder.specifier).contains(there.version, prereleases=True):
            continue
        for wanted in map(Parsed, there.requires):
            pin = pins.get((path, canonicalize_name(wanted.name)))
            if pin and not wanted.specifier.contains(pinned(pin) or "", prereleases=True):
                found.setdefault(pin.name, (pin, f"{name} {there.version}", str(wanted)))
    return list(found.values())


def overlapping(dependencies: Dependencies) -> dict[str, list[Requirement]]:
    """Modules that two installed distributions bring, both of them asked for: the last one installed has it.

    Only of Flask's extensions, and of known namesakes: others share a namespace on purpose.
    """
    known, asked = installed(dependencies), {one.name: one for one in released(dependencies)}
    bringing: dict[str, list[Requirement]] = {}
    for name, one in asked.items():
        for module in known[name].imports if name in known else ():
            if module.startswith("flask_") or module in _NAMESAKES:
                bringing.setdefault(module, []).append(one)
    return {module: both for module, both in bringing.items() if len(both) > 1}


def contradictions(dependencies: Dependencies) -> list[tuple[Requirement, Requirement]]:
    """What a lock file pins to a version that another file rules out; the one for this platform counts."""
    pins: dict[tuple[str, str | None], list[Requirement]] = {}
    for one in dependencies.locked:
        if pinned(one):
            pins.setdefault((one.name, one.place.path), []).append(one)
    asked = [one for one in released(dependencies) if one.specifier and not one.located]
    return [
        (locked[0], wanted)
        for (name, path), locked in pins.items()
        for wanted in asked
        if wanted.name == name
        and wanted.place.path != path
        and not any(_allows(wanted, one) for one in locked)
    ]


def _allows(wanted: Requirement, locked: Requirement) -> bool:
    return SpecifierSet(wanted.specifier).contains(pinned(locked) or "", prereleases=True)


def asked_otherwise(dependencies: Dependencies) -> list[tuple[Requirement, Distribution]]:
    """What the next install takes in another version than the one here: by its lock, or by its only pin."""
    known, others = installed(dependencies), dict[str, tuple[Requirement, Distribution]]()
    here: set[str] = set()
    locks = {one.name for one in dependencies.locked}
    loose = (one for one in released(dependencies) if one.name not in locks)
    for one in (*dependencies.locked, *loose):
        version, there = pinned(one), known.get(one.name)
        if there and SpecifierSet(one.specifier).contains(there.version, prereleases=True):
            here.add(one.name)  # perhaps in the entry of another platform
        elif version and _is_version(version) and not one.located:
            others.setdefault(one.name, (one, Distribution(one.name, version)))
    return [pair for name, pair in others.items() if name not in here]


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def is_bounded(specifier: str) -> bool:
    """Whether there is a version that is too new for it."""
    return any(one.operator in _UPPER for one in SpecifierSet(specifier))


def providers_of(one: Import, dependencies: Dependencies) -> list[str]:
    """The installed distributions that bring what an import names."""
    return [each.name for each in dependencies.installed if one.name in each.imports]


def is_own(one: Import, source: Source, boot: Boot | None) -> bool:
    """Whether the project itself has a module of that name where the importing file would find it."""
    cwd = f"{boot.cwd}/" if boot and boot.cwd != "." else ""
    folders = (one.place.path or "").split("/")[:-1]
    roots = {"", "src/", cwd, *("/".join(folders[:end]) + "/" for end in range(1, len(folders) + 1))}
    places = tuple(f"{root}{one.name}{end}" for root in roots for end in (".py", "/"))
    return any(module.path.startswith(places) for module in source.modules)
