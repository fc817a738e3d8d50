"""What the text of a file speaks of at all: most files are spared the notes on what they never name."""

import re
from functools import cache
from typing import Literal

Subject = Literal[
    "backslashes",
    "bearers",
    "cascades",
    "csrf",
    "deletes",
    "finally",
    "flashed",
    "foreign_keys",
    "hosts",
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

# Each begins with letters that it always has, which are looked for as fast as plain text is; alternatives
# from the first letter on would take longer than the notes take to make.
_PATTERNS: dict[Subject, tuple[bytes, ...]] = {
    "backslashes": (rb"\\[^\s\"'`{}()\[\]nrtux]",),
    "bearers": (rb"authorization", rb"x-a(?:ccess|uth)-token", rb"jwt", rb"_token"),
    "cascades": (rb"on\s+delete\s+cascade",),
    "csrf": (rb"csrf", rb"xsrf", rb"seasurf"),
    "deletes": (rb"delete\s+from",),
    "finally": (rb"finally\s*:",),
    "flashed": (rb"flashed_messages", rb"_flashes"),
    "foreign_keys": (rb"foreign_keys",),
    "hosts": (rb"url_root", rb"root_url", rb"host_url"),
    "markup": (rb"<t[dr]\b", rb"<h[1-6]>", rb"<li>", rb"<p>", rb"<div", rb"<a href", rb"<span", rb"<b>"),
    # `pass` alone is Python's own word: only as a part of a name, a key of a form, a column in SQL.
    "passwords": (rb"pass(?:(?<=[_\"']pass)|w|phrase|=)", rb"p(?:wd|sw)", rb"senha", rb"contrasena"),
    "preflights": (rb"options[\"']",),
    "privileges": (
        *(rb"role", rb"admin", rb"user_?type", rb"account_type", rb"superuser", rb"is_s(?:uper|taff)"),
    ),
    "requests": (
        *(rb"request\b", rb"\.data", rb"validate(?:_on_submit|\()", rb"is_submitted"),
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
    "tokens": (rb"j(?:wt|ose)", rb"itsdangerous", rb"fernet"),
    "variables": (rb"env", rb"decouple", rb"prettyconf", rb"goodconf", rb"starlette", rb"basesettings"),
    "visitors": (rb"session[\[.,)\s]", rb"current_user", rb"jwt_identity", rb"g\.user"),
    "webhooks": (
        *(rb"twilio", rb"x-github-event", rb"url_verification", rb"hub\.(?:challenge|verify)"),
        *(rb"checkout\.session", rb"customer\.sub", rb"payment_intent", rb"invoice\.pa", rb"charge\."),
    ),
}
_FOUND_BY = {one: re.compile(one) for patterns in _PATTERNS.values() for one in patterns}


def of(content: bytes) -> frozenset[Subject]:
    """The subjects of a file."""
    text = content.lower()
    if b"argparse" in text:  # whose arguments are those of the command line
        text = text.replace(b"parse_args", b"")
    stands = cache(lambda pattern: _FOUND_BY[pattern].search(text) is not None)  # some subjects share one
    return frozenset(subject for subject, patterns in _PATTERNS.items() if any(map(stands, patterns)))
