"""The columns of each kind of list, and how the first row of a file names them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianhu.grid.loading.rules.problems import Fault, Problem


class Kind(StrEnum):
    GRID = "grid"
    PEOPLE = "people"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as templates show it: Chinese first, English below. `most`: characters."""

    key: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    example: str
    needed: bool = False
    most: int = 60


_CODE_NOTE = (
    "唯一且长期不变；同一编码再次导入即为更新",
    "Unique and lasting; the same code again means an update",
)

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.GRID: (
        Column("code", "编码", "Code", *_CODE_NOTE, "370702001", needed=True, most=40),
        Column("name", "名称", "Name", "", "", "石桥村", needed=True),
        Column("name_en", "英文名称", "English name", "", "", "Shiqiao Village", most=90),
        Column(
            "level",
            "层级",
            "Level",
            "填层级名称或代码，如：市、镇、社区、村、联户网格",
            "Name or code of a level, such as city, town, community, village, beat",
            "村",
            needed=True,
        ),
        Column(
            "parent",
            "上级编码",
            "Parent code",
            "上一级的编码，可在同一表中；最高一级留空",
            "Code of the place above, which may be in this list; empty for the top",
            "370702",
            most=40,
        ),
        Column(
            "desk",
            "席位名称",
            "Desk name",
            "留空则与名称相同",
            "Empty: the same as the name",
            "石桥村便民服务站",
        ),
        Column("desk_en", "席位英文名称", "English desk name", "", "", "Shiqiao Desk", most=90),
        Column(
            "phone",
            "公开电话",
            "Public phone",
            "席位对外电话，不是个人电话",
            "The desk's number, not a person's",
            "0536 3222222",
            most=40,
        ),
        Column(
            "hours",
            "开放时间",
            "Opening hours",
            "填“开放时间”的名称；留空则与上级相同",
            "Name of opening hours that exist; empty: those of the place above",
            "工作日",
        ),
    ),
    Kind.PEOPLE: (
        Column("code", "用户名", "User name", *_CODE_NOTE, "zhang.li", needed=True),
        Column("name", "姓名", "Name", "", "", "张莉", needed=True),
        Column("name_en", "英文姓名", "English name", "", "", "Zhang Li"),
        Column("phone", "电话", "Phone", "可以不填", "May stay empty", "138 0013 8000", most=40),
        Column(
            "desk",
            "席位编码",
            "Desk code",
            "在哪个席位值岗；只建账号可留空。一人多岗写多行",
            "Where the person serves; empty for an account only. Several posts: several rows",
            "370702001",
        ),
        Column(
            "role",
            "岗位",
            "Role",
            "联户干部、后备干部、经办人、督办",
            "contact officer, backup officer, clerk, supervisor",
            "联户干部",
        ),
        Column("home_unit", "所在单位", "Home unit", "", "", "市农业农村局", most=80),
        Column("home_unit_en", "单位英文名称", "English home unit", "", "", "", most=120),
        Column("job", "职务", "Job", "", "", "科员"),
        Column("job_en", "职务英文名称", "English job", "", "", "", most=90),
        Column(
            "since",
            "起始日期",
            "From",
            "年-月-日；留空为今天起",
            "Year-month-day; empty: from today",
            "2026-01-01",
        ),
        Column(
            "until",
            "截止日期",
            "Until",
            "年-月-日，当天仍在岗；留空为长期",
            "Year-month-day, that day included; empty: until further notice",
            "",
        ),
    ),
    Kind.HOUSEHOLDS: (
        Column("code", "户号", "Household code", *_CODE_NOTE, "H000001", needed=True, most=40),
        Column("address", "地址", "Address", "", "", "石桥村12号", needed=True, most=200),
        Column("contact", "联系人", "Contact", "", "", "王秀英", needed=True),
        Column("phone", "电话", "Phone", "可以不填", "May stay empty", "138 0013 8000", most=40),
        Column("size", "人数", "People", "留空按1人", "Empty counts as 1", "3", most=6),
        Column(
            "beat",
            "联户网格编码",
            "Beat code",
            "改了编码，这户即转到新的联户网格",
            "Another code moves the household to that beat",
            "370702001003",
            needed=True,
            most=40,
        ),
    ),
}

# What a corrected workbook of ours has beside the columns; read as nothing.
REMARK = ("错在哪里", "What is wrong")
EXAMPLE = ("例子", "Example")


@dataclass(frozen=True, slots=True)
class Header:
    """Where in the file each column is."""

    places: dict[str, int]

    def __contains__(self, key: object) -> bool:
        return key in self.places

    def at(self, key: str) -> int:
        """The position of a column; -1 for one that the file does not have."""
        return self.places.get(key, -1)


def title(column: Column) -> str:
    return f"{column.zh}{' *' if column.needed else ''}\n{column.en}"


def read_header(cells: Sequence[str], kind: Kind) -> Header | list[Problem]:
    """Which column stands where. A title nobody knows would be a column silently passed over."""
    known = _known(kind)
    passed = {_plain(name) for name in (*REMARK, "\n".join(REMARK))}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for at, cell in enumerate(cells):
        plain = _plain(cell)
        if not plain or plain in passed:
            continue
        column = known.get(plain)
        if column is None:
            problems.append(Problem(Fault.UNKNOWN_COLUMN, at=at))
        elif column.key in places:
            problems.append(Problem(Fault.COLUMN_TWICE, at=at))
        else:
            places[column.key] = at
    for column in COLUMNS[kind]:
        if column.needed and column.key not in places:
            problems.append(Problem(Fault.COLUMN_MISSING, about=f"{column.zh}\n{column.en}"))
    return problems or Header(places)


def titles(cells: Sequence[str], kind: Kind) -> list[tuple[str, str]]:
    """The columns of a first row in both languages; a title nobody knows stands for itself."""
    known = _known(kind)
    found = [(cell, known.get(_plain(cell))) for cell in cells]
    return [(column.zh, column.en) if column else (cell, cell) for cell, column in found]


def is_example(cells: Sequence[str], header: Header) -> bool:
    """Whether this is the example that the template came with."""
    at = header.at("code")
    return len(cells) > at and cells[at].strip().startswith(EXAMPLE)


def values(
    cells: Sequence[str], wrong: dict[int, str], header: Header, kind: Kind
) -> tuple[dict[str, str], list[Problem]]:
    """What a row says, by column, and what can be said against it without knowing what it means.

    A column that the file does not have is not among the values.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for column in COLUMNS[kind]:
        at = header.places.get(column.key)
        if at is None:
            continue
        text = cells[at] if at < len(cells) else ""
        found[column.key] = text
        if at in wrong:
            problems.append(Problem(Fault(wrong[at]), column.key))
        elif not text and column.needed:
            problems.append(Problem(Fault.NEEDED, column.key))
        elif len(text) > column.most:
            problems.append(Problem(Fault.TOO_LONG, column.key, str(column.most)))
    return found, problems


def _known(kind: Kind) -> dict[str, Column]:
    """Columns by all that they may be called."""
    return {
        _plain(name): column
        for column in COLUMNS[kind]
        for name in (column.zh, column.en, column.key, title(column))
    }


def _plain(title: str) -> str:
    kept = unicodedata.normalize("NFKC", title).casefold()
    return "".join(kept.replace("*", "").split())
