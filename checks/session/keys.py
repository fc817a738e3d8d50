"""Keys of the session, and who puts them there."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.wording import listed

# What Flask and its extensions keep there for themselves.
_OF_LIBRARIES = re.compile(
    r"[_A-Z].*|(fs|tf)_.*|state|next|id|user_id|fresh|remember"
    r"|.*(token|oauth|oidc|saml|cas_|captcha|nonce|openid|identity|csrf).*"
)
_SIGN_IN = re.compile(
    r"flask_(dance|oauthlib|oidc|pyoidc|openid|cas|saml\w*|discord|security|user)"
    r"|authlib|msal|identity|onelogin|saml2|cas"
)


@warning
@by_source
def session_key_never_set(app: App, source: Source) -> Judgement:
    """A key of the session is read, and nothing puts it there.

    The login keeps `session["user_role"]` and the guard asks for `session.get("role")`: it refuses everybody,
    or the page goes on without what it should know. A warning where `session["key"]` is read with no look
    whether it is there, which is a KeyError; else information. Told where every line of the project that puts
    something into the session names its key; not where the session is handed to another function, where an
    extension for signing in may fill it, and of keys that libraries keep for themselves. A `get` with a
    default is fine.

    Fix: read the key that is set, or set the one that is read.

    Fault::

        session["admin_logged_in"] = True
        ...
        admin = Admin.query.filter_by(name=session["admin_name"]).first_or_404()

    Fine::

        session["admin_name"] = admin.name
    """
    brought = [one.name for one in source.imports if _SIGN_IN.fullmatch(one.name)]
    unset = [
        one
        for one in source.unset_keys
        if one.place.path in app.modules and not _OF_LIBRARIES.fullmatch(one.key)
    ]
    if brought:
        yield DoesNotApply(f"{listed(brought)} may put keys into the session")
        return
    for key in dict.fromkeys(one.key for one in unset):
        alike = [one for one in unset if one.key == key]
        first = next((one for one in alike if one.certain), alike[0])
        raises = ": a KeyError" if first.certain else ""
        yield Found(
            f'the session\'s "{key}" is read, and nothing puts it there{raises}',
            subject=key,
            place=first.place,
            evidence=tuple(f"also read at {one.place}" for one in alike if one is not first),
            severity=None if first.certain else "info",
        )
