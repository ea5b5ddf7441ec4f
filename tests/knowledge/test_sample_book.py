"""The sample book: whole, its own words in every item, and found by how people say it."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db.models import Sum
from django.test import TestCase

from lianhu.demo.departments import DEPARTMENTS
from lianhu.demo.topics import TOPICS
from lianhu.knowledge import index, queries
from lianhu.knowledge.book import sample, sample_blocks, take_sample
from lianhu.knowledge.models import Item, Posting, Topic
from lianhu.knowledge.rules.entry import Audience, problems
from lianhu.knowledge.rules.lines import Block
from lianhu.knowledge.rules.markdown import parse, render
from lianhu.knowledge.rules.postings import EVERY
from lianhu.knowledge.search import best, search
from lianhu.web import preparation
from tests.cast import LONG_AGO

TODAY = date(2026, 11, 27)
# Of the five-character pieces of the shorter one's papers, steps and reasons.
MOST_ALIKE = 0.3
BLOCKS = sample_blocks()


@pytest.mark.once
def test_it_has_sixteen_areas_a_hundred_what_to_dos_and_423_items() -> None:
    assert len({block.area for block in BLOCKS}) == 16
    assert len({(block.area, block.topic) for block in BLOCKS}) == 100
    assert len(BLOCKS) == 423


@pytest.mark.once
def test_its_tree_is_the_one_that_sorts_cases() -> None:
    areas = {topic.code: topic.name.zh for topic in TOPICS if topic.parent is None}
    tree = {(areas[topic.parent], topic.name.zh) for topic in TOPICS if topic.parent}

    assert {(block.area, block.topic) for block in BLOCKS} == tree


@pytest.mark.once
def test_every_item_may_be_published() -> None:
    assert [(block.code, problems(block.entry)) for block in BLOCKS if problems(block.entry)] == []


@pytest.mark.once
def test_codes_titles_and_aliases_are_there_once() -> None:
    aliases = [alias for block in BLOCKS for alias in block.entry.aliases]
    titles = [block.entry.title for block in BLOCKS]

    for names in ([block.code for block in BLOCKS], titles, [*titles, *aliases]):
        assert [name for name, times in Counter(names).items() if times > 1] == []
    assert all(3 <= len(block.entry.aliases) <= 6 for block in BLOCKS)


@pytest.mark.once
def test_related_items_and_owners_are_there() -> None:
    titles = {block.entry.title for block in BLOCKS}
    desks = {f"{d.code}.{section.code}" for d in DEPARTMENTS for section in d.sections}

    for block in BLOCKS:
        assert set(block.entry.related) <= titles - {block.entry.title}, block.code
        assert block.owner in desks, block.code


@pytest.mark.once
def test_local_telephones_are_numbers_that_nobody_has() -> None:
    for block in BLOCKS:
        for window in block.entry.windows:
            assert re.fullmatch(r"000 5\d{3} \d{4}|1\d{2,4}|9\d{4}", window.phone), block.code


@pytest.mark.once
def test_no_two_items_are_alike() -> None:
    pieces = [(block, _pieces(block)) for block in BLOCKS]

    alike = [
        (one.entry.title, other.entry.title)
        for (one, mine), (other, theirs) in combinations(pieces, 2)
        if len(mine & theirs) > MOST_ALIKE * min(len(mine), len(theirs))
    ]

    assert alike == []


def _pieces(block: Block) -> set[str]:
    entry = block.entry
    said = "".join(
        [
            *(paper.name + paper.otherwise for paper in entry.papers),
            *entry.steps,
            *(row.reason + row.remedy for row in entry.returns),
        ]
    )
    return {said[at : at + 5] for at in range(len(said) - 4)}


@pytest.mark.once
def test_its_files_are_as_they_would_be_written() -> None:
    note = "样例，以当地为准。每一条都要由当地部门核对后才能作数。"
    for text in sample():
        blocks, mistakes = parse(text)
        assert mistakes == []
        assert render(blocks, note={block.area: note for block in blocks}) == text


def _tuned_on() -> list[dict[str, str]]:
    file = Path(__file__).parent / "questions" / "tuning.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class FindingTests(TestCase):
    """In a city that has the topics of the sample and nothing else."""

    @classmethod
    def setUpTestData(cls) -> None:
        areas: dict[str, Topic] = {}
        for plan in TOPICS:
            row = Topic(code=plan.code, name=plan.name.zh, name_en=plan.name.en)
            if plan.parent is None:
                areas[plan.code] = Topic.objects.add_root(instance=row)
            else:
                Topic.objects.add_child(areas[plan.parent], instance=row)
        assert take_sample(BLOCKS, LONG_AGO) == len(BLOCKS)

    def test_each_is_found_first_by_its_title(self) -> None:
        missed = [title for title in _titles() if _found(title)[:1] != [title]]

        self.assertEqual(missed, [])

    @pytest.mark.once
    def test_each_is_found_among_three_by_each_alias(self) -> None:
        missed = [
            (alias, block.entry.title)
            for block in BLOCKS
            for alias in block.entry.aliases
            if block.entry.title not in _found(alias)[:3]
        ]

        self.assertEqual(missed, [])

    @pytest.mark.once
    def test_spoken_questions_find_theirs(self) -> None:
        """Of those that the search was tuned on; `lianhu eval search --book` tells more."""
        rows = _tuned_on()
        found = [(row["item"], _found(row["question"])) for row in rows]

        self.assertGreater(sum(title in titles[:1] for title, titles in found), 0.8 * len(rows))
        self.assertGreater(sum(title in titles[:5] for title, titles in found), 0.95 * len(rows))

    def test_words_of_one_and_two_characters_find_theirs(self) -> None:
        for word, title in {
            "楼道": "楼道堆物清理",
            "电梯": "电梯故障困人与维修",
            "停水": "停水信息查询与抢修",
            "低保": "最低生活保障(低保)申请",
        }.items():
            self.assertIn(title, _found(word)[:5], word)
        self.assertTrue(_found("水"))

    def test_width_script_and_sound_make_no_difference(self) -> None:
        for asked, title in {
            "异地急诊住院": "异地急诊住院备案与直接结算",
            "異地急診住院": "异地急诊住院备案与直接结算",
            "12348": "12348公共法律服务咨询",
            "１２３４８": "12348公共法律服务咨询",
            "公鸡金提取租房": "租房提取住房公积金",
            "dianti kunren": "电梯故障困人与维修",
        }.items():
            self.assertIn(title, _found(asked)[:3], asked)

    def test_what_filters_leave_out_does_not_count_towards_the_limit(self) -> None:
        area = Topic.objects.get(code="housing")
        hits = search("申请", today=TODAY, area=area, audience=Audience.RURAL, limit=5)

        self.assertEqual(len(hits), 5)
        for hit in hits:
            self.assertTrue(hit.item.topic.path.startswith(area.path))
            self.assertRegex(hit.item.audiences, r"\|(rural|everybody)\|")

    def test_what_is_withdrawn_or_past_its_review_is_not_what_comes_first(self) -> None:
        item = Item.objects.get(title="楼道堆物清理")
        before = _scores("楼道堆物")
        Item.objects.filter(pk=item.pk).update(review_on=date(2026, 1, 1))

        self.assertLess(_scores("楼道堆物")[item.title], before[item.title])

        Item.objects.filter(pk=item.pk).update(live=None)
        self.assertNotIn(item.title, _scores("楼道堆物"))

    def test_what_does_not_hold_today_answers_nothing(self) -> None:
        item = Item.objects.get(title="楼道堆物清理")
        asked = "楼道里堆满了东西谁来清"
        self.assertTrue(search(asked, today=TODAY)[0].answers)

        for days in ({"valid_until": date(2026, 1, 1)}, {"valid_from": date(2030, 1, 1)}):
            Item.objects.filter(pk=item.pk).update(**{"valid_from": None} | days)
            hits = {hit.item.pk: hit.answers for hit in search(asked, today=TODAY)}
            self.assertFalse(hits[item.pk])

    def test_who_tells_a_story_is_answered_too(self) -> None:
        """What is suggested to most who ask in many words has the right one in it."""
        rows = _tuned_on()
        told = []
        for row in rows:
            hits = search(row["question"], today=TODAY, limit=3)
            told.append([hit.item.title for hit in hits if hit.answers])

        self.assertGreater(sum(map(bool, told)), 0.9 * len(rows))
        right = [row["item"] in titles for row, titles in zip(rows, told, strict=True) if titles]
        self.assertGreater(sum(right), 0.9 * len(right))

    def test_what_the_book_says_nothing_of_is_not_answered(self) -> None:
        asked = [
            "我想学弹钢琴",
            "股票跌了好多还能买吗",
            "做红烧肉放多少糖",
            "村里今晚放电影不",
        ]
        hits = [search(one, today=TODAY, limit=1) for one in asked]

        self.assertEqual([hit.answers for found in hits for hit in found], [False] * len(asked))

    def test_nothing_is_found_for_nothing(self) -> None:
        for asked in ("", "   ", "?!", "\u200b"):
            self.assertEqual(search(asked, today=TODAY), [])

    def test_the_index_knows_how_many_items_there_are(self) -> None:
        held = Posting.objects.filter(token=EVERY).aggregate(all=Sum("count"))

        self.assertEqual(held["all"], Item.objects.published().count())

    def test_a_search_asks_four_times(self) -> None:
        with self.assertNumQueries(4):
            search("外地住院报销", today=TODAY)

    def test_a_list_of_results_says_the_same_in_the_same_order(self) -> None:
        found = best("外地住院报销", today=TODAY, limit=20)
        hits = search("外地住院报销", today=TODAY, limit=20)
        entries = [hit.item.live.entry for hit in hits if hit.item.live]

        lines = queries.lines([one.key for one in found])

        self.assertEqual(len(lines), 20)
        self.assertEqual(
            [(one.title, one.title_en, one.sentence, one.sentence_en) for one in lines],
            [(one.title, one.title_en, one.sentence, one.sentence_en) for one in entries],
        )

    def test_rebuilding_finds_the_same(self) -> None:
        before = _scores("外地住院报销")
        self.assertEqual(index.rebuild(), len(BLOCKS))
        self.assertEqual(_scores("外地住院报销"), before)

    def test_an_index_of_an_older_version_is_made_anew_with_the_tables(self) -> None:
        before = _scores("外地住院报销")
        Posting.objects.filter(token=EVERY).delete()
        self.assertTrue(index.is_old())
        with (
            patch.object(preparation, "migrations_missing", lambda: True),
            patch.object(preparation, "call_command"),
        ):
            preparation.migrate()
        self.assertFalse(index.is_old())
        self.assertEqual(_scores("外地住院报销"), before)


def _titles() -> Iterator[str]:
    return (block.entry.title for block in BLOCKS)


def _found(asked: str) -> list[str]:
    return [hit.item.title for hit in search(asked, today=TODAY)]


def _scores(asked: str) -> dict[str, float]:
    return {hit.item.title: hit.score for hit in search(asked, today=TODAY)}
