"""`releasecheck gate`: did the build that was checked come up on every instance, and stay?"""

from typing import Any

import click

from releasecheck.cli.options import FILE, PORT, SECONDS, format_option, way_to_a_host
from releasecheck.cli.output import parse_outputs

FORMATS = ("text", "json", "junit", "github", "markdown")


@click.command(short_help="After a deploy: is the build that was checked up everywhere, healthy and steady?")
@click.argument("url")
@click.option("--release", type=FILE, metavar="FILE", help="What `run --save` wrote.")
@click.option("--expect-build", metavar="ID", help="Must come up; default: the release file's.")
@click.option("--instances", type=click.IntRange(1), metavar="N", help="How many there are.")
@click.option("--wait", type=SECONDS, default=300.0, metavar="SECONDS", help="For the build (300).")
@click.option("--hold", type=SECONDS, default=15.0, metavar="SECONDS", help="It must stay (15).")
@click.option("--health", metavar="PATH", help="The health route; default: the release file's.")
@click.option("--http-port", type=PORT, metavar="PORT", help="Of the deployment over plain http (80).")
@click.option("--snapshot", type=FILE, metavar="FILE", help="Before the deploy: write how it is, exit 0.")
@click.option("--before", type=FILE, metavar="FILE", help="What --snapshot wrote: faults that are not new.")
@click.option("--deployed-after", metavar="TIME", help="ISO 8601 or epoch; default: the release file's.")
@click.option("--require-ready", is_flag=True, help="Refuse a release file whose verdict is not ready.")
@way_to_a_host(insecure="Do not verify the certificate; never a pass.")
@format_option(FORMATS)
@click.pass_context
def gate(context: click.Context, /, **options: Any) -> None:
    """Settle, match, verify, hold: pass only when the checked build answers on every instance.

    URL is the base of the deployment. Credentials come from the environment as with `probe`.

    Exit: 0 released, 1 not released, 2 wrong usage, 3 could not tell, 4 the time was up and the old build
    still answered.
    """
    outputs = parse_outputs(options.pop("formats"), FORMATS)
    from releasecheck.cli.gating import carry_out  # noqa: PLC0415 - requests is slow to load

    context.exit(carry_out(options, outputs))
