"""What the project imports, of others and of its own, and what it uses of them that is gone."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class Import:
    """The first import of a top-level name in a file, the least conditional one."""

    name: str  # "flask_login" of `from flask_login.utils import …`
    place: Place
    conditional: bool = False  # below an `if` or `try`
    lazy: bool = False  # in a function


@dataclass(frozen=True, slots=True)
class IdleGuard:
    """An import of a decorator that asks who it is, whose name stands nowhere else in the file."""

    name: str  # "login_required"
    place: Place


@dataclass(frozen=True, slots=True)
class AbsentName:
    """What a function takes from an installed module that does not have it."""

    name: str  # "pymarc.marcxml.XMLWriter"
    function: str
    place: Place


@dataclass(frozen=True, slots=True)
class FailedImport:
    """An import in a `try` of the project, which failed as the app started, though the module is there."""

    name: str  # "flask_wtf" of `from flask_wtf.csrf import …`
    message: str  # what it raises, redacted
    place: Place


@dataclass(frozen=True, slots=True)
class OwnImport:
    """A module of the project that another one imports, but not below its main guard."""

    path: str
    place: Place
    late: bool = True  # by a function, when it is called
    conditional: bool = False  # below an `if` or `try` of the module


@dataclass(frozen=True, slots=True)
class ApiUse:
    """A use of something that a version of Flask or of one of its own libraries has removed."""

    name: str  # "flask.Markup", "Flask.before_first_request", "flask.send_file(attachment_filename=)"
    place: Place
    lazy: bool = False  # in a function: it runs after the app came up
    conditional: bool = False
