"""What compose files put into the containers of the project's own services."""

from itertools import groupby
from operator import attrgetter

from releasecheck.facts.deploy import Deploy
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.wording import capped, counted

_SOCKETS = frozenset({"/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock"})
_BY_SERVICE = attrgetter("place.path", "service", "target")
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
