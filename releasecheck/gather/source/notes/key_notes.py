"""What is noted of keys that calls are given: to sign with, or as a credential."""

import ast
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.gather.source.code.clients import Client


@dataclass(frozen=True, slots=True)
class Signer:
    """A call that is given a key to sign with, or to check with."""

    called: str
    key: ast.expr
    place: Place
    function: str | None  # that it stands in


@dataclass(frozen=True, slots=True)
class GivenKey:
    """What a known client takes as its credential, of which another line or module has to tell the value."""

    given: ast.expr
    function: str | None  # that the call stands in
    client: Client
    call: ast.Call | None  # null where no call takes it: the app itself compares it
