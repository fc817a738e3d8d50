"""What the source says of the config and of the variables that it comes from."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class EnvDefault:
    """An environment variable read with a constant to fall back on."""

    variable: str
    place: Place
    secret: bool  # secret-looking name, and a value that can be a secret
    assigned_to: str | None = None  # the name that receives it
    empty: bool = False  # the fallback is "", None or False
    chooses: str | None = None  # the fallback, when it is a word such as "development" or "default"
    blank: bool = False  # the fallback is ""


@dataclass(frozen=True, slots=True)
class ConfigAssignment:
    """A config key set in source: in `app.config`, a config class or a config module."""

    key: str
    place: Place
    owner: str | None = None  # the class, for a class attribute
    constant: bool = False  # its value stands there as a text
    random: bool = False  # its value is drawn anew by each process, whatever is set around it
    scheme: str | None = None  # of the URL that its value is, where the text begins with one
    by_instance: bool = False  # `self.KEY =` of a class of config: nobody has it who takes the class itself
    development: bool = False  # its class, function or module is named for development or tests
    always: bool = False  # in `app.config` itself, on no condition, whatever was there
    switch: bool | None = None  # its value, where True or False stands there


@dataclass(frozen=True, slots=True)
class ConfigShown:
    """A template that reads a config key."""

    key: str  # "" for all of them: `{{ config }}`, `config.items()`
    place: Place


@dataclass(frozen=True, slots=True)
class NoneKey:
    """`SECRET_KEY = os.environ.get("KEY")`: None where that is not set, and no other line speaks of it."""

    key: str
    variable: str
    place: Place
