"""`lianhu eval duplicates`, on rows made up here and, where there are any, on public ones."""

import json
import os
import warnings
from pathlib import Path
from typing import Any

import pytest

from lianhu.demo.evaluation import duplicates
from lianhu.demo.evaluation.duplicates import Labelled, average_precision, grouped, hottest
from lianhu.web.cli import main
from tests.cases.test_sameness import LAMPS, TEXTS, WATER

pytestmark = pytest.mark.once

ISSUES = ["路灯" if at in LAMPS else "停水" if at in WATER else None for at in range(len(TEXTS))]
ROWS = [
    {"id": at, "title": title, "body": body, "issue": ISSUES[at]}
    for at, (title, body) in enumerate(TEXTS)
]


def written(path: Path, found: Any) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in found), encoding="utf-8")
    return path


def test_texts_about_one_matter_are_told_from_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(written(tmp_path / "rows.jsonl", ROWS))

    assert main(["eval", "duplicates", "--tune", file, "--test", file, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["labelled"], found["issues"]) == (6, 5, 2)
    assert (found["map"], found["b_cubed_f1"], found["top_5"]) == (1, 1, 2)
    assert found.keys() >= {"map_se", "b_cubed_f1_se", "baseline_map", "baseline_b_cubed_f1"}


def test_average_precision_asks_how_many_up_to_each_right_one_are_right() -> None:
    assert average_precision([3, 9, 4], {3, 4}) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([9, 3], {3, 4}) == pytest.approx(1 / 4)


def test_one_large_group_recalls_all_and_is_not_precise() -> None:
    quality = grouped([list(range(6))], Labelled(TEXTS, ISSUES))

    assert sorted(quality.precision) == pytest.approx([2 / 6] * 2 + [3 / 6] * 3)
    assert quality.recall == [1] * 5
    assert quality.f1 == pytest.approx(2 * (13 / 30) / (43 / 30))


def test_groups_of_what_nobody_labelled_take_a_place_among_the_hottest() -> None:
    labelled = Labelled(TEXTS, ISSUES)

    assert hottest([[0, 1, 2], [3, 4], [5]], labelled) == 2
    assert hottest([[5], *([place] for place in range(3))], labelled) == 1


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ([row | {"issue": None} for row in ROWS], "no two rows have the same issue"),
        ([row | {"issue": 7} for row in ROWS], "the issue of row 1 is not a text"),
        ([{"id": 1, "title": "路灯"}], "it has no 'body'"),
    ],
)
def test_rows_that_say_nothing_are_refused(
    found: Any, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(written(tmp_path / "rows.jsonl", found))

    assert main(["eval", "duplicates", "--tune", file, "--test", file]) == 1

    assert says in capsys.readouterr().err


def test_public_rows() -> None:
    folder = os.environ.get("LIANHU_EVAL_DATA")
    file = Path(folder or "", "hot_tipdm.jsonl.gz")
    if not folder or not file.exists():
        warnings.warn("left out: hot_tipdm (LIANHU_EVAL_DATA names no folder)", stacklevel=1)
        return

    found = duplicates.evaluate(file, file, progress=lambda step: None)

    assert found["map"] > found["baseline_map"]
    assert found["b_cubed_f1"] > found["baseline_b_cubed_f1"]
