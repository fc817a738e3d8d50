"""`releasecheck run`."""

import sys
from typing import Any

import click

from releasecheck.cli import platforms
from releasecheck.cli.colour import CHOICES
from releasecheck.cli.options import FILE, PORT, SECONDS, format_option
from releasecheck.cli.pairs import name_values

FORMATS = ("text", "json")
SKIPS = ("requests", "tests", "lint", "boot")
SEVERITIES = ("error", "warning", "info")


@click.command(short_help="Judge a Flask project: is it ready to be released?")
@click.argument("project", default=".", type=FILE)
@click.option("--app", metavar="TARGET", help="The app, as flask --app takes it.")
@click.option("--python", metavar="PATH", help="The Python that has the app's packages.")
@click.option(
    "--env-file", multiple=True, type=FILE, metavar="FILE", help="Variables of the release; repeatable."
)
@click.option(
    "--set",
    "sets",
    multiple=True,
    callback=name_values,
    metavar="NAME=VALUE",
    help="One variable; repeatable.",
)
@click.option("--url", metavar="URL", help="Also probe the health route deployed there.")
@click.option("--http-port", type=PORT, metavar="PORT", help="Of that site over plain http (80).")
@click.option("--health", metavar="PATH", help="The health route's path.")
@click.option("--select", multiple=True, metavar="ID|FAMILY", help="Only these rules; repeatable.")
@click.option("--ignore", multiple=True, metavar="ID|FAMILY", help="Not these rules; repeatable.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="What stops a release (default: error).")
@click.option("--on-inconclusive", type=click.Choice(["pass", "fail"]), help="Default: pass.")
@click.option("--skip", multiple=True, type=click.Choice(SKIPS), help="Leave a part out; repeatable.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Boots side by side.")
@click.option("--timeout", type=SECONDS, metavar="SECONDS", help="End the whole run (default: 900).")
@click.option("--allow-remote-db", is_flag=True, default=None, help="Let the app reach databases elsewhere.")
@click.option("--serve", is_flag=True, help="Also rehearse it under its own WSGI server on loopback.")
@click.option("--build", metavar="ID", help="What this release is called (default: the git commit).")
@format_option(FORMATS)
@click.option("--save", type=FILE, metavar="FILE", help="Keep facts and report: the release manifest.")
@click.option("--facts", type=FILE, metavar="FILE", help="Judge the facts that --save kept.")
@click.option("--lock-routes", is_flag=True, help="Write routes.lock: the routes as they are now are meant.")
@click.option("--color", type=click.Choice(CHOICES), default="auto", show_default=True)
@click.pass_context
def run(context: click.Context, /, **flags: Any) -> None:
    """Judge PROJECT (default: this directory): boot its app, ask its routes, run its lint and its tests.

    It runs the project's code with your rights. Exit: 0 ready, 1 not ready, 2 wrong usage, 3 could not tell.
    """
    platforms.check(sys.platform)
    from releasecheck.cli.running import carry_out  # noqa: PLC0415 - what a run needs would slow --help

    context.exit(carry_out(flags))
