"""Templates as the app's own Jinja environment sees them."""

from dataclasses import dataclass, field
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
    filename: str | None = None  # the constant of that name, which a static route serves


@dataclass(frozen=True, slots=True)
class TemplateReference:
    """A constant template name; with several names one of them has to exist."""

    names: tuple[str, ...]
    kind: Literal["render", "extends", "include", "import"]
    place: Place
    optional: bool = False  # `ignore missing`
    template: str | None = None  # the referring template; null in Python
    given: tuple[str, ...] | None = None  # names that a `render_template` gives it; null where more may be
    router: str | None = None  # of the view that it is in: the name before `.route`


@dataclass(frozen=True, slots=True)
class FormUse:
    """A template takes a form, a function or a value for JSON for given, with no condition around it."""

    template: str
    name: str  # which nothing but the call that renders it can give
    place: Place


@dataclass(frozen=True, slots=True)
class TemplateError:
    """What keeps a template from compiling or rendering."""

    template: str
    kind: Literal["syntax", "filter", "test"]
    subject: str  # the unknown filter or test, else the template
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class PostForm:
    """A form that posts to this app, and inside of which no CSRF token stands."""

    template: str
    place: Place
    endpoint: str | None = None  # to which it posts, when that is a constant url_for
    named: bool = False  # `{{ csrf_token }}` stands in it, not called or in no field


@dataclass(frozen=True, slots=True)
class LostForm:
    """`<form action="/projects/add">` to a path of this app that no rule takes by the form's method."""

    template: str
    path: str
    method: Literal["GET", "POST"]
    takes: tuple[str, ...]  # the path's own methods; none where no rule has it
    place: Place


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form that a browser posts to this app without the file that it has a field for."""

    template: str
    place: Place
    field: str  # as written: `<input type="file">`, `form.photo`


@dataclass(frozen=True, slots=True)
class Unescaped:
    """A template with HTML whose values Jinja puts in as they are."""

    template: str
    why: Literal["environment", "name", "block"]  # all are so, its name makes it so, {% autoescape false %}
    place: Place  # of the first such value


@dataclass(frozen=True, slots=True)
class ScriptValue:
    """`onclick="show('{{ user.name }}')"`: a value in a text of JavaScript, escaped for HTML alone."""

    template: str
    attribute: str  # "onclick"
    value: str  # "user.name"
    place: Place


@dataclass(frozen=True, slots=True)
class SocketClient:
    """A script of the Socket.IO client whose address tells its version."""

    template: str
    version: str  # "1.3.6"
    place: Place


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A template of the project that another of the same name hides."""

    name: str
    place: Place
    by: Place


@dataclass(frozen=True, slots=True)
class StaticFolder:
    """A folder that a static route serves, with what the pages ask of it."""

    endpoint: str
    path: str | None  # relative to the project; null outside of it
    url_path: str
    lacking: dict[str, str | None] = field(default_factory=dict)  # asked and not there -> in another case
    private: tuple[str, ...] = ()  # files in it that nobody means to publish: source, keys, databases
    ignored: tuple[str, ...] = ()  # of the lacking: git ignores them, so a build makes them


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
    forms: tuple[PostForm, ...] = ()
    csrf_named: tuple[
        str, ...
    ] = ()  # names of templates, foreign ones too, that have to do with a CSRF token
    flashing: tuple[str, ...] = ()  # names of templates, foreign ones too, that show flashed messages
    uploads: tuple[UploadForm, ...] = ()  # none where a script of a static folder sends forms
    scripted: tuple[str, ...] = ()  # names of templates, foreign ones too, whose scripts send something
    unescaped: tuple[Unescaped, ...] = ()
    shadowed: tuple[Shadowed, ...] = ()
    static: tuple[StaticFolder, ...] = ()
    external_links: tuple[Place, ...] = ()  # `url_for(…, _external=True)`, `{{ request.base_url }}` and such
    form_uses: tuple[FormUse, ...] = ()  # the first of each name in a template
    script_values: tuple[ScriptValue, ...] = ()
    socket_clients: tuple[SocketClient, ...] = ()
    lost_forms: tuple[LostForm, ...] = ()  # none that a script may send in its own way
