"""Mail that is sent below an `except` which does not take all that may come of it."""

import ast

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import dotted, resolved, words

_MAIL = words("smtplib.SMTP smtplib.SMTP_SSL")
_OF_CONNECTIONS = words(
    "OSError IOError EnvironmentError error gaierror timeout ConnectionError TimeoutError"
)


def half_caught(node: ast.Try, around: Around, imports: dict[str, str]) -> tuple[str, str] | None:
    """The call that connects, and what is caught: a refused connection is no SMTPException."""
    calls = [one for item in node.body for one in ast.walk(item) if isinstance(one, ast.Call)]
    opened = next((one for one in calls if resolved(dotted(one.func), imports) in _MAIL and one.args), None)
    kinds = [
        resolved(dotted(kind), imports)
        for handler in node.handlers
        for kind in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
    ]
    only_mail = all(kind.startswith("smtplib.") for kind in kinds)
    if kinds and opened and only_mail and not around.is_tried(opened, *_OF_CONNECTIONS):
        return dotted(opened.func), kinds[0]
    return None
