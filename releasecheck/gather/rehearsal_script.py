"""Serve, ask, stop: a script that gets a JSON object in argv and prints one; see `gather/rehearse.py`.

It runs under the supervisor, which ends the server and all its workers whatever becomes of this. Should the
supervisor itself be killed, this dies with it, and the server is told to stop.
"""

import ctypes
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PR_SET_PDEATHSIG = 1
ANSWER_S = 10.0
POLL_S = 0.1
SETTLE_S = 0.3


def main() -> None:
    """Rehearse what argv asks for."""
    spec: dict[str, Any] = json.loads(sys.argv[1])
    port = _free_port()
    command = [word.replace("{port}", str(port)) for word in spec["command"]]
    server = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=_ending_with_us(),  # noqa: PLW1509 - there is no other thread yet
    )
    print(json.dumps(_rehearse(server, port, spec)))  # noqa: T201 - this is the answer


def _ending_with_us() -> "Callable[[], object] | None":
    """What has the server get SIGINT, by which each of them stops at once, when this is killed."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # loaded here: a fork may not
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _rehearse(server: "subprocess.Popen[bytes]", port: int, spec: dict[str, Any]) -> dict[str, Any]:
    started = time.monotonic()
    while _status(port, spec) is None:
        took = round(time.monotonic() - started, 3)
        if server.poll() is not None:
            return {"outcome": "ended", "took_s": took, "returncode": server.returncode}
        if took > spec["limit"]:
            return {"outcome": "silent", "took_s": took}
        time.sleep(POLL_S)
    took = round(time.monotonic() - started, 3)
    return {"outcome": "up", "took_s": took, "statuses": _at_once(port, spec), **_stop(server, port, spec)}


def _status(port: int, spec: dict[str, Any]) -> "int | None":
    """The health route's status, null for no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
    try:
        connection.request("GET", spec["path"], headers={"Host": spec["host"], "Connection": "close"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _at_once(port: int, spec: dict[str, Any]) -> "list[int | None]":
    """Statuses of requests side by side: every worker and thread has one."""
    statuses: list[int | None] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(_status(port, spec))) for _ in range(spec["at_once"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def _stop(server: "subprocess.Popen[bytes]", port: int, spec: dict[str, Any]) -> dict[str, Any]:
    """SIGTERM while a request is half sent; the rest of it follows, and should be answered."""
    head = f"GET {spec['path']} HTTP/1.1\r\nHost: {spec['host']}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=spec["grace"]) as half:
        half.sendall(head.encode())
        time.sleep(SETTLE_S)
        stopped = time.monotonic()
        server.send_signal(signal.SIGTERM)
        time.sleep(SETTLE_S)
        answered = _rest(half)
    try:
        server.wait(spec["grace"])
    except subprocess.TimeoutExpired:
        return {"in_flight": answered, "stopped_s": None}
    took = round(time.monotonic() - stopped, 3)
    return {"in_flight": answered, "stopped_s": took, "returncode": server.returncode}


def _rest(half: socket.socket) -> "int | None":
    try:
        half.sendall(b"Connection: close\r\n\r\n")
        line = half.makefile("rb").readline(200).split()
    except OSError:
        return None
    return int(line[1]) if len(line) > 1 and line[1].isdigit() else None


if __name__ == "__main__":
    main()
