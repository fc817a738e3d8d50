import os


class Config:
    DEBUG = True  # expect[debug-on]
    SECRET_KEY = "dev"  # expect[secret-known-public]
    JWT_SECRET_KEY = os.urandom(32)  # expect[secret-random-per-process]
    WTF_CSRF_SECRET_KEY = os.environ.get("WTF_CSRF_SECRET_KEY", "q7Vf0tXz2LmR9cHs4Wp8YbKd1Gn6")  # expect[secret-fallback-boots]
    MAIL_PASSWORD = "Kx93vTb-ladder-Qe71"  # expect[secret-hardcoded, config-key-ignored]
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_HTTPONLY = False  # expect[session-cookie-flags]
    SESSION_REFRESH_EACH_REQUEST = "False"  # expect[config-string-bool]
