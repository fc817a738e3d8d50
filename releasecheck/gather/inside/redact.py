"""Takes secrets and control characters out of any text that is shown; parent and child use it alike."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from . import secret_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HIDDEN = "***"
_ANYWHERE_MIN = 8  # a shorter secret is hidden as a whole word only, or it would tear words apart
_TOKEN_MIN = 12
_LINE_MIN = 16
_BASE64 = (base64.b64encode, base64.urlsafe_b64encode)
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_USERINFO = re.compile(  # to the last "@": an unquoted one may be part of the password
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}://)(?:[^\s/'\"]*|[^\s/'\":]*:[^\s'\"]*)@(?=[^\s@/])"
)
_VENDOR = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{12,}"
    r"|\bxox[abeprs]-[\w-]{8,}|\b[srp]k_(?:live|test)_\w{8,}|\bwhsec_\w{8,}|\bsk-[\w-]{16,}|\bAIza[\w-]{20,}"
    r"|\bya29\.[\w-]{10,}|\bSG\.[\w-]{8,}\.[\w-]{8,}|\bnpm_\w{16,}|\bpypi-[\w-]{16,}|\bdop_v1_\w{16,}"
    r"|\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?|hooks\.slack\.com/services/[\w/]+|\bkey-[0-9a-f]{32}"
    r"|(?<=[Bb]earer )[^\s'\",]{6,}|(?<=[Bb]asic )[A-Za-z0-9+/=]{8,}",
    re.DOTALL,
)
_TOKEN = re.compile(r"[A-Za-z0-9_+=~-]{%d,}" % _TOKEN_MIN)
# Part of a name such as `test_login_2` or `python3-config`: a word, with a short number after it at most.
_WORD = re.compile(r"[A-Za-z]+[0-9]{0,2}")
_BESIDE_A_NAME = "/\\."


class Redactor:
    """Hides known secrets in all their spellings, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._known: re.Pattern[str] | None = None
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these too from now on."""
        whole_and_lines = (part for secret in secrets for part in _parts(secret))
        self._secrets.update(filter(secret_names.is_hidden, whole_and_lines))
        spelled = {form for secret in self._secrets for form in forms(secret)}
        patterns = [_pattern(form) for form in sorted(spelled, key=lambda form: (-len(form), form))]
        self._known = re.compile("|".join(patterns)) if patterns else None

    def __call__(self, text: str) -> str:
        """The text as it may be shown: without secrets, escape sequences and control characters."""
        return _without_tokens(self.known(_without_controls(text)))

    def known(self, text: str) -> str:
        """The text without the known secrets and the shapes of tokens that vendors give out."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        if "@" in text:  # else each of many URLs would be followed to the end of the text in vain
            text = _USERINFO.sub(lambda match: match.group("scheme") + HIDDEN + "@", text)
        return _VENDOR.sub(HIDDEN, text)


def _without_controls(text: str) -> str:
    return _CONTROLS.sub("", _ESCAPES.sub("", text).replace("\r\n", "\n"))


def _without_tokens(text: str) -> str:
    return _TOKEN.sub(lambda match: match.group() if _is_name(match) else HIDDEN, text)


def _is_name(match: re.Match[str]) -> bool:
    """Whether a long token is a name: letters only, digits only, or words joined as in names and paths."""
    token = match.group()
    if not (re.search("[A-Za-z]", token) and re.search("[0-9]", token)):
        return True
    words = [word for word in re.split("[_-]+", token) if word]
    if not all((word.isdigit() and len(word) <= 4) or _WORD.fullmatch(word) for word in words):
        return False
    beside = match.string[max(match.start() - 1, 0) : match.start()] + match.string[match.end() :][:1]
    return len(words) > 1 or any(char in _BESIDE_A_NAME for char in beside)


def _parts(secret: str) -> Iterator[str]:
    """The secret, and each long line of one that has several: a message quotes the line it could not read."""
    yield secret
    if "\n" in secret.strip():
        yield from (line.strip() for line in secret.splitlines() if len(line.strip()) >= _LINE_MIN)


def forms(secret: str) -> Iterator[str]:
    """The spellings in which a secret turns up."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield from (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], html.escape(secret))
    yield from (quote(raw, safe=""), quote(raw), quote_plus(raw))
    yield from (raw.hex(), raw.hex().upper())
    if len(secret) >= _ANYWHERE_MIN:
        yield secret[::-1]
        yield from (form for encode in _BASE64 for form in _inside_base64(raw, encode))
    yield from (encode(raw).decode().rstrip("=") for encode in _BASE64)


def _inside_base64(raw: bytes, encode: Callable[[bytes], bytes]) -> Iterator[str]:
    """The characters that are its alone where one or two bytes precede it, as in `user:password`."""
    for before in (1, 2):
        whole = (len(raw) + before) * 8 // 6
        yield encode(b"\0" * before + raw).decode()[before + 1 : whole]


def _pattern(form: str) -> str:
    """A short one has to stand alone, or as a part of a name that underscores divide."""
    escaped = re.escape(form)
    return escaped if len(form) >= _ANYWHERE_MIN else r"(?<![^\W_])%s(?![^\W_])" % escaped
