"""What a run left behind in the project's folder."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Left:
    """A file that a boot, the sweep or the suite made, changed or removed; a whole new folder ends in "/".

    A database that was changed or removed, and that we put back as it was, is restored.
    """

    path: str
    how: Literal["made", "changed", "removed", "restored"]
