"""The settings: `[tool.releasecheck]` of pyproject.toml, or the same keys in releasecheck.toml."""

from releasecheck.settings.model import (
    BootLimits,
    ProbeSettings,
    RequestSettings,
    Settings,
    TestSettings,
)
from releasecheck.settings.reading import Problem, SettingsError, load_settings
from releasecheck.settings.values import Asked, Ignore

__all__ = [
    "Asked",
    "BootLimits",
    "Ignore",
    "ProbeSettings",
    "Problem",
    "RequestSettings",
    "Settings",
    "SettingsError",
    "TestSettings",
    "load_settings",
]
