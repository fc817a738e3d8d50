"""The command line: the one part that prints and exits."""

import importlib
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

import click

from releasecheck.cli import streams

# Help lines stand here so that `--help` loads no command; a test compares them with the commands' own.
COMMANDS = {
    "run": ("releasecheck.cli.run", "Judge a Flask project: is it ready to be released?"),
    "probe": ("releasecheck.cli.probe", "Probe a deployed health route, once or until it is healthy."),
    "gate": (
        "releasecheck.cli.gate",
        "After a deploy: is the build that was checked up everywhere, healthy and steady?",
    ),
    "review": ("releasecheck.cli.review", "Answer the checklist for a release."),
    "rules": ("releasecheck.cli.rules", "List every rule."),
    "explain": ("releasecheck.cli.rules", "Print one rule's documentation."),
}


INTERRUPTED, TERMINATED = 130, 143


class OurBug(click.ClickException):
    """An exception nobody foresaw, named by type and place only: its text may hold a secret."""

    exit_code = 3

    def __init__(self, problem: Exception) -> None:
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        super().__init__(
            f"could not tell: a bug of releasecheck ({type(problem).__name__} at {place}); please report it"
        )


class LazyGroup(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[name][0]), name)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run with open streams; what keeps click from writing its help or an error ends here."""
        streams.open_closed()
        try:
            return super().main(*args, **kwargs)
        except OSError:
            streams.give_up_stdout()
            sys.exit(streams.CannotWrite.exit_code)

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what we did not foresee is said in one line, without the values in a traceback."""
        signal.signal(signal.SIGTERM, _terminated)
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            context.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as problem:  # noqa: BLE001 - the outermost edge: no traceback of ours reaches a user
            raise OurBug(problem) from None

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """The help's table of commands, from the lines above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _terminated(_number: int, _frame: FrameType | None) -> None:
    """Leave through every `finally`, so that no child stays behind."""
    raise SystemExit(TERMINATED)


def _print_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from releasecheck.version import version  # noqa: PLC0415 - reading metadata costs more than the help

        streams.say(f"releasecheck {version()}\n")
        context.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version.",
)
def main() -> None:
    """The release gate for Flask."""
