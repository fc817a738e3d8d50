"""The prober's servers, and a gate that does not wait between its probes."""

import pytest

from releasecheck.gate import gate
from tests.probe.conftest import authority, ca_file, free_port, serve

__all__ = ["authority", "ca_file", "free_port", "serve"]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twentieths of seconds between probes, in place of seconds."""
    pause = gate.pause
    monkeypatch.setattr(gate, "pause", lambda state: pause(state) / 20)
