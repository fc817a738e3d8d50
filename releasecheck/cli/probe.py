"""`releasecheck probe`: a health route, once or until it is healthy."""

from pathlib import Path
from typing import Any

import click

from releasecheck.cli.output import parse_outputs

FORMATS = ("text", "json", "junit", "github", "markdown", "nagios", "prometheus")
_SECONDS = click.FloatRange(min=0, min_open=True)


@click.command(short_help="Probe a deployed health route, once or until it is healthy.")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--wait", type=_SECONDS, metavar="SECONDS", help="Probe until it is healthy, at most so long.")
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
@click.option("--max-time", type=_SECONDS, metavar="SECONDS", help="A slower answer fails.")
@click.option("--deadline", type=_SECONDS, default=10.0, metavar="SECONDS", help="Hard limit of one probe.")
@click.option("--follow-redirects", type=click.IntRange(0, 5), default=0, metavar="N", help="On one host.")
@click.option("--connect-to", metavar="HOST[:PORT]", help="Connect there in place of the URL's host.")
@click.option("--proxy", metavar="URL", help="Through http://HOST:PORT; env: as https_proxy, no_proxy say.")
@click.option("--netrc", is_flag=True, help="Credentials from $NETRC or ~/.netrc.")
@click.option("--netrc-file", type=click.Path(path_type=Path), metavar="FILE", help="From this file.")
@click.option("--ca-file", metavar="FILE", help="The authorities to trust (PEM).")
@click.option("--cert", metavar="FILE[,KEY]", help="The client certificate (PEM).")
@click.option("--insecure", is_flag=True, help="Do not verify the certificate.")
@click.option("--on-warning", type=click.Choice(["pass", "fail"]), default="pass", show_default=True)
@click.option("--format", "formats", multiple=True, metavar="NAME[=FILE]", help=f"{', '.join(FORMATS)}.")
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
    from releasecheck.cli.way import Way  # noqa: PLC0415 - as above

    if options["successes"] > 1 and options["wait"] is None:
        raise click.UsageError("--successes counts the probes of --wait SECONDS")
    patience = Patience(options.pop("wait"), options.pop("successes"))
    warnings_fail = options.pop("on_warning") == "fail"
    way = Way(options.pop("proxy"), options.pop("netrc"), options.pop("netrc_file"))
    results = ask_all(targets_of(urls, way, **options), patience)
    context.exit(say(results, outputs, warnings_fail=warnings_fail))
