"""Real servers as they are deployed: gunicorn, uWSGI and waitress, and nginx with TLS in front of them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import mortal

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
UP_S = 30
APP = """
import os, socket, time
from pathlib import Path
from flask import Flask

BUILD = Path(os.environ["BUILD_FILE"])
PROCESS = {
    "releaseId": BUILD.read_text(),
    "instance": f"{os.environ['NAME']}:{os.getpid()}",
    "started": time.time(),
}
BUILD.with_suffix(f".worker-{os.getpid()}").touch()
app = Flask(__name__)

@app.get("/readyz")
def readyz():
    return {"status": "pass", **PROCESS}

@app.get("/slow")
def slow():
    time.sleep(0.2)
    return "rye, slowly"
"""
CONFIG = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream app {{ {servers} }}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/chain.pem;
    ssl_certificate_key {folder}/key.pem;
    location / {{ proxy_pass http://app; proxy_connect_timeout 1s; proxy_next_upstream off; }}
  }}
}}
"""


@dataclass
class AppServer:
    """One server of the app; `release` writes the build that its next process takes."""

    folder: Path
    name: str
    port: int
    command: tuple[str, ...]
    workers: int = 1
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def log(self) -> str:
        """What the server said of itself and its workers: why a test went otherwise is seen there alone."""
        return self._log.read_text()

    def release(self, build: str) -> None:
        (self.folder / f"{self.name}.build").write_text(build)

    def start(self) -> None:
        (self.folder / "shop.py").write_text(APP)
        environ = {**os.environ, "NAME": self.name, "BUILD_FILE": str(self.folder / f"{self.name}.build")}
        with self._log.open("ab") as log:
            self.process = mortal.start(self.command, cwd=self.folder, env=environ, stderr=log)
        wait_for(self.port, f"http://127.0.0.1:{self.port}/readyz")
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        """A worker that is slow to begin would take a build that is released meanwhile."""
        until = time.monotonic() + UP_S
        while len(list(self.folder.glob(f"{self.name}.worker-*"))) < self.workers:
            assert time.monotonic() < until, "not all workers came up"
            time.sleep(0.02)

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def reload(self) -> None:
        """Workers one after the other, the port open all the time."""
        self.signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.process is not None:
            mortal.stop(self.process)
            self.process = None

    def restart(self, build: str) -> None:
        self.stop()
        self.release(build)
        self.start()


def gunicorn(folder: Path, name: str, build: str, *options: str) -> AbstractContextManager[AppServer]:
    """A gunicorn that serves the build until it is told otherwise."""
    port = free_port()
    program = str(Path(sys.executable).with_name("gunicorn"))  # on USR2 it runs itself anew, by its own path
    own = ("--bind", f"127.0.0.1:{port}", "--log-level", "info")
    counts = (one.partition("=")[2] for one in options if one.startswith("--workers="))
    command = (program, *own, *options, "shop:app")
    return _serving(AppServer(folder, name, port, command, int(next(counts, "1"))), build)


def waitress(folder: Path, name: str, build: str) -> AbstractContextManager[AppServer]:
    """A waitress: one process, which cannot reload."""
    port = free_port()
    return _serving(
        AppServer(
            folder, name, port, (sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "shop:app")
        ),
        build,
    )


def uwsgi(folder: Path, name: str, build: str, touched: Path) -> AbstractContextManager[AppServer]:
    """A uWSGI with two workers, which it replaces one after the other when the file is touched."""
    port = free_port()
    program = str(Path(sys.executable).with_name("uwsgi"))
    workers = ("--master", "--lazy-apps", "--processes", "2", "--need-app", "--die-on-term")
    where = (
        "--http-socket",
        f"127.0.0.1:{port}",
        "--module",
        "shop:app",
        "--touch-chain-reload",
        str(touched),
    )
    command = (program, "--disable-logging", *workers, *where)
    return _serving(AppServer(folder, name, port, command, workers=2), build)


@contextmanager
def _serving(server: AppServer, build: str) -> Iterator[AppServer]:
    server.release(build)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def load(port: int, clients: int = 4) -> Iterator[list[int]]:
    """Clients that ask for a slow page all the time; the statuses that they got."""
    over, statuses = threading.Event(), list[int]()

    def ask() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/slow", timeout=10) as answer:
                    statuses.append(answer.status)
            except OSError:
                statuses.append(0)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[str]:
    """nginx with the certificate of the folder in front of these; gives its URL."""
    assert NGINX is not None
    port = free_port()
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=0;" for one in ports)
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, servers=servers, port=port))
    command = [NGINX, "-p", str(folder), "-c", str(config), "-g", "daemon off;"]
    process = mortal.start(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"https://localhost:{port}"
    finally:
        mortal.stop(process)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_for(port: int, url: str | None = None) -> None:
    """Return once somebody listens there, and answers at the URL: a worker loads its app after that."""
    until = time.monotonic() + UP_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            if url is not None:
                urllib.request.urlopen(url, timeout=UP_S).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
