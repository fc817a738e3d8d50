"""Credentials of a target: from the environment or a file only, and never shown."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Credentials:
    """Basic (`user:password`), bearer (the token) and one own header (`Name: value`)."""

    basic: str | None = field(default=None, repr=False)
    bearer: str | None = field(default=None, repr=False)
    header: str | None = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        """The request headers they stand for."""
        found = {}
        if self.basic is not None:
            found["Authorization"] = "Basic " + base64.b64encode(self.basic.encode()).decode("ascii")
        if self.bearer is not None:
            found["Authorization"] = f"Bearer {self.bearer}"
        if self.header is not None:
            name, _, value = self.header.partition(":")
            found[name.strip()] = value.strip()
        return found

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not be shown should a server send it back."""
        values = list(self.headers().values())
        values += [value.partition(" ")[2] for value in values]
        values += (self.basic or "").split(":", 1)
        return tuple(value for value in values if len(value) >= 4)


def credentials_from(environment: Mapping[str, str]) -> Credentials:
    """From RELEASECHECK_PROBE_BASIC, _BEARER, _HEADER or the files that the same names + _FILE give.

    Raises ValueError that names the variable, never its value.
    """
    return Credentials(
        basic=_secret(environment, "RELEASECHECK_PROBE_BASIC"),
        bearer=_secret(environment, "RELEASECHECK_PROBE_BEARER"),
        header=_secret(environment, "RELEASECHECK_PROBE_HEADER"),
    )


def _secret(environment: Mapping[str, str], name: str) -> str | None:
    value = environment.get(name)
    if value is None and f"{name}_FILE" in environment:
        name = f"{name}_FILE"
        value = _content(Path(environment[name]), name)
    if value is None:
        return None
    value = value.strip()
    if not value or not value.isprintable():
        raise ValueError(f"{name} must be one line of text")
    if name.startswith("RELEASECHECK_PROBE_HEADER") and not value.partition(":")[2]:
        raise ValueError(f"{name} must be 'Name: value'")
    return value


def _content(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the file that {name} names cannot be read ({type(error).__name__})") from None
