"""Forms in the text of a template, and whether a CSRF token stands in them."""

from __future__ import annotations

import re
from typing import Any, Iterator, NamedTuple, Optional, Tuple

from . import template_context

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

_PLAIN = re.compile(r"\{\{-?\s*csrf_token\s*(\(\s*\))?[^}]*\}\}")
_GIVEN_HERE = re.compile(r"\{%-?\s*(?:set|macro|with|call|from|import)\b[^%]*\bcsrf_token\b")
_TAG = re.compile(r"""<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)


class Form(NamedTuple):
    """A form that posts to this app without a token of its own."""

    line: int
    endpoint: Optional[str]
    named: bool = False  # `csrf_token` stands in it, not called or in no field


class Posted(NamedTuple):
    """A form as it is written; comments are blank."""

    line: int
    tag: str
    content: str


def is_flask_wtfs(app: Any) -> bool:
    """Whether `csrf_token` is Flask-WTF's function in each template, unless a view gives it."""
    own = [each for of in app.template_context_processors.values() for each in of if not _of_wtf(each)]
    return _of_wtf(app.jinja_env.globals.get("csrf_token")) and not any(map(_may_give_token, own))


def _of_wtf(function: Any) -> bool:
    return (getattr(function, "__module__", None) or "").partition(".")[0] == "flask_wtf"


def _may_give_token(processor: Any) -> bool:
    words = template_context.words_of(processor)
    return words is None or any("csrf" in word.lower() for word in words)


def names_csrf(text: str) -> bool:
    """Whether the template brings a CSRF token to others: what stands in a form of its own is that form's."""
    return _NAMED.search(_WHOLE_FORM.sub("", _COMMENT.sub(_blank, text))) is not None


def without_token(text: str, plain: bool = False) -> Iterator[Form]:
    """The forms of a template that post to this app, and inside of which no token stands.

    `plain` says that `csrf_token` is Flask-WTF's function, which is no token until it is called.
    """
    plain = plain and not _GIVEN_HERE.search(text)
    for form in posted(text):
        named = _NAMED.search(form.content) is not None
        if (named and not (plain and _is_idle(form.content))) or _BROUGHT.search(form.content):
            continue
        endpoint = _ENDPOINT.search(form.tag)
        yield Form(form.line, endpoint.group(1) if endpoint else None, named)


def posted(text: str) -> Iterator[Posted]:
    """The forms of a template that a browser posts to this app by itself."""
    text = _COMMENT.sub(_blank, text)
    html = _JINJA.sub(_blank, text)
    for tag in _FORM.finditer(html):
        end = _END.search(html, tag.end())
        content = text[tag.end() : end.start() if end else len(text)]
        written = text[tag.start() : tag.end()]
        if _POST.search(tag.group()) and not _ELSEWHERE.search(written) and not _BY_SCRIPT.search(written):
            yield Posted(text.count("\n", 0, tag.start()) + 1, written, content)


def tags(text: str) -> Iterator[Tuple[int, str]]:
    """The line and the tag of each form, however it is sent."""
    text = _COMMENT.sub(_blank, text)
    for tag in _FORM.finditer(_JINJA.sub(_blank, text)):
        yield text.count("\n", 0, tag.start()) + 1, text[tag.start() : tag.end()]


def _is_idle(content: str) -> bool:
    """Whether all that a form has of a token is `{{ csrf_token }}`, or `{{ csrf_token() }}` in no tag."""
    if "<script" in content.lower():
        return False
    shown = list(_PLAIN.finditer(content))
    spots = [tag.span() for tag in _TAG.finditer(_PLAIN.sub(_filled, content))]
    for found in shown:
        if found.group(1) and any(start < found.start() < end for start, end in spots):
            return False
    rest = _PLAIN.sub("", content)
    return bool(shown) and not _NAMED.search(re.sub(r"""\b(?:name|id|for)\s*=\s*["']?[\w-]+""", "", rest))


def _filled(found: "re.Match[str]") -> str:
    return "x" * len(found.group())


def _blank(found: "re.Match[str]") -> str:
    """As long as what was found, with its lines, and with nothing that HTML would read."""
    return re.sub(r"[^\n]", " ", found.group())
