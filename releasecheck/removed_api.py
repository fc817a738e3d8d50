"""What versions of Flask, its own libraries and others that apps often have removed, and what took its place.

Tried on each of them: the name is there in the version before and is not in this one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removal:
    """Since which version of which distribution a name is gone, and what to use instead."""

    distribution: str
    version: str
    instead: str
    ignored: bool = False  # setting it does nothing; no exception tells


def _gone(distribution: str, version: str, names: str, instead: str) -> dict[str, Removal]:
    return {name: Removal(distribution, version, instead) for name in names.split()}


_PROVIDER = "flask.json.provider.JSONProvider"
_HTML5 = (
    "DateField DateTimeField DateTimeLocalField DecimalField DecimalRangeField EmailField IntegerField "
    "IntegerRangeField SearchField TelField TimeField URLField"
)

NAMES: dict[str, Removal] = {
    **_gone("flask", "2.1", "flask.safe_join flask.helpers.safe_join", "werkzeug.utils.safe_join"),
    **_gone("flask", "2.3", "flask.json.JSONEncoder flask.json.JSONDecoder", _PROVIDER),
    **_gone("flask", "3.0", "flask.Markup", "markupsafe.Markup"),
    **_gone("flask", "3.0", "flask.escape", "markupsafe.escape"),
    **_gone("flask", "3.0", "flask._app_ctx_stack flask.globals._app_ctx_stack", "flask.g"),
    **_gone(
        "flask",
        "3.0",
        "flask._request_ctx_stack flask.globals._request_ctx_stack",
        "flask.g",
    ),
    **_gone("flask", "3.0", "flask.helpers.locked_cached_property", "werkzeug.utils.cached_property"),
    **_gone("flask", "3.0", "flask.signals.signals_available", "nothing: signals are always there"),
    **_gone("werkzeug", "2.1", "werkzeug.security.safe_str_cmp", "hmac.compare_digest"),
    **_gone("werkzeug", "2.1", "werkzeug.security.pbkdf2_hex", "hashlib.pbkdf2_hmac"),
    **_gone("werkzeug", "2.1", "werkzeug.utils.unescape", "html.unescape"),
    **_gone("werkzeug", "2.1", "werkzeug.wrappers.BaseRequest", "werkzeug.wrappers.Request"),
    **_gone("werkzeug", "2.1", "werkzeug.wrappers.BaseResponse", "werkzeug.wrappers.Response"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_quote werkzeug.urls.url_fix", "urllib.parse.quote"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_quote_plus", "urllib.parse.quote_plus"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_unquote", "urllib.parse.unquote"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_unquote_plus", "urllib.parse.unquote_plus"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_encode", "urllib.parse.urlencode"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_decode", "urllib.parse.parse_qs"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_parse", "urllib.parse.urlsplit"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_join", "urllib.parse.urljoin"),
    **_gone("werkzeug", "3.0", "werkzeug.urls.url_unparse", "urllib.parse.urlunsplit"),
    **_gone("werkzeug", "3.1", "werkzeug.__version__", 'importlib.metadata.version("werkzeug")'),
    **_gone("jinja2", "3.1", "jinja2.Markup jinja2.utils.Markup", "markupsafe.Markup"),
    **_gone("jinja2", "3.1", "jinja2.escape jinja2.utils.escape", "markupsafe.escape"),
    **_gone("jinja2", "3.1", "jinja2.contextfunction jinja2.contextfilter", "jinja2.pass_context"),
    **_gone("jinja2", "3.1", "jinja2.environmentfilter", "jinja2.pass_environment"),
    **_gone("jinja2", "3.1", "jinja2.evalcontextfilter", "jinja2.pass_eval_context"),
    **_gone(
        "itsdangerous",
        "2.1",
        "itsdangerous.TimedJSONWebSignatureSerializer itsdangerous.JSONWebSignatureSerializer",
        "itsdangerous.URLSafeTimedSerializer, or PyJWT",
    ),
    **_gone("markupsafe", "2.1", "markupsafe.soft_unicode", "markupsafe.soft_str"),
    **_gone("wtforms", "3.0", "wtforms.TextField wtforms.fields.TextField", "wtforms.StringField"),
    **_gone("wtforms", "3.0", "wtforms.validators.Required", "wtforms.validators.DataRequired"),
    **_gone("wtforms", "3.0", "wtforms.validators.required", "wtforms.validators.data_required"),
    **_gone(
        "wtforms", "3.0", "wtforms.widgets.HTMLString wtforms.widgets.core.HTMLString", "markupsafe.Markup"
    ),
    **{
        f"wtforms.fields.html5.{field}": Removal("wtforms", "3.0", f"wtforms.fields.{field}")
        for field in _HTML5.split()
    },
    **{
        f"wtforms.ext.sqlalchemy.fields.{field}": Removal(
            "wtforms", "3.0", f"wtforms_sqlalchemy.fields.{field} of WTForms-SQLAlchemy"
        )
        for field in ("QuerySelectField", "QuerySelectMultipleField")
    },
}

_OPENAI = "the methods of `openai.OpenAI()`"
_TELEGRAM = "telegram.ext.Application, and the names of version 20"

# Of libraries that are no part of Flask.
OTHERS: dict[str, Removal] = {
    **_gone("pillow", "10.0", "PIL.Image.ANTIALIAS", "PIL.Image.Resampling.LANCZOS"),
    **_gone("pillow", "10.0", "PIL.Image.LINEAR", "PIL.Image.Resampling.BILINEAR"),
    **_gone("pillow", "10.0", "PIL.Image.CUBIC", "PIL.Image.Resampling.BICUBIC"),
    **_gone(
        "numpy",
        "1.24",
        "numpy.float numpy.int numpy.object numpy.str numpy.complex",
        "the builtin of that name",
    ),
    **_gone("numpy", "2.0", "numpy.float_", "numpy.float64"),
    **_gone("numpy", "2.0", "numpy.complex_", "numpy.complex128"),
    **_gone("numpy", "2.0", "numpy.unicode_", "numpy.str_"),
    **_gone("numpy", "2.0", "numpy.string_", "numpy.bytes_"),
    **_gone("numpy", "2.0", "numpy.NaN", "numpy.nan"),
    **_gone("numpy", "2.0", "numpy.Inf numpy.infty", "numpy.inf"),
    **_gone("numpy", "2.0", "numpy.product", "numpy.prod"),
    **_gone("numpy", "2.0", "numpy.cumproduct", "numpy.cumprod"),
    **_gone("numpy", "2.0", "numpy.alltrue", "numpy.all"),
    **_gone("numpy", "2.0", "numpy.sometrue", "numpy.any"),
    **_gone("openai", "1.0", "openai.ChatCompletion openai.Completion openai.Embedding", _OPENAI),
    **_gone("openai", "1.0", "openai.Image openai.Audio openai.Moderation", _OPENAI),
    **_gone("openai", "1.0", "openai.error", "the exceptions of `openai` itself"),
    **_gone("tweepy", "4.0", "tweepy.TweepError", "tweepy.TweepyException"),
    **_gone("tweepy", "4.0", "tweepy.StreamListener", "tweepy.StreamingClient"),
    **_gone("python-telegram-bot", "20.0", "telegram.ParseMode", "telegram.constants.ParseMode"),
    **_gone("python-telegram-bot", "20.0", "telegram.ext.Filters", "telegram.ext.filters"),
    **_gone("python-telegram-bot", "20.0", "telegram.ext.Dispatcher", _TELEGRAM),
    **_gone("flask-wtf", "1.0", "flask_wtf.CsrfProtect flask_wtf.csrf.CsrfProtect", "flask_wtf.CSRFProtect"),
    **_gone("flask-sqlalchemy", "3.1", "flask_sqlalchemy.BaseQuery", "flask_sqlalchemy.query.Query"),
    **_gone(
        "flask-sqlalchemy",
        "3.1",
        "flask_sqlalchemy.get_debug_queries",
        "flask_sqlalchemy.record_queries.get_recorded_queries",
    ),
    **_gone("sqlalchemy", "2.0", "db.engine.execute", "`with db.engine.connect() as connection:`"),
}

# Classes that can be imported still, and raise when they are called.
CALLED: dict[str, Removal] = {
    **_gone("pypdf2", "3.0", "PyPDF2.PdfFileReader", "PyPDF2.PdfReader"),
    **_gone("pypdf2", "3.0", "PyPDF2.PdfFileWriter", "PyPDF2.PdfWriter"),
    **_gone("pypdf2", "3.0", "PyPDF2.PdfFileMerger", "PyPDF2.PdfMerger"),
}

# Attributes of an app ("Flask.") or a Blueprint ("Blueprint.").
ATTRIBUTES: dict[str, Removal] = {
    **_gone("flask", "2.1", "Config.from_json", "config.from_file(..., load=json.load)"),
    **_gone("flask", "2.3", "Flask.before_first_request", "the factory, or a command of the CLI"),
    **_gone("flask", "2.3", "Blueprint.before_app_first_request", "Blueprint.record_once, or the factory"),
    **_gone("flask", "2.3", "Flask.env", "a config key of the app's own"),
    "Flask.json_encoder": Removal("flask", "2.3", f"app.json, a {_PROVIDER}", ignored=True),
    "Flask.json_decoder": Removal("flask", "2.3", f"app.json, a {_PROVIDER}", ignored=True),
}

# Arguments of a function, and values of one.
ARGUMENTS: dict[str, Removal] = {
    **_gone("flask", "2.2", "flask.send_file(attachment_filename=)", "download_name="),
    **_gone("flask", "2.2", "flask.send_file(cache_timeout=)", "max_age="),
    **_gone("flask", "2.2", "flask.send_file(add_etags=)", "etag="),
    **_gone("flask", "2.2", "flask.send_from_directory(filename=)", "path="),
    **_gone("flask", "2.2", "flask.send_from_directory(attachment_filename=)", "download_name="),
    **_gone("flask", "2.2", "flask.send_from_directory(cache_timeout=)", "max_age="),
    **_gone("flask", "2.2", "flask.send_from_directory(add_etags=)", "etag="),
    **{
        f'werkzeug.security.generate_password_hash(method="{method}")': Removal(
            "werkzeug", "3.0", 'no method at all, or "pbkdf2:sha256"'
        )
        for method in ("plain", "md5", "sha1", "sha256", "sha512")
    },
}

REMOVALS: dict[str, Removal] = {**NAMES, **OTHERS, **CALLED, **ATTRIBUTES, **ARGUMENTS}
