"""Whether to colour: --color, then NO_COLOR, then FORCE_COLOR, then the terminal."""

from collections.abc import Mapping
from typing import TextIO

CHOICES = ("auto", "always", "never")


def wants_colour(choice: str, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Decide for a stream; an empty variable counts as unset (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    return stream.isatty() and environ.get("TERM") != "dumb"
