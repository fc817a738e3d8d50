"""Which configuration the app chose, and the files that it goes on without."""

from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot, DeployedVariable, EnvRead
from releasecheck.facts.config import AbsentFile
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.config.choosing import (
    LOADED,
    loaded,
    loaded_for_development,
    production_lacks,
    turns_debug_on,
    turns_testing_on,
    undecided,
)
from ..derived.config.modes import MODE, deployed_for_release, is_for_release
from ..derived.config.surroundings import is_deployed_otherwise
from ..derived.structure.exposing import with_toolbar
from ..derived.wording import capped, listed

_NEAR = 6  # lines between a condition and the call that it governs
_SHOWN = 5


@error
def dev_config_class_active(app: App, source: Source, boot: Boot | None = None) -> Judgement:
    """The app runs with the config that its own source calls the one for development or for tests.

    `config[os.getenv("FLASK_CONFIG") or "default"]` with development as the default is in every tutorial: a
    deployment that forgets the variable comes up all the same, in debug mode, on the developer's database.
    What the class sets and the variable that would have chosen another are the evidence; debug mode that
    comes with it is told here and not by debug-on, and so are TESTING and a cookie without the flags that
    another config gives it. A warning where it leaves both modes off and the source has no config for
    production beside it, or where a deploy file sets the variable that is not set here.

    Fix: make the config for production the one that is taken when nothing is said, and ask for another where
    you develop. One that lacks the database or a key which the other sets is completed first.

    Fault::

        app.config.from_object(configs[os.environ.get("APP_CONFIG", "development")])

    Fine::

        app.config.from_object(configs[os.environ.get("APP_CONFIG", "production")])
    """
    if not loaded(app):
        yield DoesNotApply("the config is not loaded from a class, module or file")
    active = loaded_for_development(app)
    if reason := undecided((one.key for values in active.values() for one in values), app, source, boot):
        yield CouldNotLook(reason)
        return
    for name, values in active.items():
        yield _active(app, name, values, source, boot)


def _active(app: App, name: str, values: list[ConfigValue], source: Source, boot: Boot | None) -> Found:
    call = values[0].call if values[0].call.path else app.place
    selector = _selector(boot, source)
    deployed = None if selector else deployed_for_release(boot)
    asked = None if selector or deployed else _asked_before(call, boot)
    elsewhere = selector is not None and is_deployed_otherwise(selector.name, boot)
    other = _for_production(source)
    why = [*_choice(selector, source), *_deployed(deployed), *_vain(asked)]
    variable = selector or deployed or asked
    toolbar = with_toolbar(app) if any(map(turns_debug_on, values)) else ()
    lacks = listed(production_lacks(source, name.rpartition(".")[2]))
    unlike = elsewhere or deployed is not None or asked is not None
    return Found(
        f"the app runs with {name}{_because(selector)}{_incomplete(lacks)}",
        subject=name,
        place=selector.place if selector else call,
        evidence=capped([*why, *toolbar, *other, *_sets(name, values, source)]),
        fix=_complete_first(lacks, name) or _cure(variable.name if variable else None, unlike, bool(other)),
        severity="warning" if unlike or not (other or any(map(_opens, values))) else None,
    )


def _opens(value: ConfigValue) -> bool:
    """Whether it turns on what no release may have on."""
    return turns_debug_on(value) or turns_testing_on(value)


def _because(selector: EnvRead | None) -> str:
    return f", because {selector.name} is not set" if selector else ""


def _asked_before(call: Place, boot: Boot | None) -> EnvRead | None:
    """The unset variable that is asked for just above the call: a platform's, by which the app may choose."""
    for read in reversed(boot.env_reads if boot else ()):
        near = read.place.path == call.path and 0 <= _lines_between(read.place, call) <= _NEAR
        if near and read.asked and not read.hit:
            return read
    return None


def _lines_between(above: Place, below: Place) -> int:
    return -1 if above.line is None or below.line is None else below.line - above.line


def _deployed(variable: DeployedVariable | None) -> list[str]:
    """What a deploy file sets otherwise, as evidence."""
    if variable is None:
        return []
    return [f"{variable.file} sets {variable.name}={variable.shown}, which is not so here"]


def _vain(read: EnvRead | None) -> list[str]:
    """Such a variable as evidence."""
    return [f"{read.name} is asked for at {read.place}, and not set"] if read else []


def _for_production(source: Source) -> list[str]:
    """The config that the source has for production, as evidence."""
    named = {*source.config_classes, *(one.owner for one in source.config_assignments if one.owner)}
    classes = [f"{name} is there for production" for name in sorted(named) if is_for_release(name)]
    modules = [
        f"{one.path} is there for production"
        for one in source.modules
        if one.role == "app" and one.config_keys and is_for_release(one.name)
    ]
    return [*classes, *modules][:1]


def _selector(boot: Boot | None, source: Source) -> EnvRead | None:
    """The unset variable that chooses among the configs, by its fallback or its name.

    One that only a library asks for, such as PyMongo for AWS_EXECUTION_ENV, chooses none.
    """
    unset = [read for read in (boot.env_reads if boot else ()) if read.asked and not read.hit]
    choosing = {one.variable for one in source.env_defaults if one.chooses}
    named = [read for read in unset if MODE.search(read.name) and read.place.path]
    return next((read for read in named if read.name in choosing), next(iter(named), None))


def _choice(selector: EnvRead | None, source: Source) -> Iterator[str]:
    for one in source.env_defaults if selector else ():
        if selector and one.variable == selector.name and one.chooses:
            yield f'{one.variable} falls back to "{one.chooses}" at {one.place}'


def _sets(name: str, values: list[ConfigValue], source: Source) -> list[str]:
    """What the class sets itself, not by inheritance; of a module or file, all."""
    own = {one.key for one in source.config_assignments if one.owner == name.rpartition(".")[2]}
    shown = [one for one in values if not one.secret and (one.key in own or not own)]
    shown.sort(key=lambda one: not turns_testing_on(one))  # no other rule shows it
    return [f"{one.key} is {one.shown}" for one in shown][:_SHOWN]


def _incomplete(lacks: str) -> str:
    return f", and what is for production has no {lacks}" if lacks else ""


def _complete_first(lacks: str, active: str) -> str | None:
    """Whoever took the config for production as it is would not come up."""
    if not lacks:
        return None
    return (
        f"Give the config for production its own {lacks}, from the environment; then take it, not {active}."
    )


def _cure(variable: str | None, elsewhere: bool, other: bool) -> str | None:
    if variable and elsewhere:
        return f"Judge it as deployed: give {variable} with --set or --env-file."
    if variable and other:
        return f"Let the config for production be the fallback of {variable}, and set it where you develop."
    return None


@warning
def config_file_silently_missing(app: App) -> Judgement:
    """A config file is not there, and `silent=True` lets the app start without it.

    Nothing fails when the file is left out of the image or the variable names a path that moved: the app
    comes up on its defaults, with the developer's key and database. A file of the instance folder is the
    deployment's own and only for information, unless a file of that name lies where Flask does not look. A
    variable that is not set at all asks for nothing.

    Fix: leave `silent=True` out where the deployment needs the file, or bring the file along.

    Fault::

        app.config.from_pyfile("production.cfg", silent=True)

    Fine::

        app.config.from_pyfile("production.cfg")
    """
    if not any(LOADED.fullmatch(one.set_by) for one in app.config) and not app.absent_files:
        yield DoesNotApply("no config file is loaded")
    for absent in app.absent_files:
        yield Found(
            f"{absent.loader} goes on without {absent.file}, which is not there",
            subject=absent.file,
            place=absent.place if absent.place.path else app.place,
            evidence=(f"{absent.twin} is there, where Flask does not look",) if absent.twin else (),
            fix=_cure_of_absence(absent),
            severity="info" if absent.instance and not absent.twin else None,
        )


def _cure_of_absence(absent: AbsentFile) -> str | None:
    if absent.twin is None:
        return None
    return f"Name it by its folder: Flask looked for {absent.file}, and there is {absent.twin}."
