"""Groups of pages that are called after administrators, and guards that are."""

import re

_ADMINS = re.compile(r"(?<![a-z])(super|site|web|sys|shop)?(admin|backoffice)", re.IGNORECASE)
_STAFF = re.compile(r"(?<![a-z])staff", re.IGNORECASE)  # of whom many a site has a page for everybody
# A guard that asks for more than a login: what stands beside it is no page for visitors either.
_PRIVILEGED = re.compile(r"admin|staff|superuser|manager|moderator|role|permission", re.IGNORECASE)


def is_privileged(name: str) -> bool:
    """Whether a guard, or what is called, asks for more than a login."""
    return _PRIVILEGED.search(name) is not None


def is_of_admins(group: str, guard: str) -> bool:
    """Whether these pages are the administrators' own, by the group's name or, with staff, by its guard."""
    return _ADMINS.search(group) is not None or (_STAFF.search(group) is not None and is_privileged(guard))
