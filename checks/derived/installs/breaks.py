"""Pairs of distributions that do not work together; each was installed and seen to fail."""

from dataclasses import dataclass

from packaging.specifiers import SpecifierSet

from releasecheck.facts.boot import Crash
from releasecheck.facts.runs import Failure


@dataclass(frozen=True, slots=True)
class Break:
    """Up to `last`, a distribution fails with `other` from `since` on, for want of `lost`.

    `in_tests`: what wants it is Flask's test client alone, and the app is served as ever.
    """

    holder: str
    last: str
    other: str
    since: str
    lost: str
    first: str = "0"
    in_tests: bool = False

    def holds(self, holder: str, other: str) -> bool:
        """Whether these two versions fail."""
        return SpecifierSet(f">={self.first},<={self.last}").contains(
            holder, prereleases=True
        ) and SpecifierSet(f">={self.since}").contains(other, prereleases=True)

    def explains(self, crash: Crash) -> bool:
        """Whether a crash is of this kind."""
        return self.lost.rpartition(".")[2] in crash.message

    def fails(self, failure: Failure) -> bool:
        """Whether a test failed in the holder for want of it."""
        raised_in = failure.library or ""
        return failure.type == "AttributeError" and raised_in.startswith(f"{self.holder}.testing:")


BREAKS = (
    # Flask 1.1.3 and 1.1.4 set limits for all but MarkupSafe, which their Jinja2 2.11 fails with.
    Break("flask", "1.0.4", "jinja2", "3.1", "jinja2.Markup"),
    Break("flask", "1.1.2", "jinja2", "3.1", "jinja2.escape", first="1.1"),
    Break("flask", "1.1.2", "itsdangerous", "2.1", "itsdangerous.json"),
    Break("flask", "1.1.2", "werkzeug", "2.1", "werkzeug.wrappers.BaseResponse", first="1.1"),
    Break("flask", "1.1.4", "markupsafe", "2.1", "markupsafe.soft_unicode", first="1.1.3"),
    Break("flask", "1.0.4", "werkzeug", "3.0", "werkzeug.urls.url_quote"),
    Break("flask", "2.2.3", "werkzeug", "3.0", "werkzeug.urls.url_quote", first="2.0"),
    Break("flask", "2.3.2", "werkzeug", "3.1", "werkzeug.__version__", first="2.2.4", in_tests=True),
    Break("flask-admin", "1.5.8", "jinja2", "3.1", "jinja2.contextfunction"),
    Break("flask-assets", "2.0", "flask", "3.0", "flask._request_ctx_stack"),
    Break("flask-babel", "3.1.0", "flask", "3.0", "flask.helpers.locked_cached_property"),
    Break("flask-bcrypt", "0.7.1", "werkzeug", "2.1", "werkzeug.security.safe_str_cmp"),
    Break("flask-cache", "0.13.1", "werkzeug", "1.0", "werkzeug.import_string"),
    Break("flask-ckeditor", "0.4.6", "flask", "3.0", "flask.Markup"),
    Break("flask-debugtoolbar", "0.13.1", "flask", "3.0", "flask.globals._request_ctx_stack"),
    Break("flask-debugtoolbar", "0.13.1", "werkzeug", "3.0", "werkzeug.urls.url_quote_plus"),
    Break("flask-jwt", "0.3.2", "flask", "3.0", "flask._request_ctx_stack"),
    Break("flask-jwt-extended", "3.25.1", "werkzeug", "2.1", "werkzeug.security.safe_str_cmp"),
    Break("flask-login", "0.5.0", "werkzeug", "2.1", "werkzeug.security.safe_str_cmp"),
    Break("flask-login", "0.6.2", "werkzeug", "3.0", "werkzeug.urls.url_decode"),
    Break("flask-moment", "0.11.0", "jinja2", "3.1", "jinja2.Markup"),
    Break("flask-restplus", "0.13.0", "werkzeug", "1.0", "werkzeug.cached_property"),
    Break("flask-restx", "0.5.1", "werkzeug", "2.2", "werkzeug.routing.parse_rule"),
    Break("flask-restx", "1.1.0", "flask", "3.0", "flask.scaffold"),
    Break("flask-restx", "1.1.0", "werkzeug", "3.1", "werkzeug.__version__"),
    Break("flask-script", "2.0.6", "flask", "2.0", "flask._compat"),
    Break("flask-sqlalchemy", "2.5.1", "flask", "3.0", "flask._app_ctx_stack"),
    Break("flask-sqlalchemy", "2.5.1", "sqlalchemy", "2.0", "sqlalchemy.__all__"),
    Break("flask-uploads", "0.2.1", "werkzeug", "1.0", "werkzeug.secure_filename"),
    Break("flask-wtf", "0.14.3", "werkzeug", "2.1", "werkzeug.security.safe_str_cmp"),
    Break("flask-wtf", "1.0.1", "flask", "2.3", "flask.json.JSONEncoder"),
    Break("flask-wtf", "1.1.1", "flask", "3.0", "flask.Markup"),
    Break("flask-wtf", "1.1.1", "werkzeug", "3.0", "werkzeug.urls.url_encode"),
    Break("jinja2", "2.11.3", "markupsafe", "2.1", "markupsafe.soft_unicode"),
)
