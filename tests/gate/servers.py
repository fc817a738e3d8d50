"""Real servers as they are deployed: gunicorn, and nginx with TLS in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
UP_S = 30
APP = """
import os, socket, time
from pathlib import Path
from flask import Flask

PROCESS = {
    "releaseId": Path(os.environ["BUILD_FILE"]).read_text(),
    "instance": f"{os.environ['NAME']}:{os.getpid()}",
    "started": time.time(),
}
app = Flask(__name__)

@app.get("/readyz")
def readyz():
    return {"status": "pass", **PROCESS}
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
class Gunicorn:
    """One gunicorn of the app; `release` writes the build that its next process takes."""

    folder: Path
    name: str
    port: int
    workers: int = 1
    process: "subprocess.Popen[bytes] | None" = None

    def release(self, build: str) -> None:
        (self.folder / f"{self.name}.build").write_text(build)

    def start(self) -> None:
        (self.folder / "shop.py").write_text(APP)
        environ = {**os.environ, "NAME": self.name, "BUILD_FILE": str(self.folder / f"{self.name}.build")}
        options = ["--workers", str(self.workers), "--bind", f"127.0.0.1:{self.port}", "--log-level", "error"]
        command = [sys.executable, "-m", "gunicorn", *options, "shop:app"]
        self.process = subprocess.Popen(command, cwd=self.folder, env=environ)
        wait_for(self.port)

    def reload(self) -> None:
        """Workers one after the other, the port open all the time."""
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(UP_S)
            self.process = None

    def restart(self, build: str) -> None:
        self.stop()
        self.release(build)
        self.start()


@contextmanager
def gunicorn(folder: Path, name: str, build: str, workers: int = 1) -> Iterator[Gunicorn]:
    """A gunicorn that serves the build until it is told otherwise."""
    server = Gunicorn(folder, name, free_port(), workers)
    server.release(build)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[str]:
    """nginx with the certificate of the folder in front of these; gives its URL."""
    assert NGINX is not None
    port = free_port()
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=0;" for one in ports)
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, servers=servers, port=port))
    command = [NGINX, "-p", str(folder), "-c", str(config), "-g", "daemon off;"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(UP_S)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Return once somebody listens there."""
    until = time.monotonic() + UP_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
