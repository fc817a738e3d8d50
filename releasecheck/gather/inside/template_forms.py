"""Forms in the text of a template, and whether a CSRF token stands in them."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple, Optional

_NAMED = re.compile(r"csrf|xsrf|hidden_tag", re.IGNORECASE)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_FORM = re.compile(r"""<form\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_END = re.compile(r"</form\b", re.IGNORECASE)
# None with a block or a call in it, which others fill, nor one in a macro, which is put into theirs.
_WHOLE_FORM = re.compile(
    r"<form\b(?:(?!</form\b|\{%-?\s*block|caller\().)*</form\s*>", re.IGNORECASE | re.DOTALL
)
_POST = re.compile(r"""\bmethod\s*=\s*["']?\s*post\b""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"""\baction\s*=\s*["']?\s*(https?:)?//""", re.IGNORECASE)
_BY_SCRIPT = re.compile(
    r"return false|preventDefault|@submit|v-on:submit|ng-submit|x-on:submit", re.IGNORECASE
)
_ENDPOINT = re.compile(r"""\baction\s*=\s*["']?\s*\{\{-?\s*url_for\(\s*["']([^"']+)["']""", re.IGNORECASE)
# What may bring the token along: a loop over the fields, a block that a child fills, a macro that takes all.
_BROUGHT = re.compile(
    r"\bin\s+[\w.]*form\b|\{%-?\s*block\b|caller\(|quick_form|render_form|\{\{-?\s*form\w*\s*\}\}"
)


class Form(NamedTuple):
    """A form that posts to this app without a token of its own."""

    line: int
    endpoint: Optional[str]


def names_csrf(text: str) -> bool:
    """Whether the template brings a CSRF token to others: what stands in a form of its own is that form's."""
    return _NAMED.search(_WHOLE_FORM.sub("", _COMMENT.sub(_blank, text))) is not None


def without_token(text: str) -> Iterator[Form]:
    """The forms of a template that post to this app, and inside of which no token stands."""
    text = _COMMENT.sub(_blank, text)
    html = _JINJA.sub(_blank, text)
    for tag in _FORM.finditer(html):
        end = _END.search(html, tag.end())
        content = text[tag.end() : end.start() if end else len(text)]
        written = text[tag.start() : tag.end()]
        if not _POST.search(tag.group()) or _ELSEWHERE.search(written) or _BY_SCRIPT.search(written):
            continue
        if _NAMED.search(content) or _BROUGHT.search(content):
            continue
        endpoint = _ENDPOINT.search(written)
        yield Form(text.count("\n", 0, tag.start()) + 1, endpoint.group(1) if endpoint else None)


def _blank(found: "re.Match[str]") -> str:
    """As long as what was found, with its lines, and with nothing that HTML would read."""
    return re.sub(r"[^\n]", " ", found.group())
