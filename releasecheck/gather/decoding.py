"""Text files of a project, which no encoding may stop: editors and shells of Windows write UTF-16."""

import codecs
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> str:
    """The text in the encoding that its byte order mark tells, else UTF-8; what is no text is replaced."""
    return content.decode(_encoding(content), "replace").removeprefix("\ufeff")


def decodes(content: bytes) -> bool:
    """Whether it is text in that encoding throughout."""
    try:
        content.decode(_encoding(content))
    except UnicodeDecodeError:
        return False
    return True


def _encoding(content: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")


def dotenv_of(file: Path, *, interpolate: bool = True) -> Mapping[str, str | None]:
    """The variables of a dotenv file, as python-dotenv would read them if it knew the encoding."""
    return dotenv_values(stream=StringIO(decoded(file.read_bytes())), interpolate=interpolate)
