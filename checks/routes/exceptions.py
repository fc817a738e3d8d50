"""What views tell of the exceptions that they catch."""

import re
from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import Answered, AnsweredKind
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, warning

from ..derived.excused import parted
from ..derived.view_bodies import Served, served
from ..derived.wording import capped

_FOR_STAFF = re.compile(r"admin|staff|superuser|root", re.IGNORECASE)
_WHAT: dict[AnsweredKind, str] = {
    "text": "the text of whatever exception they catch",
    "traceback": "the traceback",
}
_SEVERITY: dict[AnsweredKind, Severity | None] = {"text": None, "traceback": "error"}


@warning
def exception_in_answer(app: App, source: Source) -> Judgement:
    """A view answers with the text of whatever exception it catches.

    `except Exception` also catches what nobody foresaw: the text then tells a stranger of tables, paths and
    addresses, that of a database error the statement with its values. And the real fault is in no log. Told
    of views that the app serves, where `Exception` or a database's error is caught and its text goes into the
    answer; a traceback in an answer is an error. Left alone: exceptions of the app's own and those with a
    narrow name such as `ValueError`, what a debug switch decides, `flash`, and views for the staff.

    Fix: `app.logger.exception("...")`, and answer with a sentence of your own; catch by name what you expect.

    Fault::

        except Exception as error:
            return jsonify(error=str(error)), 500

    Fine::

        except Exception:
            app.logger.exception("the order was not stored")
            return jsonify(error="The order was not stored."), 500
    """
    views = [one for one in served(app, source) if not any(map(_FOR_STAFF.search, one.body.decorators))]
    if not views:
        yield DoesNotApply("no view of the app was found in the source")
    for kind in _WHAT:
        telling = [(one, told) for one in views for told in one.body.answered if told.kind == kind]
        together, excused = parted(telling, _place, ("exception-in-answer", "routes"), source)
        for group in (together, *([one] for one in excused)):
            if group:
                yield _telling(kind, group)


def _place(one: tuple[Served, Answered]) -> Place:
    return one[1].place


def _telling(kind: AnsweredKind, telling: Sequence[tuple[Served, Answered]]) -> Found:
    """A habit is one finding: whoever does it does it everywhere."""
    first, told = telling[0]
    number = len({one.body.place for one, _ in telling})
    who = f"{number} views answer" if number > 1 else f"{first.body.function} answers"
    what = _WHAT[kind] if number > 1 else _WHAT[kind].replace("they catch", "it catches")
    return Found(
        f"{who} with {what}",
        subject=first.endpoint if number == 1 else kind,
        place=told.place,
        evidence=capped([f"{one.requests('GET')} at {each.place}" for one, each in telling]),
        severity=_SEVERITY[kind],
    )
