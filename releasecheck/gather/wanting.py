"""What else an app will ask for that did not come up, so that all of it can be given in one go."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.imports import Import
from releasecheck.facts.needs import NeededVariable, Unkept, Wanting
from releasecheck.facts.source import Source
from releasecheck.gather.booter import Booter
from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.ignored import ignored_by_name
from releasecheck.gather.moved import moved_modules
from releasecheck.gather.unkept import unkept_modules

_SAMPLE = ("*example*", "*sample*", "*template*", "*dist*")
_WORD = re.compile(r"\w+")
_LARGEST = 64 * 1024
CHECKER_OF_ADDRESSES = "email_validator"


def with_wanting(fact: Boot, absent: Collection[str], booter: Booter, source: Source | None) -> Boot:
    """The boot with the variables that nobody gave, and the modules that its Python does not find."""
    if source is None:
        return fact
    others = tuple(f"{folder}/" for folder in _of_other_services(fact.cwd, booter.manifests.facts))
    files = {path for path in reached(fact, source) if not path.startswith(others)}
    folders = list(dict.fromkeys((booter.choice.cwd, booter.request.project)))
    given = booter.environment.values.keys() | _given(folders)
    unset = [one for one in source.needed_variables if one.place.path in files and one.name not in given]
    fatal = dict.fromkeys(one.name for one in unset if one.fatal and _is_run(one, source))
    other = dict.fromkeys([*fact.asked_in_vain, *(one.name for one in unset)])
    lost = [one for one in imports_of(source) if one.name in set(absent) and one.place.path in files]
    project = booter.request.project
    moved = tuple(moved_modules(lost, source, project))
    unkept = tuple(_without_example(unkept_modules(files, absent, fact.cwd, project), project))
    told = {(at.path, at.line) for at in (*(one.place for one in moved), *(one.place for one in unkept))}
    lost = [one for one in lost if (one.place.path, one.place.line) not in told]
    wanted = Wanting(
        fatal=tuple(fatal),
        other=tuple(name for name in other if name not in fatal),
        samples=tuple(dict.fromkeys(_samples(folders, {*fatal, *other}, project))),
        modules=tuple(dict.fromkeys(one.name for one in lost)),
        moved=moved,
        unkept=unkept,
        known=tuple(one for one in source.known_values if one.variable not in given),
    )
    return replace(fact, wanting=replace(wanted, place=lost[0].place) if lost else wanted)


def _of_other_services(cwd: str, deploy: Deploy) -> set[str]:
    """The folders in which deploy files start other apps than the one of a folder of its own."""
    started = {one.starts_in for one in (*deploy.launches, *deploy.neighbours)} - {None, "."}
    return (
        {one for one in started if one and not f"{cwd}/".startswith(f"{one}/")} if cwd in started else set()
    )


def with_ignored_file(fact: Boot, project: Path) -> Boot:
    """The boot that failed for a file or a module which git ignores, so that each machine has its own."""
    crash = fact.crash
    path = (_lost_file(crash, fact.cwd) or _lost_package(crash, fact.cwd, project)) if crash else None
    if crash is None or path is None:
        return fact
    if path not in ignored_by_name(project, [path]):
        return fact
    example = next(_examples(project, path), None)
    return replace(fact, crash=replace(crash, cause="missing-file", subject=path, example=example))


def _lost_file(crash: Crash, cwd: str) -> str | None:
    """The file that was opened in vain; of a module the one that it would be in the app's folder."""
    if crash.cause == "missing-module" and crash.subject:
        return (PurePosixPath(cwd) / f"{crash.subject.replace('.', '/')}.py").as_posix()
    return crash.file if crash.cause == "other" else None


def _lost_package(crash: Crash, cwd: str, project: Path) -> str | None:
    """What a folder lacks to be a package, where the line's file names it: `from_object("app_config")`.

    Python imports such a folder all the same, as one that has nothing in it.
    """
    if crash.cause != "other" or not crash.place.path:
        return None
    named = set(_WORD.findall(_text(project / crash.place.path)))
    for example in _files(project / cwd, "*/__init__.py.*"):
        file = example.with_name("__init__.py")
        if file.parent.name in named and _is_sample(example) and not list(file.parent.glob("*.py")):
            return file.relative_to(project).as_posix()
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _without_example(modules: Iterable[Unkept], project: Path) -> Iterator[Unkept]:
    """Those of which nothing is here to be copied."""
    return (one for one in modules if next(_examples(project, one.path), None) is None)


def _examples(project: Path, path: str) -> Iterator[str]:
    """The files beside it that are there to be copied: `secrets.py.example`, `secrets_sample.py`."""
    file = project / path
    for one in _files(file.parent, f"*{file.stem}*"):
        if _is_sample(one):
            yield one.relative_to(project).as_posix()


def imports_of(source: Source) -> Iterator[Import]:
    """What the app's files import whatever happens, and the project does not have itself.

    And what WTForms imports for an `Email()` of theirs.
    """
    roles = {one.path: one.role for one in source.modules}
    own = {part for one in source.modules for part in (*one.name.split("."), *one.path.split("/"))}
    for one in source.imports:
        app = roles.get(one.place.path or "") == "app"
        if app and not (one.conditional or one.lazy) and one.name not in own:
            yield one
    for place in source.email_checks:
        if roles.get(place.path or "") == "app":
            yield Import(CHECKER_OF_ADDRESSES, place)


def reached(fact: Boot, source: Source) -> frozenset[str]:
    """The files of the target, of where it ended, and of what these import; a package counts as a whole."""
    modules = [one for one in source.modules if one.role == "app"]
    target = (fact.target or "").partition(":")[0].removesuffix(".py").replace("/", ".")
    begun = {read.place.path for read in fact.env_reads}
    begun |= {fact.place.path, fact.crash.place.path if fact.crash else None}
    begun |= {
        one.path for one in modules if one.name == target or one.path.endswith(f"{fact.cwd}/{target}.py")
    }
    imported: dict[str, set[str]] = {}
    for one in source.imports:
        imported.setdefault(one.place.path or "", set()).add(one.name)
    own: dict[str, set[str]] = {}
    for each in source.own_imports:
        own.setdefault(each.place.path or "", set()).add(each.path)
    return _closure({path for path in begun if path}, imported, own, [one.path for one in modules])


def _closure(
    begun: set[str], imported: Mapping[str, set[str]], own: Mapping[str, set[str]], paths: list[str]
) -> frozenset[str]:
    found: set[str] = set()
    while begun:
        path = begun.pop()
        found.add(path)
        beside = path.rpartition("/")[0]
        names = imported.get(path, set())
        for other in paths:
            parts = other.removesuffix(".py").split("/")
            near = _is_beside(other, beside, paths) or other in own.get(path, ())
            if other not in found and (near or names.intersection(parts)):
                begun.add(other)
    return frozenset(found)


def _is_beside(path: str, folder: str, paths: list[str]) -> bool:
    """Whether it lies in a package that was entered."""
    return bool(folder) and f"{folder}/__init__.py" in paths and path.startswith(f"{folder}/")


def _is_run(needed: NeededVariable, source: Source) -> bool:
    """Whether it is read while the app is built: outside functions, in a factory, in a constructor."""
    if needed.function is None:
        return True
    factories = {one.name for one in source.apps if one.kind == "factory" and one.path == needed.place.path}
    return needed.function.partition(".")[0] in factories or needed.function.endswith("__init__")


def _given(folders: Iterable[Path]) -> set[str]:
    """What files give that the app may well load by itself."""
    files = [file for folder in folders for file in _files(folder, ".env*") if not _is_sample(file)]
    return {name for file in files for name in _named(file)}


def _samples(folders: Iterable[Path], names: set[str], project: Path) -> Iterator[str]:
    """The files that are there to be copied and that name one of the variables."""
    for folder in folders:
        for file in (*_files(folder, ".*env*"), *_files(folder, "*.env*"), *_files(folder, "env.*")):
            if _is_sample(file) and names.intersection(_named(file)):
                yield file.relative_to(project).as_posix()


def _is_sample(file: Path) -> bool:
    return any(file.match(pattern) for pattern in _SAMPLE)


def _files(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(one for one in folder.glob(pattern) if one.is_file() and one.stat().st_size < _LARGEST)
    except OSError:
        return []


def _named(file: Path) -> set[str]:
    try:
        return set(dotenv_of(file, interpolate=False))
    except OSError:
        return set()
