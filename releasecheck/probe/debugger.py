"""Whether Werkzeug's interactive debugger answers: one GET of its own script, safe on any route."""

import re
from urllib.parse import urlsplit

from releasecheck.probe.errors import HopError
from releasecheck.probe.fetch import Trip, fetch
from releasecheck.probe.observation import Answer

_QUESTION = "__debugger__=yes&cmd=resource&f=debugger.js"
_MARKS = (b"CONSOLE_MODE", b"EVALEX")  # in the script of every version from 0.14 on
_PAGE = re.compile(rb"<title>[^<]* // Werkzeug Debugger</title>")


def debugger_answers(answer: Answer, trip: Trip) -> bool:
    """Ask where the answer came from; an app that ignores the question answers something else."""
    if _PAGE.search(answer.body):
        return True
    try:
        script = fetch(debugger_url(answer.url), trip)
    except HopError:
        return False  # no answer to this question says nothing about health
    return is_debuggers_script(script)


def debugger_url(url: str) -> str:
    """The question, at this URL; whoever has no debugger answers as if nothing had been added."""
    return urlsplit(url)._replace(query=_QUESTION).geturl()


def is_debuggers_script(answer: Answer) -> bool:
    """Whether the debugger answered the question, and not a page that ignores it."""
    kind = (answer.first("Content-Type") or "").lower()
    return answer.status == 200 and "javascript" in kind and all(mark in answer.body for mark in _MARKS)
