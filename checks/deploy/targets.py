"""What deploy files give a WSGI server to serve."""

from collections.abc import Iterator

from releasecheck.facts.boot import Boot, Served
from releasecheck.facts.deploy import WSGI_SERVERS, Deploy, LackingScript, Launch, UnreadProcess, Variable
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.config.flask_files import named_in_vain
from ..derived.deploy.deployment import also_in, command_of, program_of
from ..derived.deploy.server_targets import of_boot
from ..derived.wording import in_short, listed


@error
def wsgi_target_broken(
    boot: Boot, deploy: Deploy, source: Source | None = None, git: Git | None = None
) -> Judgement:
    """The target that a deploy file gives to the server is no app that it can serve.

    `flask --app shop:create_app` calls a factory; gunicorn does not: it checks nothing, comes up, and every
    request is a 500. It finds no app by itself either: without `:name` it wants `application`. An `app` made
    under `if __name__ == "__main__"` is not there, and a package `app/` hides `app.py`. Parentheses without
    quotes are a syntax error where a shell reads the command, as it does in a Procfile, of which a line
    without `web:` declares nothing and is passed over without a word. Each target was looked up in the app's
    own Python by the server's rules, and called as it would call it; of an app that did not come up only a
    module or a name is told that is nowhere in its source. Other servers than gunicorn, uWSGI and waitress
    are not judged. A FLASK_APP of a committed `.flaskenv` or `.env` that names what is nowhere in the project
    is a warning: `flask run` and `flask db upgrade` stop with it. A program without a statement
    (`python main.py`, and main.py is empty) ends at once, as if all were well. So is a `.wsgi` file judged
    that has no `application` or imports what is not there, as a warning beside another start of the app.

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
    hollow = list(_hollow(deploy, source))
    yield from hollow
    for script in deploy.lacking_scripts:
        yield _lacking(script, deploy)
    told = deploy.unread or nowhere or hollow or deploy.lacking_scripts
    if not (told or any(launch.server in WSGI_SERVERS for launch in deploy.launches)):
        yield DoesNotApply("no deploy file gives a target to gunicorn, uWSGI or waitress")
    bare = {one.place: one for one in deploy.launches if one.unquoted}
    for launch in bare.values():
        yield _unquoted(launch)
    for served in boot.served:
        launch = served.launch
        if launch.server in WSGI_SERVERS and served.outcome != "serves" and launch.place not in bare:
            yield _unserved(served, boot, deploy, source)


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


def _hollow(deploy: Deploy, source: Source | None) -> Iterator[Found]:
    """The programs that a deploy file starts and that have no statement, each once."""
    started = [one for one in deploy.launches if one.server == "python" and not one.undeployed]
    programs: dict[str, list[Launch]] = {}
    for launch in started if source else ():
        program = program_of(launch, source.modules) if source else None
        if program is not None and program.empty:
            programs.setdefault(program.path, []).append(launch)
    for path, (launch, *others) in programs.items():
        yield Found(
            f"{command_of(launch)} serves nothing: {path} has no statement and ends without an error",
            subject=path,
            place=launch.place,
            evidence=also_in(one.place for one in others),
            fix="Start the file that makes the app, by a WSGI server.",
        )


def _lacking(script: LackingScript, deploy: Deploy) -> Found:
    """Where a deploy file starts the app, the script may be left over."""
    if script.module:
        said = f"it imports {script.name} from {script.module}, which has no such name"
        fix = f"Import what {script.module} has, or make {script.name} there."
    else:
        said = f"it has no {script.name}, the name that mod_wsgi looks for"
        fix = f"Name the app so: `from shop import app as {script.name}`."
    return Found(
        f"mod_wsgi cannot serve {script.place.path}: {said}",
        subject=f"{script.place.path}:{script.name}",
        place=script.place,
        fix=fix,
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


def _unserved(served: Served, boot: Boot, deploy: Deploy, source: Source | None) -> Found | CouldNotLook:
    launch = served.launch
    target = launch.target or ""
    module, _, name = target.partition(":")
    if served.outcome in ("raised", "unknown"):
        said = f"{served.crash.type} at {served.crash.place}" if served.crash else served.detail
        return CouldNotLook(f"{target} ({launch.place}) could not be imported here: {said}")
    lacking = served.outcome == "module-missing" and not _is_path(served)
    if lacking and (elsewhere := _elsewhere(module, source)):
        return CouldNotLook(
            f"{target} ({launch.place}): {module} is at {elsewhere}, not where we looked for it"
        )
    serving = {_key(one.launch) for one in boot.served if one.outcome == "serves"}
    alike = [one.place for one in deploy.launches if _is_like(one, launch) and _key(one) not in serving]
    return Found(
        f"{launch.server} cannot serve {target}: {_why(served, module, name or 'application')}",
        subject=target,
        place=launch.place,
        evidence=(*_evidence(served), *also_in(alike)),
        fix=_mended(served, module, source) or _of_this_app(served, boot, source),
    )


def _is_like(one: Launch, other: Launch) -> bool:
    return (one.server, one.target) == (other.server, other.target) and one.place != other.place


def _key(launch: Launch) -> tuple[str, str | None, str]:
    return launch.server, launch.target, launch.folder


def _is_path(served: Served) -> bool:
    """Whether the module is written as the path of a file, which uWSGI alone can load."""
    module = (served.launch.target or "").partition(":")[0]
    return served.launch.server != "uwsgi" and ("/" in module or module.endswith(".py"))


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
        case "module-missing" if _is_path(served):
            return f"{module} is the path of a file and no module"
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


def _of_this_app(served: Served, boot: Boot, source: Source | None) -> str | None:
    """What was found to be the app here, where the server can be given that as it is."""
    target = of_boot(boot, source)
    if target is None or served.launch.folder != "." or served.launch.server != "gunicorn":
        return None
    return f"Name the app: `gunicorn {target}`."


def _mended(served: Served, module: str, source: Source | None) -> str | None:
    """The command as it ought to be, where what was found tells."""
    server, target = served.launch.server, served.launch.target
    name = (target or "").partition(":")[2]
    if served.outcome == "refuses-call" and served.place.path and "(" not in (target or ""):
        if server == "waitress":
            return f"Have it called: `waitress-serve --call {target}`."
        return f'Call the factory: `{server} "{target}()"`, in quotes for the shell.'
    if served.outcome == "module-missing" and _is_path(served):
        dotted = module.removesuffix(".py").removeprefix("./").replace("/", ".")
        there = _elsewhere(dotted, source) is not None
        return f'Write the module with dots: `{server} "{dotted}:{name}"`.' if there and name else None
    if served.names and server != "waitress":
        return f'Name what there is: `{server} "{module}:{served.names[0]}"`.'
    return None
