"""What runs in the body of a class, once, when its module is imported."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips


@warning
@by_source
def column_tested_in_class(app: App, source: Source) -> Judgement:
    """The body of a model's class tests one of its columns, where there is no row yet.

    The body runs once, at import, and the name is the column there: `status == 0` is a piece of SQL, which
    counts as false, so that every row gets the branch for the other case; `status > 0` or the bare name is a
    TypeError.

    Fix: a property that asks the row, or a `column_property` with `case()`.

    Fault::

        class Order(db.Model):
            status = db.Column(db.Integer)
            if status == 0:
                label = "new"

    Fine::

        class Order(db.Model):
            status = db.Column(db.Integer)

            @property
            def label(self):
                return "new" if self.status == 0 else "sent"
    """
    found = list(slips("column-tested", app, source))
    if not found:
        yield DoesNotApply("no class tests a column in its body")
    for one in found:
        yield Found(
            f"the class {one.detail} tests its column {one.what} at import, not the value of a row",
            subject=f"{one.detail}.{one.what}",
            place=one.place,
        )
