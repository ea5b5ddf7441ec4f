"""What a row of a list means, and what is wrong with it: no database, so every boundary."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianhu.grid.loading.rules.cells import day
from lianhu.grid.loading.rules.columns import (
    COLUMNS,
    Header,
    Kind,
    is_example,
    read_header,
    title,
    values,
)
from lianhu.grid.loading.rules.households import Place, household
from lianhu.grid.loading.rules.people import person
from lianhu.grid.loading.rules.places import Known, PlaceRow, fit
from lianhu.grid.loading.rules.problems import Fault, Problem
from lianhu.grid.loading.workbooks import cell
from lianhu.grid.rules import Role

pytestmark = pytest.mark.once

PLACES = {"beat": Place.BEAT, "village": Place.HIGHER, "old": Place.CLOSED}
HOME = {"code": "H1", "address": "石桥村12号", "contact": "吴长青", "beat": "beat"}
DEPTHS = {"市": 1, "镇": 2, "村": 3}


def to_phone(text: str) -> str | None:
    return f"+86{text}" if text.isdigit() else None


def faults(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.fault, problem.key) for problem in problems}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("named", ["zh", "en", "key", "title"])
def test_titles_are_known_in_both_languages_and_any_order(kind: Kind, named: str) -> None:
    columns = list(reversed(COLUMNS[kind]))
    titles = [
        title(column) if named == "title" else getattr(column, named).upper() for column in columns
    ]

    header = read_header(["错在哪里", *titles], kind)

    assert isinstance(header, Header)
    assert [header.at(column.key) for column in columns] == list(range(1, len(columns) + 1))


def test_titles_that_cannot_be() -> None:
    found = read_header(["户号", "地址", "code", "年龄", "", "联系人"], Kind.HOUSEHOLDS)

    assert isinstance(found, list)
    assert [(problem.fault, problem.at) for problem in found] == [
        (Fault.COLUMN_TWICE, 2),
        (Fault.UNKNOWN_COLUMN, 3),
        (Fault.COLUMN_MISSING, -1),
    ]


def test_what_can_be_said_of_any_cell() -> None:
    header = read_header(["户号", "地址", "联系人", "人数", "联户网格编码"], Kind.HOUSEHOLDS)
    assert isinstance(header, Header)

    found, problems = values(["H1", "x" * 201, "", "=1"], {3: "formula"}, header, Kind.HOUSEHOLDS)

    assert found.keys() == {"code", "address", "contact", "size", "beat"}
    assert faults(problems) == {
        (Fault.TOO_LONG, "address"),
        (Fault.NEEDED, "contact"),
        (Fault.FORMULA, "size"),
        (Fault.NEEDED, "beat"),
    }


def test_the_example_is_known_by_its_first_word() -> None:
    header = Header({"code": 1})

    assert is_example(["", "例子 Example H000001"], header)
    assert not is_example(["", "H000001"], header)
    assert not is_example([], header)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "户1"}, (Fault.BAD_CODE, "code")),
        ({"code": "-1"}, (Fault.BAD_CODE, "code")),
        ({"phone": "abc"}, (Fault.BAD_PHONE, "phone")),
        ({"size": "0"}, (Fault.BAD_SIZE, "size")),
        ({"size": "100"}, (Fault.BAD_SIZE, "size")),
        ({"size": "三"}, (Fault.BAD_SIZE, "size")),
        ({"size": "²"}, (Fault.BAD_SIZE, "size")),
        ({"beat": "nowhere"}, (Fault.NO_SUCH_BEAT, "beat")),
        ({"beat": "village"}, (Fault.NOT_A_BEAT, "beat")),
        ({"beat": "old"}, (Fault.CLOSED, "beat")),
        ({"contact": "吴长青 110101199003070039"}, (Fault.IDENTITY, "contact")),
    ],
)
def test_what_is_wrong_with_a_household(change: dict[str, str], fault: tuple[str, str]) -> None:
    assert household(HOME, PLACES, to_phone)[1] == []
    assert faults(household(HOME | change, PLACES, to_phone)[1]) == {fault}


def test_a_column_that_is_missing_is_not_an_empty_one() -> None:
    missing, _ = household(HOME, PLACES, to_phone)
    empty, _ = household(HOME | {"phone": "", "size": ""}, PLACES, to_phone)

    assert (missing.phone, missing.size) == (None, None)
    assert (empty.phone, empty.size) == ("", 1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"desk": "nowhere"}, (Fault.NO_SUCH_DESK, "desk")),
        ({"role": "扫地僧"}, (Fault.NO_SUCH_ROLE, "role")),
        ({"role": ""}, (Fault.DESK_AND_ROLE, "role")),
        ({"desk": ""}, (Fault.DESK_AND_ROLE, "desk")),
        ({"since": "昨天"}, (Fault.BAD_DATE, "since")),
        ({"until": "2026-02-30"}, (Fault.BAD_DATE, "until")),
        ({"since": "2026-05-02", "until": "2026-05-01"}, (Fault.ENDS_FIRST, "until")),
    ],
)
def test_what_is_wrong_with_a_person(change: dict[str, str], fault: tuple[str, str]) -> None:
    row = {"code": "he", "name": "贺春生", "desk": "village", "role": "经办人"}

    found, problems = person(row, {"village"}, to_phone)
    assert (found.role, problems) == (Role.CLERK, [])
    assert faults(person(row | change, {"village"}, to_phone)[1]) == {fault}


@pytest.mark.parametrize("written", ["2026-1-31", "2026/01/31", "2026.1.31", "2026年1月31日"])
def test_dates_as_people_write_them(written: str) -> None:
    assert day(written, "since", []) == date(2026, 1, 31)


def row(code: str, level: str, parent: str) -> PlaceRow:
    return PlaceRow(code, code, None, level, parent, None, None, None, None)


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        (row("v", "村", "t"), None),
        (row("v", "村", "listed"), None),
        (row("v", "县", "t"), (Fault.NO_SUCH_LEVEL, "level")),
        (row("v", "村", "nowhere"), (Fault.NO_SUCH_PARENT, "parent")),
        (row("v", "村", "c"), (Fault.WRONG_LEVEL, "level")),
        (row("v", "村", "closed"), (Fault.CLOSED, "parent")),
        (row("v", "村", ""), (Fault.NEEDED, "parent")),
        (row("v", "村", "v"), (Fault.WRONG_LEVEL, "level")),
        (row("d", "市", ""), (Fault.SECOND_TOP, "parent")),
        (row("t", "村", "c"), (Fault.LEVEL_CHANGED, "level")),
        (row("t", "镇", ""), (Fault.MOVED, "parent")),
        (row("closed", "镇", "c"), (Fault.CLOSED, "code")),
    ],
)
def test_where_a_place_fits(added: PlaceRow, fault: tuple[str, str] | None) -> None:
    known = {
        "c": Known(1, "", is_closed=False),
        "t": Known(2, "c", is_closed=False),
        "closed": Known(2, "c", is_closed=True),
    }
    rows = {"listed": row("listed", "镇", "c"), added.code: added}
    tops = 1 + (not added.parent and added.code not in known)

    assert faults(fit(added, rows, known, DEPTHS, tops)) == ({fault} if fault else set())


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.tuples(st.sampled_from(sorted(DEPTHS)), st.sampled_from(["", *"abcdef"])),
        max_size=6,
    )
)
def test_places_that_fit_hang_together(tree: dict[str, tuple[str, str]]) -> None:
    """Whatever a list says: if nothing is wrong with it, every place leads to the top."""
    rows = {code: row(code, level, parent) for code, (level, parent) in tree.items()}
    tops = sum(not each.parent for each in rows.values())

    if any(fit(each, rows, {}, DEPTHS, tops) for each in rows.values()):
        return

    for each in rows.values():
        steps = 0
        while each.parent:
            each, steps = rows[each.parent], steps + 1
            assert steps < len(DEPTHS)


@settings(max_examples=100)
@given(
    st.fixed_dictionaries(
        {name: st.text(max_size=30) for name in ("code", "address", "contact", "beat")},
        optional={name: st.text(max_size=30) for name in ("phone", "size")},
    )
)
def test_whatever_a_cell_says_it_is_judged(cells: dict[str, str]) -> None:
    found, problems = household(cells, PLACES, to_phone)

    if not problems:
        assert found.code.isascii()
        assert found.size is None or 1 <= found.size <= 99
        assert found.beat in ("beat", "")


@pytest.mark.parametrize(
    ("at", "named"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (-1, "7")]
)
def test_cells_are_named_as_excel_does(at: int, named: str) -> None:
    assert cell(7, at) == named
