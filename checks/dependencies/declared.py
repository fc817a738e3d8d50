"""What the project says it needs, against what it imports."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies, Requirement
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.imports import Import
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, warning

from ..derived.installs.absent_modules import never_found
from ..derived.installs.address_checks import CHECKER, failing_checks, imported_for_forms
from ..derived.installs.drivers import Driver, undeclared_drivers
from ..derived.installs.installs import (
    closure,
    installed,
    is_bounded,
    is_own,
    missing,
    providers_of,
    released,
    released_with_extras,
)
from ..derived.installs.undeclared import is_never_installed, of_starts
from ..derived.wording import capped, listed

_NOWHERE = "nowhere"
_MISSPELT = "requirement.txt"
_ALONE_MAX = 3  # more that are declared nowhere have a cause in common


@warning
@by_source
def undeclared_dependency(  # noqa: PLR0913, PLR0917 - a parameter is a fact
    app: App,
    source: Source,
    dependencies: Dependencies,
    boot: Boot | None = None,
    deploy: Deploy | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """The app imports a distribution that no file of the project asks for.

    It is installed here by accident, by hand or for something else; the machine that installs the release
    from the project's files does not have it, and every worker stops with ModuleNotFoundError. Distributions
    that a declared one brings along count as declared, imports below an `if` or `try` as optional. What only
    the development requirements name is said too, because a release is installed without them; and so are the
    driver of a database that only its URL names (`mysql+pymysql://`), and email-validator where a form has
    WTForms' `Email()`, which cannot do without it. Where that one is not even installed here, and a form with
    it is made and validated, it is an error: each address that a visitor sends is a 500. So it is where a
    module that the boot loaded imports at its own level what no file names and nothing declared brings. A
    module that a function imports, and that neither the project nor anything installed has, is told too, and
    so is the server that a program beside the app imports to start it (`from waitress import serve`). A
    requirement.txt, where no deploy file is here that may name it so, is told as the misspelling that it is.

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
    if dependencies.files == (_MISSPELT,) and not (deploy and deploy.files):
        yield _misspelt()
    asked = released_with_extras(dependencies)
    nowhere: list[Found] = []
    covered = closure(dependencies, asked).keys() | set(dependencies.own)
    for one in _first_of_each(imports, dependencies):
        providers = providers_of(one, dependencies)
        if not providers or not covered.isdisjoint(providers):
            continue
        absent = [each.name for each in missing(dependencies)]
        if unclear or absent:
            yield CouldNotLook(_unclear(one.name, unclear, absent))
        elif _where(providers, dependencies) == _NOWHERE:
            alike = [each for each in imports if each.name == one.name and each in source.imports]
            fatal = [each for each in alike if is_never_installed(each, providers, dependencies, deploy)]
            found = _undeclared(next(iter(fatal), one), providers, source, dependencies)
            nowhere.append(replace(found, severity="error") if fatal and _is_up(boot) else found)
        else:
            yield _undeclared(one, providers, source, dependencies)
    yield from _of_starts(app, source, dependencies, deploy, covered)
    for driver in () if unclear else undeclared_drivers(app, source, dependencies):
        if _where(driver.names, dependencies) == _NOWHERE:
            nowhere.append(_driver(driver, dependencies))
        else:
            yield _driver(driver, dependencies)
    yield from nowhere if len(nowhere) <= _ALONE_MAX else [_together(nowhere, dependencies)]
    yield from never_found(app, source, dependencies, boot, requests)


def _of_starts(
    app: App, source: Source, dependencies: Dependencies, deploy: Deploy | None, covered: Collection[str]
) -> Iterator[Found]:
    """The server of a program that starts the app, which the boot passed by; installed here or not."""
    for one in of_starts(app, source):
        known = not missing(dependencies) and one.name not in covered
        if known and is_never_installed(one, [one.name], dependencies, deploy):
            yield Found(
                f"{one.place.path}, which starts the app, imports {one.name}, which is declared {_NOWHERE}",
                subject=one.name,
                place=one.place,
                evidence=(f"read: {listed(dependencies.files)}",),
                fix=f"Add {one.name} to the requirements of the release.",
                severity="info" if deploy and deploy.launches else None,
            )


def _is_up(boot: Boot | None) -> bool:
    return boot is not None and boot.outcome == "up"


def _driver(driver: Driver, dependencies: Dependencies) -> Found:
    name, *others = driver.names
    there = [each for each in driver.names if each in installed(dependencies)]
    return Found(
        f"SQLAlchemy imports {name} for {driver.scheme}://, and it is declared "
        f"{_where(driver.names, dependencies)}",
        subject=name,
        place=driver.place,
        evidence=(
            *(f"{each} {installed(dependencies)[each].version} is installed" for each in there),
            *([f"{listed(others)} would do as well"] if others else []),
            f"read: {listed(dependencies.files)}",
        ),
        fix=f"Add {name} to the requirements of the release.",
    )


def _together(nowhere: Sequence[Found], dependencies: Dependencies) -> Found:
    """So many have one cause: a file that was not read, or one that nobody keeps up."""
    first = nowhere[0]
    return Found(
        f"{listed(one.subject for one in nowhere)} are imported and declared nowhere",
        subject=first.subject,
        place=first.place,
        evidence=(
            *capped([f"{one.subject} at {one.place}" for one in nowhere]),
            f"read: {listed(dependencies.files)}",
        ),
        fix="Add them to the requirements of the release (`pip freeze` has the versions), or name their file "
        "where it is looked for: *requirements*.txt, *requirements*/, pyproject.toml.",
    )


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


def _misspelt() -> Found:
    """The one file of the project, where no deploy file may name it so."""
    return Found(
        f"{_MISSPELT} says what the app needs, and is looked for as requirements.txt",
        subject="requirements.txt",
        place=Place(_MISSPELT),
        evidence=("platforms that build from a repository, and `pip install -r requirements.txt`",),
        fix=f"Rename it: `git mv {_MISSPELT} requirements.txt`.",
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
    return f"only {_for_what(elsewhere)}, at {elsewhere.place}" if elsewhere else _NOWHERE


def _for_what(asked: Requirement) -> str:
    return "for development" if asked.stage == "development" else "for another platform or Python"


@warning
def unpinned_dependency(dependencies: Dependencies) -> Judgement:
    """Requirements of the release have no upper limit, and no lock file gives them one.

    Each install takes whatever is newest on that day: two instances of one release differ, a roll back does
    not bring back what ran before, and a new major version arrives at the worst time. One limit for each
    direct requirement is enough for this rule; a lock file or pinned requirements are better. A Pipfile.lock
    is none where the image is made by `pipenv install --skip-lock`, and nothing else installs by it.

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
    asked, skipped = released(dependencies), dependencies.lock_skipped
    bound = {one.name for one in (*asked, *dependencies.constraints) if is_bounded(one.specifier)}
    free = [one for one in asked if one.name not in bound and not one.located]
    if free:
        names = list(dict.fromkeys(one.name for one in free))
        yield Found(
            f"nothing limits how new {listed(names)} may be{_by_skipping(skipped)}",
            subject=free[0].place.path or "requirements",
            place=free[0].place,
            evidence=capped([f"{one.place}: {one.name}{one.specifier}" for one in free]),
            fix=f"Take `--skip-lock` out at {skipped}: the image then gets what was tested."
            if skipped
            else None,
        )


def _by_skipping(skipped: Place | None) -> str:
    return f": --skip-lock at {skipped} passes Pipfile.lock over" if skipped else ""
