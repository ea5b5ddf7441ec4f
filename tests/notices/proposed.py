"""A policy of the village, which its officer has offered to one household of two."""

from datetime import timedelta

from lianhu.grid.facts import services as facts
from lianhu.grid.facts.rules import Fact
from lianhu.knowledge.models import Topic
from lianhu.notices.models import Notice
from lianhu.notices.policies import jobs, services
from tests.cast import FRIDAY, City, at
from tests.knowledge import entries

TITLE = "高龄津贴怎么领"
WHY = "家里有老人的可能符合，带身份证来问一声"


def make_policy(city: City, topic: Topic) -> tuple[int, int]:
    """Of an item of its own: the keys of the policy, and of the notice by which Wu was offered it.
    Zheng waits still.
    """
    item = entries.published(topic, city, title=TITLE, title_en="Allowance for old age")
    until = FRIDAY + timedelta(days=30)
    for who in (city.wu, city.zheng):
        assert who.household is not None
        facts.let_know(
            who.household,
            Fact.OVER_60,
            until=until,
            agreed=True,
            agreed_by=who,
            by=city.shen,
            now=at(9),
        )
    policy = services.write(
        city.desks["village"],
        item,
        [Fact.OVER_60],
        WHY,
        until=until,
        by=city.he,
        key="policy",
        now=at(9),
    )
    jobs.propose_all(at(9))
    assert city.wu.household is not None
    beats, homes = [city.desks["beat"]], [city.wu.household.pk]
    services.offer(policy, beats, homes, by=city.shen, key="offer", now=at(9))
    return policy, Notice.objects.latest("pk").pk
