"""Variables that a container gets from a Secret of Kubernetes, which may call them otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.gather.deploy.manifest import Given, Handed, Item


def handed(items: Sequence[Item]) -> Iterator[Given]:
    """What stands in a Secret, once more under each other name by which a container gets it."""
    kept = {
        (one.kept_in, one.name): one
        for one in items
        if isinstance(one, Given) and one.kept_in is not None and one.value is not None
    }
    for one in items:
        if isinstance(one, Handed) and one.name != one.key:
            found = kept.get((one.secret, one.key))
            if found is not None:
                yield replace(found, name=one.name)
