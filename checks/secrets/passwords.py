"""How the app keeps the passwords of its accounts."""

from itertools import groupby

from releasecheck.facts.app import App
from releasecheck.facts.passwords import KnownPassword
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error

from ..derived.running import running
from ..derived.wording import capped


@error
@by_source
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


@error
@by_source
def account_with_known_password(app: App, source: Source) -> Judgement:
    """The app makes an account, and its password stands in the source.

    Every installation has that account, and "admin" with "admin123" is what is tried first. An error where it
    is made while the app comes up, at import or in the factory; a warning where a function of the app makes
    it, or where the password is what a variable falls back on. Commands of the command line, what only the
    main guard calls, seeds, tests and accounts for show (demo, sample, fake) are fine. The password is never
    shown.

    Fix: let a command ask for it (`@app.cli.command`, `click.option(..., prompt=True, hide_input=True)`), or
    read it with `os.environ["ADMIN_PASSWORD"]`; change it where the app runs already.

    Fault::

        def create_app():
            ...
            admin = User(name="admin")
            admin.set_password("admin123")
            db.session.add(admin)

    Fine::

        @app.cli.command("create-admin")
        @click.option("--password", prompt=True, hide_input=True)
        def create_admin(password):
            ...
    """
    modules = running(app, source)
    made = [one for one in source.known_passwords if one.place.path in modules]
    if not made:
        yield DoesNotApply("no module of the app gives an account a constant as its password")
    for _, same in groupby(made, key=lambda one: (one.place.path, one.function, one.variable)):
        yield _known(list(same), source)


def _known(same: list[KnownPassword], source: Source) -> Found:
    first = same[0]
    maker = f"{first.function.replace('<locals>.', '')}()" if first.function else "importing the module"
    what = (
        f"a password that falls back to a constant when {first.variable} is unset"
        if first.variable
        else "a password that stands in the source"
    )
    sure = _comes_up(first, source) and not first.variable
    return Found(
        f"{maker} makes an account with {what}",
        subject=first.function or first.call,
        place=first.place,
        evidence=capped([f"also at {one.place}" for one in same[1:]]),
        severity=None if sure else "warning",
    )


def _comes_up(one: KnownPassword, source: Source) -> bool:
    """Whether it is made each time that the app is: at import, or in the factory itself."""
    factories = {each.name for each in source.apps if each.path == one.place.path and each.kind == "factory"}
    return one.function is None or one.function.partition(".")[0] in factories
