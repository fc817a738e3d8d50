"""Boots of one app under one Python in one environment, as often as something is left to tell."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.boots import Answered, Mode, Setting, boot
from releasecheck.gather.deploy import Manifests
from releasecheck.gather.discovery import Choice
from releasecheck.gather.environment import Environment
from releasecheck.gather.interpreter import Interpreter

SWEEP_S = 600.0  # each of its requests has a limit of its own


@dataclass(frozen=True, slots=True)
class Booter:
    """What every boot of a run shares."""

    request: BootRequest
    interpreter: Interpreter
    environment: Environment
    choice: Choice
    key: str = field(repr=False)  # of the tokens
    hidden: tuple[str, ...] = field(default=(), repr=False)  # secret values of the source
    manifests: Manifests = field(default_factory=Manifests, repr=False)
    forgiving: bool = False  # a database that is not here does not end the boot

    def boot(self, mode: Mode, order: Mapping[str, Any], unset: tuple[str, ...] = ()) -> Answered:
        """Boot once more, some variables unset; `order` says what to collect."""
        return boot(self._setting(unset), mode, self._limit(mode), order)

    def boot_with(self, values: Mapping[str, str], order: Mapping[str, Any]) -> Answered:
        """Boot with other values of some variables."""
        plain = self._setting(())
        return boot(replace(plain, env={**plain.env, **values}), "sentinel", self._limit("sentinel"), order)

    def boot_in(self, folder: Path, target: str | None, order: Mapping[str, Any]) -> Answered:
        """Boot from another working directory, the app's own on the import path all the same."""
        setting = replace(self._setting(()), begins_in=folder, target=target)
        return boot(setting, "elsewhere", self._limit("elsewhere"), order)

    def _setting(self, unset: tuple[str, ...]) -> Setting:
        return Setting(
            project=self.request.project,
            cwd=self.choice.cwd,
            python=self.interpreter.path,
            env=self.environment.without(unset),
            target=self.choice.target,
            script=self.choice.script,
            key=self.key,
            secrets=self.hidden,
            secret_names=self.environment.secret_names,
            allow_remote_db=self.request.allow_remote_db,
            memory=self.request.memory,
            unset=unset,
            paths=self.choice.paths,
            forgiving=self.forgiving,
        )

    @property
    def left(self) -> float:
        """Seconds until the run has to end."""
        return (self.request.run_deadline or math.inf) - time.monotonic()

    def _limit(self, mode: Mode) -> float:
        return min(self.left, SWEEP_S if mode == "sweep" else self.request.boot_timeout)
