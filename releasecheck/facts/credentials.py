"""Passwords, keys and tokens that stand in the source and go to a service, without their values."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class GivenCredential:
    """A constant that opens a service; what it is stays in the gatherer."""

    what: str  # "a live key of Stripe", "the password of smtplib's login", "the value of WEATHER_API_KEY"
    subject: str  # the name that receives it, else the call
    place: Place
    signs: bool = False  # tokens are signed with it, by which the app knows its users
    opens: bool = False  # whoever has it is let in from anywhere
    variable: str | None = None  # it is the fallback of this variable of the environment
    taken: bool = False  # a client takes it by its name, whatever class of config the app chose
    tried_on: str | None = None  # anybody would try it: the host on which it is nothing to tell otherwise
    copy_of: Place | None = None  # the first place of the same value, where that is another file
