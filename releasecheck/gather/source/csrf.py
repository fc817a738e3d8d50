"""Whether a module has anything to do with CSRF tokens, by what it calls things."""

import re

_WORDS = (b"csrf", b"CSRF", b"Csrf", b"xsrf", b"XSRF", b"SeaSurf")
# Not a config key of Flask-WTF, which does nothing by itself, and not a comment.
_NAME = re.compile(rb"^[^#\n]*?\b(?!WTF_CSRF)\w*(?:csrf|xsrf|seasurf)", re.IGNORECASE | re.MULTILINE)
# What turns the check of one form off, as a form for searching has it.
_OFF = re.compile(rb"""\bcsrf_enabled\b|\bcsrf["']?\s*[:=]\s*False\b""")


def is_named(content: bytes) -> bool:
    """Whether the code names one; the words are looked for first because few files have them."""
    return any(word in content for word in _WORDS) and _NAME.search(_OFF.sub(b"", content)) is not None
