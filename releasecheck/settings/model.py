"""Every setting with its default; a key is the field's name in kebab case, as on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from msgspec import Meta

from releasecheck.findings import Severity
from releasecheck.settings.examples import read_examples
from releasecheck.settings.headers import read_headers
from releasecheck.settings.values import (
    Asked,
    Ignore,
    Text,
    read_function,
    read_ignores,
    read_memory,
    read_questions,
    read_severities,
)

Seconds = Annotated[float, Meta(gt=0)]
Skippable = Literal["requests", "tests", "lint", "boot"]


@dataclass(frozen=True, slots=True)
class BootLimits:
    """What each boot of the app may take."""

    timeout: Seconds = 60.0
    memory: int = field(default=2 * 2**30, metadata={"read": read_memory})  # bytes, or text such as "512 MiB"


@dataclass(frozen=True, slots=True)
class TestSettings:
    """How the project's suite is run."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    timeout: Seconds | None = None  # default: what is left of the run's
    env_file: Text | None = None
    reverse: bool | None = None  # once more in reverse order; default: when it took less than 30 s


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """What the app's routes are asked with."""

    examples: Mapping[str, Any] = field(default_factory=dict, metadata={"read": read_examples})
    skip: tuple[Text, ...] = ()  # endpoints
    timeout: Seconds = 10.0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, metadata={"read": read_headers})
    login: str | None = field(default=None, metadata={"read": read_function})  # the function that signs in


@dataclass(frozen=True, slots=True)
class ProbeSettings:
    """How the deployed health route is probed."""

    warn_time: Seconds = 1.0
    debugger: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """What the project's owner wants; paths are relative to the project, times in seconds."""

    app: Text | None = None
    python: Text | None = None
    env_file: tuple[Text, ...] = ()
    exclude: tuple[Text, ...] = ()
    select: tuple[Text, ...] = ()
    ignore: tuple[Ignore, ...] = field(default=(), metadata={"read": read_ignores})
    severity: Mapping[str, Severity] = field(default_factory=dict, metadata={"read": read_severities})
    fail_on: Severity = "error"
    on_inconclusive: Literal["pass", "fail"] = "pass"
    skip: tuple[Skippable, ...] = ()
    jobs: Annotated[int, Meta(ge=1)] | None = None
    timeout: Seconds = 900.0
    allow_remote_db: bool = False
    health: Text | None = None
    url: Text | None = None
    http_port: Annotated[int, Meta(ge=1, le=65535)] | None = None  # of the deployed site, over plain http
    build: Annotated[str, Meta(pattern="^(json|header):.+")] | None = None  # where the build id is answered
    review: tuple[Asked, ...] = field(default=(), metadata={"read": read_questions})
    boot: BootLimits = BootLimits()
    tests: TestSettings = TestSettings()
    requests: RequestSettings = RequestSettings()
    probe: ProbeSettings = ProbeSettings()
