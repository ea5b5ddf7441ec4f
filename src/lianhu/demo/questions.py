"""What residents of the invented city ask, and the reference story told in full."""

from dataclasses import dataclass
from typing import Any

from lianhu.demo.text import Bilingual, read_data


@dataclass(frozen=True, slots=True)
class Question:
    text: Bilingual
    topic: str
    case_class: str
    answer: Bilingual


@dataclass(frozen=True, slots=True)
class Paper:
    name: Bilingual
    note: Bilingual


@dataclass(frozen=True, slots=True)
class Story:
    """The retired worker's question, and what each desk adds until it is done."""

    question: Question
    officer_note: Bilingual
    brief: Bilingual  # to the department, without the household
    reply: Bilingual  # of the department
    papers: tuple[Paper, ...]
    on_behalf: Bilingual
    follow_up: Bilingual


def _both(row: dict[str, Any], key: str) -> Bilingual:
    return Bilingual(row[key], row[f"{key}_en"])


def _question(row: dict[str, Any], answer: Bilingual) -> Question:
    return Question(_both(row, "text"), row["topic"], row["class"], answer)


def _story() -> Story:
    row = read_data("story.toml")
    told = {
        key: Bilingual(**row[key])
        for key in ("officer_note", "brief", "reply", "on_behalf", "follow_up")
    }
    return Story(
        question=_question(row, Bilingual(**row["answer"])),
        papers=tuple(Paper(_both(paper, "name"), _both(paper, "note")) for paper in row["papers"]),
        **told,
    )


STORY = _story()
QUESTIONS = tuple(
    _question(row, _both(row, "answer")) for row in read_data("questions.toml")["question"]
)
