"""Config keys that are None where their variable is not set, and at which no other line looks."""

import re
from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts.settings import NoneKey
from releasecheck.gather.source.sheet import Sheet

_KEY = "SECRET_KEY"
_ITSELF = rb"SECRET_KEY|secret_key"
_ASKS = re.compile(rb"environ|getenv")


def found(sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> Iterator[NoneKey]:
    """SECRET_KEY alone; what else names it or its variable may refuse to start without it."""
    app = [sheet for sheet in sheets if sheet.role in ("app", "tool")]
    for sheet in app:
        given = {one.place.line for one in (*sheet.config, *sheet.config_candidates) if one.key == _KEY}
        for need, name in sheet.needs:
            plain = (name or "").upper() == _KEY and need.place.line in given
            if plain and not need.fatal and _is_named_once(need.name, app, contents):
                yield NoneKey(_KEY, need.name, need.place)


def _is_named_once(variable: str, sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> bool:
    """Whether one line of the app has a word for it, which asks for one variable."""
    word = re.compile(rb"(?<![A-Za-z0-9_])(?:" + _ITSELF + rb"|" + re.escape(variable.encode()) + rb")(?!\w)")
    lines = [
        line
        for sheet in sheets
        if isinstance(content := contents.get(sheet.path), bytes) and word.search(content)
        for line in content.splitlines()
        if word.search(line)
    ]
    return len(lines) == 1 and len(_ASKS.findall(lines[0])) == 1
