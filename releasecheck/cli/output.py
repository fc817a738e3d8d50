"""`--format NAME[=FILE]`: parsed before anything runs, written whole or not at all."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from releasecheck.cli.streams import CannotWrite, say


@dataclass(frozen=True)
class Output:
    """A report's format and where it goes; None is stdout."""

    format: str
    file: Path | None


def parse_outputs(values: Sequence[str], known: Collection[str]) -> tuple[Output, ...]:
    """The outputs asked for, `text` to stdout when there are none; raises click.UsageError."""
    outputs = tuple(_parse(value, known) for value in values) or (Output("text", None),)
    for file, uses in Counter(output.file for output in outputs).items():
        if uses > 1:
            place = "stdout: give all but one a file, as in --format json=FILE" if file is None else str(file)
            raise click.UsageError(f"--format: {uses} formats for {place}")
    return outputs


def _parse(value: str, known: Collection[str]) -> Output:
    name, equals, file = value.partition("=")
    if name not in known:
        raise click.UsageError(f"--format: {name!r} is not one of {', '.join(known)}")
    if not equals:
        return Output(name, None)
    path = Path(file)
    if not file or path.is_dir():
        raise click.UsageError(f"--format: {value!r} names no file")
    if not path.parent.is_dir():
        raise click.UsageError(f"--format: the folder of {file!r} is not there")
    return Output(name, path)


def write_outputs(outputs: Sequence[Output], render: Callable[[Output], str]) -> None:
    """Render each and write it; raises `CannotWrite`."""
    for output in outputs:
        text = render(output)
        if output.file is None:
            say(text)
        else:
            write_whole(output.file, text)


def write_whole(path: Path, text: str) -> None:
    """Write the file so that it appears whole or not at all; a device or pipe is written as it is."""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        new.chmod(_mode(path))
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """The file's own mode, else what the umask leaves: temporary files are private by default."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
