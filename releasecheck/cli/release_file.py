"""The file of --save: facts and report, for --facts and for what compares the deployed release with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click
import msgspec

from releasecheck.facts import Facts
from releasecheck.verdict import Report

SCHEMA = "releasecheck/release/1"


@dataclass(frozen=True, slots=True)
class _Judged:
    """Of the report, what later commands need."""

    started: str
    duration_s: float
    verdict: str


@dataclass(frozen=True, slots=True)
class _Kept:
    schema: str
    facts: Facts
    report: _Judged


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A release as it was checked; `written` is when, ISO 8601."""

    facts: Facts
    verdict: str
    written: str


@dataclass(frozen=True, slots=True)
class _Release:
    schema: str
    facts: Facts
    report: Report


def release_text(facts: Facts, report: Report) -> str:
    """Facts and report as JSON."""
    return msgspec.json.encode(_Release(SCHEMA, facts, report)).decode() + "\n"


def read_facts(path: Path) -> Facts:
    """The facts of a release file; raises click.UsageError naming the file and what is wrong in it."""
    return _read(path, "--facts").facts


def read_release(path: Path) -> ReleaseFile:
    """A release file; raises click.UsageError naming the file and what is wrong in it."""
    kept = _read(path, "--release")
    began = datetime.fromisoformat(kept.report.started)
    written = began + timedelta(seconds=kept.report.duration_s)
    return ReleaseFile(kept.facts, kept.report.verdict, written.isoformat())


def _read(path: Path, option: str) -> _Kept:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except OSError as problem:
        raise click.UsageError(f"{option}: {path} cannot be read: {problem.strerror}") from None
    except msgspec.DecodeError as problem:
        raise click.UsageError(f"{option}: {path} is no file of --save: {problem}") from None
    if kept.schema != SCHEMA:
        raise click.UsageError(f"{option}: {path} is {kept.schema!r}; this version reads {SCHEMA!r}")
    return kept
