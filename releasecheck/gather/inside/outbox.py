"""Mail and background tasks: while pages are asked none leaves, and the app is told that it did."""

from __future__ import annotations

import functools
import smtplib
import sys
import uuid
from typing import TYPE_CHECKING, Any, Callable

from .later import AfterImport

if TYPE_CHECKING:
    from types import ModuleType

    from .later import Change
    from .recording import Recorder

_SAID_YES = {
    "starttls": (220, b"ready"),
    "login": (235, b"accepted"),
    "getreply": (250, b"ok"),
    "data": (250, b"ok"),
}


def install(recorder: Recorder) -> None:
    """Watch smtplib, Celery and RQ; until the app is asked they do as ever."""
    smtp: Any = smtplib.SMTP
    smtp.connect = _connecting(recorder, smtp.connect)
    for name, reply in _SAID_YES.items():
        setattr(smtp, name, _instead(recorder, getattr(smtp, name), reply))
    smtp.send = _instead(recorder, smtp.send, None)
    smtp.sendmail = _instead(recorder, smtp.sendmail, {})
    smtp.__exit__ = _instead(recorder, smtp.__exit__, None)  # it takes no other answer to QUIT than 221
    changes: dict[str, Change] = {
        "celery.app.task": functools.partial(_watch_tasks, recorder),
        "celery.app.base": functools.partial(_watch_celery, recorder),
        "rq.queue": functools.partial(_watch_queue, recorder),
    }
    AfterImport(changes).install()


def _connecting(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def connect(self: Any, host: str = "localhost", port: int = 0, *args: Any, **kwargs: Any) -> Any:
        if not recorder.asking:
            return original(self, host, port, *args, **kwargs)
        recorder.note("mail", "through %s" % host, sys._getframe(1))
        return 220, b"ready"

    return connect


def _instead(recorder: Recorder, original: Callable[..., Any], reply: Any) -> Callable[..., Any]:
    """A method of SMTP that sends nothing and gives this answer."""

    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not recorder.asking:
            return original(self, *args, **kwargs)
        return dict(reply) if isinstance(reply, dict) else reply

    return method


def _watch_tasks(recorder: Recorder, module: ModuleType) -> None:
    task: Any = module.Task
    original = task.apply_async

    @functools.wraps(original)
    def apply_async(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not recorder.asking or self.app.conf.task_always_eager:
            return original(self, *args, **kwargs)
        return _sent(recorder, self.name, kwargs.get("task_id"), sys._getframe(1))

    task.apply_async = apply_async


def _watch_celery(recorder: Recorder, module: ModuleType) -> None:
    celery: Any = module.Celery
    original = celery.send_task

    @functools.wraps(original)
    def send_task(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if not recorder.asking:
            return original(self, name, *args, **kwargs)
        return _sent(recorder, name, kwargs.get("task_id"), sys._getframe(1))

    celery.send_task = send_task


def _sent(recorder: Recorder, name: str, task_id: str | None, frame: Any) -> Any:
    """A result that waits for nobody."""
    from celery.result import EagerResult  # type: ignore[import-not-found,import-untyped,unused-ignore]

    recorder.note("task", "celery %s" % name, frame)
    return EagerResult(task_id or str(uuid.uuid4()), None, "PENDING")


def _watch_queue(recorder: Recorder, module: ModuleType) -> None:
    queue: Any = module.Queue
    for name in ("enqueue_job", "_enqueue_job", "schedule_job"):  # each takes a job that is made already
        if hasattr(queue, name):
            setattr(queue, name, _queueing(recorder, getattr(queue, name)))


def _queueing(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def enqueue(self: Any, job: Any, *args: Any, **kwargs: Any) -> Any:
        if not recorder.asking:
            return original(self, job, *args, **kwargs)
        recorder.note("task", "rq %s" % getattr(job, "func_name", "a job"), sys._getframe(1))
        return job

    return enqueue
