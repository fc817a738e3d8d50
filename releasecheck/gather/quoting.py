"""What other programs say may quote the project: keep the names and lose the values."""

import re

HIDDEN = "***"
# Backticks and double quotes always quote; a single quote does unless it is an apostrophe.
_QUOTED = re.compile(r"(?P<open>`|\"|(?<!\w)')(?P<text>[^`\"\n]*?)(?P<close>(?P=open))(?!\w)")
# Names and operators, and numbers of up to three digits: in Python no other value is written with these, nor
# with a mark or two of punctuation alone.
_NAMES = re.compile(r"(?:[^\W\d]\w*+|\d{1,3}(?!\d)|[\s.,()\[\]=!<>*:@&|+/%~^-])+")
_MARK = re.compile(r"[^\w\s]{1,2}")
_LONGEST = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def names_only(text: str) -> str:
    """The text on one line; a quotation that holds more of Python than names and operators is `***`."""
    return _QUOTED.sub(_shown, _CONTROL.sub(" ", text)).strip()


def unquoted(text: str) -> str:
    """The text on one line with each quotation as `***`."""
    return _QUOTED.sub(HIDDEN, _CONTROL.sub(" ", text)).strip()


def _shown(quoted: re.Match[str]) -> str:
    text = quoted["text"]
    kept = text if len(text) <= _LONGEST and (_NAMES.fullmatch(text) or _MARK.fullmatch(text)) else HIDDEN
    return f"{quoted['open']}{kept}{quoted['close']}"
