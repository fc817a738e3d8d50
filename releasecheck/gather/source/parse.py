"""From a file's bytes to its syntax tree, or to the reason why there is none."""

import ast
import stat
import sys
import warnings
from pathlib import Path

_PYTHON = ".".join(map(str, sys.version_info[:2]))  # an app may be written for a newer one
TOO_DEEP = "nested too deeply to be read"
LARGEST = 2_000_000  # bytes; a tree takes about a hundred times as much memory


def read(file: Path) -> bytes | str:
    """The content of a file, or as text why it cannot be read."""
    try:
        status = file.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device might never end
            return "not read: no regular file"
        return file.read_bytes() if size <= LARGEST else f"not read: {size} bytes"
    except OSError as error:
        return f"not read: {error.strerror}"


def parse(content: bytes) -> ast.Module | str:
    """The tree of a file, whatever its encoding cookie or byte order mark; else what is wrong with it."""
    try:
        with warnings.catch_warnings():  # "invalid escape sequence" is the linter's to say
            warnings.simplefilter("ignore")
            return ast.parse(content)
    except SyntaxError as error:
        if error.lineno is None or "'utf-8' codec" in error.msg:
            return f"undecodable: {error.msg}"
        return f"syntax error at line {error.lineno}, read as Python {_PYTHON}: {error.msg}"
    except (RecursionError, MemoryError):
        return TOO_DEEP
    except ValueError as error:
        return f"undecodable: {error}"
