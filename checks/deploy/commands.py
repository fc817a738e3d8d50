"""The commands by which the deploy files start the app."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.boot import Boot, Served
from releasecheck.facts.deploy import Deploy, Launch, Variable
from releasecheck.facts.source import RunCall, Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.config.flask_files import OFF
from ..derived.deploy.deployment import (
    DEVELOPMENT_SERVERS,
    SOCKETS_ALONE,
    also_in,
    command_of,
    is_compose,
    is_unseen,
    productive,
    run_by,
    run_in,
    served_by,
    services,
)
from ..derived.deploy.server_targets import of_boot, of_program

_FLASK_ENV_ENDED = (2, 3)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_DEVELOPING = ("flask", "python")  # what else is told only reloads


@error
def dev_server_in_deploy_command(
    deploy: Deploy, boot: Boot | None = None, source: Source | None = None
) -> Judgement:
    """A deploy file starts the app with the development server, or in debug mode.

    Werkzeug's server is made for one developer: a slow client holds it up, it is not hardened, and with debug
    mode it gives a Python console to whoever meets an exception. A program was run here to see which server
    it starts; where it could not be, its `app.run()` below the main guard tells. `socketio.run(app)` starts
    it too unless gevent or eventlet is installed, and where there is no terminal it then refuses to. Compose
    files are judged when no other file starts a real server, or when they run the image as it is built,
    without the source mounted into it, by a command of their own; and then as a warning, since many serve
    development; so is an image into which a compose file mounts the source, a file beside which another one
    starts a real server, and `--reload`. With the debugger it is an error beside a real server too, in an
    image that a platform, the CI or a compose file builds and runs as it is; not in one that nothing is seen
    to deploy, or into which a compose file mounts the source. Files, stages and folders named for development
    or tests are left out. FLASK_DEBUG in the one compose file is a warning too where its service runs the
    server of its image, without the source mounted into it.

    Fix: start a WSGI server, `gunicorn "shop:create_app()"`, and leave FLASK_DEBUG out of what is deployed.

    Fault::

        CMD ["flask", "run", "--host", "0.0.0.0"]

    Fine::

        CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:create_app()"]
    """
    if not (deploy.launches or deploy.variables or deploy.neighbours):
        yield DoesNotApply("no deploy file starts the app")
        return
    real = productive(deploy, boot)
    switches = [
        one
        for one in deploy.variables
        if _debugs(one, boot) and not (real and is_compose(one.place) and not _is_released(one, deploy, real))
    ]
    developing = list(_starting(deploy, boot, source, switches))
    seen = [launch for launch, _ in developing]
    for service in services(deploy):  # whose programs are not run here
        developing += _starting(replace(deploy, launches=tuple(service)), None, source, switches)
    told = {launch.place.path for launch, _ in developing}
    yield from _each_start(developing)
    for launch in _commands(deploy, real):
        # beside one that serves it prepares what the other one does
        if launch not in seen and is_unseen(launch, boot) and launch.place.path not in told:
            yield CouldNotLook(f"{command_of(launch)} ({launch.place}) could not be run here{_why(boot)}")
    said = {one.name for one in switches if one.place.path in told and not is_compose(one.place)}
    alone: dict[str, list[Variable]] = {}
    for switch in sorted(switches, key=lambda one: is_compose(one.place)):
        if not (switch.place.path in told or (is_compose(switch.place) and switch.name in said)):
            alone.setdefault(switch.name, []).append(switch)
    yield from map(_switched, alone.values())


def _why(boot: Boot | None) -> str:
    crash = boot.crash if boot and boot.outcome != "up" else None
    return f", because the app does not come up: {crash.type.rpartition('.')[2]}" if crash else ""


def _commands(deploy: Deploy, real: Sequence[Launch]) -> Iterator[Launch]:
    """Each command once, without those that are a choice beside a real server."""
    for launch in _each_once(deploy.launches):
        if not _is_a_choice(launch, [one for one in real if one is not launch]):
            yield launch


def _starting(
    deploy: Deploy, boot: Boot | None, source: Source | None, switches: Sequence[Variable]
) -> Iterator[tuple[Launch, Found]]:
    """The commands of one app that develop instead of serving."""
    real = productive(deploy, boot)
    for launch in _commands(deploy, real):
        run = run_by(launch, source) if is_unseen(launch, boot) else None
        served = served_by(launch, boot)
        if said := _development(launch, served, run):
            said += _out_of_reach(launch, served, deploy)
            beside = [one for one in real if one is not launch]
            mine = _set_for(launch, switches)
            target = of_program(launch, source) if launch.server == "python" else of_boot(boot, source)
            yield (
                launch,
                _serving(target, _developing(launch, said, beside, mine, run), run_in(launch, source)),
            )


def _set_for(launch: Launch, switches: Sequence[Variable]) -> list[Variable]:
    """By its own file, and once more by the compose file that runs the image."""
    mine = [one for one in switches if one.place.path == launch.place.path]
    names = frozenset() if is_compose(launch.place) else {one.name for one in mine}
    return [*mine, *(one for one in switches if is_compose(one.place) and one.name in names)]


def _serving(target: str | None, found: Found, hanging: RunCall | None) -> Found:
    """With the project's own command to serve by, where it is known, and what stands in its way."""
    if found.fix or not (target or hanging):
        return found
    command = f", `gunicorn {target}`," if target else ","
    fix = f"Start a WSGI server{command} and leave FLASK_DEBUG out of what is deployed."
    if hanging:
        guard = 'below `if __name__ == "__main__":`, for an import never comes past it.'
        fix = f"First put the run call of {hanging.place} {guard} {fix}"
    return replace(found, fix=fix)


def _each_start(developing: Sequence[tuple[Launch, Found]]) -> Iterator[Found]:
    """One finding for one command, be it in the image, in its entrypoint and in the compose file as well."""
    groups: list[list[tuple[Launch, Found]]] = []
    for launch, found in sorted(developing, key=lambda one: one[1].severity is not None):
        same = (group for group in groups if _is_one_start(group[0][0], launch))
        group = next(same, None)
        if group is None:
            groups.append([(launch, found)])
        else:
            group.append((launch, found))
    for (_, first), *others in groups:
        also = (f"so it does at {found.place}" for _, found in others)
        yield replace(first, evidence=(*first.evidence, *also))


def _is_one_start(one: Launch, other: Launch) -> bool:
    """The same command for the same app: a folder with a deploy file of its own may hold another app."""
    folders = {PurePosixPath(launch.place.path or "").parent.as_posix() for launch in (one, other)}
    same = (command_of(one), one.target, one.folder) == (command_of(other), other.target, other.folder)
    return same and (len(folders) == 1 or "." in folders)


def _each_once(launches: Sequence[Launch]) -> list[Launch]:
    first = {(one.place.path, command_of(one)): one for one in reversed(launches)}
    return sorted(first.values(), key=launches.index)


def _development(launch: Launch, served: Served | None, run: RunCall | None) -> str | None:
    """How the launch develops instead of serving; null when it does not."""
    if launch.server == "flask":
        return "starts Werkzeug's development server"
    if launch.server == "python":
        by = served.by if served else ""
        if by == SOCKETS_ALONE:
            return "starts the development server, for Flask-SocketIO finds neither gevent nor eventlet"
        return "starts the development server" if by in DEVELOPMENT_SERVERS or run else None
    return "restarts the workers whenever a file changes" if "--reload" in launch.options else None


def _out_of_reach(launch: Launch, served: Served | None, deploy: Deploy) -> str:
    """That an image starts it at an address which is the container's alone."""
    in_image = launch.place.path in {one.place.path for one in deploy.images}
    alone = in_image and served is not None and served.host in _LOOPBACK
    return f" at {served.host}, which nothing outside of the container reaches" if alone and served else ""


def _is_a_choice(launch: Launch, real: Sequence[Launch]) -> bool:
    """Whether a real server is started as well: by the same file, or by any when this is a compose file.

    A command of a service whose image is run as it was built takes the place of the image's own.
    """
    by_any = is_compose(launch.place) and not launch.as_built
    return any(by_any or one.place.path == launch.place.path for one in real)


def _developing(
    launch: Launch, said: str, real: Sequence[Launch], switches: Sequence[Variable], run: RunCall | None
) -> Found:
    debugging = "--debug" in launch.options
    reloads = launch.server not in _DEVELOPING
    mild = _is_mild(launch, beside=bool(real), debugs=debugging or bool(switches))
    evidence = [
        *(["with --debug, which brings the interactive debugger"] if debugging else []),
        *([f"read at {run.place}, for it could not be run here"] if run else []),
        *(f"{one.place} sets {one.name}={one.shown}" for one in switches),
        *(f"{one.place} starts {command_of(one)}" for one in real[:1]),
    ]
    return Found(
        f"`{command_of(launch)}` {said}",
        subject=command_of(launch),
        place=launch.place,
        evidence=tuple(evidence),
        fix="Leave --reload out of the command that is deployed." if reloads else None,
        severity="warning" if mild else None,
    )


def _is_mild(launch: Launch, *, beside: bool, debugs: bool) -> bool:
    """Whether it may serve development alone; whoever runs an image as it is built runs its debugger."""
    in_compose = is_compose(launch.place)
    if launch.server not in _DEVELOPING:
        return True
    if debugs and (launch.as_built if in_compose else not (launch.developed or launch.undeployed)):
        return False
    return beside or in_compose or launch.developed


def _debugs(variable: Variable, boot: Boot | None) -> bool:
    value = (variable.shown or "").strip().lower()
    if variable.name == "FLASK_DEBUG":
        return value not in OFF
    if variable.name == "FLASK_ENV":
        return value == "development" and _version(boot) < _FLASK_ENV_ENDED
    return variable.name == "WERKZEUG_DEBUG_PIN" and value == "off"


def _is_released(variable: Variable, deploy: Deploy, real: Sequence[Launch]) -> bool:
    """Whether a compose file gives it to the server that is deployed: nothing else of the project deploys."""
    images = {one.place.path for one in deploy.images}
    elsewhere = [
        one
        for one in real
        if not (
            one.place.path in images | {variable.place.path}
            or (one.place.path or "").endswith((".sh", ".ini"))
        )
    ]
    others = [one for one in deploy.files if is_compose(Place(one)) and one != variable.place.path]
    return variable.served and variable.name == "FLASK_DEBUG" and not (elsewhere or others)


def _version(boot: Boot | None) -> tuple[int, ...]:
    """Flask's; one that is not known counts as new."""
    numbers = re.findall(r"\d+", (boot.flask if boot else None) or "9")
    return tuple(int(number) for number in numbers[:2])


def _switched(alike: Sequence[Variable]) -> Found:
    """Of one variable, in the first of the files that set it."""
    variable, *others = alike
    return Found(
        f"{variable.name}={variable.shown} turns debug mode on in what is deployed",
        subject=variable.name,
        place=variable.place,
        evidence=also_in(one.place for one in others),
        fix=f"Leave {variable.name} out of the file, and set it where you develop.",
        severity="warning" if is_compose(variable.place) else None,
    )


@warning
def wsgi_server_missing(deploy: Deploy) -> Judgement:
    """A deploy file starts a server that no dependency file has installed.

    It happens to be installed on the machine of whoever wrote the command; where the release is built from
    the declared dependencies, the process ends with "command not found". Requirements, pyproject.toml, lock
    files, Pipfile, conda files, the images' FROM and RUN and the install lines of shell scripts were read.

    Fix: declare the server beside Flask: `gunicorn` in requirements.txt or in `dependencies`.

    Fault::

        web: gunicorn app:app          # requirements.txt has flask alone

    Fine::

        web: gunicorn app:app          # requirements.txt has flask and gunicorn
    """
    if not deploy.named_by:
        yield DoesNotApply("no deploy file starts a server, or there is no dependency file to look in")
    for server, files in deploy.named_by.items():
        started = [one for one in deploy.launches if one.server == server]
        if started and not files:
            yield Found(
                f"{server} is started, and no dependency file names it",
                subject=server,
                place=started[0].place,
                evidence=also_in(dict.fromkeys(one.place for one in started[1:])),
                fix=f"Declare {server} beside Flask in the dependencies.",
            )
