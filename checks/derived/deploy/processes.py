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


def one_process(deploy: Deploy | None) -> Launch | None:
    """A launch of one process, where all that the manifests start for the release are so.

    Flask's own server is one too, but what comes in its place may not be. Heroku gives gunicorn a number of
    workers by a variable, where the Procfile names none.
    """
    released = [one for one in deploy.launches if not one.undeployed] if deploy else []
    return released[0] if released and all(map(_is_one, released)) else None


def _is_one(launch: Launch) -> bool:
    by_default = (
        launch.server == "gunicorn" and launch.threads and not (launch.place.path or "").endswith("Procfile")
    )
    workers = launch.workers or (1 if by_default else None)
    return launch.server != "flask" and workers == 1 and (launch.replicas or 1) == 1


def is_unknown(deploy: Deploy | None) -> bool:
    """Whether nothing declares a number of workers or instances."""
    return deploy is None or all(one.workers is None and one.replicas is None for one in deploy.launches)
