"""The standard streams, which whoever started us may have closed, filled or left."""

import os
import sys

import click

READER_LEFT = 141  # as a shell says of a program that SIGPIPE ended


class CannotWrite(click.ClickException):
    """A report could not be written: nobody may read success or failure from the exit code."""

    exit_code = 3


def open_closed() -> None:
    """Open the null device where a stream is closed: the next file opened would get its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r+", encoding="utf-8"))


def say(text: str) -> None:
    """Write to stdout in whatever encoding it has; raises `CannotWrite`, or leaves when the reader has."""
    encoding: str = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        # color=True: whether to colour was decided before, and click would decide anew
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, color=True)
    except BrokenPipeError:
        give_up_stdout()
        raise click.exceptions.Exit(READER_LEFT) from None
    except OSError as problem:
        give_up_stdout()
        raise CannotWrite(f"stdout cannot be written: {problem.strerror}") from None


def give_up_stdout() -> None:
    """Let what is left in its buffer go nowhere, or Python would complain of it at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
