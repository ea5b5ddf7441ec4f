"""An answer, of which nobody can be known any more, as the draft of an entry of the book. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from lianhu.cases.rules.for_group import steps
from lianhu.knowledge.rules.entry import Audience, Entry, Form, Paper

# As long as the book allows; whoever edits the draft says it better.
_TITLE, _SENTENCE, _ALIAS = 40, 30, 60

Said = Sequence[tuple[str, str]]


def changed(entry: Entry, words: str, papers: Said) -> Entry:
    """What the answer says more than the entry does: its editor sees that as the difference."""
    known = "\n".join((entry.sentence, *entry.steps))
    more = tuple(step for step in steps(words) if step.strip("。.") not in known)
    names = {paper.name for paper in entry.papers}
    added = tuple(_paper(name, note) for name, note in papers if name not in names)
    return replace(entry, steps=(*entry.steps, *more), papers=(*entry.papers, *added))


def new(question: str, words: str, papers: Said) -> Entry:
    """A beginning: the question as its title and as people say it, the answer as its steps."""
    asked = " ".join(question.split())
    said = steps(words)
    return Entry(
        title=asked[:_TITLE],
        title_en="",
        sentence=said[0][:_SENTENCE] if said else "",
        sentence_en="",
        aliases=(asked[:_ALIAS],) if asked else (),
        gives="",
        suits="",
        excludes="",
        audiences=(Audience.EVERYBODY,),
        papers=tuple(_paper(name, note) for name, note in papers),
        steps=said,
        online="",
        counter="",
        elsewhere="",
        by_family="",
        windows=(),
        fee="",
        takes="",
        returns=(),
        basis=(),
        region="",
        related=(),
    )


def _paper(name: str, note: str) -> Paper:
    return Paper(name, Form.ORIGINAL, 1, note)
