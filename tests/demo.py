"""`make demo`: serve the sample app under gunicorn on loopback and let releasecheck judge it."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import mortal

PROJECT = Path(__file__).parents[1] / "sample_app"
BIN = Path(sys.executable).parent
READY_S = 30


def main() -> int:
    """Prepare a database, serve, judge; the exit code is releasecheck's."""
    with tempfile.TemporaryDirectory(prefix="toolshed-") as folder:
        given = {"SECRET_KEY": secrets.token_hex(), "DATABASE": str(Path(folder, "toolshed.sqlite3"))}
        environment = {**os.environ, **given}
        initialise = [BIN / "flask", "--app", "toolshed", "init-db"]
        subprocess.run(initialise, cwd=PROJECT, env=environment, check=True)
        with served(environment) as url:
            settings = [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
            command = [BIN / "releasecheck", "run", PROJECT, "--serve", "--url", url, *settings]
            return subprocess.run(command, check=False).returncode


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """Serve the app as its Procfile does, on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    options = ["--bind", f"fd://{listener.fileno()}", "--workers", "2", "--log-level", "warning"]
    gunicorn = mortal.start(
        [sys.executable, "-m", "gunicorn", *options, "toolshed:create_app()"],
        cwd=PROJECT,
        env=environment,
        pass_fds=[listener.fileno()],
    )
    try:
        wait_for(port, gunicorn)
        yield f"http://127.0.0.1:{port}"
    finally:
        mortal.stop(gunicorn)
        listener.close()


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return once the port answers; the listener is ours, so a connection alone says nothing."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.settimeout(READY_S)
                connection.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if connection.recv(1):
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not come up")


if __name__ == "__main__":
    sys.exit(main())
