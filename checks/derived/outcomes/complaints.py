"""What a library raises when it was not given what it needs."""

import re
from typing import NamedTuple

from releasecheck.facts.boot import Crash


class Complaint(NamedTuple):
    """The beginning of the library's file, "" for any, and a pattern of its words."""

    library: str
    words: str

    def is_made(self, crash: Crash) -> bool:
        """Whether a crash is this complaint."""
        raised_there = (crash.library or "").startswith(self.library)
        return raised_there and re.search(self.words, crash.message) is not None
