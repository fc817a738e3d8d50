"""The variable by which a library that says it was told too little is told who asks."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .recording import Missed

# The exception with which a library says that nobody told it.
_CREDENTIALS = [
    (re.compile(r"botocore\.exceptions\.(NoCredentialsError|PartialCredentialsError)"), "AWS_ACCESS_KEY_ID"),
    (re.compile(r"botocore\.exceptions\.NoRegionError"), "AWS_DEFAULT_REGION"),
    (re.compile(r"google\.auth\.exceptions\.DefaultCredentialsError"), "GOOGLE_APPLICATION_CREDENTIALS"),
]
_LACKS = re.compile(
    r"\bmust (supply|provide|specify|set|be (set|given|provided|supplied|specified))\b|\b(is|are) required\b"
    r"|\bno (api|access|secret)[ _-]?(key|token)\b|\bmissing\b"
    r"|\bno [\w ]{2,20} (was |is )?(specified|provided|supplied|given|set)\b"
    r"|\bnot (been )?(configured|provided|specified|supplied|given|set)\b"
    r"|\bcan(not|'t) be (empty|blank|null)\b",
    re.IGNORECASE,
)
_OF_A_SERVICE = frozenset(("USER", "USERNAME", "PASSWORD", "HOST", "DSN", "DATABASE", "TOKEN"))
_PARAMETER = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_PACKAGE = re.compile(r"[/\\](?:site|dist)-packages[/\\](\w+)")
_SHORTEST = 4  # letters of a name by which a variable is told to be a service's


def credentials(problem: BaseException) -> str | None:
    """The variable of which the type of the exception speaks, if it is not set."""
    kind = type(problem)
    name = "%s.%s" % (kind.__module__, kind.__qualname__)
    found = (variable for pattern, variable in _CREDENTIALS if pattern.fullmatch(name))
    return next((each for each in found if each not in os.environ.copy()), None)


def spoken_of(words: str, missed: Sequence[str]) -> str | None:
    """The one variable whose last word the library says that it lacks: "no password specified"."""
    if not _LACKS.search(words):
        return None
    said = _OF_A_SERVICE.intersection(word.upper() for word in re.findall(r"[A-Za-z]{3,}", words))
    found = [name for name in missed if "_" in name and name.rpartition("_")[2] in said]
    return found[0] if len(set(found)) == 1 else None


def empty_fields() -> Iterator[str]:
    """The variables for which a class of pydantic's settings falls back on nothing."""
    modules = [sys.modules.get(name) for name in ("pydantic_settings", "pydantic.env_settings", "pydantic")]
    classes = [vars(module).get("BaseSettings") for module in modules if module is not None]
    kinds: list[Any] = []
    for each in classes:
        kinds.extend(each.__subclasses__() if isinstance(each, type) else ())
    while kinds:
        kind = kinds.pop()
        kinds.extend(kind.__subclasses__())
        config = getattr(kind, "model_config", None) or vars(getattr(kind, "__config__", object))
        prefix = config.get("env_prefix") or ""
        fields = getattr(kind, "model_fields", None) or getattr(kind, "__fields__", {})
        for name, field in fields.items():
            variable = (prefix + name).upper()
            if getattr(field, "default", ...) in ("", None) and variable not in os.environ:
                yield variable


def of_service(
    problem: BaseException, words: str, file: str, missed: Sequence[Missed], imported: Iterable[str]
) -> str | None:
    """The variable, named after the library in whose `file` it was raised, that nobody set.

    The project's own come first, then those that the library looked for while it was `imported`.
    """
    package = _PACKAGE.search(file)
    if package is None or not isinstance(problem, Exception) or not _LACKS.search(words):
        return None
    own = [each.name for each in missed if _is_of(each.name, package[1])]
    endings = tuple("_" + each.upper() for each in _PARAMETER.findall(words))
    meant = next((name for name in own if name.endswith(endings)), None)
    theirs = [name for name in imported if _is_of(name, package[1]) and name not in os.environ.copy()]
    return meant or next(iter([*own, *theirs[-1:]]), None)


def _is_of(name: str, package: str) -> bool:
    """CLOUDINARY_URL is of cloudinary, ALGOLIA_APP_ID of algoliasearch; FLASK_ENV is Flask's own affair."""
    first = name.partition("_")[0].lower()
    return len(first) >= _SHORTEST and first != "flask" and package.lower().startswith(first)
