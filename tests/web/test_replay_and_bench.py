"""`lianhu replay` and `lianhu bench`, as somebody types them."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests import migrated
from tests.processes import LIANHU

MESSAGE = {"title": "路灯不亮", "body": "村口的路灯坏了半个月。", "time": "2019/1/4 10:20:06"}


def lianhu(home: Path, *arguments: str, within_s: float = 240) -> subprocess.CompletedProcess[str]:
    """Run the command in a demo home of its own, on SQLite."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE") and "LIANHU" not in name
    }
    return subprocess.run(
        [*LIANHU, *arguments],
        env=surroundings | {"LIANHU_HOME": str(home), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )


@pytest.mark.sqlite
def test_replay_asks_nothing_of_a_file_with_a_bad_line(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps(MESSAGE) + "\n{}\n")

    run = lianhu(tmp_path, "replay", str(file))

    assert run.returncode == 1
    assert "line 2: no field 'title'" in run.stderr
    assert "Nothing was asked" in run.stderr


@pytest.mark.sqlite
def test_replay_says_which_file_it_cannot_open(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "replay", str(tmp_path / "none.jsonl"))
    assert run.returncode == 1
    assert "none.jsonl cannot be opened" in run.stderr


@pytest.mark.sqlite
def test_replay_wants_a_city(tmp_path: Path) -> None:
    migrated.copy_to(tmp_path / "lianhu.sqlite3")
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps(MESSAGE))

    run = lianhu(tmp_path, "replay", str(file))

    assert run.returncode == 1
    assert "lianhu seed" in run.stderr


@pytest.mark.sqlite
def test_replay_reports_and_moves_the_demo_clock(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(json.dumps(MESSAGE) for _ in range(5)))
    migrated.copy_to(tmp_path / "lianhu.sqlite3")
    assert lianhu(tmp_path, "seed", "--scale", "0.005").returncode == 0
    before = lianhu(tmp_path, "clock").stdout

    run = lianhu(tmp_path, "replay", str(file), "--days", "3", "--json")

    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert (report["asked"], report["settled"], report["open_at_end"]) == (5, 5, 0)
    assert report["findings"] == []
    assert lianhu(tmp_path, "clock").stdout != before


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_pages_counts_few_queries(tmp_path: Path) -> None:
    run = lianhu(
        tmp_path, "bench", "pages", "--scale", "0.005", "--cases", "60", "--runs", "1", "--json"
    )

    assert run.returncode == 0, run.stderr
    pages = json.loads(run.stdout)["pages"]
    assert pages.keys() == {"desk", "inbox", "overdue", "unmanned"}
    for name, page in pages.items():
        assert 0 < page["queries"] <= 12, name
        assert page.keys() >= {"bytes", "median_ms", "cpu_ms", "floor_ms", "ratio_to_floor"}


COST = {"cpu_ms_per_lifecycle", "ratio_to_floor", "queries_per_step"}
BY_API = COST | {"lifecycles_per_second", "p50_ms", "p99_ms", "errors"}


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
@pytest.mark.slow
def test_bench_lifecycle_goes_from_asked_to_settled(database: str, tmp_path: Path) -> None:
    sizes = ["--scale", "0.005", "--events", "60", "--lifecycles", "8"]
    run = lianhu(tmp_path, "bench", "lifecycle", *sizes, "--database", database, "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["database"] == database
    assert found.keys() >= {"floor", "ratio_to_floor", "load_average"}
    # As many rows as bare SQL writes, all of them.
    written = found["floor"]["rows_per_lifecycle"]
    assert found["inprocess"]["rows_per_lifecycle"] == written
    assert sum(written.values()) == 16
    assert found["inprocess"].keys() >= COST
    for clients in ("api", "api_1"):
        assert found[clients].keys() == BY_API
        assert found[clients]["errors"] == 0
        assert found[clients]["cpu_ms_per_lifecycle"] > 0
    steps = found["api"]["queries_per_step"]
    assert steps.keys() == {"ask", "take", "answer", "confirm"}
    assert 0 < max(steps.values()) <= 14


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_verify_goes_through_a_city_with_a_past(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "verify", "--scale", "0.005", "--events", "400", "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["findings"] == []
    assert found["events"] == found["sizes"]["cases_event"] >= 400
    assert found["cases"] == found["sizes"]["cases_case"]
    assert found.keys() >= {"seconds", "queries", "memory_mb", "floor_seconds", "ratio_to_floor"}


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_random_plays_and_verifies(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "random", "--scale", "0.005", "--commands", "30", "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["findings"] == []
    assert found["commands"] == sum(found["accepted"].values()) >= 30
    assert found["refused"]


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
@pytest.mark.slow
def test_bench_book_indexes_and_searches(database: str, tmp_path: Path) -> None:
    sizes = ["--items", "600", "--runs", "4"]
    run = lianhu(tmp_path, "bench", "book", *sizes, "--database", database, "--json")

    assert run.returncode == 0, run.stderr
    [found] = json.loads(run.stdout)["sizes"]
    assert found["items"] == 600
    assert found["index_rows"] > 10_000
    assert found["index_bytes"] > 3 * found["index_rows"]
    assert found["search"]["queries"] == 4
    assert (
        found["typing"].keys()
        == found["page"].keys()
        == {"p50_ms", "p99_ms", "cpu_p50_ms", "cpu_p99_ms"}
    )


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_load_loads_twice_beside_another_writer(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "load", "--scale", "0.002", "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    first, again = found["load"], found["again"]
    assert first["rows"] == first["new"] == again["same"] > 100
    assert (first["wrong"], again["new"], again["changed"]) == (0, 0, 0)
    assert first["another_writer"]["errors"] == again["another_writer"]["errors"] == 0
    assert first["another_writer"]["writes"] > 0
    assert first["left_staged"] == 0
    assert found.keys() >= {"floor_seconds", "ratio_to_floor", "workbook"}


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_deadlines_moves_each_stage_once_with_real_workers(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "deadlines", "--scale", "0.002", "--stages", "12", "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["workers"].keys() == {"1", "2"}
    for worked in found["workers"].values():
        assert (worked["moved"], worked["moved_twice"]) == (12, 0)
        assert worked.keys() >= {"seconds", "cpu_seconds"}
    assert found["rows_written"]["cases_event"] == 12
    assert found["most_to_one_desk"] <= 10
    assert found.keys() >= {"queries_a_batch", "floor_seconds", "ratio_to_floor"}


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_notices_writes_a_handful_of_rows_and_calls_everybody_once(tmp_path: Path) -> None:
    sizes = ["--scale", "0.005", "--runs", "1", "--answers", "16"]
    sizes += ["--readers", "8", "--minutes", "0.05"]
    run = lianhu(tmp_path, "bench", "notices", *sizes, "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert sum(found["rows_written"].values()) == 6
    assert found["foreseen"]["now"] == found["officers"]
    called = found["calling"]["rows_written"]
    assert called == dict.fromkeys(called, found["officers"])
    assert found["answers"]["errors"] == 0
    assert found["answers"]["done"] == 16
    assert max(page["queries"] for page in found["pages"].values()) <= 16
    feed = found["feed"]
    assert (feed["errors"], feed["share_304"], feed["readers"]) == (0, 1.0, 8)
    assert feed["polls"] >= 8
    assert feed["queries_a_poll"]["304"] < feed["queries_a_poll"]["200"] <= 16


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_quiet_lives_through_a_month(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "quiet", "--months", "1", "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    loud, quiet = found["groups.heeds"], found["lianhu.heeds"]
    assert quiet["interruptions_a_duty_day"] <= loud["interruptions_a_duty_day"] / 10
    assert (quiet["missed"], quiet["shown_again"]) == (0, 0)
    assert loud["shown_again"] > 0


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_queue_reads_the_same_lists_in_a_growing_city(tmp_path: Path) -> None:
    sizes = ("--scale", "0.005", "--sizes", "60,300", "--runs", "1")
    run = lianhu(tmp_path, "bench", "queue", *sizes, "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["cases"] == 300
    assert found["events"] >= 4 * 300
    assert found["sizes"].keys() == {"60", "300"}
    lists = ("queue_first", "queue_deep", "mine")
    for read in found["sizes"].values():
        assert all(0 < read[name]["queries"] <= 12 for name in lists)
        assert read["case"].keys() >= {"median_ms", "p99_ms", "cpu_ms", "queries"}
    assert found["growth"].keys() >= {*lists, "case", "own_case"}


@pytest.mark.sqlite
@pytest.mark.slow
def test_bench_serve_reads_until_its_time_is_over(tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "serve", "--scale", "0.005", "--minutes", "0.03", "--json")

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["errors"] == 0, found["first_errors"]
    assert found["requests"] > 0
    # The supervisor, the worker, gunicorn and the two that answer.
    assert max(found["processes"]) == 5
    assert found["memory_mb"].keys() >= {"first", "last", "change_percent"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "database",
    [
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
def test_a_whole_city_is_loaded_within_three_minutes(database: str, tmp_path: Path) -> None:
    run = lianhu(tmp_path, "bench", "load", "--json", "--database", database, within_s=1800)

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["load"]["new"] == found["again"]["same"] == 209_000
    for load in (found["load"], found["again"]):
        assert load["seconds"] <= 180
        assert sum(load["memory_mb"].values()) < 1000
        # Others meet no error, and none waits for as long as SQLite has patience.
        assert load["another_writer"]["errors"] == 0
        assert load["another_writer"]["longest_ms"] < 15_000
