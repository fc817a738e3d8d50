"""The app as it comes up once what nobody gave has values of our own making."""

from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots
from releasecheck.facts.requests import Requests
from releasecheck.facts.templates import Templates


@dataclass(frozen=True, slots=True)
class StoodIn:
    """What an app that did not come up as given is like with stand-ins; what failed with them is not here."""

    variables: tuple[str, ...]  # that were not set, and have stand-ins
    boot: Boot
    app: App | None = None  # null where the boot ended again, by what no value mends
    templates: Templates | None = None
    requests: Requests | None = None  # without the answers that failed: a stand-in may be why
    boots: Boots | None = None
