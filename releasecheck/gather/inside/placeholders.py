"""What people write in place of a key until they think of one; without Flask, for we ask it of source too."""

from __future__ import annotations

import re
from typing import Union

# Keys of nothing but these words and perhaps a number are what people write until they think of one.
_PLACEHOLDER_WORDS = (
    "a abc admin add an app any at be bar by change changeit changeme default demo dev devel "
    "development do dummy environment env example fake fallback fixme flask foo for from git guess hard "
    "hello here i in insecure is it jwt keep key local me my never none not null of only or passwd password "
    "placeholder please prod production random really replace safe sample secret secrets secure session "
    "should sign so some something string super temp temporary test testing the this to todo token top "
    "unsafe use value very will with world xxx you your"
).split()
_PLACEHOLDER_TEXT = re.compile(r"(?:%s)+\d{0,6}|123\d{0,7}" % "|".join(_PLACEHOLDER_WORDS))
_PLACEHOLDER_MAX = 60
_PLACEHOLDER = re.compile(
    r"change[ _-]?(me|this|it)|replace[ _-]?(me|this|with)"
    r"|your[ _-]([a-z]+[ _-])*(key|secret|here|token|password)"
    r"|insert[ _-]|(do|should)[ _-]?not[ _-]?(use|be)|not[ _-]?(so|very|a)?[ _-]?secret|django-insecure-"
    r"|insecure|hard[ _-]to[ _-]guess|never[ _-]guess|this[ _-]is[ _-]|^x{3,}$|^<.*>$",
    re.IGNORECASE,
)


def is_placeholder(value: Union[str, bytes]) -> bool:
    """Whether a key is what people write until they think of one."""
    text = (value if isinstance(value, str) else value.decode("latin-1")).strip()
    plain = re.sub(r"[^a-z0-9]", "", text.lower())[:_PLACEHOLDER_MAX]
    return bool(_PLACEHOLDER_TEXT.fullmatch(plain) or _PLACEHOLDER.search(text))
