"""What the lighthouse's guest book is told, by the season."""

import os


class Config:
    SECRET_KEY = os.environ.get("SECRET_KEY")
    SECRET_KEY_FALLBACKS = os.environ.get("OLD_SECRET_KEYS", "").split(",")  # expect[secret-key-fallbacks-string]
    PERMANENT_SESSION_LIFETIME = os.environ.get("SESSION_SECONDS", "3600")  # expect[config-wrong-type]
    SESSION_COKIE_NAME = "lamp"  # expect[config-key-typo]
    JSON_SORT_KEYS = False  # expect[config-key-ignored]
    session_cookie_secure = True  # expect[config-key-ignored]
    SERVER_NAME = "localhost:5000"  # expect[local-endpoint-in-config]
    SQLALCHEMY_DATABASE_URI = "sqlite://"  # expect[sqlalchemy-uri-scheme]
    JWT_TOKEN_LOCATION = ["cookies"]
    JWT_COOKIE_SECURE = False  # expect[jwt-config]
    GUESTS_PER_PAGE = 20


class DevelopmentConfig(Config):
    GUESTS_PER_PAGE = 3


class ProductionConfig(Config):
    SERVER_NAME = os.environ.get("SERVER_NAME")


CONFIGS = {"development": DevelopmentConfig, "production": ProductionConfig}
