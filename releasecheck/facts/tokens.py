"""JSON web tokens that the project makes by itself."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class EndlessToken:
    """A `jwt.encode(…)` of PyJWT whose claims have no `exp`."""

    place: Place
    instead: str | None = None  # a claim that looks as if it were one: "expires"


@dataclass(frozen=True, slots=True)
class LoggedToken:
    """A token that signs somebody in, in what is printed or logged."""

    what: str  # the name that holds it, "the Authorization header", "a token"
    place: Place


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What a library that signs tokens is given as its key, where that is no literal."""

    what: str  # "jwt.encode"
    place: Place
    config: str | None = None  # the config's key that it is
    variable: str | None = None  # the variable of the environment that it is, None where that is not set
    as_text: bool = False  # through `str(…)`: where it is not set the key is the text "None"


@dataclass(frozen=True, slots=True)
class DrawnKey:
    """A key that a module draws by a random generator while it is imported."""

    name: str | None  # of the module's variable, or of the config's key
    place: Place
    what: str  # is given it: "cryptography.fernet.Fernet"
    used_at: Place
    variable: str | None = None  # of the environment, without which alone it is drawn


@dataclass(frozen=True, slots=True)
class NumberIdentity:
    """A token of Flask-JWT-Extended for an identity that is visibly an integer."""

    what: str  # "user.id", "int(…)", "1"
    place: Place
