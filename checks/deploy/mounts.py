"""What compose files put into the containers of the project's own services."""

import re
from itertools import groupby
from operator import attrgetter
from pathlib import PurePosixPath

from releasecheck.facts.deploy import Deploy
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.wording import capped, counted

_SOCKETS = frozenset({"/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock"})
_BY_SERVICE = attrgetter("place.path", "service", "target")
_EXAMPLES = re.compile(r"(^|[/._-])(examples?|samples?|docs?|defaults?|dist|tests?|fixtures?)([/._-]|$)")
_NO_MOUNTS = "no compose file mounts anything into a service that it builds"


@warning
def mount_target_twice(deploy: Deploy) -> Judgement:
    """A compose file mounts two things at one path of a container.

    Docker refuses that ("Duplicate mount point"), and versions of Compose that sort it out beforehand keep
    only the last of them: what the other one was for is not there, and nothing says so.

    Fix: give each a path of its own.

    Fault::

        volumes:
          - "/srv/in:/mnt"
          - "/srv/out:/mnt"

    Fine::

        volumes:
          - "/srv/in:/mnt/in"
          - "/srv/out:/mnt/out"
    """
    if not deploy.mounts:
        yield DoesNotApply(_NO_MOUNTS)
    for (_, service, target), alike in groupby(sorted(deploy.mounts, key=_BY_SERVICE), _BY_SERVICE):
        first, *others = alike
        if others:
            yield Found(
                f"{counted(1 + len(others), 'mount')} of {service} lead to {target}: at most the last counts",
                subject=f"{service}:{target}",
                place=others[-1].place,
                evidence=capped([f"{one.source or 'a volume'} at {one.place}" for one in (first, *others)]),
            )


@warning
def docker_socket_mounted(deploy: Deploy) -> Judgement:
    """A compose file gives the app's own container the socket of Docker.

    Whoever may talk to it starts a container with the host's disk in it: any hole of the app, or of one of
    its dependencies, is then root on the host and in every other container. `:ro` changes nothing of that.

    Fix: leave it out; what has to ask Docker asks a proxy that lets only those questions through.

    Fault::

        volumes:
          - "/var/run/docker.sock:/var/run/docker.sock"

    Fine::

        environment:
          DOCKER_HOST: "tcp://socket-proxy:2375"
    """
    if not deploy.mounts:
        yield DoesNotApply(_NO_MOUNTS)
    for one in deploy.mounts:
        if one.source in _SOCKETS:
            yield Found(
                f"who gets into {one.service} has the host: it is given {one.source}", one.service, one.place
            )


@warning
def mounted_file_elsewhere(deploy: Deploy, git: Git, repository: Repository | None = None) -> Judgement:
    """A compose file mounts a file that git has in another folder.

    On a clean checkout nothing is there, so Docker makes an empty folder of that name and mounts it: the
    container does not start ("not a directory"), or has a folder in place of the page, the certificate or the
    settings. Told only where git has one file of that name, elsewhere, and none at the path that is mounted;
    not where git ignores a file there, or a script of the project names it.

    Fix: mount the file from where it is, or leave the mount out.

    Fault::

        volumes:
          - "./robots.txt:/app/static/robots.txt"       # git has static/robots.txt

    Fine::

        volumes:
          - "./static/robots.txt:/app/static/robots.txt"
    """
    if not deploy.file_mounts:
        yield DoesNotApply("no compose file mounts a file of the project")
    here = {*git.tracked, *(repository.untracked + repository.ignored if repository else ())}
    folders = tuple(one for one in here if one.endswith("/"))
    for one in deploy.file_mounts:
        name = PurePosixPath(one.path).name
        alike = [path for path in git.tracked if PurePosixPath(path).name == name]
        lacking = one.path not in here and not one.path.startswith(folders)
        if lacking and len(alike) == 1 and not _EXAMPLES.search(alike[0]):
            yield Found(
                f"{one.service} mounts {one.path}, which git does not have: it has {alike[0]}",
                subject=one.path,
                place=one.place,
                evidence=(f"in the container it is {one.target}, an empty folder of Docker's",),
            )
