"""Who may import whom; this test is the drawing (design section 2)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INSIDE = "gather/inside"

MAY_IMPORT = {
    "cli": {
        "checklist",
        "settings",
        "suppress",
        "gather",
        "engine",
        "gate",
        "health_route",
        "verdict",
        "report",
        "probe",
        "registry",
        "route_lock",
        "facts",
        "findings",
        "version",
    },
    "gather": {
        "checklist",
        "probe",
        "facts",
        "health_route",
        "gather",
        "globs",
        "removed_api",
        "route_lock",
        "settings",
    },
    "report": {"verdict", "findings", "registry", "report", "probe", "gate", "wording"},
    "probe": {"probe", "version"},
    "gate": {"gate", "probe", "findings", "version"},
    "engine": {"registry", "facts", "findings", "outline", "outlined_templates"},
    "outline": {"facts"},
    "outlined_templates": {"facts"},
    "verdict": {"engine", "facts", "findings", "version"},
    "suppress": {"facts", "findings", "globs", "registry", "settings"},
    "settings": {"findings"},
    "registry": {"findings"},
    "findings": {"facts"},
    "facts": {"facts"},
    "health_route": {"facts"},
    "route_lock": {"facts"},
    "checks": {"facts", "findings", "health_route", "removed_api", "route_lock", "wording"},
    "globs": set(),
    "removed_api": set(),
    "checklist": {"facts"},
    "version": set(),
    "wording": set(),
    "__main__": {"cli"},
    "__init__": set(),
}


def parts() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / "releasecheck").rglob("*.py")):
        relative = path.relative_to(ROOT / "releasecheck")
        if not relative.as_posix().startswith(INSIDE):
            yield relative.parts[0].removesuffix(".py"), path
    for path in sorted((ROOT / "checks").rglob("*.py")):
        yield "checks", path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [node.module]
                if node.module != "releasecheck"
                else [f"releasecheck.{a.name}" for a in node.names]
            )
        yield from (name for name in names if name.split(".")[0] in {"releasecheck", "checks"})


@pytest.mark.parametrize(
    ("part", "path"), [pytest.param(*one, id=str(one[1].relative_to(ROOT))) for one in parts()]
)
def test_a_part_imports_only_what_lies_below_it(part: str, path: Path) -> None:
    allowed = MAY_IMPORT[part] | ({part} if part in {"cli", "settings"} else set())
    for name in imported(path):
        assert name.split(".")[0] == "releasecheck", f"{name}: no check is imported by absolute name"
        assert name.split(".")[1] in allowed, f"{part} must not import {name}"


def test_what_runs_in_the_app_imports_nothing_of_ours() -> None:
    for path in sorted((ROOT / "releasecheck" / INSIDE).rglob("*.py")):
        assert list(imported(path)) == [], path
