"""Answers that list what the app is made of: its config, the environment, its rules."""

from __future__ import annotations

import html
import os
import re
from typing import Any, List

# No page for people has several of Flask's own keys; some name one to explain it.
_KEYS = (
    *("APPLICATION_ROOT", "EXPLAIN_TEMPLATE_LOADING", "MAX_CONTENT_LENGTH", "PERMANENT_SESSION_LIFETIME"),
    *("PREFERRED_URL_SCHEME", "PROPAGATE_EXCEPTIONS", "SEND_FILE_MAX_AGE_DEFAULT", "SESSION_COOKIE_DOMAIN"),
    *("SESSION_COOKIE_NAME", "SESSION_REFRESH_EACH_REQUEST", "TEMPLATES_AUTO_RELOAD"),
    *("TRAP_BAD_REQUEST_ERRORS", "TRAP_HTTP_EXCEPTIONS"),
)
_MANY_KEYS = 8
_MOST = 0.8
_FEW_RULES = 5
_CONVERTER = re.compile(r"<[^<>:]+:([^<>:]+)>")  # repr() of a rule leaves it out
_PATH_MIN = 12  # a shorter search path may stand in a page by chance


class Inventory:
    """Knows the parts of one app, and which of them an answer lists."""

    def __init__(self, app: Any) -> None:
        self._path = os.environ.get("PATH", "")
        rules = {_bare(rule.rule) for rule in app.url_map.iter_rules()}
        self._rules = rules if len(rules) >= _FEW_RULES else set()
        self._patterns = {rule for rule in self._rules if "<" in rule}  # as only the source writes them

    def listed(self, body: bytes) -> List[str]:
        """Of "config", "environment" and "rules" what is listed there."""
        text = body.decode("utf-8", "replace")
        found = []
        if sum(key in text for key in _KEYS) >= _MANY_KEYS:
            found.append("config")
        if len(self._path) >= _PATH_MIN and self._path in text and re.search(r"\bPATH\b", text):
            found.append("environment")
        if self._lists_rules(text):
            found.append("rules")
        return found

    def _lists_rules(self, text: str) -> bool:
        """Whether nearly all rules are there, the ones with arguments as only the source writes them."""
        if not self._patterns or not ("<" in text or "&lt;" in text):
            return False
        plain = _bare(html.unescape(text))
        return all(
            sum(rule in plain for rule in rules) >= _MOST * len(rules)
            for rules in (self._patterns, self._rules)
        )


def _bare(rule: str) -> str:
    return _CONVERTER.sub(r"<\1>", rule)
