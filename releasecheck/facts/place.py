"""Where in the project something is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place: `path` relative to the project with "/", null outside it; line and column from 1."""

    path: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.path, self.line, self.column] if self.path else []
        return ":".join(str(part) for part in parts if part is not None)


NOWHERE = Place()
