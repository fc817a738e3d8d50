"""What `releasecheck gate` does: files in, the gate, reports out."""

import importlib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from releasecheck.cli.output import Output, write_outputs, write_whole
from releasecheck.cli.release_file import ReleaseFile, read_release
from releasecheck.cli.verifying import Verifier, no_release
from releasecheck.cli.way import Way
from releasecheck.gate.gate import addresses_of, run_gate
from releasecheck.gate.result import OneByOne, gate_report, progress
from releasecheck.gate.snapshot import Snapshot, read_snapshot, take_snapshot
from releasecheck.gate.state import State
from releasecheck.gate.terms import Terms
from releasecheck.gather.live import Base
from releasecheck.health_route import base_url, find_health_route, health_url
from releasecheck.probe import Reason, Target
from releasecheck.probe.health import epoch
from releasecheck.settings import Settings, SettingsError, load_settings

Options = Mapping[str, Any]
_UNVERIFIED = "--insecure: nobody verifies who answers, so this cannot pass; name the authority by --ca-file"
_EVERY_S = 10.0  # how often a log, which is no terminal, is told how it goes


def carry_out(options: Options, outputs: Sequence[Output]) -> int:
    """Run the gate or take the snapshot; how to exit. Raises click.UsageError before anything is asked."""
    release = read_release(options["release"]) if options["release"] else None
    settings = _settings()
    target = _target(options, settings, release)
    if options["snapshot"]:
        write_whole(options["snapshot"], msgspec.json.encode(take_snapshot(target)).decode() + "\n")
        return 0
    if release is None and options["expect_build"] is None:
        raise click.UsageError("name the release: --release FILE (of `run --save`), or --expect-build ID")
    notes = [*_notes(release, options), *_about_way(target)]
    for note in notes:
        _note(note)
    before = _before(options)
    terms = _terms(options, release, target, before)
    verifier = _verifier(options, settings, release, target, before)
    state = run_gate(target, terms, verify=verifier, tell=_Teller(terms))
    verifier.conclude(state, terms)
    state = _as_proof(state, target)
    report = gate_report(target.shown_url, state, terms, verifier.findings, [*notes, *verifier.notes])
    report = replace(report, one_by_one=_one_by_one(verifier))

    def render(output: Output) -> str:
        text: str = importlib.import_module(f"releasecheck.report.gate_{output.format}").render(report)
        return text

    write_outputs(outputs, render)
    return report.exit_code


def _note(words: str) -> None:
    click.echo(f"releasecheck: {words}", err=True)


def _as_proof(state: State, target: Target) -> State:
    """Without a verified certificate anybody may have answered: that is no pass for a release."""
    if state.verdict != "released" or not _is_unverified(target):
        return state
    return replace(state, verdict="unknown", reasons=(*state.reasons, Reason.TLS_UNTRUSTED))


def _about_way(target: Target) -> Iterator[str]:
    """What the way there keeps from being proved, or seen."""
    if _is_unverified(target):
        yield _UNVERIFIED
    if target.proxy is not None:
        yield f"asked through the proxy {target.proxy}: it chooses among the deployment's addresses"


def _is_unverified(target: Target) -> bool:
    return target.insecure and target.url.startswith("https:")


def _one_by_one(verifier: Verifier) -> OneByOne | None:
    each = verifier.one_by_one
    return OneByOne(each.asked, each.unmet) if each else None


def _settings() -> Settings:
    try:
        return load_settings(Path.cwd())
    except SettingsError as error:
        raise click.UsageError(str(error)) from None


def _target(options: Options, settings: Settings, release: ReleaseFile | None) -> Target:
    url = health_url(options["url"], _health_path(options, settings, release))
    way = Way.given_by(options)
    try:
        return Target(
            url=url,
            **way.to(url, _note),
            build_from=settings.build,
            warn_time=settings.probe.warn_time,
            debugger=False,  # asked once per instance, when the pages are compared
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _health_path(options: Options, settings: Settings, release: ReleaseFile | None) -> str:
    asked: str | None = options["health"] or settings.health
    facts = release.facts if release else None
    asked = asked or (facts.project.health if facts else None)
    if asked is not None:
        return asked
    found = find_health_route(facts.app.routes) if facts and facts.app else None
    if found is None:
        raise click.UsageError("which route says that the app is healthy? Name it with --health PATH")
    return found.path


def _verifier(
    options: Options,
    settings: Settings,
    release: ReleaseFile | None,
    target: Target,
    before: Snapshot | None,
) -> Verifier:
    path = _health_path(options, settings, release)
    there = replace(target, debugger=settings.probe.debugger)
    facts = release.facts if release else no_release()
    base = Base(base_url(options["url"], path), there, options["http_port"] or settings.http_port)
    return Verifier(base, facts, settings, before)


def _terms(options: Options, release: ReleaseFile | None, target: Target, before: Snapshot | None) -> Terms:
    expected = options["expect_build"] or (release.facts.project.build if release else None)
    return Terms(
        build=expected,
        instances=options["instances"],
        wait=options["wait"],
        hold=options["hold"],
        deployed_after=_deployed_after(options, release),
        epoch=time.time(),
        known_ailing=frozenset(before.ailing) if before else frozenset(),
        addresses=() if target.connect_to or target.proxy else addresses_of(target.url),
    )


def _deployed_after(options: Options, release: ReleaseFile | None) -> float | None:
    text = options["deployed_after"]
    if text is None:
        return epoch(release.written) if release else None
    found = epoch(text)
    if found is None:
        raise click.UsageError(f"--deployed-after: {text!r} is no time like 2026-11-27T14:00:00Z")
    return found


def _before(options: Options) -> Snapshot | None:
    if options["before"] is None:
        return None
    try:
        return read_snapshot(options["before"].read_bytes())
    except OSError as problem:
        raise click.UsageError(f"--before: {options['before']} cannot be read: {problem.strerror}") from None
    except ValueError as problem:
        raise click.UsageError(f"--before: {options['before']}: {problem}") from None


def _notes(release: ReleaseFile | None, options: Options) -> Sequence[str]:
    if release is None or release.verdict == "ready":
        return ()
    words = f"the release file's verdict is {release.verdict}"
    if options["require_ready"]:
        raise click.UsageError(f"--require-ready: {words}")
    return (words,)


@dataclass
class _Teller:
    """A line on stderr: one that is written over on a terminal, one now and then in a log."""

    terms: Terms
    said_at: float = -_EVERY_S
    said: str = ""

    def __call__(self, state: State, now: float) -> None:
        if state.verdict is not None:
            if sys.stderr.isatty() and self.said:
                click.echo("\r\x1b[2K", err=True, nl=False)
            return
        line = progress(state, self.terms, now)
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False)
        elif now - self.said_at >= _EVERY_S or line.partition(":")[0] != self.said.partition(":")[0]:
            self.said_at = now
            click.echo(f"{datetime.now(UTC):%H:%M:%S} {line}", err=True)
        self.said = line
