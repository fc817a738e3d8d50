"""What a view reaches: other machines and programs, to which it hands on what it is asked, or files."""

from __future__ import annotations

import types
from typing import Any, Iterator, List, Set, Tuple

from . import views

_REACHING = frozenset(
    "requests httpx aiohttp urllib urllib2 urllib3 http socket subprocess boto3 botocore ftplib paramiko "
    "grpc pycurl treq niquests xmlrpc".split()
)
# Libraries that speak to somebody else by one of those: mail, models that cost money, machines, programs.
_FOR_OTHERS = frozenset(
    "smtplib flask_mail flask_mailman sendgrid mailjet_rest twilio stripe telegram telebot slack_sdk "
    "discord openai anthropic cohere mistralai ollama groq google googleapiclient wikipedia yfinance "
    "ccxt tweepy praw spotipy gtts pytube pytubefix yt_dlp youtube_dl paho pika kafka docker fabric "
    "netmiko pexpect nmap whois ldap3 selenium playwright serial RPi gpiozero".split()
)
_BY_NAME = (  # of what a function imports itself
    _REACHING - {"http"} | {"urlopen", "urlretrieve", "popen", "smtplib", "openai", "yt_dlp"}
)
_SENDING = frozenset(("send_from_directory", "send_file", "send_static_file"))
_DEEPEST = 3  # functions that call functions


def reaches_out(view: Any) -> bool:
    """Whether it does so itself, or by a function of the project that it names."""
    return any(
        not names.isdisjoint(_BY_NAME) or any(_is_reaching(each) for each in known)
        for names, known in _used(views.unwrap(view), set(), _DEEPEST)
    )


def sends_files(view: Any) -> bool:
    """Whether it gives out a file by Flask's own means, itself or likewise."""
    return any(not names.isdisjoint(_SENDING) for names, _ in _used(views.unwrap(view), set(), _DEEPEST))


def _used(function: Any, seen: Set[int], deep: int) -> Iterator[Tuple[Set[str], List[Any]]]:
    """The names that it uses and the globals that these are, then those of the project's that it calls."""
    owner = getattr(function, "view_class", function)
    if isinstance(owner, type):
        for each in vars(owner).values():
            if _is_function(each):
                yield from _used(each, seen, deep)
    if not _is_function(function) or id(function) in seen:
        return
    seen.add(id(function))
    names = set(_names(function.__code__))
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    yield names, known
    module = function.__module__.partition(".")[0]
    for each in known if deep > 0 else ():
        if (getattr(each, "__module__", None) or "").partition(".")[0] == module:
            yield from _used(each, seen, deep - 1)


def _is_function(given: Any) -> bool:
    return isinstance(given, types.FunctionType)


def _is_reaching(given: Any) -> bool:
    """Whether it is such a library, a function of one or an object that one made."""
    if isinstance(given, types.ModuleType):
        name = given.__name__
    elif isinstance(given, (type, types.FunctionType)):
        name = given.__module__ or ""
    else:
        name = type(given).__module__ or ""
    package = name.partition(".")[0]
    return package in _FOR_OTHERS or (package in _REACHING and name not in ("http", "urllib.parse"))


def _names(code: types.CodeType) -> Iterator[str]:
    """The names that it uses, with those of the functions in it."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from _names(each)
