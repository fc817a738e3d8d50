"""What `releasecheck run` does: settings, facts, judgement, outputs."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click

from releasecheck.cli.choosing import merged, passed_over
from releasecheck.cli.colour import wants_colour
from releasecheck.cli.live import Live
from releasecheck.cli.output import Output, parse_outputs, write_outputs, write_whole
from releasecheck.cli.release_file import read_facts, release_text
from releasecheck.cli.rules import documented
from releasecheck.cli.run import FORMATS
from releasecheck.engine import Judged, judge
from releasecheck.facts import Facts
from releasecheck.facts.routes import RouteLock
from releasecheck.findings import in_order
from releasecheck.gather.decoding import decodes
from releasecheck.gather.interpreter import named_python
from releasecheck.gather.process import end_all
from releasecheck.gather.project import gather
from releasecheck.gather.request import Request
from releasecheck.registry import load_rules
from releasecheck.report import json, terminal, text
from releasecheck.report.words import judged_app, left_behind
from releasecheck.route_lock import FILE, kept, lock_text, routes_now
from releasecheck.settings import Settings, SettingsError, load_settings
from releasecheck.suppress import apply
from releasecheck.verdict import Bar, Report, report

WIDEST = 120
_ENDING = (signal.SIGINT, signal.SIGTERM)

Flags = Mapping[str, Any]


def carry_out(flags: Flags) -> int:
    """Run, write the outputs, and say how to exit; raises click.UsageError before anything is booted."""
    outputs = parse_outputs(flags["formats"], FORMATS)
    project = _project(flags)
    settings = merged(_settings(project), flags)
    _check_url(settings, flags)
    _check_python(project, settings, flags)
    over = passed_over(settings.select, flags["ignore"], documented())
    started, clock = datetime.now(UTC), time.monotonic()
    facts = read_facts(flags["facts"]) if flags["facts"] else _gather(project, settings, flags)
    if flags["lock_routes"]:
        facts = _locked(project, facts)
    judged = _judge(facts, settings, over)
    bar = Bar(settings.fail_on, inconclusive_fails=settings.on_inconclusive == "fail")
    said = report(facts, judged, bar, started, time.monotonic() - clock)
    if flags["save"]:
        write_whole(flags["save"], release_text(facts, said))
    if not sys.stdout.isatty():
        click.echo(
            "".join(f"{line}\n" for line in (*judged_app(said), *left_behind(said))), err=True, nl=False
        )
    write_outputs(outputs, _renderer(said, flags["color"]))
    return said.exit_code


def _project(flags: Flags) -> Path:
    """The project's folder, with every file that was named: what is missing is said before anything runs."""
    project = _folder(flags["project"])
    for file in flags["env_file"]:
        if not file.is_file():
            raise click.UsageError(f"--env-file: there is no file {str(file)!r}")
        _check_encoding("--env-file", file)
    if flags["save"] and not flags["save"].parent.is_dir():
        raise click.UsageError(f"--save: the folder of {str(flags['save'])!r} is not there")
    return project


def _folder(named: Path) -> Path:
    """Its path; a current directory that was deleted still is one, and has none."""
    try:
        folder = named.resolve(strict=True)
    except (OSError, RuntimeError):  # a loop of symbolic links is a RuntimeError before Python 3.13
        folder = None
    if folder is None or not folder.is_dir():
        raise click.UsageError(f"there is no project folder {str(named)!r}")
    return folder


def _settings(project: Path) -> Settings:
    families = {rule.id: rule.family for rule in documented().values()}
    try:
        settings = load_settings(project, families)
    except SettingsError as problem:
        raise click.UsageError(str(problem)) from None
    suite_file = settings.tests.env_file
    named = [("env-file", file) for file in settings.env_file]
    for key, file in [*named, *([("tests.env-file", suite_file)] if suite_file else [])]:
        if not (project / file).is_file():
            raise click.UsageError(f"the setting {key}: there is no file {file!r} in {project.name}")
        _check_encoding(f"the setting {key}", project / file)
    return settings


def _check_encoding(named_by: str, file: Path) -> None:
    """A value that was read wrongly would be given to the app."""
    try:
        is_text = decodes(file.read_bytes())
    except OSError as error:
        raise click.UsageError(f"{named_by}: {str(file)!r} cannot be read: {error.strerror}") from None
    if not is_text:
        raise click.UsageError(f"{named_by}: {str(file)!r} is not UTF-8")


def _check_python(project: Path, settings: Settings, flags: Flags) -> None:
    named = named_python(project, settings.python)
    if named is not None and not named.is_file():
        raise click.UsageError(f"{_by('python', flags)}: there is no file {str(named)!r}")


def _by(setting: str, flags: Flags) -> str:
    """Who gave a setting."""
    return f"the setting {setting}" if flags[setting] is None else f"--{setting}"


def _check_url(settings: Settings, flags: Flags) -> None:
    if settings.url is None:
        return
    from releasecheck.probe import Target  # noqa: PLC0415 - requests is slow to load, and only a URL needs it

    try:
        Target(url=settings.url)
    except ValueError as problem:
        raise click.UsageError(f"{_by('url', flags)}: {problem}") from None


def _gather(project: Path, settings: Settings, flags: Flags) -> Facts:
    request = Request(
        root=project,
        settings=settings,
        sets=flags["sets"],
        flags=frozenset(name for name in ("app", "python") if flags[name] is not None),
        build=flags["build"],
        serve=flags["serve"],
        ends=time.monotonic() + settings.timeout,
    )
    with _ending_all():
        if not sys.stderr.isatty():
            return gather(request)
        with Live(sys.stderr) as live:
            return gather(request, live)


@contextmanager
def _ending_all() -> Iterator[None]:
    """Leave nothing running; a signal ends it at once, because pools would wait for what still runs."""
    for number in _ENDING:
        if callable(then := signal.getsignal(number)):  # one that is ignored stays so
            signal.signal(number, partial(_stop, then))
    try:
        yield
    finally:
        end_all()


def _stop(then: Callable[[int, FrameType | None], object], number: int, frame: FrameType | None) -> None:
    # `timeout` sends two at once: the second must not come while this thread holds a lock.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        end_all()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    then(number, frame)


def _locked(project: Path, facts: Facts) -> Facts:
    """Write routes.lock; the facts as if it had been there before."""
    if facts.app is None:
        click.echo(f"{FILE} was not written: there is no app whose routes could be seen", err=True)
        return facts
    now = routes_now(facts.app, facts.source, facts.requests)
    routes = kept(now, facts.locked.routes if facts.locked else ())
    write_whole(project / FILE, lock_text(routes))
    missing = {name: one for name, one in facts.missing.items() if name != "locked"}
    return replace(facts, locked=RouteLock(tuple(routes)), missing=missing)


def _judge(facts: Facts, settings: Settings, over: Mapping[str, str]) -> Judged:
    judged = judge(facts, load_rules().values(), settings.severity, over)
    comments = facts.source.suppressions if facts.source else ()
    findings, complaints = apply(judged.findings, comments, settings.ignore, judged.checks)
    kept = (
        replace(one, severity=settings.severity.get(one.rule, one.severity))
        for one in complaints
        if one.rule not in over
    )
    return replace(judged, findings=in_order((*findings, *kept)))


def _renderer(said: Report, choice: str) -> Callable[[Output], str]:
    """Text as a page on a terminal and as lines elsewhere; JSON the same everywhere."""

    def render(output: Output) -> str:
        if output.format == "json":
            return json.render(said)
        if output.file is not None:
            return text.render(said, colour=choice == "always")
        colour = wants_colour(choice, sys.stdout, os.environ)
        if sys.stdout.isatty():
            width = min(shutil.get_terminal_size().columns, WIDEST)
            return terminal.render(said, colour=colour, width=width)
        return text.render(said, colour=colour)

    return render
