"""What compose files put into containers."""

from typing import Any

from releasecheck.facts.deploy import FileMount, Mount
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, deploy, table

NONE = DoesNotApply("no compose file mounts anything into a service that it builds")
SOCKET = "/var/run/docker.sock"


def mount(source: str, target: str, line: int, service: str = "web") -> Mount:
    return Mount(service, source, target, at("compose.yaml", line))


def mounted(*mounts: Mount) -> Given:
    return {"deploy": deploy(mounts=mounts)}


@table(
    {
        "two at one path": (
            mounted(mount("/in", "/mnt", 6), mount("data", "/data", 7), mount("/out", "/mnt", 8)),
            [
                Found(
                    "2 mounts of web lead to /mnt: at most the last counts",
                    "web:/mnt",
                    at("compose.yaml", 8),
                    ("/in at compose.yaml:6", "/out at compose.yaml:8"),
                )
            ],
        ),
    }
)
def test_mount_target_twice_faulty(given: Given, says: list[Any]) -> None:
    assert ask("mount-target-twice", given) == says


@table(
    {
        "of two services": (mounted(mount("/in", "/mnt", 6), mount("/in", "/mnt", 9, "worker")), []),
        "one below the other": (mounted(mount("/in", "/mnt", 6), mount("/out", "/mnt/out", 7)), []),
    }
)
def test_mount_target_twice_fine(given: Given, says: list[Any]) -> None:
    assert ask("mount-target-twice", given) == says


@table(
    {
        "none": (mounted(), [NONE]),
    }
)
def test_mount_target_twice_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("mount-target-twice", given) == says


@table(
    {
        "the socket": (
            mounted(mount(SOCKET, SOCKET, 6)),
            [Found(f"who gets into web has the host: it is given {SOCKET}", "web", at("compose.yaml", 6))],
        ),
    }
)
def test_docker_socket_mounted_faulty(given: Given, says: list[Any]) -> None:
    assert ask("docker-socket-mounted", given) == says


@table(
    {
        "something else": (mounted(mount("/srv", "/srv", 6)), []),
    }
)
def test_docker_socket_mounted_fine(given: Given, says: list[Any]) -> None:
    assert ask("docker-socket-mounted", given) == says


@table(
    {
        "none": (mounted(), [NONE]),
    }
)
def test_docker_socket_mounted_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("docker-socket-mounted", given) == says


ELSEWHERE = "mounted-file-elsewhere"


def filed(*tracked: str, untracked: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> Given:
    one = FileMount("web", "robots.txt", "/app/static/robots.txt", at("compose.yaml", 6))
    return {
        "deploy": deploy(file_mounts=[one]),
        "git": Git("c0ffee", "main", dirty=False, tracked=tracked),
        "repository": Repository(untracked=untracked, ignored=ignored),
    }


def test_mounted_file_elsewhere_faulty() -> None:
    assert ask(ELSEWHERE, filed("app.py", "static/robots.txt")) == [
        Found(
            "web mounts robots.txt, which git does not have: it has static/robots.txt",
            "robots.txt",
            at("compose.yaml", 6),
            ("in the container it is /app/static/robots.txt, an empty folder of Docker's",),
        )
    ]


@table(
    {
        "git has it": (filed("robots.txt", "static/robots.txt"), []),
        "git has none of the name": (filed("app.py"), []),
        "an example of it": (filed("examples/robots.txt"), []),
        "several": (filed("a/robots.txt", "b/robots.txt"), []),
        "it is here and ignored": (filed("static/robots.txt", ignored=("robots.txt",)), []),
        "it is here and new": (filed("static/robots.txt", untracked=("robots.txt",)), []),
    }
)
def test_mounted_file_elsewhere_fine(given: Given, says: list[Any]) -> None:
    assert ask(ELSEWHERE, given) == says


def test_mounted_file_elsewhere_does_not_apply() -> None:
    says = [DoesNotApply("no compose file mounts a file of the project")]
    assert ask(ELSEWHERE, {**filed("app.py"), "deploy": deploy()}) == says
