"""Change a module at the moment that somebody imports it, and import nothing for it."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from types import ModuleType

    Change = Callable[[ModuleType], None]


class AfterImport:
    """A meta path finder that finds nothing of its own, and changes what others found once it has run."""

    def __init__(self, changes: dict[str, Change]) -> None:
        self._changes = dict(changes)

    def install(self) -> None:
        """Change what is imported already, and the rest when it comes."""
        for name in list(self._changes):
            if name in sys.modules:
                self._change(sys.modules[name])
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, *_: Any) -> Any:
        """The spec that the other finders give, its loader made to call the change."""
        if name not in self._changes:
            return None
        change = self._changes.pop(name)
        spec = find_spec(name)
        if spec is None or not hasattr(spec.loader, "exec_module"):
            return None
        execute: Any = spec.loader.exec_module  # type: ignore[union-attr]

        def exec_module(module: ModuleType) -> None:
            execute(module)
            _harmless(change, module)

        spec.loader.exec_module = exec_module  # type: ignore[union-attr,method-assign]
        return spec

    def _change(self, module: ModuleType) -> None:
        _harmless(self._changes.pop(module.__name__), module)


def _harmless(change: Change, module: ModuleType) -> None:
    try:
        change(module)
    except Exception:  # another version of the library: what we meant to watch goes unwatched
        return
