"""Which part of a file a player asks for."""

import pytest

from lianhu.kernel.byte_ranges import Unsatisfiable, asked_for


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-1", range(2)),  # how Safari finds out whether it may ask
        ("bytes=0-", range(100)),
        ("bytes=99-", range(99, 100)),
        ("bytes=10-19", range(10, 20)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-1", range(99, 100)),
        ("bytes=-1000", range(100)),
        ("", None),
        ("bytes=-", None),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=0-1\n", range(2)),
        ("bytes=" + "9" * 13 + "-", None),
    ],
)
def test_it_is_read(header: str, expected: range | None) -> None:
    assert asked_for(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_is_not_there_is_refused(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        asked_for(header, 100)


def test_of_an_empty_file_there_is_no_part() -> None:
    with pytest.raises(Unsatisfiable):
        asked_for("bytes=0-", 0)
