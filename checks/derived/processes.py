"""How many processes the deploy manifests start."""

from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.deploy import Deploy, Launch

UNKNOWN = "no deploy manifest says how many workers there will be"


@dataclass(frozen=True, slots=True)
class Several:
    """A launch of more than one of something, in words."""

    launch: Launch
    what: str  # "4 workers", "3 replicas"

    @property
    def place(self) -> Place:
        """Where the manifest says so."""
        return self.launch.place


def several_processes(deploy: Deploy) -> Several | None:
    """The launch that starts most processes, if one starts several."""
    return several_workers(deploy) or several_machines(deploy)


def several_workers(deploy: Deploy) -> Several | None:
    """The launch with most workers in one instance, if one has several."""
    most = max(deploy.launches, key=lambda one: one.workers or 0, default=None)
    return Several(most, f"{most.workers} workers") if most and (most.workers or 0) > 1 else None


def several_machines(deploy: Deploy) -> Several | None:
    """The launch with most instances, if one has several."""
    most = max(deploy.launches, key=lambda one: one.replicas or 0, default=None)
    return Several(most, f"{most.replicas} replicas") if most and (most.replicas or 0) > 1 else None


def is_unknown(deploy: Deploy | None) -> bool:
    """Whether nothing declares a number of workers or instances."""
    return deploy is None or all(one.workers is None and one.replicas is None for one in deploy.launches)
