"""Imports that failed as the app started, and that nothing took the place of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

BROKEN = "raise ImportError('no Markup')\n"
APP = "import flask\napp = flask.Flask(__name__)\n"


@pytest.fixture
def look(inside: Callable[[str], Any], tools: Any, project: Callable[..., Any]) -> Callable[..., Any]:
    """The FailedImport facts of an app.py that begins so, beside a module that cannot be imported."""

    def found(begins: str) -> list[dict[str, Any]]:
        files = {"app.py": begins + APP, "broken_by_version.py": BROKEN, "sound_one.py": "tool = 1\n"}
        project("app", files)
        facts: list[dict[str, Any]] = inside("failed_imports").collect(tools)
        return facts

    return found


@pytest.mark.parametrize(
    "begins",
    [
        "try:\n    from broken_by_version import tool\nexcept ImportError:\n    tool = None\n",
        "try:\n    import broken_by_version.tool\nexcept (ImportError, AttributeError):\n    pass\n",
        "try:\n    import sound_one, broken_by_version\nexcept Exception as problem:\n    print(problem)\n",
        "try:  # as it comes\n    import broken_by_version\nexcept:\n    pass\n",
    ],
)
def test_imports_that_fail(look: Any, begins: str) -> None:
    (failed,) = look(begins)
    assert (failed["name"], failed["message"]) == ("broken_by_version", "no Markup")
    assert (failed["place"]["path"], failed["place"]["line"]) == ("app.py", 2)


@pytest.mark.parametrize(
    "begins",
    [
        "try:\n    from sound_one import tool\nexcept ImportError:\n    tool = None\n",
        "try:\n    import not_installed_here\nexcept ImportError:\n    pass\n",
        "try:\n    import not_installed_here\n    import broken_by_version\nexcept ImportError:\n    pass\n",
        "try:\n    from sound_one import other\nexcept ImportError:\n    other = None\n",
        "try:\n    import broken_by_version\nexcept ImportError:\n    import sound_one\n",
        "def later():\n    try:\n        import broken_by_version\n    except ImportError:\n        pass\n",
        "try:\n    print(1)\nexcept ImportError:\n    pass\n",
    ],
)
def test_imports_that_are_fine(look: Any, begins: str) -> None:
    assert look(begins) == []
