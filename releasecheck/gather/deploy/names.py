"""What deploy files are called, and what those are called that are for development and tests."""

import re

_DEVELOPMENTS = re.compile(
    r"(^|[._-])(dev|develop|development|debug|tests?|testing|local|override|ci)([._-]|$)"
)
# Images of other programs that run beside an app.
_INFRASTRUCTURE = re.compile(
    r"(^|/|[._-])(postgres|postgresql|postgis|mysql|mariadb|mongo|mongodb|redis|valkey|rabbitmq|memcached|"
    r"elasticsearch|opensearch|kibana|nginx|traefik|caddy|haproxy|envoy|minio|adminer|pgadmin4?|phpmyadmin|"
    r"mailhog|mailpit|maildev|grafana|prometheus|loki|jaeger|kafka|zookeeper|selenium|localstack|vault|"
    r"certbot|cloudflared|busybox|node|clickhouse|influxdb|keycloak)($|[:/@._-])"
)
# Those that have one of them and run a Python app as well: tiangolo/uwsgi-nginx-flask.
_WITH_PYTHON = re.compile(
    r"(uwsgi|gunicorn|meinheld|uvicorn|python[\d.]*)-nginx|nginx-(uwsgi|gunicorn|meinheld|uvicorn|python)|"
    r":[\w.-]*python\d"
)

_PLAIN = re.compile(r"((docker\.io|public\.ecr\.aws/docker)/)?(library/)?(python|alpine|debian|ubuntu)(:.*)?")


def is_developments(name: str) -> bool:
    """Whether a file, folder or stage of this name is for development or tests."""
    return _DEVELOPMENTS.search(name.lower()) is not None


def is_infrastructure(image: str) -> bool:
    """Whether a container image is that of a database, a proxy or some such."""
    name = image.lower()
    return _INFRASTRUCTURE.search(name) is not None and _WITH_PYTHON.search(name) is None


def is_plain(image: str) -> bool:
    """Whether a container image is one of those that bring nothing of any app."""
    return _PLAIN.fullmatch(image) is not None
