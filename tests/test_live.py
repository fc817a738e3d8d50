"""The live lines, drawn by hand at chosen moments."""

import io
import os
import pty
import re
import termios
from itertools import count

import pytest

from releasecheck.cli.live import Live


def visible(text: str) -> list[str]:
    return [line.rstrip() for line in re.sub(r"\x1b\[\d*[A-Z]", "", text).lstrip("\r").splitlines()]


def test_a_line_per_gatherer_with_what_it_does_and_how_long() -> None:
    ticks = count()
    live = Live(io.StringIO(), clock=lambda: float(next(ticks)))
    live("source", "reading 12 files")
    live("boot", "as given")
    live("source", None)
    lines = visible(live.draw())
    assert [line.split()[:2] for line in lines] == [["✓", "source"], ["·", "boot"]]
    assert lines[1].endswith("as given")


@pytest.mark.parametrize(("columns", "longest"), [(40, 39), (0, 79)])
def test_no_line_is_wider_than_the_terminal(columns: int, longest: int) -> None:
    controller, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, columns))
    with os.fdopen(controller), os.fdopen(terminal, "w") as stream:
        live = Live(stream)
        live("boot", "x" * 200)
        assert len(visible(live.draw())[0]) == longest


def test_drawing_again_replaces_what_was_drawn() -> None:
    live = Live(io.StringIO())
    live("source", "reading")
    assert "\x1b[1A" not in live.draw()
    live("boot", "as given")
    assert live.draw().count("\x1b[1A") == 1
    assert live.draw().count("\x1b[1A") == 2


def test_nothing_is_left_on_the_screen() -> None:
    stream = io.StringIO()
    with Live(stream) as live:
        live("source", "reading")
        stream.write(live.draw())
    assert stream.getvalue().endswith("\x1b[1A\x1b[2K\r")
