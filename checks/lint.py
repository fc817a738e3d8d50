"""What ruff finds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.runs import Lint, LintFinding, Tests
from releasecheck.facts.source import Source
from releasecheck.findings import (
    CouldNotLook,
    DoesNotApply,
    Found,
    Judgement,
    Severity,
    by_source,
    error,
    info,
)

from .derived.excused import parted
from .derived.outcomes.doubles import told_by
from .derived.outcomes.undefined import UNDEFINED, is_told_by
from .derived.structure.view_bodies import served
from .derived.wording import capped, counted, listed

_FEW = 3  # codes of style, or places in one file, that are told one by one
_PLACES = 30  # of one code that are named: each may be the one that a request reaches
_STYLE = "style"
_HIDDEN = "F811"  # the first of two tests, or an import that is meant
_SECURITY = re.compile(r"S\d")


@error
@by_source
def lint_fails(  # noqa: PLR0913, PLR0917 - who runs the file is in one, who tells its faults in another
    lint: Lint,
    boot: Boot | None = None,
    app: App | None = None,
    tests: Tests | None = None,
    source: Source | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """Ruff finds code that breaks when it runs, or that a stranger's request can turn against the app.

    An undefined name or a syntax error in a view that no test asks shows itself first to a user: these are
    errors. The security rules that concern a web app, and whatever else the project's own ruff settings
    select, are warnings, these one for each code; with more than three codes of style they are one in all. A
    code that those settings ignore by name is not added to them. A method that is named and not called
    (`db.session.commit` without its brackets) is a warning too, and so is a test that another of its name
    hides: it never runs. In the app's modules that is told where what is hidden is meant: `User.query` below
    `class User(FlaskForm)`, `logout()` in the view logout. In a file that the app did not load, a program of
    its own or an old copy, what breaks is a warning, and what a request would have to reach is information,
    once for each file; of a `.wsgi` file, which mod_wsgi loads, only what breaks is told, an error where no
    deploy file starts the app otherwise. A security rule that a file breaks more than three times is told
    once there, and one that the app breaks in more than two files once in all; a place with an ignore comment
    on its line is told, and hidden, by itself. What macOS put into an archive (`._app.py`) is told once. What
    keeps the app from coming up is left to `app-import-fails`, what a test of the project fails for to
    `tests-fail`, a request that is run to `code-from-request`, and a secret, a server or a program on whose
    line another rule says what comes of it to that rule.

    Fix: `ruff rule CODE` explains the finding and shows the better code.

    Fault::

        @bp.get("/total")
        def total():
            return str(sum(prices))  # F821: prices is not defined anywhere

    Fine::

        @bp.get("/total")
        def total():
            return str(sum(current_prices()))
    """
    if lint.reason:
        yield CouldNotLook(f"the ruff settings in {lint.configured_in} were not used: {lint.reason}")
    crash = boot.crash if boot else None
    told = [one for one in lint.findings if crash and _is_same(one, crash)]
    told += [one for one in lint.findings if tests and _is_told(one, lint, tests)]
    told += [one for one in lint.findings if _SECURITY.match(one.code) and _is_run(one, app, source)]
    of_macos = [one for one in lint.findings if _is_of_macos(one.place)]
    if of_macos:
        yield _no_python(list(dict.fromkeys(one.place.path or "" for one in of_macos)))
    rest = [one for one in lint.findings if one not in told and one not in of_macos]
    together, excused = parted(rest, lambda one: one.place, ("lint-fails", "lint"), source)
    for one in excused:
        beside = _is_beside(one, app, deploy)
        yield replace(_found([one], beside=beside), told_by=())  # the comment is of use
    groups = _by_project(_by_file(_grouped(together, app)), app)
    style = [alike for alike in groups if _is_style(alike[0])]
    told_once = style if len(style) > _FEW else []
    for alike, copies in _with_copies(groups, app):
        if alike not in told_once:
            found = _found(alike, beside=_is_beside(alike[0], app, deploy))
            yield replace(
                found, evidence=(*found.evidence, *capped([f"likewise in {one}" for one in copies]))
            )
    if told_once:
        yield _styled(told_once, lint.configured_in)


@info
def ruff_security_not_enabled(lint: Lint) -> Judgement:
    """The project's own ruff settings leave out the security rules, or a whole file is passed over.

    What releasecheck adds for a web app is found here, at a release; in the editor and in each commit nobody
    sees it, nor the rest of flake8-bandit's rules. Told where the settings select rules and none of `S`, and
    where `# ruff: noqa` without a code hides all that ruff finds in a file of the app, here as well.

    Fix: add "S" to `select` (and `"tests/**" = ["S101"]` to `per-file-ignores`); name the codes that a file
    may break: `# ruff: noqa: E501`.

    Fault::

        [tool.ruff.lint]
        select = ["E", "F"]

    Fine::

        [tool.ruff.lint]
        select = ["E", "F", "S"]
    """
    if lint.configured_in is None and not lint.switched_off:
        yield DoesNotApply("the project has no ruff settings")
    if lint.security is False:
        yield Found(
            f"{lint.configured_in} selects no security rules (S)",
            subject="S",
            place=Place(lint.configured_in),
        )
    for place in lint.switched_off:
        yield Found(
            "`# ruff: noqa` hides all that ruff finds in this file", subject=place.path or "", place=place
        )


def _is_of_macos(place: Place) -> bool:
    """Whether macOS put it into an archive beside a file, to keep what other systems have no room for."""
    return (place.path or "").rpartition("/")[2].startswith("._")


def _no_python(paths: Sequence[str]) -> Found:
    also = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return Found(
        f"{paths[0]}{also}: no Python, but what macOS keeps of a file beside it",
        subject="._*",
        place=Place(paths[0]),
        evidence=capped(paths[1:]),
        fix="Take it out of git, `git rm -r --cached` with its folder, and add `._*` and `__MACOSX/` to "
        ".gitignore.",
        severity="info",
    )


def _is_run(one: LintFinding, app: App | None, source: Source | None) -> bool:
    """Whether it is the call of a live view that runs what the request says."""
    if app is None or source is None:
        return False
    at = (one.place.path, one.place.line)
    flows = (flow for view in served(app, source) for flow in view.body.flows if flow.kind == "code")
    return any((flow.place.path, flow.place.line) == at for flow in flows)


def _is_style(one: LintFinding) -> bool:
    """Whether it neither breaks nor opens anything: code that nobody has to release to see."""
    return one.selected_by == "project" and not one.breaks and not _SECURITY.match(one.code)


def _styled(groups: Sequence[Sequence[LintFinding]], configured_in: str | None) -> Found:
    """All of it at once, by how often each code is found: a release is not about style."""
    often = sorted(groups, key=len, reverse=True)
    number = sum(map(len, often))
    return Found(
        f"{number} places break {len(often)} more rules that {configured_in or 'the project'} selects: "
        f"{listed(f'{alike[0].code} ({len(alike)})' for alike in often)}",
        subject=_STYLE,
        place=often[0][0].place,
        evidence=capped([f"{len(alike)} of {alike[0].code}, as at {_account(alike[0])}" for alike in often]),
        fix="`ruff check` lists them, and `ruff check --fix` mends most; deselect what nobody means to keep.",
        severity="warning",
    )


def _accounts(alike: Sequence[LintFinding]) -> list[str]:
    """Each place, and what ruff says of it where that is not what the message says."""
    return [str(one.place) if one.message == alike[0].message else _account(one) for one in alike]


def _account(one: LintFinding) -> str:
    return f"{one.place}: {one.message}"


def _is_beside(one: LintFinding, app: App | None, deploy: Deploy | None = None) -> bool:
    """Whether the app, which is up, did not load that file, and no mod_wsgi will to start it."""
    path = one.place.path or ""
    starts = path.endswith(".wsgi") and deploy is not None and not deploy.launches
    return app is not None and path not in app.modules and not starts


def _grouped(findings: Sequence[LintFinding], app: App | None) -> list[list[LintFinding]]:
    """A name that a file lacks is told once, ours one by one; what the project selects once for each code."""
    groups: dict[tuple[str, object], list[LintFinding]] = {}
    for one in findings:
        groups.setdefault((one.code, _apart(one, app)), []).append(one)
    return list(groups.values())


def _apart(one: LintFinding, app: App | None) -> object:
    """What two findings of one code have to share to be told as one."""
    if one.code == UNDEFINED:
        return (one.place.path, one.message)  # one import mends them all
    if one.selected_by == "releasecheck" and not one.breaks and _is_beside(one, app):
        return one.place.path
    return one.place if one.breaks or one.selected_by == "releasecheck" else None


def _by_file(groups: Sequence[list[LintFinding]]) -> list[list[LintFinding]]:
    """One security rule that a file breaks again and again is one habit, and told once there."""
    together: dict[tuple[str, str | None], list[LintFinding]] = {}
    for alike in groups:
        if _SECURITY.match(alike[0].code) and not alike[0].breaks and len(alike) == 1:
            together.setdefault((alike[0].code, alike[0].place.path), []).extend(alike)
    habits = [alike for alike in together.values() if len(alike) > _FEW]
    told = {one.place for alike in habits for one in alike}
    return [*(alike for alike in groups if alike[0].place not in told), *habits]


def _by_project(groups: Sequence[list[LintFinding]], app: App | None) -> list[list[LintFinding]]:
    """One security rule that the app breaks in file after file is one habit too."""
    together: dict[str, list[LintFinding]] = {}
    for alike in groups:
        one = alike[0]
        if _SECURITY.match(one.code) and not one.breaks and not _is_beside(one, app):
            together.setdefault(one.code, []).extend(alike)
    habits = [alike for alike in together.values() if _in_files(alike) >= _FEW]
    told = {one.place for alike in habits for one in alike}
    return [*(alike for alike in groups if alike[0].place not in told), *habits]


def _with_copies(
    groups: Sequence[list[LintFinding]], app: App | None
) -> Iterator[tuple[list[LintFinding], list[str]]]:
    """Each group, with the copies of its file elsewhere in which the same stands in the same lines."""
    copies: dict[object, list[list[LintFinding]]] = {}
    for alike in groups:
        one, places = alike[0], [(each.place.line, each.place.column, each.message) for each in alike]
        name = (one.place.path or "").rpartition("/")[2]
        is_whole = _is_beside(one, app) and _in_files(alike) == 1
        copies.setdefault((one.code, name, *places) if is_whole else id(alike), []).append(alike)
    for first, *others in copies.values():
        yield first, [other[0].place.path or "" for other in others]


def _in_files(alike: Sequence[LintFinding]) -> int:
    return len({one.place.path for one in alike})


def _found(alike: Sequence[LintFinding], *, beside: bool) -> Found:
    one, more, files = alike[0], len(alike) - 1, _in_files(alike)
    explained = f"`ruff rule {one.code}` explains the finding and shows the better code."
    mended = "Give each a name of its own" if one.code == _HIDDEN else one.fix
    return Found(
        f"{_spoken(one)}{_also(one, more, files)}" if more else _spoken(one),
        one.code,
        one.place,
        evidence=capped(_accounts(alike), _PLACES) if more else (),
        fix=f"{mended}." if mended else explained if one.code.isalnum() else None,
        severity=_severity(one, beside=beside),
        told_by=() if more else told_by(one),
    )


def _severity(one: LintFinding, *, beside: bool) -> Severity:
    if one.breaks:
        return "warning" if beside else "error"
    apart = beside and one.selected_by == "releasecheck" and one.code != _HIDDEN
    return "info" if apart else "warning"


def _also(one: LintFinding, more: int, files: int) -> str:
    if _SECURITY.match(one.code) and files >= _FEW:
        return f", at {more + 1} places in {files} files"
    if one.code == UNDEFINED or one.selected_by == "releasecheck":
        return f", and {counted(more, 'time')} more in this file"
    return f", and {more} more of {one.code}"


def _spoken(one: LintFinding) -> str:
    """As ruff says it; its word for code that does not parse is no code that one could look up."""
    return f"{one.code} {one.message}" if one.code.isalnum() else one.message


def _is_same(finding: LintFinding, crash: Crash) -> bool:
    here, there = finding.place, crash.place
    name = crash.type == "NameError" and finding.code == UNDEFINED
    return (name or crash.cause == "syntax") and (here.path, here.line) == (there.path, there.line)


def _is_told(finding: LintFinding, lint: Lint, tests: Tests) -> bool:
    return any(is_told_by(failure, finding, lint) for failure in tests.failures)
