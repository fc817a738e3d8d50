"""Old keys that sessions are still accepted with."""

from collections.abc import Iterator

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.config import Item
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.config.configured import place_of, value_of
from ..derived.config.vocabulary import known_by
from ..derived.wording import counted

_KEY = "SECRET_KEY_FALLBACKS"
_LISTS = frozenset({"list", "tuple", "set", "frozenset"})
_WEAK = 8


@error
def secret_key_fallbacks_string(app: App) -> Judgement:
    """SECRET_KEY_FALLBACKS holds something that anybody can sign sessions with.

    Flask takes the keys one by one: of the text "oldkey" each letter is a key, and a session that was signed
    with "o" is accepted. `os.environ.get("OLD_KEYS", "").split(",")` without the variable is a list with one
    empty key, and a session signed with nothing at all is accepted. Bytes and numbers make every request that
    brings a bad session answer 500. Keys that the public knows are told by secret-known-public.

    Fix: make it a list of whole keys, and leave the empty ones out:
    `[key for key in os.environ.get("OLD_KEYS", "").split(",") if key]`.

    Fault::

        app.config["SECRET_KEY_FALLBACKS"] = os.environ["OLD_SECRET_KEY"]

    Fine::

        app.config["SECRET_KEY_FALLBACKS"] = [os.environ["OLD_SECRET_KEY"]]
    """
    value = value_of(app, _KEY)
    if value is None or not value.truthy:
        yield DoesNotApply("SECRET_KEY_FALLBACKS is not set")
    elif app.config_vocabulary and not known_by(app, _KEY):
        yield DoesNotApply("this Flask does not read SECRET_KEY_FALLBACKS: config-key-ignored says so")
    else:
        faults = list(_faults(app, value))
        if faults:
            yield Found(
                faults[0],
                subject=_KEY,
                place=place_of(app, _KEY),
                evidence=tuple(faults[1:]),
            )


def _faults(app: App, value: ConfigValue) -> Iterator[str]:
    if value.type == "str":
        yield f"{_KEY} is one text: each of its characters is accepted as a key"
    elif value.type == "dict":
        yield f"{_KEY} is a dict: its keys, the names, are accepted as keys"
    elif value.type not in _LISTS:
        yield f"{_KEY} is of type {value.type}: a request with a session signed by another key answers 500"
    if any(one.length == 0 for one in value.items):
        yield f"{_KEY} holds an empty key: a session that is signed with nothing is accepted"
    short = sum(1 for index, one in enumerate(value.items) if _is_short(one) and not _is_known(app, index))
    if short:
        yield f"{_KEY} holds {counted(short, 'key')} of less than {_WEAK} characters, which can be guessed"
    numbers = {one.type for one in value.items if one.length is None and one.type != "NoneType"}
    if numbers:
        yield f"{_KEY} holds what is no key: {', '.join(sorted(numbers))}"


def _is_short(item: Item) -> bool:
    return item.length is not None and 0 < item.length < _WEAK


def _is_known(app: App, index: int) -> bool:
    return any(one.key == f"{_KEY}[{index}]" and one.known for one in app.secrets)
