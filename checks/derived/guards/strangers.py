"""Views that may well be meant for whoever comes, though others beside them ask who it is."""

import re

from ..structure.view_bodies import Served

_KNOWS_BY = frozenset({"headers", "authorization", "cookies"})  # parts of a request
# The way in and back in, the first account, a letter's link, what a service tells, what guests write or buy.
_FOR_STRANGERS = re.compile(
    r"log[-_]?(in|out)|(?<!as)(?<!de)sign|regist|auth|setup|install|first|forgot|reset|password|recover|verif|confirm|"
    r"(?<![a-z])activat|token|webhook|callback|public|guest|anonymous|contact|subscribe|feedback|report|track|"
    r"check[-_]?out|donat|newsletter|(?<![a-z])[ei]nquir",
    re.IGNORECASE,
)


def is_for_strangers(one: Served) -> bool:
    """Whether its names say so, or its source may tell by the request who it is."""
    names = " ".join((one.endpoint.rpartition(".")[2], *(route.rule for route in one.routes)))
    return _FOR_STRANGERS.search(names) is not None or not _KNOWS_BY.isdisjoint(one.body.reads)
