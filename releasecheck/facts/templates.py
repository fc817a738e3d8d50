"""Templates as the app's own Jinja environment sees them."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class EndpointUse:
    """A `url_for` with a constant endpoint, in Python or in a template."""

    endpoint: str
    values: tuple[str, ...]  # keyword names given
    open: bool  # **values given: more names than these
    place: Place
    template: str | None = None
    scope: str | None = None  # blueprint variable or name the enclosing view belongs to, if known


@dataclass(frozen=True, slots=True)
class TemplateReference:
    """A constant template name; with several names one of them has to exist."""

    names: tuple[str, ...]
    kind: Literal["render", "extends", "include", "import"]
    place: Place
    optional: bool = False  # `ignore missing`
    template: str | None = None  # the referring template; null in Python


@dataclass(frozen=True, slots=True)
class TemplateError:
    """What keeps a template from compiling or rendering."""

    template: str
    kind: Literal["syntax", "filter", "test"]
    subject: str  # the unknown filter or test, else the template
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates that a loader lists, and every name that source or templates refer to."""

    names: tuple[str, ...]
    exists: dict[str, bool]  # referred name -> whether a loader has it
    references: tuple[TemplateReference, ...]  # from templates
    endpoint_uses: tuple[EndpointUse, ...]  # from templates
    errors: tuple[TemplateError, ...]
    searched: tuple[str, ...] = ()  # template folders, relative to the project
    foreign: tuple[str, ...] = ()  # names whose file lies outside the project
    filters: tuple[str, ...] = ()  # that the environment knows, Jinja's own among them
    tests: tuple[str, ...] = ()  # likewise
