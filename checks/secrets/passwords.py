"""How the app keeps the passwords of its accounts."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.wording import capped


@error
def password_unhashed(app: App, source: Source) -> Judgement:
    """Passwords are kept as they were typed.

    Whoever sees the database, a backup of it or one answer with a row too many has every account's password,
    and with it the same people's mail and bank. Told where both ends are seen in modules that the app runs: a
    password of a request, or a parameter that nobody can have hashed before, is stored, and a login compares
    what is stored with what was typed, by `==`, `filter_by(password=...)` or in SQL. Models that hash by
    themselves (a property, a validator, `PasswordType`) are fine.

    Fix: store `generate_password_hash(password)` and ask `check_password_hash(user.password_hash, password)`,
    both of `werkzeug.security`; hash the stored ones in a migration, or at each account's next login.

    Fault::

        user = User(name=request.form["name"], password=request.form["password"])

        if user.password == request.form["password"]:
            login_user(user)

    Fine::

        user = User(name=request.form["name"], password_hash=generate_password_hash(request.form["password"]))

        if check_password_hash(user.password_hash, request.form["password"]):
            login_user(user)
    """
    uses = [one for one in source.passwords if one.place.path in app.modules]
    compared = [one for one in uses if one.kind == "compared"]
    kept = [one for one in uses if one.kind == "kept"]
    if not uses:
        yield DoesNotApply("no module of the app stores or compares a password as it was typed")
    if compared and kept:
        first = compared[0]
        yield Found(
            f"passwords are stored unhashed: {first.what} is compared with what was typed",
            subject=first.what,
            place=first.place,
            evidence=(
                *capped([f"also {one.what} at {one.place}" for one in compared[1:]], most=4),
                *capped([f"stored by {one.what} at {one.place}" for one in kept], most=6),
            ),
        )
