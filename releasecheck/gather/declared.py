"""What the project declares of itself."""

import tomllib
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet


def requires_python(project: Path) -> str | None:
    """`requires-python` of pyproject.toml, such as ">=3.12"; null where there is none that can be read."""
    try:
        declared = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"][
            "requires-python"
        ]
        return str(SpecifierSet(declared))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, InvalidSpecifier, RecursionError):
        return None
