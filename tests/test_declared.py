"""What the project declares of itself in pyproject.toml."""

from pathlib import Path

import pytest

from releasecheck.gather.declared import requires_python


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[project]\nrequires-python = ">=3.12"\n', ">=3.12"),
        ('[project]\nname = "shop"\n', None),
        ("[tool.ruff]\n", None),
        ('[project]\nrequires-python = "of some kind"\n', None),
        ("[project]\nrequires-python = 3.12\n", None),
        ("project = 1\n", None),
        ("not toml [", None),
    ],
)
def test_requires_python(text: str, wanted: str | None, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert requires_python(tmp_path) == wanted


def test_no_pyproject(tmp_path: Path) -> None:
    assert requires_python(tmp_path) is None
