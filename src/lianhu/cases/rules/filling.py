"""An entry of the book as the words and papers of an answer. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lianhu.knowledge.rules.entry import Entry, Paper, Window

# Of more, a resident would not know which.
MOST_WINDOWS = 2
_ENDS = "。.!！?？"


@dataclass(frozen=True, slots=True)
class Filling:
    """`papers`: one a line, with a remark after a dash."""

    words: str
    papers: str

    def into(self, words: str, papers: str) -> "Filling":
        """Below what somebody has written already; nothing twice."""
        return Filling(_below(_plain(words), self.words, "\n\n"), _lines(papers, self.papers))

    def is_in(self, words: str, papers: Sequence[str]) -> bool:
        """Whether anything of it is left in an answer with papers of these names."""
        kept = any(line.strip() in words for line in self.words.splitlines() if line.strip())
        own = {line.partition(" - ")[0] for line in self.papers.splitlines()}
        return kept or bool(own & set(papers))


def filling(
    entry: Entry, *, remark: Callable[[Paper], str], where: Callable[[Window], str]
) -> Filling:
    """`remark` on a paper and `where` to go, in the language of the page."""
    sentence = entry.sentence
    if sentence and sentence[-1] not in _ENDS:
        sentence += "。"
    steps = "\n".join(f"{n}. {step}" for n, step in enumerate(entry.steps, 1))
    windows = "\n".join(where(window) for window in entry.windows[:MOST_WINDOWS])
    papers = [
        " - ".join(filter(None, (_undashed(paper.name), remark(paper)))) for paper in entry.papers
    ]
    return Filling("\n\n".join(filter(None, (sentence, steps, windows))), "\n".join(papers))


def _undashed(name: str) -> str:
    """The first dash in a line sets off the remark."""
    return name.replace("——", "–").replace("-", "–").replace("－", "–")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _below(above: str, text: str, between: str) -> str:
    if text in above:
        return above
    return between.join(filter(None, (above, text)))


def _lines(above: str, papers: str) -> str:
    known = _plain(above).splitlines()
    return "\n".join([*known, *(line for line in papers.splitlines() if line not in known)])
