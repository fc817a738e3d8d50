"""One probe: target to observation to verdict.

from releasecheck.probe import Target, probe
assert probe(Target(url="https://app.example/readyz")).healthy
"""

from releasecheck.probe.asking import ask
from releasecheck.probe.builds import same_build
from releasecheck.probe.credentials import Credentials, credentials_from, netrc_credentials
from releasecheck.probe.hints import hint_of
from releasecheck.probe.judge import health_of, judge
from releasecheck.probe.observation import Answer, Failure, Hop, Observation, Tls
from releasecheck.probe.observe import observe
from releasecheck.probe.prober import probe
from releasecheck.probe.reasons import HINTS, Outcome, Reason
from releasecheck.probe.request import Question
from releasecheck.probe.result import Assertion, Probe, ProbeReport, probe_report
from releasecheck.probe.target import Target
from releasecheck.probe.text import shown_url
from releasecheck.probe.waiting import wait

__all__ = [
    "HINTS",
    "Answer",
    "Assertion",
    "Credentials",
    "Failure",
    "Hop",
    "Observation",
    "Outcome",
    "Probe",
    "ProbeReport",
    "Question",
    "Reason",
    "Target",
    "Tls",
    "ask",
    "credentials_from",
    "health_of",
    "hint_of",
    "judge",
    "netrc_credentials",
    "observe",
    "probe",
    "probe_report",
    "same_build",
    "shown_url",
    "wait",
]
