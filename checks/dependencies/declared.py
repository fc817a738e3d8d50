"""What the project says it needs, against what it imports and what is installed."""

from collections.abc import Iterator, Sequence

from packaging.requirements import Requirement as Parsed
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies, Requirement
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Import, Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, warning

from ..derived.address_checks import CHECKER, failing_checks, imported_for_forms
from ..derived.installs import (
    NOT_THE_APPS,
    closure,
    installed,
    is_bounded,
    is_own,
    is_the_apps,
    missing,
    providers_of,
    released,
)
from ..derived.wording import capped, counted, listed

# Their releases were seen not to install elsewhere; `pip freeze` on Windows writes them down.
_WINDOWS_ALONE = frozenset({"pypiwin32", "pywin32", "pywinpty", "windows-curses"})


@warning
@by_source
def undeclared_dependency(
    app: App, source: Source, dependencies: Dependencies, boot: Boot | None = None
) -> Judgement:
    """The app imports a distribution that no file of the project asks for.

    It is installed here by accident, by hand or for something else; the machine that installs the release
    from the project's files does not have it, and every worker stops with ModuleNotFoundError. Distributions
    that a declared one brings along count as declared, imports below an `if` or `try` as optional. What only
    the development requirements name is said too, because a release is installed without them; and so is
    email-validator where a form has WTForms' `Email()`, which cannot do without it. Where that is not even
    installed here, and a form with it is made and validated, it is an error: each address that a visitor
    sends is a 500.

    Fix: add it to the requirements (`pip freeze` has the version), or remove the import.

    Fault::

        # requirements.txt: flask
        import requests

    Fine::

        # requirements.txt: flask
        #                   requests~=2.32
        import requests
    """
    imports = [one for one in source.imports if _counts(one, app) and not is_own(one, source, boot)]
    imports += imported_for_forms(app, source, dependencies)
    unclear = [f"{one.place}: {one.reason}" for one in dependencies.unread]
    if places := failing_checks(app, source, dependencies, boot):
        yield _unchecked(places, dependencies, unclear)
    if not dependencies.files and not unclear:
        yield from _nothing_declared(imports, dependencies)
        return
    asked = [one for one in dependencies.declared if one.applies and one.stage != "development"]
    covered = closure(dependencies, asked).keys() | set(dependencies.own)
    for one in _first_of_each(imports, dependencies):
        providers = providers_of(one, dependencies)
        if not providers or not covered.isdisjoint(providers):
            continue
        absent = [each.name for each in missing(dependencies)]
        if unclear or absent:
            yield CouldNotLook(_unclear(one.name, unclear, absent))
        else:
            yield _undeclared(one, providers, source, dependencies)


def _unchecked(
    places: Sequence[Place], dependencies: Dependencies, unclear: Sequence[str]
) -> Found | CouldNotLook:
    """Of forms that fail with each address they are sent."""
    absent = [each.name for each in missing(dependencies)]
    if unclear or absent:
        return CouldNotLook(_unclear("email_validator", unclear, absent))
    return Found(
        "email_validator is imported by WTForms for Email(), not installed here and declared "
        f"{_where([CHECKER], dependencies)}: each address that is sent in is a 500",
        subject=CHECKER,
        place=places[0],
        evidence=(
            *(capped([f"Email() at {one}" for one in places]) if len(places) > 1 else ()),
            f"wtforms {installed(dependencies)['wtforms'].version} is installed",
        ),
        fix=f"Add {CHECKER} to the requirements of the release, or `wtforms[email]`, and install it.",
        severity="error",
    )


def _counts(one: Import, app: App) -> bool:
    return one.place.path in app.modules and not one.conditional


def _first_of_each(imports: Sequence[Import], dependencies: Dependencies) -> Iterator[Import]:
    """The first import of each distribution."""
    seen: set[tuple[str, ...]] = set()
    for one in imports:
        providers = tuple(providers_of(one, dependencies))
        if providers not in seen:
            seen.add(providers)
            yield one


def _nothing_declared(imports: Sequence[Import], dependencies: Dependencies) -> Judgement:
    named = [one for one in _first_of_each(imports, dependencies) if providers_of(one, dependencies)]
    if not named:
        yield DoesNotApply("the app imports nothing that is installed from elsewhere")
        return
    yield Found(
        f"no file says what the app needs; it imports {listed(one.name for one in named)}",
        subject="requirements.txt",
        place=named[0].place,
        evidence=capped([f"{one.name} at {one.place}" for one in named]),
        fix="Write requirements.txt, or the dependencies in pyproject.toml.",
    )


def _unclear(name: str, unclear: Sequence[str], absent: Sequence[str]) -> str:
    lacking = f"declared and not installed here: {listed(absent)}"
    why = lacking if absent else f"not all could be read: {unclear[0]}"
    return f"whether {name} comes with what is declared: {why}"


def _undeclared(one: Import, providers: Sequence[str], source: Source, dependencies: Dependencies) -> Found:
    name, by_form = providers[0], one.place in source.email_checks
    how = "is imported by WTForms for Email()" if by_form else "is imported here"
    return Found(
        f"{one.name} {how} and declared {_where(providers, dependencies)}",
        subject=name,
        place=one.place,
        evidence=(
            f"{name} {installed(dependencies)[name].version} is installed",
            f"read: {listed(dependencies.files)}",
        ),
        fix=f"Add {name} to the requirements of the release{'' if by_form else ', or remove the import'}.",
    )


def _where(providers: Sequence[str], dependencies: Dependencies) -> str:
    elsewhere = next((each for each in dependencies.declared if each.name in providers), None)
    return f"only {_for_what(elsewhere)}, at {elsewhere.place}" if elsewhere else "nowhere"


def _for_what(asked: Requirement) -> str:
    return "for development" if asked.stage == "development" else "for another platform or Python"


@warning
def environment_not_lock(dependencies: Dependencies, deploy: Deploy | None = None) -> Judgement:
    """What is installed here is not what the project's files ask for.

    The tests ran, and this check booted, with other versions than the release will be installed with: what
    passes here says little about what is deployed. It also says so of installed distributions whose own
    requirements are not met. Lock files and requirements for the release are compared; packages that only a
    lock file has, or a RUN line of a Dockerfile, need not be installed. What installs on Windows alone, as a
    `pip freeze` there lists it, ends the whole install elsewhere: an error where a deploy file is here.

    Fix: install what the files say (`pip install -r requirements.txt`, `uv sync`, `poetry install`), and test
    again.

    Fault::

        # requirements.txt: flask==3.1.2
        $ pip list               # flask 3.0.0

    Fine::

        $ pip install -r requirements.txt
    """
    stuck = _stuck(dependencies)
    if stuck:
        yield _on_windows_alone(stuck, deploy)
    if not is_the_apps(dependencies):
        if not stuck:
            yield DoesNotApply(NOT_THE_APPS)
        return
    if not dependencies.declared and not dependencies.locked:
        yield DoesNotApply("no file says which versions are wanted")
        return
    differing = list(_differing(dependencies))
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
    broken = list(_broken(dependencies))
    if broken:
        yield Found(
            f"the environment contradicts itself: {broken[0]}",
            subject="pip check",
            place=Place(dependencies.files[0]) if dependencies.files else Place(dependencies.locks[0]),
            evidence=capped(broken) if len(broken) > 1 else (),
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


def _differing(dependencies: Dependencies) -> Iterator[tuple[Place, str]]:
    known, told = installed(dependencies), set()
    for one in (*dependencies.locked, *released(dependencies)):
        if one.name in told or one.name in dependencies.own or one.located:
            continue
        there = known.get(one.name)
        if there and not SpecifierSet(one.specifier).contains(there.version, prereleases=True):
            if _alternatives(one, dependencies, there.version):
                continue
            told.add(one.name)
            yield one.place, f"{one.name}{one.specifier} is asked for, {there.version} is installed"
    stuck = {one.name for one in _stuck(dependencies)}
    for one in missing(dependencies):
        if one.name not in told | stuck and not _is_the_images(one):
            told.add(one.name)
            yield one.place, f"{one.name}{one.specifier} is asked for and not installed"


def _is_the_images(one: Requirement) -> bool:
    """Whether the image installs it for itself: a server or a driver that nobody needs where he develops."""
    return "dockerfile" in (one.place.path or "").rpartition("/")[2].lower()


def _alternatives(one: Requirement, dependencies: Dependencies, version: str) -> bool:
    """Whether another entry of the same lock file, for another platform or Python, has this version."""
    return any(
        each.name == one.name and SpecifierSet(each.specifier).contains(version, prereleases=True)
        for each in dependencies.locked
    )


def _broken(dependencies: Dependencies) -> Iterator[str]:
    known = installed(dependencies)
    for one in sorted(closure(dependencies, released(dependencies)).values(), key=lambda one: one.name):
        for wanted in map(Parsed, one.requires):
            there = known.get(canonicalize_name(wanted.name))
            if there is None:
                yield f"{one.name} {one.version} needs {wanted}, which is not installed"
            elif not wanted.specifier.contains(there.version, prereleases=True):
                yield f"{one.name} {one.version} needs {wanted}, and {there.version} is installed"


@warning
def unpinned_dependency(dependencies: Dependencies) -> Judgement:
    """Requirements of the release have no upper limit, and no lock file gives them one.

    Each install takes whatever is newest on that day: two instances of one release differ, a roll back does
    not bring back what ran before, and a new major version arrives at the worst time. One limit for each
    direct requirement is enough for this rule; a lock file or pinned requirements are better.

    Fix: `pip freeze > requirements.txt`, `uv lock` or `poetry lock`; at the least `flask~=3.1`.

    Fault::

        flask
        requests>=2

    Fine::

        flask==3.1.2
        requests~=2.32
    """
    if not released(dependencies):
        yield DoesNotApply("no file declares requirements for a release")
        return
    if dependencies.locks:
        return
    asked = released(dependencies)
    bound = {one.name for one in (*asked, *dependencies.constraints) if is_bounded(one.specifier)}
    free = [one for one in asked if one.name not in bound and not one.located]
    if free:
        names = list(dict.fromkeys(one.name for one in free))
        yield Found(
            f"nothing limits how new {listed(names)} may be",
            subject=free[0].place.path or "requirements",
            place=free[0].place,
            evidence=capped([f"{one.place}: {one.name}{one.specifier}" for one in free]),
        )
