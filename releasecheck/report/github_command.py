"""Workflow commands of GitHub Actions."""

from typing import Literal

Level = Literal["error", "warning", "notice"]


def command(level: Level, title: str, message: str, **place: str | int | None) -> str:
    """One annotation; `file`, `line` and `col` where they are known."""
    known = {name: value for name, value in place.items() if value is not None}
    properties = ",".join(
        f"{name}={_property(str(value))}" for name, value in {**known, "title": title}.items()
    )
    return f"::{level} {properties}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
