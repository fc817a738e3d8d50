"""Cookies that the source sets, as far as constants tell."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class CookieCall:
    """`response.set_cookie("name", …)`; a flag that is no constant counts as given."""

    name: str
    place: Place
    secure: bool
    http_only: bool
    same_site: bool
    holds: str | None = None  # the last name of its value, where that is a secret's: "password_hash"
    named: bool = True  # by a constant; else `name` is what stands there
