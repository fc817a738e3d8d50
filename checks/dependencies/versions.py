"""Versions that do not work: together, with the app's code, or against a stranger."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from packaging.version import Version

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies, Distribution, Requirement
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.imports import ApiUse
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Tests
from releasecheck.facts.source import Source
from releasecheck.findings import SEVERITIES, DoesNotApply, Found, Judgement, Severity, by_source, error
from releasecheck.removed_api import CALLED, OTHERS, REMOVALS

from ..derived.installs.advisories import Reaching, Scene, reaching
from ..derived.installs.breaks import BREAKS
from ..derived.installs.broken_sets import Pair, about_to_fail, failing, failing_in_tests
from ..derived.installs.fixed_versions import newer_at_the_next_install, raised
from ..derived.installs.installs import (
    NOT_THE_APPS,
    asked_otherwise,
    bringer,
    contradictions,
    installed,
    is_the_apps,
    pinned,
)
from ..derived.installs.removed import goes_next, gone, is_gone, uses
from ..derived.outcomes.symptoms import crashes, is_of_use
from ..derived.wording import capped, listed
from . import absent_names

_NEXT = ", which the next install takes,"
_HASHER = "werkzeug.security.generate_password_hash("
_CLIENT = ": each app.test_client() of the tests raises AttributeError"


@error
def flask_werkzeug_incompatible(
    dependencies: Dependencies, boot: Boot | None = None, tests: Tests | None = None
) -> Judgement:
    """Two of the versions that go together here, or at the next install, are known to fail together.

    Flask before 2.3 and most extensions of its time set no upper limit for what they need. `Flask==2.0.0`
    alone in the requirements installs Werkzeug 3 today, and the app stops at `import flask`, although it
    works on the machine where Werkzeug was installed years ago. Only pairs that were installed and seen to
    fail are told. Flask 2.2.4 to 2.3.2 is served with Werkzeug 3.1 as ever, and each `app.test_client()`
    raises: told of the tests that failed by it, and as a warning where the next install brings it about and
    the suite asks the client. The next install takes what goes with the Python that the project names for its
    release (its image, `runtime.txt`, `.python-version`): for Python 3.6 pip stops at Werkzeug 2.0.3.

    Fix: raise the older one, or give the newer one an upper limit (`Werkzeug<3`) or a lock file.

    Fault::

        Flask==2.0.0        # and no line for Werkzeug

    Fine::

        Flask==2.0.0
        Werkzeug<3
    """
    if "flask" not in installed(dependencies):
        yield DoesNotApply("Flask is not installed here")
        return
    here = failing(dependencies, boot)
    for other, pairs in _by_other(here):
        yield _incompatible(f"{other} {pairs[0].other} is installed", other, pairs)
    for other, pairs in _by_other([] if here else list(about_to_fail(dependencies))):
        yield _incompatible(_may_take(other, pairs, dependencies), other, pairs)
    if tests:
        yield from _in_tests(dependencies, tests, here)


def _in_tests(dependencies: Dependencies, tests: Tests, here: Sequence[Pair]) -> Iterator[Found]:
    """Of pairs that the app does not notice, and the test client does."""
    met = failing_in_tests(dependencies, tests)
    for other, pairs in _by_other(set(met.values())):
        found = _incompatible(f"{other} {pairs[0].other} is installed", other, pairs, _CLIENT)
        yield replace(found, evidence=(*found.evidence, *capped([one.node for one in met])))
    asked = tests.exercised and not (here or met)
    for other, pairs in _by_other(list(about_to_fail(dependencies, in_tests=True)) if asked else []):
        newest = _may_take(other, pairs, dependencies)
        yield replace(_incompatible(newest, other, pairs, _CLIENT), severity="warning")


def _may_take(other: str, pairs: Sequence[Pair], dependencies: Dependencies) -> str:
    python = dependencies.python
    under = f" for Python {python.version} ({python.place})" if python else ""
    return f"the next install{under} may take {other} {pairs[0].known.since} or newer"


def _by_other(pairs: Collection[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    """The pairs of each distribution that is too new for others: the first one's limit mends them all.

    One that is itself too old for several is told once, with the one that it fails with first.
    """
    ordered = sorted(pairs, key=lambda pair: (pair.known.other, Version(pair.known.since)))
    groups = [list(alike) for _, alike in groupby(ordered, key=lambda pair: pair.known.other)]
    groups.sort(key=lambda alike: min(BREAKS.index(pair.known) for pair in alike))
    told: dict[tuple[str, ...], list[Pair]] = {}
    for alike in groups:
        told.setdefault(tuple(dict.fromkeys(pair.known.holder for pair in alike)), []).extend(alike)
    for alike in told.values():
        yield alike[0].known.other, alike


def _incompatible(said: str, other: str, pairs: Sequence[Pair], effect: str = "") -> Found:
    lacking = [f"{pair.known.holder} {pair.holder} needs {pair.known.lost}" for pair in pairs]
    holders = listed(dict.fromkeys(pair.known.holder for pair in pairs))
    limits = dict[str, str]()
    for pair in pairs:
        limits.setdefault(pair.known.other, f"`{pair.known.other}<{pair.known.since}`")
    return Found(
        f"{said}, and {lacking[0]}, which is not in it{effect}",
        subject=other,
        place=pairs[0].place,
        evidence=tuple(lacking) if len(lacking) > 1 else (),
        fix=f"Raise {holders}, or limit {listed(limits)}: {listed(limits.values())}.",
    )


@error
@by_source
def known_vulnerable_dependency(
    dependencies: Dependencies, app: App, source: Source | None = None, deploy: Deploy | None = None
) -> Judgement:
    """A version that is installed or asked for has a published hole.

    A short table of Flask and what it stands on, for use without a network; `pip-audit` knows the rest. Where
    a lock file or a pin of the release names another version than is installed here, that one is judged too:
    it is what the server gets. The severity goes by what this app leaves open to strangers: multipart holes
    count only where a route takes bodies and a form is read, the fallback keys of Flask 3.1.0 only where
    SECRET_KEY_FALLBACKS is set, Flask's forgotten `Vary` only where sessions are permanent, the order of
    Flask-CORS only where one CORS has several patterns of paths, its private networks for information where
    the origins are named, and those of gunicorn are errors only where a deploy file starts it behind a proxy,
    and info where its workers read the requests by themselves, as Uvicorn's do. At most a warning where no
    file keeps the next install from the fixed version: this environment is old. What nothing here was seen to
    open is info: a scanner will tell it too. Holes of another operating system are left out.

    Fix: install the fixed version that is named, and run `pip-audit` for the other dependencies.

    Fault::

        Werkzeug==2.2.2      # CVE-2023-25577: one multipart body occupies a worker

    Fine::

        Werkzeug==3.1.6
    """
    if not is_the_apps(dependencies):
        yield DoesNotApply(NOT_THE_APPS)
        return
    scene = Scene(app, source, dependencies, deploy)
    told: dict[str, int] = {}
    for distribution in dependencies.installed:
        holes = reaching(distribution, scene)
        if holes:
            told[distribution.name] = _gravity(holes)
            yield _vulnerable(distribution, holes, dependencies)
    doubted = {locked.place.path for locked, _ in contradictions(dependencies)}
    for requirement, distribution in asked_otherwise(dependencies):
        holes = reaching(distribution, scene)
        if holes and _gravity(holes) < told.get(distribution.name, len(SEVERITIES)):
            found = _vulnerable(distribution, holes, dependencies, requirement)
            yield _by_some(found) if requirement.place.path in doubted else found


def _gravity(holes: Sequence[Reaching]) -> int:
    return min(SEVERITIES.index(one.severity) for one in holes)


def _vulnerable(
    distribution: Distribution,
    holes: Sequence[Reaching],
    dependencies: Dependencies,
    requirement: Requirement | None = None,
) -> Found:
    """Of what is installed, or of what a requirement has the next install take."""
    worst = min(holes, key=lambda one: SEVERITIES.index(one.severity))
    name = distribution.name
    declared = [one for one in dependencies.declared if one.name == name]
    asked = next((one for one in declared if pinned(one)), next(iter(declared), None))
    bringing = None if asked else bringer(name, dependencies)
    fixed = max((one.advisory.fixed for one in holes), key=Version)
    aged = None if requirement else newer_at_the_next_install(name, fixed, dependencies)
    which = _NEXT if requirement else f", which {bringing.name} brings," if bringing else ""
    told = requirement or asked or bringing
    return Found(
        f"{name} {distribution.version}{which} has {worst.advisory.id}: {worst.what}",
        subject=name,
        place=told.place if told else Place(),
        evidence=(
            *(f"{one.advisory.id}: {one.what}; {one.why}" for one in holes),
            *([aged] if aged else []),
        ),
        fix=raised(name, fixed, asked or requirement, bringing, dependencies),
        severity="warning" if aged and worst.severity == "error" else worst.severity,
    )


def _by_some(found: Found) -> Found:
    """Of a lock file that other files contradict: whoever installs by those gets another version."""
    severity: Severity | None = "warning" if found.severity == "error" else found.severity
    message = found.message.replace(_NEXT, f", which an install by {found.place.path} takes,", 1)
    fix = f"Write {found.place.path} anew from what the release is installed from, or remove it."
    return replace(found, message=message, fix=fix, severity=severity)


@error
@by_source
def removed_flask_api(
    app: App, source: Source, dependencies: Dependencies, requests: Requests | None = None
) -> Judgement:
    """The code uses something that the installed Flask, or another library, does not have any more.

    In a view it is an exception, and a 500, on the first request that gets there: sign-up with
    `generate_password_hash(..., method="sha256")` is the usual one, because no test and no GET reaches it.
    `app.json_encoder = ...` is ignored without a word. What fails at import is left to app-import-fails.
    Where the installed version still has it, and the requirements let the next install take one that has not,
    that is told as well: a warning for what only a request reaches. So is a method of
    `generate_password_hash` where neither is so: Werkzeug gave it up because whoever has the hashes tries
    millions of words a second. A name that a function takes from an installed module which has no such name
    (`marcxml.XMLWriter(…)`) is a warning, outside of any `if` and `try`. What PyPDF2, Pillow, NumPy, openai
    and others have removed is a warning.

    Fix: use what took its place, which is named in each finding.

    Fault::

        return send_file(path, attachment_filename="bill.pdf")    # TypeError since Flask 2.2

    Fine::

        return send_file(path, download_name="bill.pdf")
    """
    there = installed(dependencies)
    met = {*gone(app, source, dependencies)}
    for name, alike in _by_name(uses(app, source)):
        removal = REMOVALS[name]
        holder = there.get(removal.distribution)
        if holder is None:
            continue
        if is_gone(alike[0], holder):
            reached = [one for one in alike if one in met]
            if reached:
                why = f"{holder.name} {holder.version} does not have it"
                yield _removed(reached, why, requests, None if _is_flasks(name) else "warning")
        elif goes_next(alike[0], dependencies):
            yield _removed(
                alike,
                f"the next install may take {holder.name} {removal.version}, which does not have it "
                f"({holder.version} here)",
                severity="warning" if all(one.lazy for one in alike) or not _is_flasks(name) else None,
            )
        elif name.startswith(_HASHER):
            yield replace(
                _removed(alike, ""),
                message=f"{name} makes hashes that are quickly guessed: gone in Werkzeug 3.0",
                severity="warning",
            )
    yield from absent_names.found(app, uses(app, source), there)


def _is_flasks(name: str) -> bool:
    return name not in OTHERS and name not in CALLED


def _by_name(uses: Sequence[ApiUse]) -> Iterator[tuple[str, list[ApiUse]]]:
    ordered = sorted(uses, key=lambda one: (one.name, one.place))
    for name, alike in groupby(ordered, key=lambda one: one.name):
        yield name, list(alike)


def _removed(
    alike: Sequence[ApiUse], why: str, requests: Requests | None = None, severity: Severity | None = None
) -> Found:
    name, removal = alike[0].name, REMOVALS[alike[0].name]
    said = f"{name} is set and nobody reads it" if removal.ignored else f"{name} is gone"
    seen = crashes(requests, lambda crash: any(is_of_use(crash, one) for one in alike))
    return Found(
        f"{said}: {why}",
        subject=name,
        place=alike[0].place,
        evidence=(
            *(capped([f"{name} at {one.place}" for one in alike]) if len(alike) > 1 else ()),
            *capped(list(seen)),
        ),
        fix=f"Use {removal.instead}.",
        severity=severity,
    )
