"""What gunicorn's own config file says."""

from itertools import groupby
from operator import attrgetter

from releasecheck.facts.deploy import Deploy
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.wording import capped, listed


@warning
def server_setting_twice(deploy: Deploy) -> Judgement:
    """gunicorn's config gives a setting one value, and another further down.

    Only the last counts. Whoever reads or changes the first, such as `timeout`, is wrong about how the
    release runs. Told of two different constants that no line between them reads.

    Fix: leave one of them.

    Fault::

        timeout = 120
        ...
        timeout = 30

    Fine::

        timeout = 120
    """
    if not deploy.set_twice:
        yield DoesNotApply("no setting of gunicorn's config is given two values")
    for path, alike in groupby(deploy.set_twice, attrgetter("place.path")):
        found = list(alike)
        names = list(dict.fromkeys(one.name for one in found))
        yield Found(
            f"{path} sets {listed(names)} twice, and only the last counts",
            subject=names[0],
            place=found[0].place,
            evidence=capped([f"{one.name} at {one.earlier}, and at {one.place}" for one in found]),
        )
