"""The topic tree and the questions that the demo asks."""

import re

import pytest

from lianhu.demo.city import plan
from lianhu.demo.questions import QUESTIONS, STORY
from lianhu.demo.topics import TOPICS

pytestmark = pytest.mark.once

BY_CODE = {topic.code: topic for topic in TOPICS}
CLASSES = {"question", "matter", "repair", "complaint"}


def test_there_are_16_areas_and_100_what_to_dos():
    areas = [topic for topic in TOPICS if topic.parent is None]
    assert (len(areas), len(TOPICS) - len(areas)) == (16, 100)
    assert len(BY_CODE) == len({topic.name.zh for topic in TOPICS}) == 116
    assert len({topic.name.en for topic in TOPICS if topic.parent}) == 100


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.code)
def test_a_topic_has_a_stable_code_a_desk_and_a_class(topic):
    assert re.fullmatch(r"[a-z-]+(\.[a-z-]+)?", topic.code)
    assert topic.desk in DESKS and topic.department in DESKS
    assert topic.case_class in CLASSES
    assert topic.code.rpartition(".")[0] == (topic.parent or "")


DESKS = {desk.code for desk in plan(0.001).desks}


def test_the_demo_has_twenty_questions_in_two_languages():
    assert len({question.text.zh for question in QUESTIONS}) >= 20
    assert len({question.text.en for question in QUESTIONS}) == len(QUESTIONS)
    assert {question.case_class for question in QUESTIONS} == CLASSES


@pytest.mark.parametrize("question", (STORY.question, *QUESTIONS), ids=lambda q: q.text.en[:30])
def test_a_question_names_a_topic_and_has_an_answer(question):
    assert BY_CODE[question.topic].parent
    assert question.case_class in CLASSES
    for both in (question.text, question.answer):
        assert not both.zh.isascii() and both.en.isascii()


def test_the_story_ends_with_papers_and_the_matter_done():
    assert BY_CODE[STORY.question.topic].desk == "social-security.medical-insurance"
    assert len(STORY.papers) == 6
    assert all(paper.note.zh and paper.note.en for paper in STORY.papers)
    told = STORY.brief.zh + STORY.reply.zh
    assert "吴" not in told and "石桥" not in told  # the department never learns whose it is
