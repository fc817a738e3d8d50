"""`NAME=VALUE` on the command line."""

import re
from collections.abc import Iterable

import click

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def name_values(
    _context: click.Context, _parameter: click.Parameter, texts: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Variables and their values; what is refused is not repeated, it may be a secret."""
    return tuple(map(_name_value, texts))


def _name_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not _NAME.fullmatch(name):
        raise click.BadParameter("expected NAME=VALUE; what was given is not shown, it may be a secret")
    if "\0" in value:
        raise click.BadParameter(f"the value of {name} holds a null character")
    return name, value
