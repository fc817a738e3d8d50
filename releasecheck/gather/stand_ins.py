"""A boot with made-up values for the variables that nobody gave, where their absence keeps the app down.

What a release is made of (its routes, blueprints, templates, models) seldom depends on the value of a key or
of an address. So that a first run tells more than that a variable is wanted, the app is looked at with
stand-ins: random keys, and addresses at which nothing answers. What a value chooses (the mode, a file, a
switch) is never made up.
"""

import base64
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from releasecheck.facts.boot import Boot, Cause
from releasecheck.facts.needs import Wanting
from releasecheck.facts.requests import Health, Probed, Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.stood_in import StoodIn
from releasecheck.gather.boot_facts import boot_fact
from releasecheck.gather.booter import Booter
from releasecheck.gather.further import AppFacts, further
from releasecheck.gather.inside.secret_names import is_secret_name
from releasecheck.gather.source.sheet import Value

BOOTS_MAX = 5
_DIGITS = 40
_FOLDER = "{folder}"  # of the run's own, which is gone with it
_NOBODY = "127.0.0.1:9"  # the port of RFC 863, which drops what it is sent: hardly anything listens there


def _key() -> str:
    """Fit for Flask, for JWT, and for Fernet, which wants 32 bytes in this very alphabet."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _number() -> str:
    """Fit for `int()`, and no less secret for being made of digits."""
    return str(10 ** (_DIGITS - 1) + secrets.randbelow(9 * 10 ** (_DIGITS - 1)))


def _always(value: str) -> Callable[[], str]:
    return lambda: value


_DATABASE = (
    _always(f"sqlite:///{_FOLDER}/standin.db"),
    _always(f"postgresql://releasecheck@{_NOBODY}/standin"),
)
_MODE = r"ENV|ENVIRONMENT|MODE|STAGE"
_KEYS = (_key, _number)
# How a name ends -> what stands in for its value, and in a second try; none where nothing may.
_BY_ENDING: Mapping[str, tuple[Callable[[], str], ...]] = {
    _MODE: (_always("production"), _always("prod")),
    r"\w*TYPE|BACKEND|ENGINE|DRIVER|PROVIDER|\w*LEVEL": (),
    r"DEBUG|TESTING|\w*CONFIG|\w*SETTINGS|PRODUCTION|DEVELOPMENT": (),
    r"(USE|ENABLED?|DISABLED?|IS|HAS|ALLOW)_\w+|ENABLED?|DISABLED?|TLS|SSL|FLAG": (),
    r"\w*(FOLDER|DIR|DIRECTORY|PATH|FILE|FILENAME)|CREDENTIALS|JSON|PEM|CERT|ROOT": (),
    r"MONGO\w*(URI|URL|STRING)": (_always(f"mongodb://{_NOBODY}/standin"),),
    r"(REDIS|BROKER|CELERY|CACHE|RESULT|RATELIMIT)\w*(URI|URL|BACKEND)": (_always(f"redis://{_NOBODY}/0"),),
    r"(RABBIT|AMQP)\w*(URI|URL)": (_always(f"amqp://{_NOBODY}//"),),
    r"(DATABASE|DB|SQLALCHEMY|SQL|POSTGRES|PG|MYSQL|MARIADB)\w*(URI|URL|DSN|STRING|CONNECTION)": _DATABASE,
    r"DATABASE|DSN": _DATABASE,
    r"\w*(URI|URL|ENDPOINT|ORIGIN|ORIGINS|WEBHOOK)": (_always(f"http://{_NOBODY}"),),
    r"\w*PORT": (_always("9"),),
    r"\w*HOST|HOSTNAME|SERVER|DOMAIN|ADDRESS|IP": (_always("127.0.0.1"), _always(f"http://{_NOBODY}")),
    r"\w*MAIL|SENDER|RECIPIENTS?|FROM|TO|MAIL_USERNAME": (_always("nobody@example.invalid"),),
    r"TIMEOUT|SECONDS|MINUTES|HOURS|DAYS|EXPIR\w+|TTL|LIMIT|SIZE|LENGTH|COUNT": (_always("60"),),
    r"(MAX|MIN|NUM)_\w+|WORKERS|INTERVAL|LIFETIME|DELAY|AGE|ROUNDS|RETRIES": (_always("60"),),
    r"\w*ALGORITHM|ALGO": (_always("HS256"),),
    r"\w*": _KEYS,
}
_MAKERS = [(re.compile(rf"(^|_)({words})$"), makers) for words, makers in _BY_ENDING.items()]
# How a boot ends that stand-ins may mend; a missing module or a slip in the code they do not.
_MENDED: frozenset[Cause] = frozenset({"environment-variable", "service", "other"})
_BEYOND_VALUES: frozenset[Cause] = frozenset(
    {"missing-module", "circular-import", "context", "blueprint-name", "endpoint-overwritten", "syntax"}
)
_OF_THE_CODE = frozenset({"ImportError", "NameError", "UnboundLocalError"})
_ENDED = frozenset({"raised", "exited"})
_LONGEST_S = 15.0  # an app that waits that long for what is not there would wait again and again


def stood_in(
    booter: Booter,
    fact: Boot,
    order: Mapping[str, Any],
    source: Source | None,
    literals: Sequence[Value],
) -> AppFacts:
    """The app as it is with stand-ins for what the boot lacked; nothing where these do not bring it up."""
    wanting, values, standing = fact.wanting, dict[str, str](), booter
    with tempfile.TemporaryDirectory(prefix="releasecheck-", ignore_cleanup_errors=True) as folder:
        for _ in range(BOOTS_MAX):
            added = _stand_ins(replace(fact, wanting=wanting), values, forgiving=standing.forgiving)
            if added is None:
                break
            values.update((name, value.replace(_FOLDER, folder)) for name, value in added.items())
            standing = _with(booter, values)
            first = standing.boot("as-given", order)
            fact = boot_fact(first, standing)
            if fact.outcome == "up" and not first.broke:
                told = further(standing, first, fact, source, literals)
                hidden = (*told.secrets, *_keys(values))
                return AppFacts(stood_in=_fact(told, tuple(values)), secrets=hidden)
            if _is_beyond_values(fact):
                return AppFacts(stood_in=StoodIn(tuple(values), fact), secrets=tuple(_keys(values)))
    return AppFacts()


def _stand_ins(fact: Boot, given: Mapping[str, str], *, forgiving: bool) -> dict[str, str] | None:
    """What to try next after a boot that ended so with what was given; null where nothing may help.

    What the app copes without comes last: an address that is set may switch on what nobody wants.
    """
    crash, wanting = fact.crash, fact.wanting
    cause = crash.cause if crash else "other"
    if fact.outcome not in _ENDED or cause not in _MENDED or fact.duration_s > _LONGEST_S:
        return None
    subject = [crash.subject] if crash and crash.subject and cause == "environment-variable" else []
    asked = [*subject, *(crash.refused if crash else ()), *wanting.fatal, *filter(_is_told, wanting.other)]
    added = dict(_values([name for name in asked if name not in given], wanting))
    if any(name not in given and name not in added for name in subject):
        return None  # what it chooses cannot be made up
    if added or cause == "service":
        return added if added or not forgiving else None
    copes = [name for name in (*wanting.other, *fact.asked_in_vain) if name not in given]
    unanswered = not forgiving and any(event.failed and event.backend for event in fact.events)
    return dict(_values(copes, wanting)) or ({} if unanswered else _in_another_form(given))


def _keys(values: Mapping[str, str]) -> Iterator[str]:
    """The stand-ins that are random, to be hidden as what they stand for would be."""
    return (value for name, value in values.items() if _makers(name) is _KEYS)


def _is_beyond_values(fact: Boot) -> bool:
    """Whether the boot ended by what is written in the code, and by no value."""
    crash = fact.crash
    return crash is not None and (crash.cause in _BEYOND_VALUES or crash.type in _OF_THE_CODE)


def _is_told(name: str) -> bool:
    """Whether every release is surely given it: a secret, or the mode that it runs in."""
    return is_secret_name(name) or _makers(name) is _BY_ENDING[_MODE]


def _values(names: Iterable[str], wanting: Wanting) -> Iterator[tuple[str, str]]:
    """Name and stand-in, for those that can have one."""
    known = {one.variable: one.values for one in wanting.known}
    for name in names:
        makers = _makers(name)
        released = [one for one in known.get(name, ()) if one.lower().startswith("prod")]
        if makers:
            yield name, makers[0]()
        elif released:
            yield name, released[0]


def _in_another_form(given: Mapping[str, str]) -> dict[str, str] | None:
    """The stand-ins that can be of another form, once: numbers in place of words, a server's database."""
    others = {name: makers[1]() for name in given if len(makers := _makers(name)) > 1}
    tried = any(len(value) == _DIGITS or value.startswith("postgres") for value in given.values())
    return None if tried or not others else others


def _makers(name: str) -> tuple[Callable[[], str], ...]:
    """None for what is no name of a variable: one that holds a secret comes hidden."""
    return next((makers for words, makers in _MAKERS if words.search(name.upper())), ())


def _with(booter: Booter, values: Mapping[str, str]) -> Booter:
    """To boot with these values; never to serve with them, for what a server makes of them tells nothing."""
    environment = booter.environment
    given = replace(
        environment,
        values={**environment.values, **values},
        named=environment.named.union(values),
    )
    request = replace(booter.request, serve=False)
    return replace(booter, environment=given, request=request, forgiving=True)


def _fact(told: AppFacts, variables: tuple[str, ...]) -> StoodIn | None:
    if told.boot is None or told.app is None:
        return None
    requests = without_failures(told.requests) if told.requests else None
    return StoodIn(variables, told.boot, told.app, told.templates, requests, told.boots)


def without_failures(requests: Requests) -> Requests:
    """Without the answers that failed: what stands in for a value may be why, and nobody could tell."""
    return replace(requests, **{one.name: _kept(getattr(requests, one.name)) for one in fields(requests)})


def _kept(value: Any) -> Any:
    match value:
        case Response():
            return None if _fails(value) else value
        case Health():
            return None if any(map(_fails, value.answers)) else value
        case tuple():
            return tuple(one for one in value if not _is_failure(one))
        case _:
            return value


def _is_failure(one: Any) -> bool:
    response = one.response if isinstance(one, Probed) else one
    return isinstance(response, Response) and _fails(response)


def _fails(response: Response) -> bool:
    return response.outcome != "answered" or response.crash is not None or (response.status or 500) >= 500
