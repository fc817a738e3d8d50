"""What this operating system cannot do for a run."""

import click

LIMITS = "note: on this system boots have no memory limit, and a daemon in a session of its own outlives them"


class Unsupported(click.ClickException):
    """Nothing can be told here at all."""

    exit_code = 3


def check(platform: str) -> None:
    """Say on stderr what `sys.platform` lacks; raises `Unsupported` where programs cannot be contained."""
    if platform == "win32":
        raise Unsupported(
            "could not tell: releasecheck run works on Linux and macOS; on Windows use it in WSL"
        )
    if platform != "linux":
        click.echo(LIMITS, err=True)
