"""How long the app takes to build, measured so that a busy machine does not matter."""

from typing import Any

from releasecheck.facts.boots import Boots
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, event, table


def took(seconds: float, worked: float, *events: Any) -> Given:
    return {
        "app": app(),
        "boot": boot(events=list(events)),
        "boots": Boots(took_s=seconds, worked_s=worked),
    }


def sleep(seconds: float) -> Any:
    return event("sleep", "time.sleep", duration_s=seconds)


@table(
    {
        "work": (
            took(7.0, 6.6),
            [
                Found(
                    "the app takes 7 s to build",
                    subject="app:app",
                    place=at("app.py", 1),
                    evidence=("6.6 s of processor time",),
                    severity="warning",
                )
            ],
        ),
        "waiting": (
            took(8.0, 0.5, sleep(7.5)),
            [
                Found(
                    "the app takes 8 s to build",
                    subject="app:app",
                    place=at("app.py", 9),
                    evidence=("0.5 s of processor time", "7.5 s in time.sleep at app.py:9"),
                    severity="warning",
                )
            ],
        ),
        "longer than gunicorn waits": (
            took(41.0, 45.0),
            [
                Found(
                    "the app takes 41 s to build",
                    subject="app:app",
                    place=at("app.py", 1),
                    evidence=("45.0 s of processor time",),
                    severity="error",
                )
            ],
        ),
    }
)
def test_slow_boot_faulty(given: Given, says: list[Any]) -> None:
    assert ask("slow-boot", given) == says


@table(
    {
        "quick": (took(0.8, 0.7), []),
        "a busy machine": (took(20.0, 1.2), []),
        "a thread that waits beside it": (
            took(20.0, 1.2, event("sleep", "time.sleep", duration_s=19.0, beside=True)),
            [],
        ),
    }
)
def test_slow_boot_fine(given: Given, says: list[Any]) -> None:
    assert ask("slow-boot", given) == says


def test_slow_boot_does_not_apply() -> None:
    waiting = took(9.0, 0.5, event("connect", "api:443", duration_s=8.5))
    says = [DoesNotApply("it waits for connections: import-time-network says where")]
    assert ask("slow-boot", waiting) == says
