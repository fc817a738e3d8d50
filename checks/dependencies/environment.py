"""What is installed in the app's environment, against what the project's files ask for."""

from collections.abc import Iterator, Sequence

from packaging.requirements import Requirement as Parsed
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies, Requirement
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.imports import Import
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.installs.installs import (
    NOT_THE_APPS,
    Clash,
    clashing,
    closure,
    contradictions,
    installed,
    is_the_apps,
    missing,
    overlapping,
    pinned,
    providers_of,
    released,
)
from ..derived.wording import capped, counted, in_short, listed

# Their releases were seen not to install elsewhere; `pip freeze` on Windows writes them down.
_WINDOWS_ALONE = frozenset({"pypiwin32", "pywin32", "pywinpty", "windows-curses"})


@warning
def environment_not_lock(dependencies: Dependencies, deploy: Deploy | None = None) -> Judgement:
    """What is installed here is not what the project's files ask for.

    The tests ran, and this check booted, with other versions than the release will be installed with: what
    passes here says little about what is deployed. It also says so of installed distributions whose own
    requirements are not met. Lock files and requirements for the release are compared; packages that only a
    lock file has, or a RUN line of a Dockerfile, need not be installed. What installs on Windows alone, as a
    `pip freeze` there lists it, ends the whole install elsewhere, and so does a line that is no requirement:
    an error where a deploy file is here. Where a lock file and another file ask for versions that exclude
    each other, that is what is told: which of them the release is depends on who installs it. Where one file
    pins two versions of which one, by its own metadata, does not go with the other (`Flask==3.1.0`, and
    `Werkzeug==3.0.3`), pip refuses the file: that is told instead, an error where a deploy file is here.
    Two requirements that install one module (Flask-Uploads and Flask-Reuploaded) overwrite each other.

    Fix: install what the files say (`pip install -r requirements.txt`, `uv sync`, `poetry install`), and test
    again.

    Fault::

        # requirements.txt: flask==3.1.2
        $ pip list               # flask 3.0.0

    Fine::

        $ pip install -r requirements.txt
    """
    refused, stuck = [one.place for one in dependencies.unread if one.refused], _stuck(dependencies)
    if refused:
        yield _refused(refused, deploy)
    if stuck:
        yield _on_windows_alone(stuck, deploy)
    if not is_the_apps(dependencies):
        if not (stuck or refused):
            yield DoesNotApply(NOT_THE_APPS)
        return
    if not dependencies.declared and not dependencies.locked:
        yield DoesNotApply("no file says which versions are wanted")
        return
    apart = contradictions(dependencies)
    if apart:
        yield _contradicting(apart)
    left = {locked.place.path for locked, _ in apart}
    clashes = clashing(dependencies)
    if clashes:
        yield _clashing(clashes, deploy)
    names = {one.name for one, _, _ in clashes}
    differing = [
        (at, text) for name, at, text in _differing(dependencies) if at.path not in left and name not in names
    ]
    if differing:
        place = differing[0][0]
        yield Found(
            f"{counted(len(differing), 'distribution')} differ from what is asked for"
            if len(differing) > 1
            else differing[0][1],
            subject=place.path or "requirements",
            place=place,
            evidence=capped([f"{at}: {text}" for at, text in differing]) if len(differing) > 1 else (),
        )
    yield from _overlapping(dependencies)
    broken = [text for name, text in _broken(dependencies) if name not in names]
    if broken:
        yield Found(
            f"the environment contradicts itself: {broken[0]}",
            subject="pip check",
            place=Place(dependencies.files[0]) if dependencies.files else Place(dependencies.locks[0]),
            evidence=capped(broken) if len(broken) > 1 else (),
        )


def _contradicting(apart: Sequence[tuple[Requirement, Requirement]]) -> Found:
    locked, wanted = apart[0]
    return Found(
        f"{locked.place.path} has {locked.name} {pinned(locked)}, and {wanted.place.path} asks for "
        f"{wanted.name}{wanted.specifier}",
        subject=locked.place.path or locked.name,
        place=locked.place,
        evidence=capped(
            [f"{one.name}{one.specifier} at {one.place}, not {other.specifier}" for one, other in apart]
        ),
        fix=f"Write {locked.place.path} anew from what the release is installed from, or remove it.",
    )


def _clashing(clashes: Sequence[Clash], deploy: Deploy | None) -> Found:
    """Told at the pin that is outside of what the other asks for."""
    first, holder, wanted = clashes[0]
    path = first.place.path or "the requirements"
    said = [f"{one.name}{one.specifier} at {one.place}: {by} needs {need}" for one, by, need in clashes]
    return Found(
        f"{path} cannot be installed: it pins {first.name} {pinned(first)}, and {holder} needs {wanted}",
        subject=first.name,
        place=first.place,
        evidence=capped(said) if len(said) > 1 else (),
        fix=f"Pin a {first.name} that fits, or leave it out, and try it in a new environment.",
        severity="error" if deploy and deploy.files else None,
    )


def _overlapping(dependencies: Dependencies) -> Iterator[Found]:
    """Told at the later line, which is the one that was added."""
    for module, both in overlapping(dependencies).items():
        names = listed([one.name for one in both])
        yield Found(
            f"{names} both install {module}: which of them the app gets, the order of the install tells",
            subject=module,
            place=both[-1].place,
            evidence=tuple(f"{one.name}{one.specifier} at {one.place}" for one in both),
            fix="Keep the one that the app is written for, and install into a new environment.",
        )


def _refused(places: Sequence[Place], deploy: Deploy | None) -> Found:
    """Lines such as `gunicorn==23.0.0flask==3.1.2`; what they hold may be a secret, and is not shown."""
    first = places[0]
    return Found(
        f"line {first.line} of {first.path} is no requirement: pip stops there and installs nothing",
        subject=first.path or "requirements",
        place=first,
        evidence=capped([f"also {one}" for one in places[1:]]),
        fix="Write one requirement a line, as `name==version`, and notes as comments.",
        severity="error" if deploy and deploy.files else None,
    )


def _stuck(dependencies: Dependencies) -> list[Requirement]:
    """What pip is to install here and cannot, on whatever version of this platform."""
    if dependencies.platform in (None, "win32"):
        return []
    return [one for one in missing(dependencies) if one.name in _WINDOWS_ALONE]


def _on_windows_alone(stuck: Sequence[Requirement], deploy: Deploy | None) -> Found:
    first, names = stuck[0], [one.name for one in stuck]
    return Found(
        f"{listed(names)} can be installed on Windows alone: elsewhere pip stops there and installs nothing",
        subject=first.name,
        place=first.place,
        evidence=capped([f"{one.name}{one.specifier} at {one.place}" for one in stuck[1:]]),
        fix=f'Take it out, or write `{first.name}{first.specifier}; sys_platform == "win32"`.',
        severity="error" if deploy and deploy.files else None,
    )


def _differing(dependencies: Dependencies) -> Iterator[tuple[str, Place, str]]:
    """Name, place and what to say."""
    known, told = installed(dependencies), set()
    for one in (*dependencies.locked, *released(dependencies)):
        if one.name in told or one.name in dependencies.own or one.located:
            continue
        there = known.get(one.name)
        if there and not SpecifierSet(one.specifier).contains(there.version, prereleases=True):
            if _alternatives(one, dependencies, there.version):
                continue
            told.add(one.name)
            text = f"{one.name}{one.specifier} is asked for, {there.version} is installed"
            yield one.name, one.place, text
    stuck = {one.name for one in _stuck(dependencies)}
    for one in missing(dependencies):
        if one.name not in told | stuck and not _is_the_images(one):
            told.add(one.name)
            yield one.name, one.place, f"{one.name}{one.specifier} is asked for and not installed"


def _is_the_images(one: Requirement) -> bool:
    """Whether the image installs it for itself: a server or a driver that nobody needs where he develops."""
    return "dockerfile" in (one.place.path or "").rpartition("/")[2].lower()


def _alternatives(one: Requirement, dependencies: Dependencies, version: str) -> bool:
    """Whether another entry of the same lock file, for another platform or Python, has this version."""
    return any(
        each.name == one.name and SpecifierSet(each.specifier).contains(version, prereleases=True)
        for each in dependencies.locked
    )


def _broken(dependencies: Dependencies) -> Iterator[tuple[str, str]]:
    """The name of what does not fit, and what to say."""
    known = installed(dependencies)
    for one in sorted(closure(dependencies, released(dependencies)).values(), key=lambda one: one.name):
        for wanted in map(Parsed, one.requires):
            name = canonicalize_name(wanted.name)
            there = known.get(name)
            if there is None:
                yield name, f"{one.name} {one.version} needs {wanted}, which is not installed"
            elif not wanted.specifier.contains(there.version, prereleases=True):
                yield name, f"{one.name} {one.version} needs {wanted}, and {there.version} is installed"


@warning
def import_error_swallowed(app: App, dependencies: Dependencies) -> Judgement:
    """A requirement is installed and cannot be imported, and the app goes on without what it is for.

    `except ImportError: CSRFProtect = None` is meant for a machine without the package. It hides as well that
    the versions do not go together, and then nothing says that the forms are no longer protected, or that
    Sentry hears of nothing. Seen in the app's own process: an import at the top of a file, in a `try` that
    puts nothing in its place, of a module that a declared distribution brings; it was tried once more after
    the app was up, and failed again.

    Fix: raise the one that cannot be imported, and import what the release needs without `try`.

    Fault::

        try:
            from flask_wtf.csrf import CSRFProtect      # Flask-WTF 1.1 with Flask 3: ImportError
        except ImportError:
            CSRFProtect = None

    Fine::

        from flask_wtf.csrf import CSRFProtect
    """
    if not released(dependencies):
        yield DoesNotApply("no file declares requirements for a release")
        return
    asked = {one.name for one in released(dependencies)}
    for failed in app.failed_imports:
        providers = providers_of(Import(failed.name, failed.place), dependencies)
        if not dependencies.own_interpreter or asked.isdisjoint(providers):
            continue  # it is here by chance
        there = installed(dependencies)[next(name for name in providers if name in asked)]
        yield Found(
            f"{there.name} {there.version} is installed and cannot be imported, "
            "and the app goes on without it",
            subject=there.name,
            place=failed.place,
            evidence=(f"import {failed.name}: {in_short(failed.message)}",),
        )
