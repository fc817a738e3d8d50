"""What the text of a file speaks of at all: most files are spared the notes on what they never name."""

import re
from typing import Literal

Subject = Literal[
    "backslashes",
    "bearers",
    "cascades",
    "csrf",
    "deletes",
    "finally",
    "foreign_keys",
    "hosts",
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
    "foreign_keys": (rb"foreign_keys",),
    "hosts": (rb"url_root", rb"root_url", rb"host_url"),
    # `pass` alone is Python's own word: only as a part of a name, a key of a form, a column in SQL.
    "passwords": (rb"pass(?:(?<=[_\"']pass)|w|phrase|=)", rb"p(?:wd|sw)", rb"senha", rb"contrasena"),
    "preflights": (rb"options[\"']",),
    "privileges": (rb"role", rb"admin", rb"user_?type", rb"account_type", rb"super", rb"is_staff"),
    "requests": (
        *(rb"request", rb"\.data", rb"parse_args", rb"validate", rb"is_submitted"),
        *(rb"\.arguments\(", rb"use_args\(", rb"\.input\("),
    ),
    "rows": (
        *(rb"query\.get\(", rb"session\.get\(", rb"\.first\(\)", rb"_or_none\(\)", rb"\.scalar\("),
        *(rb"find_one\(", rb"fetchone\(", rb"_or_404\(", rb"\.one\(\)"),
    ),
    "services": (rb"redis", rb"twilio", rb"openai", rb"anthropic"),
    "sessions": (rb"session[\[.,)\s]", rb"current_user"),
    "sqlite": (rb"sqlite3",),
    "tables": (rb"create_all",),
    "tokens": (rb"j(?:wt|ose)", rb"itsdangerous", rb"fernet"),
    "variables": (rb"env", rb"decouple", rb"prettyconf", rb"goodconf", rb"starlette", rb"basesettings"),
    "visitors": (rb"session[\[.,)\s]", rb"current_user", rb"jwt_identity", rb"g\.user"),
    "webhooks": (
        *(rb"twilio", rb"stripe", rb"x-github-event", rb"url_verification", rb"hub\.(?:challenge|verify)"),
        *(rb"signature", rb"signing", rb"hmac", rb"verification_?token", rb"x-hub", rb"github\.com/meta"),
        *(rb"requestvalidator", rb"accountsid", rb"construct_event", rb"event\.retrieve", rb"slack_bolt"),
    ),
}
_NAMED_BY = {subject: tuple(map(re.compile, patterns)) for subject, patterns in _PATTERNS.items()}


def of(content: bytes) -> frozenset[Subject]:
    """The subjects of a file."""
    text = content.lower()
    return frozenset(
        subject for subject, names in _NAMED_BY.items() if any(name.search(text) for name in names)
    )
