"""An exception as a fact: what it is about, classed by its type, its words and what was read before."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from . import crash_files, unset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .places import Places
    from .recording import Recorder
    from .redact import Redactor

_MESSAGE_MAX = 500


class About(NamedTuple):
    """The cause of a crash, and the variable, module, address, endpoint or table that it is about."""

    cause: str
    subject: str | None = None


# SQLAlchemy's InvalidRequestError repeats the words of the error that has left its session unusable.
_OF_DATABASES = ("DatabaseError", "InvalidRequestError")
# What an exception's words say, in order: the cause, where the type has to come from, and the words.
_WORDS = [
    (
        "circular-import",
        ("ImportError", "AttributeError"),
        r"partially initialized module '(?P<subject>[^']+)'",
    ),
    ("missing-module", ("ImportError",), r"No module named '(?P<subject>[^']+)'"),
    ("missing-module", ("ImportError",), r"(?P<subject>\S+\.so[.\d]*): cannot open shared object file"),
    ("missing-module", ("Error",), r"Can't open lib '(?P<subject>[^']+)'"),  # a driver of unixODBC's
    (
        "missing-module",
        ("Exception",),
        r"Install '(?P<subject>email_validator)' for email validation support",
    ),
    ("hardware", ("RuntimeError",), r"can only be run on an? (?P<subject>Raspberry Pi)"),
    ("hardware", ("RuntimeError",), r"Cannot determine SOC peripheral base address(?P<subject>)"),
    ("hardware", ("SerialException",), r"could not open port '?(?P<subject>[^\s':]+)"),
    (
        "endpoint-overwritten",
        ("AssertionError",),
        r"overwriting an existing endpoint function: (?P<subject>[^\s]+)",
    ),
    ("blueprint-name", ("ValueError",), r"The name '(?P<subject>[^']+)' is already registered for"),
    (
        "blueprint-name",
        ("AssertionError",),
        r"name collision occurred between blueprints.*'(?P<subject>[^']+)'",
    ),
    ("blueprint-name", ("ValueError",), r"'(?P<subject>[^']*)' may not contain a dot"),
    ("context", ("RuntimeError",), r"Working outside of (?P<subject>application|request) context"),
    ("missing-table", _OF_DATABASES, r"no such table: (?P<subject>[\w.]+)"),
    ("missing-table", _OF_DATABASES, r"relation \"(?P<subject>[^\"]+)\" does not exist"),
    ("missing-table", _OF_DATABASES, r"Table '(?P<subject>[^']+)' doesn't exist"),
    ("missing-table", _OF_DATABASES, r"Invalid object name '(?P<subject>[^']+)'"),
]
_COMPILED = [(cause, types, re.compile(words, re.DOTALL)) for cause, types, words in _WORDS]
# Exceptions that say "it did not answer", by the qualified names in their classes' ancestry.
_SERVICE = re.compile(
    r"(builtins\.(ConnectionError|TimeoutError)|socket\.(gaierror|herror|timeout)"
    r"|requests\.exceptions\.(ConnectionError|Timeout)|urllib3\.exceptions\.(NewConnectionError|MaxRetryError)"
    r"|http[xc]\w*\.(_exceptions\.)?(ConnectError|ConnectTimeout)|urllib\.error\.URLError"
    r"|redis\.exceptions\.(ConnectionError|TimeoutError)|pymongo\.errors\.ConnectionFailure"
    r"|\w+\.exceptions\.NoBrokersAvailable|kafka\.errors\.(NoBrokersAvailable|KafkaConnectionError)"
    r"|pika\.exceptions\.AMQPConnectionError|kombu\.exceptions\.OperationalError"
    r"|amqp\.exceptions\.ConnectionError|elastic_transport\.ConnectionError"
    r"|(elasticsearch|opensearchpy)\.exceptions\.ConnectionError"
    r"|botocore\.exceptions\.(EndpointConnectionError|ConnectTimeoutError|NoCredentialsError)"
    r"|google\.auth\.exceptions\.(DefaultCredentialsError|TransportError)"
    r"|cassandra\.cluster\.NoHostAvailable|neo4j\.exceptions\.ServiceUnavailable"
    r"|google\.api_core\.exceptions\.(ServiceUnavailable|RetryError)|influxdb_client\.rest\.ApiException"
    r"|aio_?pika\.exceptions\.AMQPConnectionError|nats\.errors\.NoServersError"
    r"|ldap3?\.\S*(SERVER_DOWN|LDAPSocketOpenError)|smtplib\.SMTPConnectError"
    r"|docker\.errors\.DockerException|hvac\.exceptions\.VaultDown"
    r"|dns\.(resolver\.(NXDOMAIN|NoAnswer|NoNameservers|LifetimeTimeout)|exception\.Timeout))"
)
# A driver's complaint of its settings that is about the name server: pymongo looks mongodb+srv:// up there.
_NAME_SERVER = re.compile(
    r"DNS query name does not exist|DNS response does not contain an answer|DNS operation timed out"
    r"|resolution lifetime expired|nameservers failed to answer",
    re.IGNORECASE,
)
# A database's error that is about the connection and not about the statement.
_DATABASE = re.compile(r"(\w+\.)*(Operational|Interface|Database|Programming|InvalidRequest)Error")
_NO_CONNECTION = re.compile(
    r"could not connect|connection (to server .*)?(refused|failed|timed out)|can't connect|timeout expired"
    r"|could not translate host name|name or service not known|server closed the connection"
    r"|lost connection|unable to connect|no route to host|network is unreachable|releasecheck refused"
    r"|login timeout|temporary failure in name resolution|\b200[2356]\b|password authentication failed"
    r"|access denied for user|database \"[^\"]+\" does not exist|unknown database",
    re.IGNORECASE | re.DOTALL,
)
# How libraries name the other end, the most telling form first.
_ADDRESSES = [
    re.compile(r"[Ss]ocket [\"'](?P<host>/[^\"']+)[\"']"),
    re.compile(r"server at \"(?P<host>[^\"]+)\"[^,]*, port (?P<port>\d+)"),
    re.compile(
        r"(?:server on|\bhost(?: ?name)?[ =:]+)\W*(?!and accepting\b)(?P<host>[\w-][\w.-]*)['\"),]*"
        r"(?:,? port[ =:]+(?P<port>\d+))?"
    ),
    re.compile(r"\b_[\w-]+\._tcp\.(?P<host>[\w-][\w.-]*\w)"),
    re.compile(r"\bDo\w+:(?:https://)?(?P<host>[\w.:-]+)@(?P<port>\d+)"),  # as dnspython
    re.compile(r"\b(?P<host>[\w.-]+):(?P<port>\d{2,5})\b"),
    re.compile(r"refused the database (?P<host>.+?): it is"),
    re.compile(r"DNS query name does not exist: (?:_[\w-]+\._tcp\.)?(?P<host>[\w-][\w.-]*\w)"),
]


class Crashes:
    """Turns exceptions into facts."""

    def __init__(self, places: Places, redact: Redactor, recorder: Recorder) -> None:
        self._places = places
        self._redact = redact
        self._recorder = recorder

    def crash(self, problem: BaseException) -> dict[str, Any]:
        """The fact: type, redacted message, innermost place in the project, cause and subject."""
        place = self._place(problem)
        about = self._about(problem, place)
        refused = self._refused(problem) if about.cause == "other" and not self._recorder.asking else []
        if refused:
            about = About("environment-variable", refused[0])
        return {
            "type": type_name(type(problem)),
            "message": self._redact(self._places.shortened(_words(problem)))[:_MESSAGE_MAX],
            "place": place,
            "cause": about.cause,
            "subject": self._redact(about.subject) if about.subject else None,
            "library": self._library(problem),
            **self._files(problem),
            "refused": refused,
        }

    def _refused(self, problem: BaseException) -> list[str]:
        found = (unset.refused(each, self._recorder.missed, self._places) for each in chain(problem))
        return next(filter(None, found), [])

    def _library(self, problem: BaseException) -> str | None:
        """The innermost frame, where that is a library's: "jinja2/utils.py:33"."""
        for each in chain(problem):
            frame = _innermost(each)
            if frame is None:
                continue
            if self._places.own(frame[0]):
                return None
            parts = frame[0].replace(os.sep, "/").split("/site-packages/")
            return "%s:%s" % (parts[-1], frame[1]) if len(parts) > 1 else None
        return None

    def _place(self, problem: BaseException) -> dict[str, Any]:
        for each in chain(problem):
            if isinstance(each, SyntaxError) and each.filename and self._places.own(each.filename):
                return self._places.place(each.filename, each.lineno, each.offset)
            place = self._places.place_of_traceback(each.__traceback__)
            if place["path"] is not None:
                return place
        return self._places.place(None)

    def _about(self, problem: BaseException, place: dict[str, Any]) -> About:
        for each in chain(problem):
            if each is not problem and unset.was_coped_with(each, self._places):
                continue
            about = (
                _about_type(each)
                or _about_words(each)
                or self._about_environment(each, place)
                or self._about_path(each)
                or _about_service(each)
            )
            if about is not None:
                return about
        handed = unset.handed_to_library(problem, place, self._recorder, self._places)
        return About("environment-variable", handed) if handed else _about_transaction(problem)

    def _files(self, problem: BaseException) -> dict[str, Any]:
        """What is not there, what is called like it, and the database that was asked."""
        causes = [(each, _words(each)) for each in chain(problem)]
        file = next(filter(None, (crash_files.absent(*each, self._places) for each in causes)), None)
        databases = (crash_files.database(*each, self._places) for each in causes)
        return {
            "file": file,
            "alike": crash_files.alike(file, self._places),
            "database": next(filter(None, databases), None),
        }

    def _about_environment(self, problem: BaseException, place: dict[str, Any]) -> About | None:
        variable = unset.variable(problem, _words(problem), place, self._recorder.missed, self._places)
        return About("environment-variable", variable) if variable else None

    def _about_path(self, problem: BaseException) -> About | None:
        """An absolute path outside the project that is not there, or closed to us: another machine has it."""
        path = getattr(problem, "filename", None)
        absent = isinstance(problem, (FileNotFoundError, PermissionError))
        if not (absent and isinstance(path, str) and os.path.isabs(path)) or self._places.own(path):
            return None
        return About("foreign-path", path)


def chain(problem: BaseException | None) -> Iterator[BaseException]:
    """The exception and those that led to it, the latest first."""
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        hidden = problem.__suppress_context__
        problem = problem.__cause__ or (None if hidden else problem.__context__)


def _innermost(problem: BaseException) -> tuple[str, int] | None:
    """The file and the line that raised it; an import's own machinery is passed over."""
    traceback, found = problem.__traceback__, None
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if not filename.startswith("<frozen importlib"):
            found = filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return found


def type_name(kind: type) -> str:
    """The name of an exception's class, with its module unless it is a builtin."""
    module = getattr(kind, "__module__", None)
    name = getattr(kind, "__qualname__", "?")
    return name if module in (None, "builtins", "__main__") else "%s.%s" % (module, name)


def _about_type(problem: BaseException) -> About | None:
    if isinstance(problem, SyntaxError):
        return About("syntax", os.path.basename(problem.filename or "") or None)
    if type(problem).__name__ == "NoAppException":  # that no app was found is no crash
        return About("factory-arguments", _factory(_words(problem)))
    if isinstance(problem, MemoryError):
        return About("memory")
    if isinstance(problem, ModuleNotFoundError) and problem.name:
        return About("missing-module", problem.name)
    return None


def _about_transaction(problem: BaseException) -> About:
    """PostgreSQL's answer to all that follows a failed statement says nothing of that one."""
    after = any(type(each).__name__ == "InFailedSqlTransaction" for each in chain(problem))
    return About("failed-transaction" if after else "other")


def _factory(words: str) -> str | None:
    match = re.search(r"factory '([^'(]+)", words)
    return match.group(1) if match else None


def _about_words(problem: BaseException) -> About | None:
    words = _words(problem)
    names = {each.__name__ for each in type(problem).__mro__}
    for cause, types, pattern in _COMPILED:
        match = pattern.search(words) if names.intersection(types) else None
        if match:
            return About(cause, match.group("subject"))
    return None


def _about_service(problem: BaseException) -> About | None:
    words = _words(problem)
    names = [
        type_name(each) if each.__module__ != "builtins" else "builtins." + each.__name__
        for each in type(problem).__mro__
    ]
    refused = any(map(_SERVICE.fullmatch, names)) or (
        any(map(_DATABASE.fullmatch, names)) and _NO_CONNECTION.search(words) is not None
    )
    refused = refused or ("pymongo.errors.ConfigurationError" in names and bool(_NAME_SERVER.search(words)))
    if not refused:
        return None
    return About("service", "Docker" if "docker.errors.DockerException" in names else _address(words))


def _address(words: str) -> str | None:
    match = next(filter(None, (pattern.search(words) for pattern in _ADDRESSES)), None)
    if match is None:
        return None
    found = match.groupdict()
    return "%s:%s" % (found["host"], found["port"]) if found.get("port") else found["host"]


def _words(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception:  # an exception that cannot say what it is
        return ""
