"""Which build the deployed health route names, and how it is, over several connections of their own."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Replica:
    """The last word of one instance, or one answer where instances cannot be told apart."""

    outcome: Literal["ok", "warn", "fail", "error"]
    instance: str | None = None
    address: str | None = None
    build: str | None = None
    expected: bool | None = None  # whether that is the build wanted; null where one of them is not named
    reasons: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called where people read it."""
        return self.instance or self.address or "an answer"


@dataclass(frozen=True, slots=True)
class Replicas:
    """`wanted` is the build that has to answer; `named` is whether somebody named it, rather than git."""

    url: str
    seen: tuple[Replica, ...]
    wanted: str | None = None
    named: bool = False
