"""The web server's processes: gunicorn with our lifeline."""

import gc
import os
import signal
from typing import Any

from django.conf import settings
from gunicorn.app.base import BaseApplication

from lianhu.web import lifeline
from lianhu.web.lifeline import GRACE_S


class Server(BaseApplication):
    def __init__(self, socket: int, lifeline: int, *, workers: int, threads: int) -> None:
        """`socket` and `lifeline` are descriptors."""
        self._socket, self._lifeline = socket, lifeline
        self._workers, self._threads = workers, threads
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"fd://{self._socket}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": self._threads,
            # One loading for all workers. None opens a database connection while loading.
            "preload_app": True,
            "graceful_timeout": int(GRACE_S) - 1,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": lambda arbiter: lifeline.watch(self._lifeline),
            "post_fork": lambda arbiter, worker: lifeline.watch(self._lifeline),
            "child_exit": _end_with_worker,
        }
        if settings.DEMO:
            chosen["forwarded_allow_ips"] = ""  # believe nobody's word about who asks
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Now, not while somebody waits for the first page.
        from django.urls import get_resolver

        from lianhu.kernel import sounds
        from lianhu.web.wsgi import application

        get_resolver().url_patterns  # noqa: B018
        sounds.of("联")  # with the first, all are loaded
        # All of it stays, in memory that the workers share as long as nobody looks through it.
        gc.freeze()
        return application


def _end_with_worker(arbiter: Any, worker: Any) -> None:
    """A worker that ends while nobody asked it to takes the server along: better all than half."""
    os.kill(arbiter.pid, signal.SIGTERM)
