"""The cookies that are not the session's, and how much a browser keeps."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App, SessionCookie
from releasecheck.facts.boot import Boot
from releasecheck.facts.cookies import CookieCall
from releasecheck.facts.requests import Cookie, Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, warning

from ..derived.config.choosing import development_lacks, undecided
from ..derived.config.configured import place_of, set_at, shown
from ..derived.config.misspelt import misspelt
from ..derived.config.sessions import is_session
from ..derived.outcomes.answering import accounts, place_of_all
from ..derived.wording import capped, listed

# Werkzeug warns from here on; RFC 6265 has browsers keep 4096 bytes of name, value and attributes.
_MOST_BYTES = 4093
_LETS_IN = re.compile(
    r"auth|token|sess|sid$|login|remember|jwt|user|account|ident|visitor|customer|member", re.IGNORECASE
)
_FOR_SCRIPTS = re.compile(r"csrf|xsrf", re.IGNORECASE)  # read by the page's own script
_REMEMBERING = {
    "REMEMBER_COOKIE_SECURE": "Secure (plain http gives it away)",
    "REMEMBER_COOKIE_HTTPONLY": "HttpOnly (any script on a page can read it)",
    "REMEMBER_COOKIE_SAMESITE": "SameSite (other sites can send requests with it)",
}


@warning
def cookie_flags_other(
    requests: Requests, app: App, project: Project, source: Source | None = None
) -> Judgement:
    """A cookie besides the session's lacks Secure, HttpOnly or SameSite.

    Without Secure, one request over plain http gives it away; without HttpOnly, any script of the page reads
    it; without SameSite, other sites send requests with it. What lets a visitor in or identifies him (by its
    name, or by a long random value) needs all three, a choice such as `theme=dark` nothing more than not to
    be dropped: browsers refuse `SameSite=None` without Secure. All choices that lack Secure or SameSite are
    one piece of information. A CSRF token is meant to be read by scripts. Seen in the answers; of a cookie
    that no answer set here, such as the one of a login, in the source, by its name or that of its value
    (`password_hash`, `token`) and by constant flags.

    Fix: `response.set_cookie(name, value, secure=True, httponly=True, samesite="Lax")`.

    Fault::

        response.set_cookie("auth_token", token)

    Fine::

        response.set_cookie("auth_token", token, secure=True, httponly=True, samesite="Lax")
        response.set_cookie("theme", "dark", secure=True, samesite="Lax")
    """
    set_by: dict[str, list[tuple[Cookie, Response]]] = {}
    for answer in requests.every:
        for cookie in answer.cookies:
            if not (cookie.deleted or is_session(cookie, app)):
                set_by.setdefault(cookie.name, []).append((cookie, answer))
    unseen = list(_unseen(source, app, set_by))
    if not (set_by or unseen):
        yield DoesNotApply("no answer sets a cookie besides the session's")
    for name, seen in set_by.items():
        cookie, _ = seen[0]
        lacks = list(_lacking(cookie))
        if lacks:
            answers = [answer for _, answer in seen]
            yield Found(
                f"the cookie {name} is set without {listed(lacks)}",
                name,
                _set_at(name, app, source) or place_of_all(app, answers),
                accounts(answers),
                severity=_severity(cookie, project),
            )
    yield from _choices(app, set_by)
    for calls in unseen:
        yield from _unflagged(calls)


def _set_at(name: str, app: App, source: Source | None) -> Place | None:
    """The one line that sets a cookie of this name, where no call leaves open which it sets."""
    calls = [one for one in source.cookies if one.place.path in app.modules] if source else []
    named = [one.place for one in calls if one.named and one.name == name]
    return named[0] if len(named) == 1 and all(one.named for one in calls) else None


def _choices(app: App, set_by: Mapping[str, Sequence[tuple[Cookie, Response]]]) -> Iterator[Found]:
    """One finding for all cookies that identify nobody: whoever cares sets the flags of each."""
    open_ = {
        name: seen
        for name, seen in set_by.items()
        if not (_is_sensitive(seen[0][0]) or any(_lacking(seen[0][0])))
        and not (seen[0][0].secure and seen[0][0].same_site)
    }
    if not open_:
        return
    first, *_ = open_
    cookies = [seen[0][0] for seen in open_.values()]
    missing = [
        *(["Secure"] if any(not one.secure for one in cookies) else []),
        *(["SameSite"] if any(not one.same_site for one in cookies) else []),
    ]
    answers = [answer for _, answer in open_[first]]
    many = len(open_) > 1
    yield Found(
        f"the cookie{'s' if many else ''} {listed(open_)} {'are' if many else 'is'} set without "
        f"{' or '.join(missing) if many else listed(missing)}, and identif{'y' if many else 'ies'} nobody",
        first,
        place_of_all(app, answers),
        accounts(answers),
        severity="info",
    )


def _unseen(source: Source | None, app: App, seen: Iterable[str]) -> Iterator[list[CookieCall]]:
    """The calls that set what lets a visitor in or is a secret, by cookie, where no answer did.

    Where an answer set a cookie that no constant names, a call without one may have done so.
    """
    calls = [one for one in source.cookies if one.place.path in app.modules] if source else []
    unexplained = set(seen) - {one.name for one in calls if one.named}
    found: dict[tuple[bool, str | None], list[CookieCall]] = {}
    for call in calls:
        told = call.name in seen or is_session(_cookie(call), app) if call.named else bool(unexplained)
        if not told and (call.holds or (call.named and _LETS_IN.search(call.name))):
            found.setdefault((call.named, call.name if call.named else call.holds), []).append(call)
    yield from found.values()


def _unflagged(calls: Sequence[CookieCall]) -> Iterator[Found]:
    """What the first of these calls leaves out; those under other names are one cause with it."""
    first = calls[0]
    lacks = list(_lacking(_cookie(first)))
    if lacks:
        also = [f"also at {one.place}" for one in calls[1:]] if not first.named else []
        what = f"the cookie {first.name}" if first.named else f"a cookie with {first.holds}"
        yield Found(f"{what} is set without {listed(lacks)}", first.name, first.place, capped(also))


def _cookie(call: CookieCall) -> Cookie:
    same_site = "Lax" if call.same_site else None
    return Cookie(call.name, call.secure, call.http_only, same_site, opaque=call.holds is not None)


def _lacking(cookie: Cookie) -> Iterator[str]:
    """What it needs and does not have."""
    dropped = (cookie.same_site or "").lower() == "none" and not cookie.secure
    if dropped or (_is_sensitive(cookie) and not cookie.secure):
        yield "Secure"
    if not _is_sensitive(cookie):
        return
    if not cookie.http_only and not _FOR_SCRIPTS.search(cookie.name):
        yield "HttpOnly"
    if not cookie.same_site:
        yield "SameSite"


def _is_sensitive(cookie: Cookie) -> bool:
    if _FOR_SCRIPTS.search(cookie.name):
        return True
    return cookie.opaque or _LETS_IN.search(cookie.name) is not None


def _severity(cookie: Cookie, project: Project) -> Severity | None:
    """Browsers drop it: an error where the release is served over https, and so meant for them."""
    dropped = (cookie.same_site or "").lower() == "none" and not cookie.secure
    return "error" if dropped and (project.url or "").startswith("https:") else None


@warning
def remember_cookie_flags(app: App, source: Source | None = None, boot: Boot | None = None) -> Judgement:
    """Flask-Login's remember cookie lacks Secure, HttpOnly or SameSite.

    It signs its bearer in for a year, without a password and after the session has ended; Flask-Login sets it
    without Secure and without SameSite unless told otherwise, and SESSION_COOKIE_SECURE does not reach it.
    Judged by the cookie that Flask-Login writes in a dry run over https, where the source asks it to
    remember.

    Fix: set `REMEMBER_COOKIE_SECURE = True` and `REMEMBER_COOKIE_SAMESITE = "Lax"`.

    Fault::

        login_user(user, remember=True)      # and nothing is set

    Fine::

        REMEMBER_COOKIE_SECURE = True
        REMEMBER_COOKIE_SAMESITE = "Lax"     # HttpOnly is Flask-Login's default
    """
    logins = [place for place in source.remembered_logins if place.path in app.modules] if source else []
    if not logins:
        yield DoesNotApply("nothing in the app asks to be remembered")
    elif app.remember_cookie is None:
        yield CouldNotLook(
            "Flask-Login wrote no remember cookie for a try: no key, no set-up, or config that fails"
        )
    else:
        cookie = app.remember_cookie
        flags = (cookie.secure, cookie.http_only, cookie.same_site)
        typos = {near for _, near in misspelt(app, source)}  # which config-key-typo tells
        lacks = [key for has, key in zip(flags, _REMEMBERING, strict=True) if not has]
        lacking = [key for key in lacks if key not in typos]
        if lacks and not lacking:
            yield DoesNotApply(f"{listed(lacks)} is written with a typo, which config-key-typo tells")
            return
        told = {key: development_lacks(app, source, key) for key in lacking}
        if reason := undecided(lacking, app, source, boot):
            yield CouldNotLook(reason)
            return
        lacking = [key for key in lacking if not told[key]]
        if told and not lacking:
            chosen = next(iter(told.values()))
            yield DoesNotApply(f"its flags come with {chosen}, which dev-config-class-active tells")
        elif lacking:
            yield _remembering(app, cookie, lacking, [str(place) for place in logins])


def _remembering(app: App, cookie: SessionCookie, lacking: Sequence[str], logins: list[str]) -> Found:
    values = {"REMEMBER_COOKIE_SAMESITE": '"Lax"'}
    settings = listed(f"`{key} = {values.get(key, True)}`" for key in lacking)
    written = next((key for key in lacking if set_at(app, key)), lacking[0])
    return Found(
        f"the remember cookie is written without {listed(_REMEMBERING[key] for key in lacking)}",
        cookie.name,
        place_of(app, written),
        (f"asked for at {listed(logins)}", *(shown(app, key) for key in lacking)),
        fix=f"Set {settings} in the config that production uses.",
    )


@warning
def session_too_large(requests: Requests, app: App) -> Judgement:
    """A cookie is larger than browsers keep.

    They drop it without a word: the visitor is signed out, his basket is empty, and Flask has only warned in
    the log. Flask's session is a cookie: what is put into it has to fit there.

    Fix: keep an id in the session and the rest in the database, or use Flask-Session.

    Fault::

        session["results"] = rows

    Fine::

        session["search_id"] = search.id
    """
    large: dict[str, list[Response]] = {}
    for answer in requests.every:
        for cookie in answer.cookies:
            if cookie.size > _MOST_BYTES:
                large.setdefault(cookie.name, []).append(answer)
    if not any(answer.cookies for answer in requests.every):
        yield DoesNotApply("no answer sets a cookie")
    for name, answers in large.items():
        size = max(cookie.size for answer in answers for cookie in answer.cookies if cookie.name == name)
        yield Found(
            f"the cookie {name} has {size} bytes, and browsers drop it over {_MOST_BYTES}",
            name,
            place_of_all(app, answers),
            accounts(answers),
        )
