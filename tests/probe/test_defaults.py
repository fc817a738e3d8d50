"""The limits and defaults, in one place: each has its reason in the design, and scripts rely on them."""

from dataclasses import fields
from datetime import timedelta

import click

from releasecheck.cli.gate import gate
from releasecheck.cli.probe import probe
from releasecheck.cli.way import Way
from releasecheck.gate import chance, hold, machine
from releasecheck.gate.terms import Terms
from releasecheck.probe import Target, body, release, stream
from releasecheck.settings import Settings


def options(command: click.Command) -> dict[str, object]:
    """What the command takes where only the URL is given."""
    return command.make_context("releasecheck", ["https://app.example/"]).params


def test_a_targets_defaults() -> None:
    target = Target(url="https://app.example/")
    assert (target.connect_timeout, target.deadline, target.warn_time, target.max_time) == (3, 10, 1, None)
    assert (target.expect_status, target.follow_redirects, target.insecure) == ("200-299", 0, False)
    assert (stream.BODY_CAP, body._EXPANSION) == (64 * 1024, 8)
    assert [(timedelta(7), 0.10), (timedelta(21), 0.33)] == [release._FAIL_UNDER, release._WARN_UNDER]


def test_the_commands_defaults_are_the_targets() -> None:
    target, given = Target(url="https://app.example/"), options(probe)
    for name in ("deadline", "expect_status", "follow_redirects", "insecure", "max_time", "connect_to"):
        assert given[name] == getattr(target, name), name
    settings = Settings().probe
    assert (settings.warn_time, settings.debugger) == (target.warn_time, target.debugger)


def test_probe_and_gate_take_the_same_way_to_a_host() -> None:
    assert way(probe) == way(gate)
    assert list(way(probe)) == [field.name for field in fields(Way)]


def way(command: click.Command) -> dict[str | None, dict[str, object]]:
    """What a command takes that leads to a host; what is said of it may differ."""
    names = {field.name for field in fields(Way)}
    return {one.name: {**one.to_info_dict(), "help": None} for one in command.params if one.name in names}


def test_the_gates_defaults() -> None:
    terms, given = Terms(build=None), options(gate)
    assert (terms.wait, terms.hold, terms.instances) == (300, 15, None)
    assert (given["wait"], given["hold"], given["instances"]) == (terms.wait, terms.hold, terms.instances)
    assert given["deadline"] == Target(url="https://app.example/").deadline
    assert (machine.WHILE_FAILING_S, hold.PAUSE_S) == (2, 1)
    assert (machine.IN_A_ROW, machine.UNCOUNTED, hold.HOLD_PROBES) == (3, 10, 5)
    assert (chance.CONFIDENCE, chance.MOST) == (0.99, 100)
    assert [chance.to_catch_one(count) for count in (2, 3, 4, 6, 10, 20)] == [7, 12, 17, 26, 44, 90]
