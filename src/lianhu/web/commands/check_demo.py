import os
import re
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from lianhu.web.failure import Failed

NAME = "check-demo"
HELP = "Serve a new demo city, walk the reference story through its pages, and say if all is well."

STOP_S = 5
LOG_END = 2000  # characters


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, help="choose the same questions again (default: others every time)"
    )


def run(options: Namespace) -> int:
    from lianhu.demo.check import Failure, Walk

    seed = Random().randrange(10**6) if options.seed is None else options.seed
    print(f"Checking the demo city (--seed {seed} repeats it) …", flush=True)
    with tempfile.TemporaryDirectory(prefix="lianhu-check-") as home:
        environment = _environment(home)
        log = Path(home, "server.log")
        try:
            with _served(environment, log) as site:
                Walk(site, Random(seed), say=lambda step: print(f"· {step}", flush=True)).run()
        except Failure as failure:
            raise Failed(f"{failure}\nThe server's log ends:\n{_end_of(log)}") from None
        _verify(environment)
    print("All is well.")
    return 0


def _environment(home: str) -> dict[str, str]:
    """Nothing of a city that may be configured here, nor of its database."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LIANHU_") and name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return ours | {"LIANHU_HOME": home}


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-LOG_END:]


@contextmanager
def _served(environment: dict[str, str], log: Path) -> Iterator[str]:
    """A demo city that is served; yields where. It must stop when told to."""
    from lianhu.demo.check import Failure

    with log.open("wb") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "lianhu", "serve", "--demo", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
    try:
        assert process.stdout is not None
        said = iter(process.stdout.readline, "")
        found = next((match for line in said if (match := re.search(r"http://\S+/", line))), None)
        if found is None:
            raise Failed(
                f"lianhu serve ended with code {process.wait()} before it served anything."
            )
        yield found[0]
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            raise Failure(f"lianhu serve did not stop within {STOP_S} seconds.") from None
        if code != 0:
            raise Failure(f"lianhu serve stopped with code {code} instead of 0.")
    finally:
        process.terminate()
        process.communicate()


def _verify(environment: dict[str, str]) -> None:
    verified = subprocess.run(
        [sys.executable, "-m", "lianhu", "verify", "--demo"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(verified.stdout, end="", flush=True)
    if verified.returncode != 0:
        raise Failed(f"lianhu verify found something wrong:\n{verified.stderr}")
