"""Files that may tell how the tables of models come to be, where no function of the project makes them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from releasecheck.facts.place import Place
from releasecheck.gather.source.setup.idle_makers import texts
from releasecheck.gather.source.sheet import Sheet

# Tables that are read from the database, or made one by one.
_IN_PYTHON = re.compile(
    rb"autoload|automap|\breflect\b|DeferredReflection|__table__\.create|create_tables|sqlacodegen|"
    rb"command\.upgrade|\.create\(\s*(bind|engine|checkfirst)",
)
# How people and deploy files make them.
_ELSEWHERE = re.compile(
    rb"create_all|create[ _]+tables?\b|\bupgrade\b.{0,20}\bhead|\bdb\s+(upgrade|init|create)|alembic|"
    rb"init[-_ ]?db|setup[-_ ]?db|migrat|seed|schema|\bpsql\b|\bmysql\s+-|sqlite3\s+\S|restore|dump",
    re.IGNORECASE,
)
_NO_TELLING = re.compile(
    r"\.(css|js|svg|html|map|lock|json|csv|toml)$|requirements\S*\.txt$|(^|/)(\.\w*ignore|Pipfile|LICENSE)$"
)


def found(
    sheets: Iterable[Sheet], idle: Iterable[Place], project: Path, exclude: Sequence[str]
) -> tuple[str, ...] | None:
    """Their paths, sorted; null where something makes the tables, or there are no models."""
    app = [one for one in sheets if one.role == "app"]
    makers = {place for one in sheets for place in one.table_makers}.difference(idle)
    if makers or not any(one.models for one in app):
        return None
    return tuple(sorted(path for path, text in texts(project, exclude) if _tells(path, text)))


def _tells(path: str, text: bytes) -> bool:
    if _NO_TELLING.search(path):
        return False
    return (_IN_PYTHON if path.endswith(".py") else _ELSEWHERE).search(text) is not None
