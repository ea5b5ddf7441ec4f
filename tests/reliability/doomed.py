"""Workers that die at a chosen point: python -m tests.reliability.doomed

Reads the name of a point a line. A worker is forked for each: it goes round its jobs as every
worker does, and where the point is reached it kills itself. Answers `killed`, or `rested` if it
found nothing more to do. What is sent is noted, with the key of its delivery, in $LIANHU_HOME/sent.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import django

Batch = Callable[[], bool]


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(module: Any, name: str) -> None:
    """Die when this function has returned something."""
    real = getattr(module, name)

    def fatal(*args: Any, **named: Any) -> Any:
        result = real(*args, **named)
        if result is not None:
            die()
        return result

    setattr(module, name, fatal)


def after_batch(jobs: list[Any], name: str) -> None:
    """Die when a batch of this job has found work and is done with it."""
    [index] = [n for n, job in enumerate(jobs) if job.name == name]
    real: Batch = jobs[index].batch

    def fatal() -> bool:
        if real():
            die()
        return False

    jobs[index] = replace(jobs[index], batch=fatal)


def prepare(point: str, jobs: list[Any]) -> None:
    moving: Any = import_module("lianhu.cases.jobs")
    sending: Any = import_module("lianhu.channels.jobs")
    drawing: Any = import_module("lianhu.files.jobs")
    sending.CHANNELS = {"console": note_sending}
    match point:
        case "delivery claimed":
            after(sending, "claim")
        case "delivery sent":
            sending.CHANNELS = {"console": note_sending_and_die}
        case "delivery finished":
            after_batch(jobs, "deliver")
        case "stage locked":
            after(moving, "_loaded")
        case "stage written":
            moving.settle = die
        case "stage moved":
            after_batch(jobs, "move overdue cases")
        case "picture claimed":
            after(drawing, "claim")
        case "picture drawn":
            after(drawing, "_draw")
        case "picture finished":
            drawing.disk.remove = die


def note_sending_and_die(delivery: Any) -> None:
    note_sending(delivery)
    die()


def note_sending(delivery: Any) -> None:
    from django.conf import settings

    with (settings.HOME / "sent").open("a") as file:
        file.write(f"{delivery.pk}\n")


class Stop:
    """Has the worker stop when it would rest."""

    made = False

    def wait(self, seconds: float) -> bool:
        self.made = True
        return True


def work(point: str) -> None:
    from lianhu.web.registries import JOBS
    from lianhu.web.worker import Worker

    jobs = list(JOBS)
    prepare(point, jobs)
    Worker(jobs, Stop()).run()  # type: ignore[arg-type]


def main() -> None:
    django.setup()
    import_module("lianhu.web.registries")  # once, not in every child
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(line.strip())
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else "rested", flush=True)


if __name__ == "__main__":
    main()
