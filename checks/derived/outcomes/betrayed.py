"""What the answer to a failing test gives away of a fault that another rule tells."""

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Failure
from releasecheck.facts.suite import Met

from ..structure.guarded import routes_under_guard
from ..structure.lost_rules import is_lost
from ..structure.partial import is_elsewhere, uncalled
from ..structure.unregistered import is_forgotten
from .forgotten import is_asked_in_vain
from .handlers import GENERAL, changes
from .symptoms import Scene
from .turned_away import turns_away

_NOT_FOUND = 404


def of_second_call(failure: Failure, boots: Boots | None) -> bool:
    """Whether it is what the factory raises when it is called again, as each test's set-up does."""
    made = boots.factory if boots else None
    crash = made.crash if made else None
    if crash is None or crash.place.path is None:
        return False
    here, there = failure.place, crash.place
    return crash.type.rpartition(".")[2] == failure.type and (here.path, here.line) == (
        there.path,
        there.line,
    )


def rule_of_answer(met: Met, scene: Scene, boot: Boot | None) -> str | None:
    """The rule that tells why the last request of a test was answered as it was."""
    app, source, requests = scene.app, scene.source, scene.requests
    if requests and _is_changed(met, app, requests):
        return "errorhandler-changes-status"
    if met.endpoint is None:
        return _rule_of_missing(met, scene, boot) if _NOT_FOUND in (met.status, met.refused) else None
    if requests and (rule := _rule_of_health(met, requests)):
        return rule
    if met.type and is_asked_in_vain(met.type, met.library or "", app, source):
        return "extension-not-initialised"
    return None


def _is_changed(met: Met, app: App, requests: Requests) -> bool:
    """Whether an HTTP error became of this very status what a handler makes of every one, or of this one."""
    if met.refused in (None, met.status):
        return False
    alike = (one for one in changes(requests, app) if one.status == met.status)
    return any(one.code == met.refused or one.handler.rpartition(":")[2] in GENERAL for one in alike)


def _rule_of_missing(met: Met, scene: Scene, boot: Boot | None) -> str | None:
    """The rule that tells of routes which the app lacks, if one of them would have answered."""
    app, source = scene.app, scene.source
    if met.path is not None and not is_lost(met.path, app, source):
        return None
    if is_elsewhere(app, source):
        return "routes-on-other-app"
    if uncalled(app, source) or routes_under_guard(app, source, boot):
        return "main-guard-only-setup"
    return "blueprint-never-registered" if is_forgotten(app, source) else None


def _rule_of_health(met: Met, requests: Requests) -> str | None:
    """The rule that tells of a health route which does not answer those who watch."""
    health = requests.health
    if health and met.endpoint == health.endpoint and met.status == health.answer.status:
        return "health-route-side-effects" if turns_away(health) else None
    alike = (one.response for one in requests.probes if one.response.endpoint == met.endpoint)
    drifts = any(one.status == met.status and 300 <= met.status < 500 for one in alike)
    return "health-path-drift" if drifts else None
