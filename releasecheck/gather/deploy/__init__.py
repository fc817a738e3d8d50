"""The deploy manifests of a project, each read once: for the facts, for discovery and for the boots."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from releasecheck.facts.deploy import (
    Deploy,
    EnvFile,
    FileMount,
    FleetingStore,
    HealthCheck,
    Image,
    Launch,
    Mount,
    NewDisk,
    Proxy,
    Published,
    RunFile,
    SetTwice,
    Step,
    StorePassword,
    UnreadProcess,
    Variable,
)
from releasecheck.gather.deploy.bypassed import bypassed
from releasecheck.gather.deploy.command_groups import as_flask
from releasecheck.gather.deploy.databases import backend, is_nobodys
from releasecheck.gather.deploy.documented import (
    documented,
    in_dotenv,
    mentioned,
    near_in_production,
    told_dotenv,
)
from releasecheck.gather.deploy.env_files import develops, given_in
from releasecheck.gather.deploy.fallbacks import fallback
from releasecheck.gather.deploy.files import File, manifests
from releasecheck.gather.deploy.flask_settings import flask_settings
from releasecheck.gather.deploy.handed import handed
from releasecheck.gather.deploy.installed import named_by
from releasecheck.gather.deploy.locating import in_project
from releasecheck.gather.deploy.manifest import AppPort, Given, Item, ServerConfig, Service
from releasecheck.gather.deploy.manifest import read as read_text
from releasecheck.gather.deploy.modes import by_platform, is_mode, modes_in
from releasecheck.gather.deploy.neighbours import parted
from releasecheck.gather.deploy.nginx import small_bodies
from releasecheck.gather.deploy.services import given_to, with_services
from releasecheck.gather.deploy.shut_in import shut_in
from releasecheck.gather.deploy.wsgi_scripts import wsgi_scripts
from releasecheck.gather.inside.config_addresses import whose
from releasecheck.gather.inside.placeholders import is_placeholder
from releasecheck.gather.inside.secret_names import (
    credentials_in,
    is_its_name,
    is_recognisable,
    is_secret,
)

__all__ = ["Manifests", "gather_deploy"]

Kind = TypeVar("Kind")
Store = TypeVar("Store", Published, FleetingStore, StorePassword)


@dataclass(frozen=True, slots=True)
class Manifests:
    """The facts, and the values of variables, which may be secrets and so stay in the gatherers."""

    facts: Deploy = field(default_factory=Deploy)
    values: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)  # name -> value and file
    secrets: tuple[str, ...] = field(default=(), repr=False)  # values that must not be shown

    def modes(self, chosen_by: str) -> dict[str, tuple[str, str]]:
        """Variables that say how the release runs, with value and file; those of what chose the app first."""
        own = modes_in(chosen_by, self.facts.launches, self.facts.variables)
        others = ((name, pair) for name, pair in self.values.items() if is_mode(name, pair[0]))
        there = {**by_platform(chosen_by), **dict(reversed(list(own)))}
        return {**dict(others), **{name: (value, chosen_by) for name, value in there.items()}}

    def set_for(self, chosen_by: str) -> dict[str, tuple[str, str]]:
        """All that is set where it is released, with value and file, by the deploy files and the platform."""
        platform = {name: (value, chosen_by) for name, value in by_platform(chosen_by).items()}
        return {**platform, **self.values}


def gather_deploy(project: Path) -> Manifests:
    """Everything that the deploy files declare; those for development and tests are left out, none raises."""
    project = project.resolve()
    found_in = [(file, list(items)) for file, items in manifests(project)]
    whole = with_services(project, [(file.path, found) for file, found in found_in])
    read = [(file, found) for (file, _), (_, found) in zip(found_in, whole, strict=True)]
    items = [item for _, found in read for item in found]
    items.extend(list(handed(items)))
    launched = _configured(_distinct(_of(items, Launch)), _of(items, ServerConfig))
    located = [as_flask(project, in_project(project, each)) for each in launched]
    launches, neighbours = parted(project, _told_once(located))
    proxies = _distinct(_of(items, Proxy))
    texts = {path: read_text(project / path) for path in _paths(read, proxies)}
    facts = Deploy(
        files=tuple(file.path for file, found in read if _declares(found)),
        launches=tuple(launches),
        variables=tuple(_distinct([_shown(each) for each in _of(items, Given)])),
        env_files=tuple(_with_variables(project, each) for each in _distinct(_of(items, EnvFile))),
        health_checks=tuple(_distinct(_of(items, HealthCheck))),
        proxies=tuple(proxies),
        bypasses=tuple(bypassed([(file.path, found) for file, found in read], texts, proxies)),
        small_bodies=tuple(small_bodies(texts, proxies)),
        images=tuple(_of(items, Image)),
        documented=tuple(documented(project)),
        dotenv=tuple(in_dotenv(project)),
        mentioned=tuple(mentioned(project)),
        near_in_production=tuple(near_in_production(project)),
        told_dotenv=told_dotenv(project),
        named_by=named_by(project, launches),
        steps=tuple(_distinct(_of(items, Step))),
        unread=tuple(_distinct(_of(items, UnreadProcess))),
        flask_settings=tuple(flask_settings(project)),
        neighbours=tuple(neighbours),
        lacking_scripts=tuple(wsgi_scripts(project)),
        published=tuple(_of_releases(read, Published, launches)),
        fleeting=tuple(_of_releases(read, FleetingStore, launches)),
        store_passwords=tuple(_of_releases(read, StorePassword, launches)),
        mounts=tuple(_of(items, Mount)),
        set_twice=tuple(_of(items, SetTwice)),
        file_mounts=tuple(_distinct(_of(items, FileMount))),
        run_files=tuple(_distinct(_of(items, RunFile))),
        new_disks=tuple(_distinct(_of(items, NewDisk))),
        shut_in=tuple(shut_in(texts, launches)),
    )
    sure = [each for file, found in read if file.deploys for each in _of(found, Given)]
    launching = frozenset(file.path for file, found in read if _of(found, Launch))
    given = (*sure, *given_to(_of(items, Service), launching))
    return Manifests(facts, dict(_first_values(iter(given))), tuple(_secrets(_of(items, Given))))


def _of_releases(
    read: Sequence[tuple[File, Sequence[Item]]], kind: type[Store], launches: Sequence[Launch]
) -> Iterator[Store]:
    """Of the compose files that run an app as a release does, or but for its code; others are developers'.

    Those that start Flask's own server are the release where nothing starts another.
    """
    real = any(one.server != "flask" for one in launches)
    for _, found in read:
        apps = [one for one in _of(found, Service) if one.starts or one.builds]
        if any(one.released for one in apps):
            yield from _of(found, kind)
        elif any(one.mounts_code for one in apps):
            yield from (replace(one, doubt="code") for one in _of(found, kind))
        elif not real and any(one.own_server for one in apps):
            yield from (replace(one, doubt="server") for one in _of(found, kind))


def _paths(read: Sequence[tuple[File, Sequence[Item]]], proxies: Sequence[Proxy]) -> Iterator[str]:
    """Of all deploy files, and of the configurations that lie in the folders of services."""
    yield from (file.path for file, _ in read)
    yield from (one.place.path for one in proxies if one.place.path)


def _declares(items: Sequence[Item]) -> bool:
    """Whether there is more than what a service says of an image."""
    of_images = (
        Service | AppPort | Published | StorePassword | FleetingStore | Mount | FileMount | RunFile | NewDisk
    )
    return any(not isinstance(each, of_images) for each in items)


def _told_once(launches: Sequence[Launch]) -> list[Launch]:
    """Without those that a script or an ini file by itself tells again, without the image's folders."""
    bare = [_bare(each) for each in launches]
    return [launch for index, launch in enumerate(launches) if bare[index] not in bare[:index]]


def _bare(launch: Launch) -> Launch:
    """What its own place says of a launch; who names an ini file of uWSGI may add options."""
    there = replace(launch, paths=(), starts_in=None, developed=False, undeployed=False)
    return replace(there, options=(), workers=None, threads=None) if launch.server == "uwsgi" else there


def _of(items: Sequence[Item], kind: type[Kind]) -> list[Kind]:
    return [item for item in items if isinstance(item, kind)]


def _distinct(items: Sequence[Kind]) -> list[Kind]:
    return [item for index, item in enumerate(items) if item not in items[:index]]


def _shown(given: Given) -> Variable:
    value = fallback(given.value or "")
    if value is not None:
        held = _held(given.name, value)
        return Variable(given.name, given.place, holds=held, unless_set=held is not None, served=given.served)
    hidden = given.value is None or "$" in given.value or is_secret(given.name, given.value)
    shown = None if hidden else given.value
    held, kind = _held(given.name, given.value or ""), backend(given.value)
    return Variable(given.name, given.place, shown, holds=held, backend=kind, served=given.served)


def _with_variables(project: Path, file: EnvFile) -> EnvFile:
    """With what it gives; that of a file for development is no secret of the release."""
    given = given_in(project, file.path)
    if given is None:
        return file
    harmless = develops(given)
    shown = (replace(_shown(each), shown=None) for each in given)
    variables = (replace(each, holds=None) if harmless else each for each in shown)
    return replace(file, variables=tuple(variables))


def _held(name: str, value: str) -> Literal["secret", "placeholder"] | None:
    """Whether a value is a secret of the deployment; that of a service beside it is none."""
    if "$" in value or not is_secret(name, value):
        return None
    if is_nobodys(value):
        return "placeholder"
    for secret in credentials_in(value):
        host = urlsplit(value).hostname or ""
        public = "." in host and whose(host) == "elsewhere"
        return "secret" if public and is_recognisable(secret) and not is_placeholder(secret) else None
    if is_placeholder(value):
        return "placeholder"
    return "secret" if is_recognisable(value) else None


def _secrets(given: Sequence[Given]) -> Iterator[str]:
    for each in given:
        value = fallback(each.value or "") or each.value
        if value and is_secret(each.name, value) and not is_its_name(value, each.name):
            yield from (value, *credentials_in(value))


def _configured(launches: Sequence[Launch], configs: Sequence[ServerConfig]) -> Iterator[Launch]:
    """gunicorn's launches with what its config declares, when there is one config and no option says more."""
    config = configs[0] if len(configs) == 1 else None
    for launch in launches:
        if config is None or launch.server != "gunicorn":
            yield launch
        else:
            workers = config.workers if launch.workers is None else launch.workers
            threads = launch.threads or config.threads
            kind = launch.worker_class or config.worker_class
            yield replace(launch, workers=workers, threads=threads, worker_class=kind)


def _first_values(given: Iterator[Given]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name with value and file, of the likeliest file that sets it; references to others are left out."""
    seen: set[str] = set()
    for each in given:
        if each.value is not None and "$" not in each.value and each.name not in seen:
            seen.add(each.name)
            yield each.name, (each.value, each.place.path or "")
