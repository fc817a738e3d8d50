"""The commands by which the deploy files start the app."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts.boot import Boot, Served
from releasecheck.facts.deploy import WSGI_SERVERS, Deploy, Launch, UnreadProcess, Variable
from releasecheck.facts.runs import Git
from releasecheck.facts.source import RunCall, Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.deployment import (
    DEVELOPMENT_SERVERS,
    SOCKETS_ALONE,
    also_in,
    command_of,
    is_compose,
    is_unseen,
    productive,
    run_by,
    served_by,
)
from ..derived.flask_files import OFF, named_in_vain
from ..derived.wording import in_short, listed

_FLASK_ENV_ENDED = (2, 3)


@error
def wsgi_target_broken(
    boot: Boot, deploy: Deploy, source: Source | None = None, git: Git | None = None
) -> Judgement:
    """The target that a deploy file gives to the server is no app that it can serve.

    `flask --app shop:create_app` calls a factory; gunicorn does not: it checks nothing, comes up, and every
    request is a 500. It finds no app by itself either: without `:name` it wants `application`. An `app` made
    under `if __name__ == "__main__"` is not there, and a package `app/` hides `app.py`. Parentheses without
    quotes are a syntax error where a shell reads the command, as it does in a Procfile, of which a line
    without `web:` declares nothing and is passed over without a word. Each target was
    looked up in the app's own Python by the server's rules, and called as it would call it. Other servers
    than gunicorn, uWSGI and waitress are not judged. A FLASK_APP of a committed `.flaskenv` or `.env` that
    names what is nowhere in the project is a warning: `flask run` and `flask db upgrade` stop with it.

    Fix: name the app, `shop:app`, or call the factory: `gunicorn "shop:create_app()"`
    (`waitress-serve --call shop:create_app`).

    Fault::

        web: gunicorn shop:create_app

    Fine::

        web: gunicorn "shop:create_app()"
    """
    for unread in deploy.unread:
        yield _passed_over(unread, deploy)
    nowhere = list(named_in_vain(deploy, source, git))
    for setting in nowhere:
        yield _nowhere(setting)
    if not (deploy.unread or nowhere or any(launch.server in WSGI_SERVERS for launch in deploy.launches)):
        yield DoesNotApply("no deploy file gives a target to gunicorn, uWSGI or waitress")
    bare = {one.place: one for one in deploy.launches if one.unquoted}
    for launch in bare.values():
        yield _unquoted(launch)
    for served in boot.served:
        launch = served.launch
        if launch.server in WSGI_SERVERS and served.outcome != "serves" and launch.place not in bare:
            yield _unserved(served, deploy, source)


def _passed_over(unread: UnreadProcess, deploy: Deploy) -> Found:
    """Of a line without its colon; where another file starts the app, nobody may be reading this one."""
    name = unread.process
    why = f"{name} lacks its colon" if name else "it begins with no name and colon"
    return Found(
        f"a line of the Procfile declares no process, so nothing is started by it: {why}",
        subject=name or "web",
        place=unread.place,
        fix=f"Begin the line with `{name or 'web'}: `.",
        severity="warning" if deploy.launches else None,
    )


def _nowhere(setting: Variable) -> Found:
    return Found(
        f"FLASK_APP={setting.shown} names no file and no package of the project: flask commands find no app",
        subject="FLASK_APP",
        place=setting.place,
        fix="Name the module that makes the app, or leave FLASK_APP out where it is called app or wsgi.",
        severity="warning",
    )


def _unquoted(launch: Launch) -> Found:
    return Found(
        f"{launch.target} has no quotes: the shell takes its parentheses for a syntax error",
        subject=launch.target or "",
        place=launch.place,
        fix=f'Put it in quotes: `{launch.server} "{launch.target}"`.',
    )


def _unserved(served: Served, deploy: Deploy, source: Source | None) -> Found | CouldNotLook:
    launch = served.launch
    target = launch.target or ""
    module, _, name = target.partition(":")
    if served.outcome in ("raised", "unknown"):
        said = f"{served.crash.type} at {served.crash.place}" if served.crash else served.detail
        return CouldNotLook(f"{target} ({launch.place}) could not be imported here: {said}")
    if served.outcome == "module-missing" and (elsewhere := _elsewhere(module, source)):
        return CouldNotLook(
            f"{target} ({launch.place}): {module} is at {elsewhere}, not where we looked for it"
        )
    alike = [one.place for one in deploy.launches if _is_like(one, launch) and one.place != launch.place]
    return Found(
        f"{launch.server} cannot serve {target}: {_why(served, module, name or 'application')}",
        subject=target,
        place=launch.place,
        evidence=(*_evidence(served), *also_in(alike)),
        fix=_mended(served, module),
    )


def _is_like(one: Launch, other: Launch) -> bool:
    return (one.server, one.target) == (other.server, other.target)


def _elsewhere(module: str, source: Source | None) -> str | None:
    """A file of the project that may be the module in another working directory."""
    tail = "/" + module.replace(".", "/")
    endings = (f"{tail}.py", f"{tail}/__init__.py")
    modules = source.modules if source else ()
    return next((one.path for one in modules if f"/{one.path}".endswith(endings)), None)


def _why(served: Served, module: str, name: str) -> str:
    match served.outcome:
        case "refuses-call":
            return "it answers no request"
        case "attribute-missing" if served.guarded:
            return f'{module} has {name} only under `if __name__ == "__main__"`'
        case "attribute-missing":
            return f"{module} has no {name.partition('(')[0]}"
        case "module-missing":
            return f"there is no module {served.detail}"
        case "not-callable":
            return f"it is a {served.detail}, not an app"
        case _:
            return served.detail or "it is no target"


def _evidence(served: Served) -> Iterator[str]:
    if served.outcome == "refuses-call":
        yield f"called as {served.launch.server} calls an app: {in_short(served.detail)}"
        if served.place.path:
            yield f"defined at {served.place}"
    elif served.guarded:
        yield f"set at {served.place}, which a server never runs"
    elif served.place.path:
        yield f"looked for in {served.place}"
    if served.hidden:
        yield f"{served.hidden} is hidden by the package of the same name"
    if served.names:
        yield f"there is {listed(served.names)}"


def _mended(served: Served, module: str) -> str | None:
    """The command as it ought to be, where what was found tells."""
    server, target = served.launch.server, served.launch.target
    if served.outcome == "refuses-call" and served.place.path and "(" not in (target or ""):
        if server == "waitress":
            return f"Have it called: `waitress-serve --call {target}`."
        return f'Call the factory: `{server} "{target}()"`, in quotes for the shell.'
    if served.names and server != "waitress":
        return f'Name what there is: `{server} "{module}:{served.names[0]}"`.'
    return None


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
    development; so is a file beside which another one starts a real server, and `--reload`. Files, stages and
    folders named for development or tests are left out.

    Fix: start a WSGI server, `gunicorn "shop:create_app()"`, and leave FLASK_DEBUG out of what is deployed.

    Fault::

        CMD ["flask", "run", "--host", "0.0.0.0"]

    Fine::

        CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:create_app()"]
    """
    if not (deploy.launches or deploy.variables):
        yield DoesNotApply("no deploy file starts the app")
        return
    real = productive(deploy, boot)
    switches = [
        one for one in deploy.variables if _debugs(one, boot) and not (real and is_compose(one.place))
    ]
    told: set[str | None] = set()
    unseen: list[Launch] = []
    for launch in _each_once(deploy.launches):
        beside = [one for one in real if one is not launch]
        if _is_a_choice(launch, beside):
            continue
        run = run_by(launch, source) if is_unseen(launch, boot) else None
        if said := _development(launch, served_by(launch, boot), run):
            told.add(launch.place.path)
            mine = [one for one in switches if one.place.path == launch.place.path]
            yield _developing(launch, said, beside, mine, run)
        elif is_unseen(launch, boot):
            unseen.append(launch)
    for launch in unseen:
        if launch.place.path not in told:  # else it prepares what the other one serves
            yield CouldNotLook(f"{command_of(launch)} ({launch.place}) could not be run here")
    for switch in switches:
        if switch.place.path not in told:
            yield _switched(switch)


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
    reloads = launch.server not in ("flask", "python")
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
        severity="warning" if real or reloads or is_compose(launch.place) else None,
    )


def _debugs(variable: Variable, boot: Boot | None) -> bool:
    value = (variable.shown or "").strip().lower()
    if variable.name == "FLASK_DEBUG":
        return value not in OFF
    if variable.name == "FLASK_ENV":
        return value == "development" and _version(boot) < _FLASK_ENV_ENDED
    return variable.name == "WERKZEUG_DEBUG_PIN" and value == "off"


def _version(boot: Boot | None) -> tuple[int, ...]:
    """Flask's; one that is not known counts as new."""
    numbers = re.findall(r"\d+", (boot.flask if boot else None) or "9")
    return tuple(int(number) for number in numbers[:2])


def _switched(variable: Variable) -> Found:
    return Found(
        f"{variable.name}={variable.shown} turns debug mode on in what is deployed",
        subject=variable.name,
        place=variable.place,
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
