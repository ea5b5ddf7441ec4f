"""What of the book may answer a question: for its asker, and for whoever answers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.cases.forms import change_sent
from lianhu.cases.models import Case, CaseItem
from lianhu.cases.rules import CaseClass
from lianhu.cases.rules.filling import Filling, filling
from lianhu.kernel.names import shown
from lianhu.knowledge.marks import Marks
from lianhu.knowledge.models import Item, ItemVersion
from lianhu.knowledge.rules.entry import Entry, Paper, Window
from lianhu.knowledge.rules.publishing import Stage
from lianhu.knowledge.search import Hit, search
from lianhu.knowledge.words import FORMS

MOST = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`was_shown`: to the asker, before asking: it was not this, or was passed over.
    `is_being_checked`: past its review date.
    """

    item: Item
    was_shown: bool = False
    is_being_checked: bool = False

    @property
    def entry(self) -> Entry:
        assert self.item.live is not None
        return self.item.live.entry

    @property
    def title(self) -> str:
        return shown(self.entry.title, self.entry.title_en)

    @property
    def sentence(self) -> str:
        return shown(self.entry.sentence, self.entry.sentence_en)

    @property
    def papers(self) -> str:
        """What to bring, in a line."""
        return pgettext("between papers", ", ").join(paper.name for paper in self.entry.papers)

    @property
    def where(self) -> list[str]:
        return [_where(window) for window in self.entry.windows]

    @property
    def standing(self) -> str:
        """Who stands for it; nobody for the time being where it is to be checked again."""
        if self.is_being_checked:
            return _("being checked again: please call before anybody goes")
        return _standing(self.item, self.item.checked_on)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the book says about a question, three items at most, the best first: all `hits`, and
    those that answer it.
    """

    hits: Sequence[Hit]
    answering: Sequence[Hit]

    @property
    def suggested(self) -> list[Suggestion]:
        return [
            Suggestion(hit.item, is_being_checked=hit.found.is_being_checked)
            for hit in self.answering
        ]


def looked_up(words: str, now: datetime) -> LookedUp:
    """Nothing of the question is kept. Four queries; one while the book has none of its words."""
    hits = search(words, today=timezone.localtime(now).date(), limit=MOST)
    marks = Marks(words)
    return LookedUp(hits, [hit for hit in hits if hit.answers and _shares_a_word(hit.item, marks)])


def best(words: str, now: datetime) -> list[Suggestion]:
    """Those that answer it. Queries as `looked_up`."""
    return looked_up(words, now).suggested


def _shares_a_word(item: Item, marks: Marks) -> bool:
    """Of a small book few words are known at all: one character in common is then a good score."""
    assert item.live is not None
    entry = item.live.entry
    said = "\n".join((entry.title, entry.title_en, *entry.aliases, entry.sentence))
    return any(is_hit and len(piece) > 1 for piece, is_hit in marks.of(said))


def for_asker(words: str, case_class: CaseClass, now: datetime) -> list[Suggestion]:
    """A complaint is not answered by a book."""
    return [] if case_class is CaseClass.COMPLAINT else best(words, now)


def beside(case: Case, found: LookedUp, now: datetime) -> list[Suggestion]:
    """For whoever answers: what the asker knows already comes last. One query."""
    known = CaseItem.objects.filter(case=case, how=CaseItem.How.SHOWN, item__live__isnull=False)
    rows = known.select_related("item__topic", "item__owner__department", "item__live")
    today = timezone.localtime(now).date()
    seen = {row.item_id: row.item for row in rows.order_by("pk")}
    fresh = [one for one in found.suggested if one.item.pk not in seen]
    known_by_asker = [
        Suggestion(item, was_shown=True, is_being_checked=item.is_being_checked(today))
        for item in seen.values()
    ]
    return [*fresh, *known_by_asker]


def published(codes: Iterable[str]) -> list[Item]:
    """Those of the codes that everybody may read, each once."""
    found = Item.objects.published().filter(code__in=list(codes)[:MOST])
    return list(found.select_related("live").order_by("pk"))


def named(code: str) -> Item | None:
    found = Item.objects.published().filter(code=code)
    return found.select_related("owner__department", "live").first()


def filled(form: Form, code: str) -> None:
    """Let the form of an answer hold the item with this code as well, below what is in it. A code
    of nothing that is published changes nothing.
    """
    item = named(code)
    if item is None:
        return
    assert item.live is not None
    made = _filling(item.live.entry)
    if "papers" not in form.fields:
        bring = _("What to bring:")
        papers = "\n".join(f"· {line}" for line in made.papers.splitlines())
        words = "\n\n".join([made.words, *([f"{bring}\n{papers}"] if papers else [])])
        made = Filling(words, "")
    said = made.into(_value(form, "words"), _value(form, "papers"))
    values = {"words": said.words, "version": str(item.live.pk)}
    if "papers" in form.fields:
        values["papers"] = said.papers
    if form.is_bound:
        change_sent(form, values)
    else:
        form.initial = {**form.initial, **values}


def _value(form: Form, name: str) -> str:
    if name not in form.fields:
        return ""
    # A bound field would remember what was there first.
    found = (
        form.data.get(name)
        if form.is_bound
        else form.get_initial_for_field(form.fields[name], name)
    )
    return str(found or "")


def used(form_facts: dict) -> int | None:
    """The key of the text that an answer was made from, if anything of that is left in it."""
    key: int | None = form_facts.get("version")
    if key is None:
        return None
    version = ItemVersion.objects.filter(pk=key, stage=Stage.PUBLISHED.value).first()
    if version is None:
        return None
    names = [paper["title"] for paper in form_facts.get("papers", ())]
    return version.pk if _filling(version.entry).is_in(form_facts["words"], names) else None


def _filling(entry: Entry) -> Filling:
    return filling(entry, remark=_remark, where=_where)


def _remark(paper: Paper) -> str:
    form = FORMS[paper.form] % {"copies": paper.copies}
    return pgettext("between remarks", "; ").join(filter(None, (form, paper.otherwise)))


def _where(window: Window) -> str:
    facts = {"name": window.name, "hours": window.hours, "phone": window.phone}
    return _("%(name)s, %(hours)s, telephone %(phone)s") % facts


def _standing(item: Item, checked_on: date | None) -> str:
    owner = item.owner
    if checked_on is None or owner is None or owner.department is None:
        return _("a sample: what holds is what the local office says")
    facts = {"department": owner.department.shown_name, "date": date_format(checked_on)}
    return _("checked by %(department)s on %(date)s") % facts


def source(version: int) -> tuple[str, str]:
    """What a resident is told of where an answer comes from, and the address where its forms are,
    and what holds today. One query.
    """
    rows = ItemVersion.objects.select_related("item__owner__department")
    row = rows.filter(pk=version).first()
    if row is None:
        return "", ""
    checked_on = timezone.localtime(row.reviewed_at).date() if row.reviewed_at else None
    said = _("From the how-to book: “%(title)s”, %(standing)s") % {
        "title": shown(row.entry.title, row.entry.title_en),
        "standing": _standing(row.item, checked_on),
    }
    return said, reverse("book_item", args=[row.item.code])


def note_shown(case: Case, seen: Sequence[Item]) -> None:
    """Keep what the asker of a new case has read before: it was not this."""
    rows = [
        CaseItem(case=case, item=item, version=item.live, how=CaseItem.How.SHOWN)
        for item in seen
        if item.live
    ]
    if rows:
        CaseItem.objects.bulk_create(rows)
