"""What is noted of a class of forms while its file is read."""

from dataclasses import dataclass

from releasecheck.facts import Place


@dataclass(frozen=True, slots=True)
class FormClass:
    """A class of a module's top level, of forms if its bases are."""

    name: str
    bases: tuple[str, ...]  # dotted, as imported
    fields: tuple[str, ...]  # what its body gives a value
    validators: tuple[tuple[str, Place], ...]  # names of methods that the file mentions nowhere else
