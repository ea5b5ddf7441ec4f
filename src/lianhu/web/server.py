"""The web server's processes: gunicorn with our lifeline. `lianhu serve` starts this module.

python -m lianhu.web.server --socket FD --lifeline FD --workers N --threads N
"""

import argparse
import os
import signal
from typing import Any

from django.conf import settings
from gunicorn.app.base import BaseApplication

from lianhu.web import lifeline
from lianhu.web.lifeline import GRACE_S


class Server(BaseApplication):
    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"fd://{self._options.socket}",
            "workers": self._options.workers,
            "worker_class": "gthread",
            "threads": self._options.threads,
            # One loading for all workers. None opens a database connection while loading.
            "preload_app": True,
            "graceful_timeout": int(GRACE_S) - 1,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": lambda arbiter: lifeline.watch(self._options.lifeline),
            "post_fork": lambda arbiter, worker: lifeline.watch(self._options.lifeline),
            "child_exit": _end_with_worker,
        }
        if settings.DEMO:
            chosen["forwarded_allow_ips"] = ""  # believe nobody's word about who asks
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.urls import get_resolver

        from lianhu.web.wsgi import application

        get_resolver().url_patterns  # noqa: B018 (now, not while somebody waits for the first page)
        return application


def _end_with_worker(arbiter: Any, worker: Any) -> None:
    """A worker that ends while nobody asked it to takes the server along: better all than half."""
    os.kill(arbiter.pid, signal.SIGTERM)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lianhu.web.server", description=__doc__)
    for name in ("socket", "lifeline", "workers", "threads"):
        parser.add_argument(f"--{name}", type=int, required=True)
    Server(parser.parse_args()).run()


if __name__ == "__main__":
    main()
