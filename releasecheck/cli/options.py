"""What several commands take: the kinds of values, and the way to a host."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path)
PORT = click.IntRange(1, 65535)
SECONDS = click.FloatRange(min=0, min_open=True)

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def format_option(formats: Sequence[str]) -> Decorator:
    """`--format`, as `parse_outputs` reads it."""
    words = f"{', '.join(formats)}; repeatable."
    return click.option("--format", "formats", multiple=True, metavar="NAME[=FILE]", help=words)


def way_to_a_host(*, insecure: str) -> Decorator:
    """The options of `cli.way.Way`; `insecure` says what comes of --insecure."""
    options = (
        click.option(
            "--deadline", type=SECONDS, default=10.0, metavar="SECONDS", help="Hard limit of one probe."
        ),
        click.option("--connect-to", metavar="HOST[:PORT]", help="Connect there in place of the URL's host."),
        click.option(
            "--proxy", metavar="URL", help="Through http://HOST:PORT; env: as https_proxy, no_proxy say."
        ),
        click.option("--netrc", is_flag=True, help="Credentials from $NETRC or ~/.netrc."),
        click.option("--netrc-file", type=FILE, metavar="FILE", help="From this file."),
        click.option("--ca-file", metavar="FILE", help="The authorities to trust (PEM)."),
        click.option("--cert", metavar="FILE[,KEY]", help="The client certificate (PEM)."),
        click.option("--insecure", is_flag=True, help=insecure),
    )

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):  # click shows the decorator that comes first, and runs last, first
            command = option(command)
        return command

    return decorate
