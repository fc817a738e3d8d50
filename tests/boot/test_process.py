"""Programs end when they must, with everything that they started."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from releasecheck.gather import scratch
from releasecheck.gather.process import Ended, Terms, run

CLEAN = {"PATH": os.defpath}


def python(code: str, cwd: Path, deadline: float = 10, terms: Terms | None = None) -> Ended:
    return run([sys.executable, "-S", "-c", code], cwd, CLEAN, deadline, terms or Terms())


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("code", "returncode"),
    [
        ("pass", 0),
        ("raise SystemExit(3)", 3),
        ("import os; os.abort()", -6),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -11),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("import sys; sys.exit(sys.stdin.read() != '')", 0),
    ],
)
def test_return_code(code: str, returncode: int, tmp_path: Path) -> None:
    ended = python(code, tmp_path)
    assert (ended.returncode, ended.timed_out) == (returncode, False)
    assert list(tmp_path.iterdir()) == []


def test_output_is_kept_apart(tmp_path: Path) -> None:
    ended = python("import sys; print('said'); print('moaned', file=sys.stderr)", tmp_path)
    assert (ended.stdout, ended.stderr, ended.cut) == ("said\n", "moaned\n", False)


def test_output_that_is_not_utf8_is_escaped(tmp_path: Path) -> None:
    assert python("import os; os.write(1, b'caf\\xe9')", tmp_path).stdout == "caf\\xe9"


def test_what_cannot_start_is_127(tmp_path: Path) -> None:
    for ended in (
        run(["/nowhere/at/all"], tmp_path, CLEAN, 5),
        run([sys.executable], tmp_path / "missing", CLEAN, 5),
    ):
        assert (ended.returncode, ended.timed_out) == (127, False)
        assert "No such file" in ended.stderr


def test_deadline(tmp_path: Path) -> None:
    ended = python("while True: pass", tmp_path, 0.3)
    assert (ended.returncode, ended.timed_out) == (None, True)
    assert ended.duration_s < 3


def test_endless_output_is_cut(tmp_path: Path) -> None:
    ended = python("import os\nwhile True: os.write(1, b'x' * 4096)", tmp_path, 0.5, Terms(output_cap=10_000))
    assert ended.cut
    assert ended.stdout == "x" * len(ended.stdout)
    assert 5_000 <= len(ended.stdout) <= 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA counts anonymous memory on Linux only")
def test_memory(tmp_path: Path) -> None:
    ended = python("bytearray(2**29)", tmp_path, terms=Terms(memory=2**27))
    assert ended.returncode == 1
    assert ended.stderr.endswith("MemoryError\n")


def test_niceness(tmp_path: Path) -> None:
    before = os.nice(0)
    assert python("import os; print(os.nice(0))", tmp_path, terms=Terms(nice=7)).stdout == f"{before + 7}\n"


def test_scratch_folder_is_its_own_and_goes(tmp_path: Path) -> None:
    code = "import os; open(os.environ['TMPDIR'] + '/left', 'w').close(); print(os.environ['TMPDIR'])"
    first, second = python(code, tmp_path).stdout, python(code, tmp_path).stdout
    assert first != second
    assert not Path(first.strip()).exists()


def test_descriptors_are_passed(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"for the child")
    os.close(writer)
    ended = python(f"import os; print(os.read({reader}, 99))", tmp_path, terms=Terms(pass_fds=(reader,)))
    os.close(reader)
    assert ended.stdout == "b'for the child'\n"


DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    reader, writer = os.pipe()
    daemon = os.fork()
    if daemon:
        os.close(writer)
        os.read(reader, 1)  # until execve closes the other end
        print(daemon, flush=True)
        os._exit(0)
    os.execve(sys.executable, [sys.executable, '-S', '-c', 'import time; time.sleep(600)'], {})
os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="orphans can be had back on Linux only")
@pytest.mark.parametrize("after", ["", "time.sleep(600)", "os.abort()"])
def test_daemon_with_a_session_and_environment_of_its_own_dies(after: str, tmp_path: Path) -> None:
    ended = python(DAEMON + after, tmp_path, 2)
    assert ended.timed_out is ("sleep" in after)
    assert not alive(int(ended.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="orphans can be had back on Linux only")
def test_a_daemon_dies_with_its_own_run_and_not_with_a_neighbours(tmp_path: Path) -> None:
    neighbour_ended = threading.Event()

    def short() -> Ended:
        ended = python(DAEMON, tmp_path)
        neighbour_ended.set()
        return ended

    outlives = (
        DAEMON + "sys.exit(open('gate').read() != 'go' or not os.path.exists('/proc/' + '%d' % os.getpid()))"
    )
    os.mkfifo(tmp_path / "gate")
    with ThreadPoolExecutor() as pool:
        long = pool.submit(python, outlives, tmp_path)
        first = pool.submit(short)
        assert neighbour_ended.wait(20)
        (tmp_path / "gate").write_text("go")
        assert (long.result().returncode, first.result().returncode) == (0, 0)
    assert not alive(int(long.result().stdout))
    assert not alive(int(first.result().stdout))


PARENT = """
import sys
from pathlib import Path
from releasecheck.gather.process import run
run([sys.executable, '-S', '-c', 'import os, time; print(os.getpid()); time.sleep(600)'], Path('.'), {}, 600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=tmp_path) as parent:
        below: list[int] = []
        while len(below) < 2:
            assert parent.poll() is None
            below = descendants(parent.pid)
        parent.kill()
    for pid in below:
        while alive(pid):
            pass


def descendants(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [found for child in map(int, children) for found in (child, *descendants(child))]


INTERRUPTED = """
import sys, threading
from pathlib import Path
from releasecheck.gather import process
code = 'import os, time; open("gate", "w").write(str(os.getpid())); time.sleep(600)'
slow = [sys.executable, '-S', '-c', code]
def interrupt():
    print(Path('gate').read_text())
    process.end_all()
threading.Thread(target=interrupt).start()
print(*(process.run(slow, Path('.'), {}, 600).timed_out for _ in range(2)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_interruption_ends_what_runs_and_what_would(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "gate")  # opens once both are there
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    pid, *told = done.stdout.split()
    assert told == ["True", "True"]
    assert not alive(int(pid))


MANY = """
import os, tempfile
for number in range({many}):
    os.makedirs(os.path.join(tempfile.gettempdir(), f"{{number % 40}}", f"{{number}}"))
os.chmod(os.path.join(tempfile.gettempdir(), "0"), 0o500)
print(tempfile.gettempdir())
"""


def test_what_is_left_in_its_temporary_folder_goes(tmp_path: Path) -> None:
    assert not Path(python(MANY.format(many=100), tmp_path).stdout.strip()).exists()


def test_a_removal_that_takes_long_goes_on_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "REMOVING_S", 0.0)
    folder = Path(python(MANY.format(many=5_000), tmp_path).stdout.strip())
    assert folder.exists()
    [remover] = [one for one in scratch._removers if folder.name in str(one.args)]
    assert remover.wait(60) == 0
    assert not folder.exists()
