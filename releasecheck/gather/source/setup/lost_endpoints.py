"""Endpoints that `url_for` names, and that no line of the project can make."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from releasecheck.gather.source.sheet import Sheet

# What makes endpoints whose names stand in no line, and what answers for those that are not there.
_LOOSE = re.compile(
    rb"add_url_rule|add_resource|as_view|MethodView|endpoint\s*=(?![\s=]*['\"])|\.__name__\s*=[^=]"
    rb"|url_build_error|import_string|import_module|flask_(?:admin|appbuilder|classful|rest)|connexion"
)


def found(sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> Iterator[str]:
    """Those whose last name is no function, class or text anywhere else; a leading dot is left out."""
    uses = Counter(use.endpoint for sheet in sheets for use in sheet.endpoint_uses)
    views = {name for sheet in sheets for one in sheet.routes for name in (one.function, one.endpoint)}
    wanted = [
        one for one in uses if one.rpartition(".")[2] not in views and re.fullmatch(r"(\w+\.)?\w+", one)
    ]
    texts = [content for content in contents.values() if isinstance(content, bytes)] if wanted else []
    if len(texts) < len(contents) or any(map(_LOOSE.search, texts)):
        return
    for one in sorted(wanted):
        alone = "." not in one
        if one != "static" and not _is_made(one.rpartition(".")[2], texts, uses[one] if alone else 0):
            yield one


def _is_made(name: str, texts: Sequence[bytes], quoted: int) -> bool:
    """Whether it is defined, imported or handed over, or stands in quotes oftener than that."""
    word = re.escape(name.encode())
    made = re.compile(rb"(?:def|class)\s+" + word + rb"\b|\b" + word + rb"\s*[,=)\n]", re.IGNORECASE)
    in_quotes = re.compile(rb"['\"]" + word + rb"['\"]")
    times = sum(len(in_quotes.findall(text)) for text in texts)
    return times > quoted or any(map(made.search, texts))
