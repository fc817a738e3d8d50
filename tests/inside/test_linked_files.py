"""Which file a name stands for, whatever links lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("{}/project/shop/app.py", "shop/app.py"),
        ("{}/linked/shop/app.py", "shop/app.py"),
        ("{}/elsewhere/shop/app.py", "shop/app.py"),
        ("{}/project/shop/../shop/app.py", "shop/app.py"),
        ("{}/elsewhere/shop/../top.py", "top.py"),  # above the folder that the link leads to
        ("{}/project/shop/..", None),
        ("shop/app.py", "shop/app.py"),
        ("{}/project/lent.py", None),
        ("{}/elsewhere/lent.py", None),
        ("{}/project/loop/app.py", "loop/app.py"),
        ("{}/project/gone/app.py", "gone/app.py"),
        ("shop/gone.py", None),
    ],
)
def test_a_file_by_its_links(
    inside: Callable[[str], Any], tmp_path: Path, name: str, path: str | None
) -> None:
    folder, other = tmp_path / "project", tmp_path / "elsewhere"
    for file in (folder / "shop/app.py", folder / "top.py", other / "lent.py"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    for link, target in (
        (tmp_path / "linked", folder),
        (other / "shop", folder / "shop"),
        (folder / "lent.py", other / "lent.py"),
        (folder / "loop", "loop"),
    ):
        link.symlink_to(target)
    places = inside("places").Places(str(tmp_path / "linked"), str(folder))
    assert places.relative(name.format(tmp_path)) == path
