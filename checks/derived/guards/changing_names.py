"""Names by which a view says that it changes something."""

import re

from ..spelling import words, words_of
from ..structure.view_bodies import Served, gets_alone

# Whole words of a path, an endpoint or a function; the last ones are Spanish and Portuguese.
_REMOVING = words("excluir eliminar borrar apagar deletar remover")
_ADDING = words("agregar adicionar")
_CHANGING = (
    _REMOVING
    | _ADDING
    | words(
        "delete del remove destroy drop reset purge clear wipe erase truncate toggle approve reject cancel "
        "deactivate disable enable like unlike dislike follow unfollow upvote downvote vote ban unban block "
        "unblock promote demote revoke archive complete finish done add create insert update save edit mark "
        "cleanup init seed populate migrate increment decrement borrow return buy order checkout disapprove "
        "crear criar cadastrar guardar salvar editar actualizar atualizar encender prender activar "
        "desactivar ligar desligar"
    )
)
# Begins the name of a function that does it; elsewhere in a name it may be a thing, or what is shown.
_DOING = words(
    "set change switch turn generate regenerate rotate assign unassign grant accept deny decline mute unmute "
    "lock unlock suspend publish unpublish hide unhide pin unpin star unstar join leave rename clean unlink "
    "register close reopen start stop reserve renew submit pay transfer restore unread tick untick uncheck "
    "active deactive move swap refill empty signup"
)
_UNDOING = frozenset(f"un{word}" for word in _CHANGING | _DOING)
_CHOICES = frozenset({"action"})  # a value of the rule that says what is to be done: `/posts/<id>/<action>`
# Begins a word that was written without the gaps: "deleteusercart", "addtocart", "removefromcart".
_RUN_TOGETHER = re.compile(
    r"(delete|remove|destroy|truncate|toggle|clear|update|insert|approve|reject|deactivate|add(?=to))"
    r"(?!ed|ance|ion)[a-z]{3,}"
)
# A link in a letter can only be a GET; whoever holds it was meant to.
_BY_LETTER = frozenset({"token", "code", "key", "signature", "hash", "sig", "payload", "state"})
_LETTERS = re.compile(
    r"confirm|verif|(?<![a-z])activat|unsubscribe|callback|authori[sz]ed|oauth|webhook|cron|export|"
    r"pay(ment)?s?[-_/](success|return|complete|cancel|fail)"  # where a gateway sends the visitor back to
)
# With a name that can mean nothing else, what is done to a file is done to what the app keeps.
PLAIN = words("delete del remove destroy purge clear wipe erase toggle reset") | _REMOVING
# What is done to a basket.
TO_A_LIST = words("add remove delete del clear empty increment decrement") | _REMOVING | _ADDING


def changing_word(one: Served) -> str | None:
    """The word of its name that says so, if one does."""
    arguments = {name for route in one.routes for name in route.arguments}
    rules = " ".join(re.sub(r"<[^>]*>", " ", route.rule) for route in one.routes)
    names = f"{rules} {one.endpoint.rpartition('.')[2]} {one.body.function}"
    if comes_by_letter(names.lower(), arguments):
        return None
    changing = PLAIN if one.body.verb else _CHANGING  # a class is often called after what it shows
    found = [word for word in map(_verb, words_of(names)) if word in changing]
    if gets_alone(one):
        found += [word for word in words_of(one.body.function)[:1] if word in _DOING | _UNDOING]
        found += [word for word in _done_to_a_thing(one) if word in _DOING | _CHANGING | _UNDOING]
        found += arguments & _CHOICES
    return next(iter(found), None)


def _done_to_a_thing(one: Served) -> list[str]:
    """What a path says last, after the thing that it is done to: "close" of `/orders/<id>/close`."""
    found = (re.search(r">/([a-z]+)/?$", route.rule) for route in one.routes)
    return [match[1] for match in found if match]


def _verb(word: str) -> str:
    """The verb that a word begins with, where several were written as one."""
    together = _RUN_TOGETHER.fullmatch(word)
    return together[1] if together else word


def comes_by_letter(names: str, arguments: set[str]) -> bool:
    """Whether these names (in lower case) and arguments are of a link that comes in a letter, or the like."""
    return _LETTERS.search(names) is not None or not arguments.isdisjoint(_BY_LETTER)
