"""Reading a file of messages: everything that is wrong is named before anything is asked."""

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from lianhu.demo.messages import BadFile, Message, read

GOOD = {"title": "路灯不亮", "body": "村口的路灯坏了半个月。", "time": "2019/1/4 10:20:06"}


def write(path: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


@pytest.mark.parametrize("name", ["messages.jsonl", "messages.jsonl.gz"])
def test_it_reads_plain_and_zipped_files_oldest_first(tmp_path: Path, name: str) -> None:
    early = GOOD | {"time": "2018-05-01 09:00", "reply": "已修好。", "extra": 1}
    assert read(write(tmp_path / name, GOOD, "", early)) == [
        Message(
            "路灯不亮",
            "村口的路灯坏了半个月。",
            datetime.fromisoformat("2018-05-01 09:00"),
            "已修好。",
        ),
        Message(
            "路灯不亮", "村口的路灯坏了半个月。", datetime.fromisoformat("2019-01-04 10:20:06")
        ),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ({"title": "a", "time": "2019/1/4 10:20"}, "no field 'body'"),
        (GOOD | {"title": " \u200b", "body": ""}, "title and body are both empty"),
        (GOOD | {"time": "yesterday"}, "field 'time' is not a time: 'yesterday'"),
        (GOOD | {"body": 3}, "field 'body' is not text"),
        (GOOD | {"reply": ["no"]}, "field 'reply' is not text"),
    ],
)
def test_it_names_the_line_and_the_reason(tmp_path: Path, line: object, reason: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(write(tmp_path / "messages.jsonl", GOOD, line, GOOD))
    [(number, said)] = caught.value.faults
    assert number == 2
    assert said.startswith(reason)


def test_it_names_every_bad_line(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        read(write(tmp_path / "messages.jsonl", "{", GOOD, "{"))
    assert [number for number, _reason in caught.value.faults] == [1, 3]


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="line 1: the file is empty"):
        read(write(tmp_path / "messages.jsonl", ""))


def test_a_broken_archive_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "messages.jsonl.gz", GOOD)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadFile, match="cannot be read"):
        read(path)


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        ("停水", "停水三天了", "停水三天了"),
        ("停水", "我们楼三天没水了", "停水\n\n我们楼三天没水了"),
        ("停水", "", "停水"),
        ("", "没水", "没水"),
    ],
)
def test_it_asks_title_and_body_once(title: str, body: str, words: str) -> None:
    assert Message(title, body, datetime.fromisoformat("2019-01-04")).words == words
