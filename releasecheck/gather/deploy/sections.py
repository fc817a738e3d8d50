"""Files of sections and options, as systemd, supervisord and uWSGI read them."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One option, with its line in the file."""

    name: str
    value: str
    line: int


def sections(text: str) -> Iterator[list[Option]]:
    """The options of each section, repeated ones too, which configparser would not keep, nor their lines."""
    section: list[Option] = []
    for line, written in _logical(text):
        if written.startswith("["):
            yield section
            section = []
        elif "=" in written and written[0] not in "#;":
            name, _, value = written.partition("=")
            section.append(Option(name.strip(), value.strip(), line))
    yield section


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what continues them: after a backslash, or indented."""
    begun: list[str] = []
    first = 1
    for number, line in enumerate(text.splitlines(), 1):
        goes_on = bool(begun) and (begun[-1].endswith("\\") or (line[:1].isspace() and bool(line.strip())))
        if begun and not goes_on:
            yield first, _joined(begun)
            begun = []
        if line.strip():
            first = first if begun else number
            begun.append(line.rstrip())
    if begun:
        yield first, _joined(begun)


def _joined(lines: list[str]) -> str:
    return " ".join(line.removesuffix("\\").strip() for line in lines).strip()
