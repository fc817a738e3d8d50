"""What the text of a file speaks of at all: most files are spared the notes on what they never name."""

import re
from typing import Literal

Subject = Literal[
    "backslashes",
    "bearers",
    "cascades",
    "conventions",
    "csrf",
    "deletes",
    "finally",
    "flashed",
    "foreign_keys",
    "hosts",
    "loaders",
    "markup",
    "passwords",
    "preflights",
    "privileges",
    "requests",
    "rows",
    "services",
    "sessions",
    "sqlite",
    "tables",
    "tokens",
    "variables",
    "visitors",
    "webhooks",
]

# Each begins with letters that it always has: they are looked for among the words of a file, each of which is
# there but once, and most of them are in none. So alternatives are patterns of their own, and what has to
# stand before the letters is looked back at.
_PATTERNS: dict[Subject, tuple[bytes, ...]] = {
    "backslashes": (rb"\\[^\s\"'`{}()\[\]nrtux]",),
    "bearers": (
        *(rb"authorization", rb"jwt", rb"_token"),
        *(rb"access-token(?<=x-access-token)", rb"auth-token(?<=x-auth-token)"),
    ),
    "cascades": (rb"delete\s+cascade",),
    "conventions": (rb"naming_convention",),
    "csrf": (rb"csrf", rb"xsrf", rb"seasurf"),
    "deletes": (rb"delete\s+from",),
    "finally": (rb"finally\s*:",),
    "flashed": (rb"flashed_messages", rb"_flashes"),
    "foreign_keys": (rb"foreign_keys",),
    "hosts": (rb"url_root", rb"root_url", rb"host_url"),
    "loaders": (
        *(rb"jinja_loader", rb"jinja_env\.loader", rb"jinja_options", rb"flask_theme"),
        *(rb"choiceloader", rb"dictloader", rb"filesystemloader", rb"functionloader", rb"packageloader"),
        *(rb"baseloader", rb"prefixloader", rb"moduleloader"),
    ),
    "markup": (rb"<(?:t[dr]\b|h[1-6]>|li>|p>|div|a href|span|b>)",),  # no letters: in one search
    # `pass` alone is Python's own word: only as a part of a name, a key of a form, a column in SQL.
    "passwords": (
        *(rb"pass(?<=[_\"']pass)", rb"passw", rb"passphrase", rb"pass="),
        *(rb"pwd", rb"psw", rb"senha", rb"contrasena"),
    ),
    "preflights": (rb"options[\"']",),
    "privileges": (
        *(rb"role", rb"admin", rb"user_type", rb"usertype", rb"account_type"),
        *(rb"superuser", rb"is_super", rb"is_staff"),
    ),
    "requests": (
        *(rb"request\b", rb"\.data", rb"validate_on_submit", rb"validate\(", rb"is_submitted"),
        *(rb"parse_args", rb"reqparse", rb"requestparser", rb"\.arguments\(", rb"use_args\(", rb"\.input\("),
    ),
    "rows": (
        *(rb"query\.get\(", rb"session\.get\(", rb"\.first\(\)", rb"_or_none\(\)", rb"\.scalar\("),
        *(rb"find_one\(", rb"fetchone\(", rb"_or_404\(", rb"\.one\(\)"),
    ),
    "services": (rb"redis", rb"twilio", rb"openai", rb"anthropic", rb"generativeai"),
    "sessions": (rb"session[\[.,)\s]", rb"current_user"),
    "sqlite": (rb"sqlite3",),
    "tables": (rb"create_all",),
    "tokens": (rb"jwt", rb"jose", rb"itsdangerous", rb"fernet"),
    "variables": (rb"env", rb"decouple", rb"prettyconf", rb"goodconf", rb"starlette", rb"basesettings"),
    "visitors": (rb"session[\[.,)\s]", rb"current_user", rb"jwt_identity", rb"g\.user"),
    "webhooks": (
        *(rb"twilio", rb"github-event(?<=x-github-event)", rb"url_verification"),
        *(rb"hub\.challenge", rb"hub\.verify", rb"checkout\.session", rb"customer\.sub"),
        *(rb"payment_intent", rb"invoice\.pa", rb"charge\."),
    ),
}
_BEGINNING = re.compile(rb"(?:\\\.)?(\w+)")


def _sought(pattern: bytes) -> tuple[bytes, re.Pattern[bytes] | None]:
    """The letters that a pattern begins with, and all of it; null where these are all."""
    begins = _BEGINNING.match(pattern)
    letters = begins[1] if begins else b""
    return letters, None if letters == pattern else re.compile(pattern)


def _by_letters() -> dict[bytes, tuple[tuple[Subject, re.Pattern[bytes] | None], ...]]:
    """Which subjects some letters may belong to: several may ask for the same."""
    found: dict[bytes, list[tuple[Subject, re.Pattern[bytes] | None]]] = {}
    for subject, patterns in _PATTERNS.items():
        for letters, pattern in map(_sought, patterns):
            found.setdefault(letters, []).append((subject, pattern))
    return {letters: tuple(sought) for letters, sought in found.items()}


_SOUGHT = _by_letters()
_IN_WORDS = bytes(byte if chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(128))
_IN_WORDS += b" " * 128


def of(content: bytes) -> frozenset[Subject]:
    """The subjects of a file."""
    text = content.lower()
    if b"argparse" in text:  # whose arguments are those of the command line
        text = text.replace(b"parse_args", b"")
    words = b" ".join(set(text.translate(_IN_WORDS).split()))

    spoken: set[Subject] = set()
    for letters in [one for one in _SOUGHT if one in words]:
        for subject, pattern in _SOUGHT[letters]:
            if subject not in spoken and (pattern is None or pattern.search(text)):
                spoken.add(subject)
    return frozenset(spoken)
