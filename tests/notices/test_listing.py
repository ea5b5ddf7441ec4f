"""A notice for a list: codes of households and desks, pasted or in a table."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from lianhu.grid.models import Stay
from lianhu.inbox.broadcasts.audience import aims_of, desks_of
from lianhu.inbox.broadcasts.models import Broadcast, Target
from lianhu.inbox.broadcasts.reading import at_home, waiting
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.kernel import clock
from lianhu.kernel.sheets.writing import Line, Sheet, write
from lianhu.notices import services
from lianhu.notices.audience import jobs, listing
from lianhu.notices.audience.models import ListRow
from lianhu.notices.models import Notice
from lianhu.notices.rules.listing import Fault, codes_of, from_cells, judge
from lianhu.notices.rules.sending import Code, Refused, Stage
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.notices.passed_on import get
from tests.pages import text_of

WRITE = "/notices/write/?desk=village"
codes = st.text("AB12中", min_size=1, max_size=3)


@given(
    st.lists(codes, max_size=12),
    st.dictionaries(codes, st.integers(1, 9)),
    st.dictionaries(codes, st.integers(1, 9)),
)
def test_each_row_means_somebody_once_or_is_named_as_wrong(
    given_codes: list[str], households: dict[str, int], desks: dict[str, int]
) -> None:
    listed, wrong = judge(given_codes, households, desks)
    known = [code for code in given_codes if code in households or code in desks]
    assert [row.code for row in wrong] == [code for code in given_codes if code not in known]
    assert all(given_codes[row.number - 1] == row.code for row in wrong)
    assert set(listed.households) == {households[code] for code in known if code in households}
    assert set(listed.desks) == {desks[code] for code in known if code not in households}
    assert len(listed.households) == len(set(listed.households))
    assert len(listed.desks) == len(set(listed.desks))


@given(st.lists(codes, max_size=8), st.sampled_from(["\n", "，", "、", ", ", "；", "\t"]))
def test_codes_are_read_whatever_stands_between(given_codes: list[str], between: str) -> None:
    assert codes_of(f" {between.join(given_codes)}\n") == given_codes


def test_a_table_is_read_by_the_column_that_is_called_so_or_by_the_first() -> None:
    assert from_cells([["姓名", "户号"], ["甲", " Ａ "], ["乙", ""], ["丙"]]) == ["A"]
    assert from_cells([["A", "甲"], ["B", "乙"]]) == ["A", "B"]
    assert from_cells([]) == []


def form(**facts: Any) -> dict[str, Any]:
    usual = {
        "key": "k",
        "asks": "know",
        "title": small.TITLE,
        "body": small.BODY,
        "minutes": "1",
        "depth": "",
        "more": "",
    }
    return usual | facts


def post(city: City, by: str, path: str, **data: Any) -> Any:
    data.setdefault("contact", city.desks["village"].pk)
    with clock.fixed(at(9)):
        return sign_in(city.people[by]).post(path, form(**data))


def written(city: City, **data: Any) -> Notice:
    response = post(city, "he", WRITE, **data)
    assert response.status_code == 302, text_of(response)
    return Notice.objects.get()


def sent(city: City, **data: Any) -> Notice:
    notice = written(city, **data)
    assert post(city, "he", f"/notices/{notice.pk}/send/").status_code == 302
    return notice


def titles(city: City, who: str, hour: int = 10) -> int:
    return len(waiting(at_home(city.residents[who]), at(hour)))


@pytest.mark.django_db
def test_it_reaches_whom_it_names_and_says_so_readably(city: City) -> None:
    notice = written(city, codes="Ａ\nbeat2，A")
    page = get(city, "he", f"/notices/{notice.pk}/")
    assert "石桥村的1户和1个席位的名单" in page
    assert "名单中的2个，供核对： A beat2" in page
    assert "吴长青" not in page
    assert post(city, "he", f"/notices/{notice.pk}/send/").status_code == 302
    assert [titles(city, who) for who in ("wu", "daughter", "zheng")] == [1, 1, 0]
    rows = set(Target.objects.values_list("node__code", "who", "depth", "household__code"))
    assert rows == {("village", "household", None, "A"), ("beat2", "officer", 5, None)}
    row = Broadcast.objects.get()
    desks = desks_of(aims_of(row), sender=row.desk_id)
    assert list(desks.values_list("code", flat=True)) == ["beat2"]
    assert "您家在石桥村的一份名单上" in get(city, "wu", f"/notices/to-me/{notice.pk}/")
    with clock.fixed(at(10)):
        hidden = sign_in(city.people["zheng"]).get(f"/notices/to-me/{notice.pk}/")
    assert hidden.status_code == 404


@pytest.mark.django_db
def test_who_moves_within_the_senders_place_keeps_it_and_who_leaves_does_not(city: City) -> None:
    sent(city, codes="A")
    stay = Stay.objects.filter(household__code="A")
    stay.update(beat=city.nodes["beat2"])
    assert titles(city, "wu") == 1
    stay.update(beat=city.nodes["beat3"])
    assert titles(city, "wu") == 0


@pytest.mark.django_db
def test_what_is_wrong_stands_beside_its_row_and_nothing_is_lost(city: City) -> None:
    # C is a household of the next village: that it exists is not told.
    given_codes = "A\nC\nXX\nwater\nbeat2"
    response = post(city, "he", WRITE, codes=given_codes)
    assert response.status_code == 422
    page = text_of(response)
    unknown = "您这里及以下没有这个编码的户或席位"
    assert "请选发给谁" not in page
    assert f"2 C {unknown} 3 XX {unknown} 4 water {unknown}" in page
    assert "A\nC\nXX\nwater\nbeat2" in response.text.replace("\r", "")
    assert small.TITLE in response.text
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_department_is_meant_by_place(city: City) -> None:
    listed, wrong = listing.look_up(["water", "city", "A"], city.nodes["city"])
    assert [(row.code, row.fault) for row in wrong] == [("water", Fault.DEPARTMENT)]
    assert (len(listed.households), len(listed.desks)) == (1, 1)
    city.nodes["beat2"].closed_at = at(8)
    city.nodes["beat2"].save()
    _listed, wrong = listing.look_up(["beat2"], city.nodes["village"])
    assert [row.fault for row in wrong] == [Fault.CLOSED]


@pytest.mark.django_db
def test_it_is_a_list_or_places(city: City) -> None:
    village = city.nodes["village"].pk
    response = post(city, "he", WRITE, codes="A", where=[village], who=["household"])
    assert response.status_code == 422
    assert "名单和地点只能选一种" in text_of(response)
    response = post(city, "he", WRITE)
    assert "请选发给谁" in text_of(response)


def workbook(*rows: list[str]) -> SimpleUploadedFile:
    file = BytesIO()
    write(file, [Sheet("s", rows[0], [Line(row) for row in rows[1:]], [9] * len(rows[0]))])
    return SimpleUploadedFile("list.xlsx", file.getvalue())


@pytest.mark.django_db
def test_a_table_is_taken_and_kept_in_the_form_where_something_is_wrong(city: City) -> None:
    table = workbook(["姓名", "户号"], ["甲", "A"], ["乙", "B"], ["丙", "C"])
    response = post(city, "he", WRITE, table=table)
    assert response.status_code == 422
    assert ">\r\nA\nB\nC</textarea>" in response.text or "A\nB\nC</textarea>" in response.text
    assert "3 C 您这里及以下没有" in text_of(response)
    broken = SimpleUploadedFile("list.xlsx", b"PK nothing")
    response = post(city, "he", WRITE, table=broken)
    assert response.status_code == 422
    notice = written(city, table=SimpleUploadedFile("list.csv", "户号\nA\nB\n".encode()))
    assert "石桥村的2户的名单" in get(city, "he", f"/notices/{notice.pk}/")


@pytest.mark.django_db
def test_a_correction_begins_with_the_list_and_the_list_is_forgotten_after_60_days(
    city: City,
) -> None:
    notice = sent(city, codes="A\nB")
    path = f"/notices/{notice.pk}/correct/"
    with clock.fixed(at(10)):
        assert "A\nB</textarea>" in sign_in(city.people["he"]).get(path).text
    response = post(city, "he", path, codes="B", why="改名单", seen=small.newest(notice.pk).mark)
    assert response.status_code == 302, text_of(response)
    assert ListRow.objects.count() == 3
    until = Target.objects.get(household__code="A").until
    assert jobs.sweep(until + KEPT_FOR) == 0
    assert jobs.sweep(until + KEPT_FOR + timedelta(seconds=1)) == 3


@pytest.mark.django_db
def test_a_list_that_waits_for_a_second_person_is_kept_and_none_is_sent_to_nobody(
    city: City,
) -> None:
    notice = written(city, codes="A")
    small.show_to_a_second(notice.pk, at(9))
    late = at(9) + 2 * KEPT_FOR
    assert jobs.sweep(late) == 0
    rows = ListRow.objects.filter(version__notice=notice)
    kept = [(row.version, row.household_id) for row in rows]
    rows.delete()
    with pytest.raises(Refused) as refused:
        services.approve(notice.pk, by=city.people["fang"], now=late)
    assert refused.value.code is Code.LIST_GONE
    ListRow.objects.bulk_create(ListRow(version=v, household_id=home) for v, home in kept)
    assert services.approve(notice.pk, by=city.people["fang"], now=late) is Stage.SENT
