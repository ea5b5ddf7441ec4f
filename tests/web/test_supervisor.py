"""How a program that `lianhu serve` starts ends, and what is said of it. Real processes."""

import subprocess
import sys

import pytest

BEGINS = """
import os, signal
from django.db import OperationalError
from lianhu.web.failure import Failed
from lianhu.web.supervisor import supervise

def fail(error):
    raise error

def run(program):
    supervise({"worker": program}, ready=lambda: False, when_ready=lambda: None)
"""


def supervised(program: str, *before: str) -> str:
    """What is said by a process that supervises this one."""
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join([BEGINS, *before, f"run({program})"])],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("Failed('Do this.')", "lianhu: Do this.\n"),
        ("OperationalError('no such table: cases_case')", "`lianhu prepare`"),
    ],
)
def test_what_a_program_can_expect_is_told_in_a_line(error: str, said: str) -> None:
    told, _, ours = supervised(f"lambda lifeline: fail({error})").partition("Traceback")

    assert said in told
    assert "The worker ended with code 1" in ours
    assert ("OperationalError: no such table" in ours) is ("Operational" in error)


def test_what_it_cannot_expect_shows_itself() -> None:
    told = supervised("lambda lifeline: fail(ZeroDivisionError())")

    assert "Traceback" in told.partition("ZeroDivisionError")[0]


def test_asked_to_stop_before_it_begins_it_ends() -> None:
    """By the same as later, not by what its parent does then."""
    told = supervised(
        "lambda lifeline: None", "os.setsid = lambda: os.kill(os.getpid(), signal.SIGTERM)"
    )

    assert "The worker was ended by signal 15" in told


def test_whoever_starts_it_may_ignore_how_processes_end() -> None:
    told = supervised(
        "lambda lifeline: os._exit(3)", "signal.signal(signal.SIGCHLD, signal.SIG_IGN)"
    )

    assert "The worker ended with code 3" in told
