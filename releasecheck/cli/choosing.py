"""Flags over settings, and which rules are not asked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from releasecheck.registry import Rule
from releasecheck.settings import Settings

# Flags that are the setting of the same name.
_SAME = (
    *("app", "python", "url", "http_port", "health", "fail_on", "on_inconclusive", "jobs", "timeout"),
    "allow_remote_db",
)


def merged(settings: Settings, flags: Mapping[str, Any]) -> Settings:
    """The settings with every given flag in place of its setting; lists of the flags replace lists."""
    given: dict[str, Any] = {name: flags[name] for name in _SAME if flags[name] is not None}
    given.update((name, tuple(flags[name])) for name in ("select", "skip") if flags[name])
    # A setting's path starts at the project, a flag's where the user is.
    if flags["env_file"]:
        given["env_file"] = tuple(str(path.absolute()) for path in flags["env_file"])
    if "/" in (flags["python"] or ""):
        given["python"] = str(Path(flags["python"]).absolute())
    return replace(settings, **given)


def passed_over(
    select: Collection[str], ignore: Collection[str], rules: Mapping[str, Rule]
) -> dict[str, str]:
    """Rule id -> why it is not asked; raises click.UsageError for an id or family that does not exist."""
    families = {rule.family for rule in rules.values()}
    _check_names("--select", select, rules.keys() | families)
    _check_names("--ignore", ignore, rules.keys() | families)
    left_out = {}
    for rule in rules.values():
        names = {rule.id, rule.family}
        if select and names.isdisjoint(select):
            left_out[rule.id] = "not selected"
        elif not names.isdisjoint(ignore):
            left_out[rule.id] = "--ignore"
    return left_out


def _check_names(option: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            message = f"{option}: there is no rule or family {name!r}.{hint} 'releasecheck rules' lists them."
            raise click.UsageError(message)
