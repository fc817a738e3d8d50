"""Where a process was when it was ended, by what faulthandler wrote of it."""

from pathlib import Path

import pytest

from releasecheck.facts import NOWHERE, Place
from releasecheck.gather.boot_facts import package_of_stacks, place_of_stacks
from releasecheck.gather.boots import SCRIPT

STACKS = """\
Timeout (0:00:12)!
Thread 0x00007f1 (most recent call first):
  File "/usr/lib/python3.12/threading.py", line 359 in wait
  File "/shop/app/jobs.py", line 3 in run

Current thread 0x00007f2 (most recent call first):
{library}\
  File "/shop/app/shelf.py", line 106 in rounds
  File "/venv/lib/python3.12/site-packages/flask/app.py", line 880 in dispatch_request
  File "{script}", line 90 in main
"""
DRIVER = '  File "/venv/lib/python3.12/site-packages/MySQLdb/connections.py", line 195 in __init__\n'
LOOK_UP = '  File "/usr/lib/python3.12/socket.py", line 974 in getaddrinfo\n'
LIBRARY = '  File "/usr/lib/python3.12/re/__init__.py", line 120 in search\n'


@pytest.mark.parametrize(
    ("library", "package"), [(DRIVER, "MySQLdb"), (LOOK_UP, "socket"), (LIBRARY, None), ("", None)]
)
def test_where_it_hung(library: str, package: str | None) -> None:
    stacks = STACKS.format(library=library, script=SCRIPT)
    assert package_of_stacks(stacks) == package
    assert place_of_stacks(stacks, Path("/shop"), Path("/shop")) == Place("app/shelf.py", 106)


def test_nothing_was_written() -> None:
    assert (package_of_stacks(""), place_of_stacks("", Path("/shop"), Path("/shop"))) == (None, NOWHERE)
