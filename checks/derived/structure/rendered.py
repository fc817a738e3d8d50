"""Which templates the app renders, and which names no loader has."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import TemplateReference, Templates


def references(app: App, source: Source | None, templates: Templates) -> list[TemplateReference]:
    """Every constant reference of the modules that booted and of the project's own templates."""
    written = [one for one in source.renders if one.place.path in app.modules] if source else []
    nested = [one for one in templates.references if one.template not in templates.foreign]
    return sorted([*written, *nested], key=lambda one: (one.place.path or "", one.place.line or 0))


def missing(app: App, source: Source | None, templates: Templates) -> dict[str, list[TemplateReference]]:
    """The references to each name that no loader has; of several names, the first when none is there."""
    lost: dict[str, list[TemplateReference]] = {}
    for one in references(app, source, templates):
        # A name that was not asked for is not known to be missing.
        if one.names and not one.optional and not any(templates.exists.get(name, True) for name in one.names):
            lost.setdefault(one.names[0], []).append(one)
    return lost


def files_of(app: App, source: Source | None, templates: Templates | None) -> dict[str, Sequence[Place]]:
    """The files of the templates that something names, where each may lie in several folders."""
    if templates is None:
        return {}
    renders = [one for one in source.renders if one.place.path in app.modules] if source else []
    found: dict[str, list[Place]] = {}
    for reference in (*templates.references, *renders):
        for name in reference.names:
            if templates.exists.get(name) and name not in templates.foreign:
                for folder in templates.searched:
                    path = f"{folder}/{name}" if folder not in ("", ".") else name
                    found.setdefault(path, []).append(reference.place)
    return dict(sorted(found.items()))


def is_in_lost_folder(references: Iterable[TemplateReference], app: App) -> bool:
    """Whether all are from beside blueprints whose folders Flask looks for elsewhere."""
    lost = {_package(one.place.path) for one in app.blueprints if one.registered and one.lost_folders}
    return all(one.template is None and _package(one.place.path) in lost for one in references)


def of_unregistered(
    name: str, references: Sequence[TemplateReference], app: App, git: Git | None
) -> str | None:
    """The template's path in git, where it lies beside modules none of whose views the app serves.

    A loader finds it once their blueprint is registered, and until then no request asks for it.
    """
    serving = {one.view.place.path for one in app.routes if one.view}
    folders = {_package(one.place.path) for one in references}
    idle = all(one.template is None and one.place.path not in serving for one in references)
    if git is None or not idle or len(folders) != 1:
        return None
    [folder] = folders
    return next(
        (one for one in git.tracked if one.startswith(f"{folder}/") and one.endswith(f"/{name}")), None
    )


def is_of_missing_blueprints(references: Iterable[TemplateReference], app: App) -> bool:
    """Whether only views of blueprints render it that the app does not have."""
    absent = {(one.place.path, one.variable) for one in app.blueprints if not one.registered}
    return all(one.template is None and (one.place.path, one.router) in absent for one in references)


def _package(path: str | None) -> str | None:
    """Its folder; beside a module of the project's own folder everything lies, so there it stands alone."""
    return (path or "").rpartition("/")[0] or path


def is_rendered(template: str | None, source: Source | None, templates: Templates) -> bool:
    """Whether anything refers to the template by a constant name; null is Python, which always counts.

    Where the source is not known nothing can be ruled out.
    """
    return template is None or source is None or template.lstrip("/") in _reached(source, templates)


def nearest(name: str, templates: Templates) -> str | None:
    """The template that was probably meant; that both end in ".html" makes no two alike."""
    known = {one.rsplit(".", 1)[0]: one for one in templates.names}
    stem = name.lstrip("/").rsplit(".", 1)[0]
    return next((known[one] for one in get_close_matches(stem, known, 1)), None)


def _reached(source: Source, templates: Templates) -> frozenset[str]:
    """What Python names, and whatever those templates refer to in turn."""
    return reached_from({name.lstrip("/") for one in source.renders for name in one.names}, templates)


def of_sisters(app: App, source: Source | None, templates: Templates) -> frozenset[str]:
    """The templates that only other programs of the project render: files that start an app themselves."""
    if source is None:
        return frozenset()
    programs = {one.path for one in source.apps} | {one.place.path for one in source.run_calls}
    sisters = programs - set(app.modules)
    theirs = [one for one in source.renders if one.place.path in sisters]
    if not theirs:
        return frozenset()
    own = (one for one in source.renders if one.place.path not in sisters)
    by_own = reached_from({name.lstrip("/") for one in own for name in one.names}, templates)
    return reached_from({name.lstrip("/") for one in theirs for name in one.names}, templates) - by_own


def reached_from(names: set[str], templates: Templates) -> frozenset[str]:
    """Templates of these names, and whatever they refer to in turn."""
    onward: dict[str, set[str]] = {}
    for one in templates.references:
        onward.setdefault(one.template or "", set()).update(name.lstrip("/") for name in one.names)
    return _closure(names, onward)


def related(template: str, templates: Templates) -> frozenset[str]:
    """A template with all that it extends, includes or imports, and all that do so with one of these."""
    links: dict[str, set[str]] = {}
    for one in templates.references:
        for name in (each.lstrip("/") for each in one.names):
            links.setdefault(one.template or "", set()).add(name)
    onward = _closure({template}, links)
    users: dict[str, set[str]] = {}
    for user, used in links.items():
        for name in used:
            users.setdefault(name, set()).add(user)
    return onward | _closure({template}, users)


def _closure(start: set[str], links: dict[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(links.get(name, ()))
    return frozenset(reached)
