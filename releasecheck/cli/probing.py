"""What `releasecheck probe` does; apart from its options because requests takes longer than any --help."""

import importlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from releasecheck.cli.output import Output, write_outputs
from releasecheck.probe import Probe, Target, credentials_from, probe, probe_report, wait
from releasecheck.probe.background import in_background
from releasecheck.settings import SettingsError, load_settings

_CREDENTIALS_IN_URL = (
    "credentials in a URL stay in shell history and process lists: use RELEASECHECK_PROBE_BASIC"
)


@dataclass(frozen=True)
class Patience:
    """How long to go on (None: one probe) and how many successes in a row it takes."""

    seconds: float | None
    successes: int


def targets_of(urls: Sequence[str], **expected: Any) -> list[Target]:
    """The targets, by the settings here and with the environment's credentials; raises click.UsageError.

    Credentials in a URL are used, and warned of.
    """
    try:
        settings = load_settings(Path.cwd())
        common: dict[str, Any] = {
            "credentials": credentials_from(os.environ),
            "build_from": settings.build,
            "warn_time": settings.probe.warn_time,
            "debugger": settings.probe.debugger,
        }
        targets = [Target(url=url, **common, **expected) for url in urls]
    except (SettingsError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    if any(target.has_credentials_in_url for target in targets):
        click.echo(_CREDENTIALS_IN_URL, err=True)
    return targets


def ask_all(targets: Sequence[Target], patience: Patience) -> list[Probe]:
    """Side by side: the slowest target decides how long it takes, not the sum."""
    futures = [in_background(partial(_ask, target, patience)) for target in targets]
    return [future.result() for future in futures]


def _ask(target: Target, patience: Patience) -> Probe:
    if patience.seconds is None:
        return probe(target)
    return wait(target, patience.seconds, patience.successes)


def say(results: Sequence[Probe], outputs: Sequence[Output], *, warnings_fail: bool) -> int:
    """Write the reports; the exit code."""
    report = probe_report(results, warnings_fail=warnings_fail)

    def render(output: Output) -> str:
        module = importlib.import_module(f"releasecheck.report.probe_{output.format}")
        text: str = module.render(report)
        return text

    write_outputs(outputs, render)
    return report.exit_code
