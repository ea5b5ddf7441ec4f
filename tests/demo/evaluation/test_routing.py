"""`lianhu eval routing`: what it measures, and on what."""

import gzip
import json
import os
import warnings
from pathlib import Path
from typing import Any

import pytest

from lianhu.demo.evaluation.classes import Outcome, gained, macro_f1, measures
from lianhu.demo.evaluation.folds import Row, folds_of
from lianhu.web.cli import main

pytestmark = pytest.mark.once

DATA = os.environ.get("LIANHU_EVAL_DATA")
WATER = ("家里停水了", "水管漏水没人修", "自来水发黄", "水费怎么交", "楼下水管爆了", "停水到几点")
SCHOOL = ("孩子上学报名", "小学报名要什么", "学校几号开学", "幼儿园报名", "转学找谁", "上学年龄")
KNOWN = [
    *({"title": words, "body": "请回复", "label": "water"} for words in WATER),
    *({"title": words, "body": "谢谢", "label": "school"} for words in SCHOOL),
]
ASKED = [
    {"title": "又停水了", "body": "水管没修", "label": "water"},
    {"title": "学校报名", "body": "", "label": "school"},
    {"title": "路灯不亮", "body": "", "label": "lamps"},
]


def file(path: Path, found: list[dict[str, Any]]) -> str:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["eval", "routing", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_it_measures_what_it_was_not_taught(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ",".join(
        (file(tmp_path / "a.jsonl", KNOWN[:9]), file(tmp_path / "b.jsonl.gz", KNOWN[9:]))
    )
    test = file(tmp_path / "test.jsonl", ASKED)
    options = ("--train", train, "--test", test, "--text", "title,body", "--label", "label")

    found = said(capsys, *options)

    assert found["rows"] == 3
    assert found["rows_learnt"] == 12
    assert found["acc_1"] == pytest.approx(2 / 3, abs=1e-4)  # nobody taught it about lamps
    assert found["acc_1_se"] == pytest.approx(0.2722, abs=1e-4)
    assert found["macro_f1"] < found["acc_1"]
    expected = (
        "macro_f1",
        "acc_3",
        "auto_share",
        "auto_precision",
        "baseline_acc_1_se",
        "gain_acc_1",
    )
    assert set(expected) <= found.keys()
    sizes = ("ms_median", "ms_p99", "training_seconds", "model_bytes", "peak_memory_mb")
    assert all(found[key] >= 0 for key in sizes)

    assert said(capsys, *options, "--min-rows", "6")["rows"] == 2
    assert main(["eval", "routing", *options, "--min-rows", "7"]) == 1
    assert "has no rows" in capsys.readouterr().err
    only = file(tmp_path / "only.jsonl", KNOWN[:3])
    assert main(["eval", "routing", "--train", only, "--test", only, *options[4:]]) == 1
    assert "less than two of label" in capsys.readouterr().err


def test_what_stands_beside_teaches_but_is_not_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = [
        row | {"answer": "灯泡坏了换路灯"} if row["label"] == "water" else row for row in KNOWN
    ]
    asked = [{"title": "路灯灯泡坏了", "label": "water"}]
    options = (
        *("--train", file(tmp_path / "known.jsonl", known), "--text", "title"),
        *("--test", file(tmp_path / "asked.jsonl", asked), "--label", "label"),
    )

    taught = said(capsys, *options)
    assert taught["acc_1"] == 1
    assert taught["rows_learnt"] == 12
    assert said(capsys, *options, "--beside", "")["model_bytes"] < taught["model_bytes"]


def test_copies_fall_into_the_same_fold() -> None:
    long = "我们小区从上个月开始每天晚上停水给居民生活带来很多不便请有关部门尽快来修"
    found: list[Row] = [
        {"id": 1, "text": long},
        {"id": 2, "text": "孩子上学怎么报名"},
        {"id": 3, "text": f"尊敬的领导：{long}谢谢"},
        {"id": "seg9", "text": "转学找谁"},
        {"id": 5, "seg_id": "seg9", "text": "完全别的话"},
        *({"id": at, "text": f"第{at}件事"} for at in range(100, 140)),
    ]

    fold = folds_of(found, ["text"], 5)

    assert fold[0] == fold[2]
    assert fold[3] == fold[4]
    assert set(fold) == set(range(5))
    assert folds_of(found, ["text"], 5) == fold


def test_rare_classes_count_as_much_as_common_ones() -> None:
    outcomes = [*[Outcome("a", "a", 0, auto=True)] * 98, *[Outcome("b", "a", 1, auto=True)] * 2]

    assert macro_f1(outcomes) == pytest.approx((2 * 98 / (98 + 100)) / 2)
    found = measures(outcomes)
    assert found["acc_1"] == found["auto_precision"] == 0.98
    assert found["acc_3"] == found["auto_share"] == 1
    assert found["macro_f1_se"] > 0
    assert measures(outcomes) == found


def test_what_is_gained_is_counted_row_by_row() -> None:
    both = [Outcome("a", "a", 0)] * 90
    ours = [*both, *[Outcome("b", "b", 0)] * 7, *[Outcome("b", "a", 1)] * 3]
    theirs = [*both, *[Outcome("b", "a", 3)] * 4, *[Outcome("b", "b", 0)] * 6]

    found = gained(ours, theirs)

    # Four rows more and three rows less; where both are right says nothing.
    assert found["gain_acc_1"] == 0.01
    assert found["gain_acc_1_se"] == pytest.approx(((0.07 - 0.01**2) / 99) ** 0.5, abs=1e-4)
    assert found["gain_acc_3"] == 0.04
    assert found["gain_macro_f1"] == pytest.approx(macro_f1(ours) - macro_f1(theirs), abs=1e-4)
    assert found["gain_macro_f1_se"] > 0
    assert gained(ours, ours)["gain_macro_f1_se"] == 0


@pytest.mark.slow
def test_on_public_data_it_is_better_than_plain(capsys: pytest.CaptureFixture[str]) -> None:
    if DATA is None:
        # Not skipped: CI, which has no such data, fails for whatever is.
        warnings.warn("LIANHU_EVAL_DATA is not set: faq_taipei was left out", stacklevel=1)
        return
    path = str(Path(DATA) / "faq_taipei.jsonl.gz")
    options = ("--text", "question", "--label", "bureau_code", "--min-rows", "10", "--folds", "5")

    found = said(capsys, "--train", path, "--test", path, *options)

    assert found["acc_1"] > found["baseline_acc_1"]
    assert found["acc_3"] > found["baseline_acc_3"]
