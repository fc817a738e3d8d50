"""What the text of a file speaks of at all: most files are spared the notes on what they never name."""

from typing import Literal

Subject = Literal["passwords", "requests", "tokens", "variables"]

# Plain substrings: a pattern with these alternatives takes longer to search than the notes take to make.
_NAMED_BY: dict[Subject, tuple[bytes, ...]] = {
    # `pass` alone is Python's own word: only as a part of a name, a key of a form, a column in SQL.
    "passwords": (
        *(b"passw", b"passphrase", b"pwd", b"psw", b"senha", b"contrasena"),
        *(b"_pass", b'"pass', b"'pass", b"pass="),
    ),
    "requests": (
        *(b"request", b".data", b"parse_args", b"validate", b"is_submitted"),
        *(b".arguments(", b"use_args(", b".input("),
    ),
    "tokens": (b"jwt", b"jose"),
    "variables": (b"env", b"decouple", b"prettyconf", b"goodconf", b"starlette", b"basesettings"),
}


def of(content: bytes) -> frozenset[Subject]:
    """The subjects of a file."""
    text = content.lower()
    return frozenset(subject for subject, names in _NAMED_BY.items() if any(name in text for name in names))
