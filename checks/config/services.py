"""Services that the config points to, and limits that it leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot, EnvRead
from releasecheck.facts.config import Address
from releasecheck.facts.deploy import Deploy, Image, NewDisk, Variable
from releasecheck.facts.services import NearService
from releasecheck.facts.source import Source
from releasecheck.findings import (
    CouldNotLook,
    DoesNotApply,
    Found,
    Judgement,
    Severity,
    by_source,
    info,
    warning,
)

from ..derived.config.absent_extensions import ignored
from ..derived.config.configured import is_on, place_of
from ..derived.config.surroundings import container_file, is_deployed_otherwise, read_for
from ..derived.config.unread_databases import asked_before, new_disk, unread_database
from ..derived.config.vocabulary import set_by_project
from ..derived.wording import capped, listed

_NEAR = frozenset({"this-machine", "example", "file"})
_OWN_USER = "give the app a user of its own, with its database alone and a password from the environment"
_LIMIT = "MAX_CONTENT_LENGTH"
_URLS_ONLY = frozenset({"SERVER_NAME"})  # where the value is the app's own address


@warning
def local_endpoint_in_config(
    app: App, boot: Boot | None = None, source: Source | None = None, deploy: Deploy | None = None
) -> Judgement:
    """The config points to a service on this machine, or to one that documentation made up.

    In a container or on a platform `localhost` is the container itself, where no database listens: the app
    comes up and the first query fails. A warning where a Dockerfile, Procfile or the like says that the app
    will run in one, for `SERVER_NAME`, and for hosts such as smtp.example.com. On a machine of one's own a
    database beside the app is fine, and a fallback for an unset variable will not be used: for information
    only. Where the app itself listens (`app.run(host=...)`) is no such address. So is SQLite, whose file lies
    on one disk: a platform that gives out new disks loses it; a warning where the deploy file gives the app a
    server's URL, and nothing reads that, or where the one file that starts the app (render.yaml, fly.toml,
    compose) keeps no disk for it, and no variable may name another database. Names of compose services are
    not local, and neither what a deploy file sets differently is reported, nor what comes from the
    environment of this run (`--set`, `--env-file`, a developer's `.env`). Likewise what goes past the config:
    `connect(host="localhost")` of a database's client, and a module's `BASE_URL = "http://127.0.0.1:5000"`
    that another one imports, for its links and mails; and, for information, a URL of `.env.production` where
    the project builds an image.

    Fix: read the address from the environment, and set it in the deployment.

    Fault::

        SQLALCHEMY_DATABASE_URI = "postgresql://localhost/shop"

    Fine::

        SQLALCHEMY_DATABASE_URI = os.environ["DATABASE_URL"]
    """
    unread = ignored(app, source) | _listened_on(source)
    pointing = [one for one in set_by_project(app) if one.addresses and one.key not in unread]
    beside = _beside_config(app, source)
    contained = deploy.near_in_production if deploy and deploy.images else ()
    if not (pointing or beside or contained):
        yield DoesNotApply("the config points to no service")
    first = {(one.addresses, one.shown): one for one in reversed(pointing)}  # copies of a value are one cause
    seen: dict[tuple[object, ...], list[_Near]] = {}
    for value in sorted(first.values(), key=lambda one: one.key):
        read = read_for(value, boot) or _read_apart(value, boot)
        near = [one for one in value.addresses if one.where in _NEAR and not one.environment]
        if near and not (read and is_deployed_otherwise(read.name, boot)):
            is_file = near[0].where == "file"
            read = read or (asked_before(value, boot) if is_file else None)
            unset = read.name if read and not read.hit else None
            given = unread_database(value, boot, source, deploy) if is_file else None
            disk = new_disk(boot, deploy) if is_file else None
            one = _Near(value, near[0], unset, container_file(boot), given, disk)
            apart = (
                None if one.severity == "info" else value.key
            )  # a warning keeps the line that may excuse it
            seen.setdefault((near[0].where, near[0].scheme, unset, apart), []).append(one)
    for together in seen.values():
        yield _near(app, together)
    for scheme in dict.fromkeys(one.scheme for one in beside):
        yield _in_source([one for one in beside if one.scheme == scheme], container_file(boot))
    if contained and deploy:
        yield _in_container(contained, deploy.images[0])


def _listened_on(source: Source | None) -> set[str]:
    """The keys that say on which address the app itself listens, in `app.run(host=…)`."""
    return {one.host_key for one in source.run_calls if one.host_key} if source else set()


def _in_container(variables: Sequence[Variable], image: Image) -> Found:
    first, *others = variables
    return Found(
        f"{first.name} points to this machine ({first.backend}), and that is the container itself there",
        subject=first.name,
        place=first.place,
        evidence=(
            f"{image.place} builds an image of the app",
            *capped([f"also {one.name} at {one.place}" for one in others]),
        ),
        fix="Name the service of the compose file, or the database's host, in its place.",
        severity="info",
    )


def _read_apart(value: ConfigValue, boot: Boot | None) -> EnvRead | None:
    """The variable of the key's own name that is read further up, into a name that the config gets."""
    reads = boot.env_reads if boot and value.place.path else ()
    return next((one for one in reads if one.name == value.key and one.place.path == value.place.path), None)


def _beside_config(app: App, source: Source | None) -> list[NearService]:
    """Addresses in modules that the app imports and that are no values of its config."""
    keys = {one.key for one in app.config}
    found = source.near_services if source else ()
    return [one for one in found if one.place.path in app.modules and one.name not in keys]


def _in_source(alike: Sequence[NearService], file: str | None) -> Found:
    first = alike[0]
    what = (
        f"{first.name} is an address ({first.scheme}) of"
        if first.scheme
        else f"{first.name}(...) connects to"
    )
    bare = next((one for one in alike if one.bare_root), None)
    return Found(
        f"{what} this machine{', as root with an empty password' if bare else ''}",
        subject=first.name,
        place=first.place,
        evidence=(
            *([f"{file} says that the app has a machine to itself"] if file else []),
            *([f"root may do anything with every database there: {_OWN_USER}"] if bare else []),
            *capped([f"also {one.name} at {one.place}" for one in alike[1:]]),
        ),
        severity=None if file else "info",
    )


@dataclass(frozen=True, slots=True)
class _Near:
    """A value that points to a service where none will be, and what tells how bad that is."""

    value: ConfigValue
    address: Address
    unset: str | None  # the variable for which it stands in
    file: str | None  # which says that the app has a machine to itself
    given: Variable | None = None  # the URL of a server that the app does not ask for
    disk: NewDisk | None = None  # that is a file's, and is gone with the next deploy

    @property
    def name(self) -> str:
        return f"{self.value.key}[{self.address.key!r}]" if self.address.key else self.value.key

    @property
    def severity(self) -> Severity | None:
        if self.given or (self.disk and not self.unset):
            return None
        if self.address.where == "file" or self.unset:
            return "info"
        if self.address.where == "example" or self.value.key in _URLS_ONLY:
            return None
        return None if self.file else "info"


def _near(app: App, alike: Sequence[_Near]) -> Found:
    """Those of one kind of service, where it is information only, are one finding: they move together."""
    one, unset = alike[0], alike[0].unset
    more = [f"{each.name} is set at {place_of(app, each.value.key)}" for each in alike[1:]]
    is_told = one.file and one.address.where != "example"
    given, disk = one.given, one.disk
    lost = f"; {disk.place} keeps no disk for it: each deploy starts without its rows" if disk else ""
    unread = f", and nothing reads {given.name} of {given.place}, a {given.backend} server" if given else ""
    return Found(
        f"{listed(each.name for each in alike)} {_points(one.address, plural=bool(more))}"
        + (f", because {unset} is not set" if unset else unread)
        + lost,
        subject=one.value.key,
        place=place_of(app, one.value.key),
        evidence=(*([f"{one.file} says that the app has a machine to itself"] if is_told else []), *more),
        fix=f"Set {unset} in the deployment; to judge it so, give it with --set or --env-file."
        if unset
        else None,
        severity=one.severity,
    )


def _points(near: Address, *, plural: bool) -> str:
    if near.where == "file":
        kind = f"{near.scheme.partition('+')[0]} file"
        return (
            f"are {kind}s on the disk of one machine" if plural else f"is a {kind} on the disk of one machine"
        )
    kind = f" ({near.scheme})" if near.scheme else ""
    where = "this machine" if near.where == "this-machine" else "an example"
    return f"point{'' if plural else 's'} to {where}{kind}"


@info
@by_source
def max_content_length_unset(app: App, source: Source) -> Judgement:
    """The app takes uploads, and nothing limits their size.

    One request can fill the disk or the memory of the machine: Werkzeug writes what it is sent to temporary
    files before the view is asked. A proxy in front may have a limit of its own, so this is for information.

    Fix: set `app.config["MAX_CONTENT_LENGTH"]` to what the largest upload may need, in bytes.

    Fault::

        request.files["photo"].save(path)

    Fine::

        app.config["MAX_CONTENT_LENGTH"] = 16 * 1024 * 1024
        request.files["photo"].save(path)
    """
    uploads = [one for one in source.uploads if one.place.path in app.modules]
    if not uploads:
        yield DoesNotApply("nothing in the app takes uploads")
    elif app.outlined and (source.config_loads or _LIMIT in {one.key for one in source.config_assignments}):
        yield CouldNotLook("the app did not come up, and its config may have the limit")
    elif not is_on(app, _LIMIT):
        yield Found(
            f"the app takes uploads ({uploads[0].what}), and {_LIMIT} is not set",
            subject=_LIMIT,
            place=uploads[0].place,
            evidence=capped([f"{one.what} at {one.place}" for one in uploads]),
        )
