"""Whether a signed cookie was made with a key that everybody can look up: computed here, nothing is asked."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable

from releasecheck.gather.keys import published_words

_SIGNED = re.compile(r"(?P<signed>\.?[\w-]+\.[\w-]{5,8})\.(?P<signature>[\w-]{27})")
_SALT = b"cookie-session"  # Flask's, with SHA-1 and key derivation by HMAC, in every version


def is_published(cookie: str, words: Iterable[str] | None = None) -> bool | None:
    """Whether one of the published keys signs the cookie's value; None if it is no session of Flask's."""
    match = _SIGNED.fullmatch(cookie.strip().strip('"'))
    if match is None:
        return None
    signature = urlsafe_b64decode(match["signature"] + "=")
    signed = match["signed"].encode()
    return any(_signature(word, signed) == signature for word in words or published_words())


def _signature(key: str, signed: bytes) -> bytes:
    derived = hmac.digest(key.encode("utf-8", "surrogatepass"), _SALT, hashlib.sha1)
    return hmac.digest(derived, signed, hashlib.sha1)
