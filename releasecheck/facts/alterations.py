"""What an app is changed by besides its config."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import Place

AlterationKind = Literal["debugger", "escaping", "keeping", "csrf-check"]


@dataclass(frozen=True, slots=True)
class Alteration:
    """In source: a change of the app, or of all its answers, whose line the live app does not tell."""

    kind: AlterationKind
    place: Place
    value: str | None = None  # of a header, where it is a constant
