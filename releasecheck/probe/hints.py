"""What to look at: by the reason, and by the status where that says more."""

from releasecheck.probe.reasons import HINTS, Reason
from releasecheck.probe.result import Assertion

_GATEWAYS = "a gateway's status: did the app answer at all? look at the proxy's log first"
_BY_STATUS = {
    "400": "the request was refused: https on this port? a client certificate? is the host a trusted one?",
    "401": "it wants credentials: give them by RELEASECHECK_PROBE_*, or leave the health route open",
    "403": "it is closed to the probe: a guard of the app, or a firewall in front of it",
    "404": "no such path: is this the health route, and has the proxy's prefix been kept?",
    "405": "the path is there and takes no GET",
    "429": "a rate limit counts the probes: leave the health route out of it",
    "502": _GATEWAYS,
    "503": "not ready, says the app, or a proxy that finds no app: look at the answer",
    "504": _GATEWAYS,
}


def hint_of(assertion: Assertion) -> str:
    """One line for whoever has to act; nothing for an assertion that is fine."""
    if assertion.reason is None:
        return ""
    usual = HINTS[assertion.reason]
    if assertion.reason is Reason.STATUS_UNEXPECTED:
        return _BY_STATUS.get(assertion.actual or "", usual)
    return usual
