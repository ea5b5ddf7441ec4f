"""An answer as it may be said in a group. Whoever says it there reads it once more before."""

from django.utils.translation import gettext as _

from lianhu.cases.journey.way import Way
from lianhu.cases.rules.for_group import steps
from lianhu.grid.calling import phone_of
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.grid.stripping import known
from lianhu.kernel.nobody import without
from lianhu.kernel.text import mask


def public_text(way: Way) -> str:
    """Of a case that is answered: what to do, what to bring, whom to ask; nobody's name, address
    or number.
    """
    answer, case = way.answer, way.case
    assert answer is not None
    about = known(case.asker)
    done = steps(without(answer.words, **about))
    blocks = ["\n".join(f"{n}. {step}" for n, step in enumerate(done, 1))]
    if len(done) < 2:
        blocks = ["".join(done)]
    if case.topic is not None:
        blocks.insert(0, _("Somebody asked about: %(topic)s") % {"topic": case.topic.shown_name})
    if answer.papers:
        papers = [without(_paper(paper), **about) for paper in answer.papers]
        blocks.append("\n".join([_("What to bring:"), *(f"· {paper}" for paper in papers)]))
    text = mask("\n\n".join(filter(None, blocks)))
    return f"{text}\n\n{_whom_to_ask(answer.desk)}"


def _whom_to_ask(desk: Desk | None) -> str:
    """The desk's public number; an officer's is a person's, and residents have it."""
    call = phone_of(desk) if desk is not None and not is_beat(desk) else None
    if call is None or desk is None:
        return _("For your own matter, please ask by yourself: your contact officer answers.")
    said = _("For your own matter, please ask by yourself or call %(desk)s, %(phone)s.")
    return said % {"desk": desk.shown_name, "phone": call.number}


def _paper(paper: dict[str, str]) -> str:
    note = paper.get("note", "")
    return (
        _("%(paper)s (%(note)s)") % {"paper": paper["title"], "note": note}
        if note
        else paper["title"]
    )
