"""The sample book in a city made for it, to be searched as residents search it."""

from time import perf_counter

from django.core.management import call_command
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.knowledge import index
from lianhu.knowledge.book import sample_blocks
from lianhu.knowledge.models import Posting
from lianhu.knowledge.rules.lines import Block
from lianhu.knowledge.search import search

_SCALE = 0.005  # of the city: only its topics and offices are needed; the sample comes with it
_LOOKED_AT = 10


class SampleBook:
    """Makes the city in the empty database."""

    def __init__(self) -> None:
        morning = first_morning()
        call_command("migrate", verbosity=0)
        seed(_SCALE, now=morning)
        began = perf_counter()
        index.rebuild()
        self.building = perf_counter() - began
        self._today = timezone.localtime(morning).date()

    @staticmethod
    def texts() -> dict[str, str]:
        """All that is said in each item, by its title."""
        return {block.entry.title: _text(block) for block in sample_blocks()}

    def scores(self, question: str) -> dict[str, float]:
        hits = search(question, today=self._today, limit=_LOOKED_AT)
        return {hit.item.title: hit.score for hit in hits}

    @staticmethod
    def bytes() -> int:
        """Of tokens and postings, without what the database keeps about them."""
        whole = Posting.objects.aggregate(all=Sum(Length("token")) + Sum(Length("packed")))["all"]
        return int(whole or 0)


def _text(block: Block) -> str:
    entry = block.entry
    return "\n".join(
        [
            *(block.area, block.topic, entry.title, *entry.aliases),
            *(entry.sentence, entry.gives, entry.suits, entry.excludes),
            *(f"{paper.name} {paper.otherwise}" for paper in entry.papers),
            *entry.steps,
            *(entry.online, entry.counter, entry.elsewhere, entry.by_family),
            *(f"{row.reason} {row.remedy}" for row in entry.returns),
        ]
    )
