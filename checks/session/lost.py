"""Cookies that no browser is ever sent."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips


@by_source
@warning
def cookie_never_sent(app: App, source: Source) -> Judgement:
    """A cookie is set, or taken away, on an answer that is thrown away.

    `unset_jwt_cookies(jsonify(…))` changes the answer that it is given, and returns nothing: where the view
    returns another one, the browser keeps its cookie, and a logout signs nobody out; after a login without
    its cookie the next page sends the visitor back. Told of `set_cookie`, `delete_cookie` and the functions
    of Flask-JWT-Extended, on an answer that the function makes itself, and neither returns nor hands on.

    Fix: give the answer a name, set the cookie on it, and return that one.

    Fault::

        unset_jwt_cookies(jsonify(done=True))
        return {"done": True}

    Fine::

        answer = jsonify(done=True)
        unset_jwt_cookies(answer)
        return answer
    """
    lost = list(slips("cookie-lost", app, source))
    if not lost:
        yield DoesNotApply("no cookie is set on an answer that is thrown away")
    for one in lost:
        yield Found(
            f"{one.function}: {one.what} changes {one.detail}, which is not what is returned: "
            "no browser hears of it",
            subject=f"{one.function}:{one.what}",
            place=one.place,
        )
