"""What an account may do, and who decides it."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class Granted:
    """A view that gives an account the role which the request names, with no look at it."""

    attribute: str  # of the account: "role"
    sent: str  # what the request calls it
    account: str  # the class or the name that gets it: "User", "user"; "a record" for a dict
    place: Place
    view: Place  # the `def`


@dataclass(frozen=True, slots=True)
class PrivilegeGuard:
    """A line that turns away whoever is not an administrator by such an attribute."""

    attribute: str
    wants: str | None  # the text that it asks for: "admin"; null for an attribute that is true
    function: str  # qualified name
    place: Place
