"""From which version on the libraries that Flask stands on want a newer Python, by their own metadata."""

from packaging.version import Version

from releasecheck.facts.dependencies import ReleasePython

# Distribution -> (its first version, the oldest Python that it takes), the later first.
_NEEDS = {
    "flask": (("3.1", "3.9"), ("2.3", "3.8"), ("2.1", "3.7"), ("2.0", "3.6")),
    "werkzeug": (("3.1", "3.9"), ("2.3", "3.8"), ("2.1", "3.7"), ("2.0", "3.6")),
    "jinja2": (("3.1", "3.7"), ("3.0", "3.6")),
    "itsdangerous": (("2.2", "3.8"), ("2.1", "3.7"), ("2.0", "3.6")),
    "markupsafe": (("3.0", "3.9"), ("2.1", "3.7"), ("2.0", "3.6")),
    "sqlalchemy": (("2.0", "3.7"),),
}


def takes(python: ReleasePython | None, name: str, version: str) -> bool:
    """Whether pip takes this version under that Python; it passes over those that want a newer one."""
    if python is None:
        return True
    needs = (oldest for first, oldest in _NEEDS.get(name, ()) if Version(version) >= Version(first))
    return Version(python.version) >= Version(next(needs, "0"))
