"""A project out of a table of files, indexed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from releasecheck.gather.source import SourceIndex, gather_source

Index = Callable[..., SourceIndex]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """`index("source of app.py")` or `index({path: content}, exclude)`."""

    def write_and_gather(
        files: str | Mapping[str, str | bytes], exclude: tuple[str, ...] = ()
    ) -> SourceIndex:
        for path, content in ({"app.py": files} if isinstance(files, str) else files).items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        return gather_source(tmp_path, exclude)

    return write_and_gather
