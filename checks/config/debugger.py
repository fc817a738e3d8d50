"""What the project's own run calls turn on."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import RunCall, Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, warning

from ..derived.config.configured import value_of
from ..derived.config.modes import is_not_for_release
from ..derived.deploy.deployment import also_in, command_of, productive, starting

_CONSOLE = "who meets an exception gets a Python console on the machine"


@warning
def debug_in_run_call(
    source: Source, app: App | None = None, boot: Boot | None = None, deploy: Deploy | None = None
) -> Judgement:
    """Started as a program, a file of the project runs in debug mode.

    `python app.py` is the first command that somebody tries on the server, and with `debug=True` in its run
    call whoever meets an exception there gets a Python console. An error where a deploy file starts that very
    file and none a real server, a warning where both are started, or where the call listens on all addresses
    (`host="0.0.0.0"`) and no deploy file starts a real server, and else information. Not told of files that
    are named for development, of calls that a condition chooses, and where the app came up by this call: that
    is told by debug-on.

    Fix: leave `debug` out of the call, and turn it on where you develop: `FLASK_DEBUG=1 flask run`.

    Fault::

        if __name__ == "__main__":
            app.run(host="0.0.0.0", debug=True)

    Fine::

        if __name__ == "__main__":
            app.run()
    """
    own = {one.path for one in source.modules if one.role in ("app", "tool")}
    calls = [one for one in source.run_calls if one.guarded and one.place.path in own and not one.uncalled]
    if not calls:
        yield DoesNotApply("no file of the project starts an app as a program")
        return
    told = value_of(app, "DEBUG") if app else None
    told_at = told.place.path if told and told.set_by.startswith("run(") else None
    debugging = [
        one
        for one in calls
        if one.debug == "on" and not one.chosen and one.place.path != told_at and not _is_for_development(one)
    ]
    if debugging:
        yield _running(debugging, source, deploy, boot)


def _is_for_development(call: RunCall) -> bool:
    return is_not_for_release(call.place.path or "")


def _running(calls: Sequence[RunCall], source: Source, deploy: Deploy | None, boot: Boot | None) -> Found:
    """One finding for the project: who wrote one such call wrote the others alike."""
    started_by = {one: launch for one in calls for launch in starting(one, source, deploy)[:1]}
    first = next(iter(started_by), None) or next((one for one in calls if one.everywhere), calls[0])
    launch, served = started_by.get(first), productive(deploy, boot) if deploy else []
    where = " on all addresses" if first.everywhere else ""
    beside = [f"{one.place} starts {command_of(one)}, which passes it by" for one in served[:1] if not launch]
    started = [f"{launch.place} starts {command_of(launch)}"] if launch else []
    return Found(
        f"the run call has debug=True{where}: {_CONSOLE}",
        subject="run",
        place=first.place,
        evidence=(*started, *beside, *also_in(one.place for one in calls if one is not first)),
        severity=_severity(first, launch, beside=bool(served)),
    )


def _severity(call: RunCall, launch: Launch | None, *, beside: bool) -> Severity | None:
    if launch:
        return None if beside or launch.developed or launch.undeployed else "error"
    return None if call.everywhere and not beside else "info"
