"""How the project finds the rows that an extension asks it for."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips


@warning
@by_source
def user_loader_refuses(app: App, source: Source) -> Judgement:
    """The `user_loader` answers 404 for an account that is gone, where it was to return None.

    Flask-Login asks it on each page that wants to know who the visitor is, as each template does, and with
    None takes him for a stranger. `get_or_404` and `abort` end the request instead: whoever still has the
    cookie of a deleted account, or of the database before it was made anew, gets 404 on every such page, the
    login and the logout among them, until he clears his cookies. Told where the loader catches nothing.

    Fix: return what the database gives: `return db.session.get(User, int(user_id))`.

    Fault::

        @login_manager.user_loader
        def load_user(user_id):
            return db.get_or_404(User, user_id)

    Fine::

        @login_manager.user_loader
        def load_user(user_id):
            return db.session.get(User, int(user_id))
    """
    found = list(slips("loader-refuses", app, source))
    if not found:
        yield DoesNotApply("no user_loader refuses a visitor")
    for one in found:
        yield Found(
            f"{one.function} calls {one.what}(): a session whose account is gone gets an error on every page "
            "that asks who it is",
            subject=one.function,
            place=one.place,
        )


@warning
@by_source
def admin_records_unlimited(app: App, source: Source) -> Judgement:
    """A view of Flask-Admin lists the visitor's own records, and shows anybody's by its number.

    `get_query` limits the list alone. The pages for one record (`/details/?id=1`, `/edit/?id=1`, and what
    deletes it) find it with `get_one`, by its primary key, among all there are: whoever counts up the number
    has the records of the others. Told of classes whose `get_query` asks who the visitor is, that have no
    `get_one`, and on whose pages a record can be seen, changed or deleted.

    Fix: limit `get_one` too: `return self.get_query().filter_by(id=id).first()`; and `get_count_query`, which
    counts the pages.

    Fault::

        class OrderView(ModelView):
            can_view_details = True

            def get_query(self):
                return super().get_query().filter_by(user_id=current_user.id)

    Fine::

        class OrderView(ModelView):
            can_view_details = True

            def get_query(self):
                return super().get_query().filter_by(user_id=current_user.id)

            def get_one(self, id):
                return self.get_query().filter_by(id=id).first()
    """
    found = list(slips("admin-unlimited", app, source))
    if not found:
        yield DoesNotApply("no view of Flask-Admin limits its list alone to the visitor's records")
    for one in found:
        page = "is shown in its details" if one.detail == "details" else f"can be reached to {one.detail} it"
        yield Found(
            f"{one.what} lists the visitor's records alone, and anybody's {page}: it has no get_one",
            subject=one.what,
            place=one.place,
        )
