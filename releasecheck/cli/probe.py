"""`releasecheck probe`: a health route, once or until it is healthy."""

from typing import Any

import click

from releasecheck.cli.options import SECONDS, format_option, way_to_a_host
from releasecheck.cli.output import parse_outputs

FORMATS = ("text", "json", "junit", "github", "markdown", "nagios", "prometheus")


@click.command(short_help="Probe a deployed health route, once or until it is healthy.")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--wait", type=SECONDS, metavar="SECONDS", help="Probe until it is healthy, at most so long.")
@click.option("--successes", type=click.IntRange(1), default=1, metavar="N", help="In a row, with --wait.")
@click.option("--expect-status", default="200-299", metavar="CODES", help="As in 200, 200,204 or 200-299.")
@click.option("--expect-json", multiple=True, metavar="PATH=VALUE", help="A JMESPath; repeatable.")
@click.option(
    "--expect-header",
    "expect_headers",
    multiple=True,
    metavar="HEADER",
    help="'Name: value', 'Name: ~regex' or 'Set-Cookie: NAME; Secure; HttpOnly'; repeatable.",
)
@click.option("--expect-build", metavar="ID", help="The build that must answer.")
@click.option("--max-time", type=SECONDS, metavar="SECONDS", help="A slower answer fails.")
@click.option("--follow-redirects", type=click.IntRange(0, 5), default=0, metavar="N", help="On one host.")
@way_to_a_host(insecure="Do not verify the certificate.")
@click.option("--on-warning", type=click.Choice(["pass", "fail"]), default="pass", show_default=True)
@format_option(FORMATS)
@click.pass_context
def probe(context: click.Context, /, urls: tuple[str, ...], **options: Any) -> None:
    """Ask each URL once and judge what answers, or --wait until it is healthy.

    Credentials come from the environment only: RELEASECHECK_PROBE_BASIC (user:password),
    RELEASECHECK_PROBE_BEARER, RELEASECHECK_PROBE_HEADER ('Name: value'), for a proxy
    RELEASECHECK_PROBE_PROXY_BASIC, or from the files that the same names with _FILE give; they are sent to
    every URL of the command. A .netrc is read, and a proxy used, only where you ask for it.

    Exit: 0 healthy, 1 unhealthy, 2 wrong usage, 3 could not tell.
    """
    outputs = parse_outputs(options.pop("formats"), FORMATS)
    from releasecheck.cli.probing import Patience, ask_all, say, targets_of  # noqa: PLC0415 - see there

    if options["successes"] > 1 and options["wait"] is None:
        raise click.UsageError("--successes counts the probes of --wait SECONDS")
    patience = Patience(options["wait"], options["successes"])
    results = ask_all(targets_of(urls, options), patience)
    context.exit(say(results, outputs, warnings_fail=options["on_warning"] == "fail"))
