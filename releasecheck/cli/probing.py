"""What `releasecheck probe` does; apart from its options because requests takes longer than any --help."""

import importlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from releasecheck.cli.output import Output, write_outputs
from releasecheck.cli.way import Way
from releasecheck.probe import Probe, Reason, Target, probe, probe_report, wait
from releasecheck.probe.background import in_background
from releasecheck.report.probe_text import summary_line
from releasecheck.settings import SettingsError, load_settings

_CREDENTIALS_IN_URL = (
    "credentials in a URL stay in shell history and process lists: use RELEASECHECK_PROBE_BASIC"
)
_EXPECTED = ("expect_status", "expect_json", "expect_headers", "expect_build", "max_time", "follow_redirects")
_EVERY_S = 10.0


@dataclass(frozen=True)
class Patience:
    """How long to go on (None: one probe) and how many successes in a row it takes."""

    seconds: float | None
    successes: int


def targets_of(urls: Sequence[str], options: Mapping[str, Any]) -> list[Target]:
    """The targets, by the settings here and with the environment's credentials; raises click.UsageError.

    Credentials in a URL are used, and warned of.
    """
    try:
        settings = load_settings(Path.cwd())
        common: dict[str, Any] = {
            "build_from": settings.build,
            "warn_time": settings.probe.warn_time,
            "debugger": settings.probe.debugger,
            **{name: options[name] for name in _EXPECTED},
        }
        way = Way.given_by(options)
        targets = [Target(url=url, **way.to(url, _tell), **common) for url in urls]
    except (SettingsError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    if any(target.has_credentials_in_url for target in targets):
        click.echo(_CREDENTIALS_IN_URL, err=True)
    return targets


def _tell(words: str) -> None:
    click.echo(words, err=True)


def ask_all(targets: Sequence[Target], patience: Patience) -> list[Probe]:
    """Side by side: the slowest target decides how long it takes, not the sum."""
    futures = [in_background(partial(_ask, target, patience)) for target in targets]
    return [future.result() for future in futures]


def _ask(target: Target, patience: Patience) -> Probe:
    if patience.seconds is None:
        return probe(target)
    return wait(target, patience.seconds, patience.successes, tell=Teller())


class Teller:
    """On stderr how the waiting goes: what is new at once, the same again only now and then."""

    def __init__(self) -> None:
        self._said: tuple[Reason, ...] | None = None
        self._next = 0.0

    def __call__(self, probed: Probe, left: float) -> None:
        """One line at most."""
        now = time.monotonic()
        if probed.reasons == self._said and now < self._next:
            return
        self._said, self._next = probed.reasons, now + _EVERY_S
        line = " ".join(summary_line(probed).split())
        reasons = f" ({', '.join(probed.reasons)})" if probed.reasons else ""
        click.echo(f"waiting: {line}{reasons}, {left:.0f} s left", err=True)


def say(results: Sequence[Probe], outputs: Sequence[Output], *, warnings_fail: bool) -> int:
    """Write the reports; the exit code."""
    report = probe_report(results, warnings_fail=warnings_fail)

    def render(output: Output) -> str:
        module = importlib.import_module(f"releasecheck.report.probe_{output.format}")
        text: str = module.render(report)
        return text

    write_outputs(outputs, render)
    return report.exit_code
