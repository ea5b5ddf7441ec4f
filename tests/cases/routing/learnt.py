"""A city that has learnt from a handful of closed questions on medical insurance and on water."""

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.cases.routing.models import RoutingModel
from lianhu.cases.routing.services import learn
from lianhu.kernel import clock
from tests.cast import City, ask, at

MEDICAL = (
    "外地住院怎么报销",
    "住院费报销要什么",
    "医保卡丢了住院",
    "报销住院费多久",
    "医保报销比例",
)
WATER = ("家里停水了", "停水到什么时候", "水管漏水没人修", "楼里又停水", "自来水管爆了")
CURRENT = "请问妈妈在外地住院，费用能报销吗"


def closed(city: City, words: str, desk: str, **facts: object) -> Case:
    """Answered by a department's desk in the end, and settled."""
    case = ask(city.wu, at(9), words, topic=city.topics[desk])
    changes = {"status": rules.Status.SETTLED, "answered_by": city.desks[desk], **facts}
    Case.objects.filter(pk=case.pk).update(**changes)
    return case


def learn_both(city: City) -> RoutingModel:
    for words in MEDICAL:
        closed(city, words, "insurance")
    for words in WATER:
        closed(city, words, "water")
    made = learn(clock.now())
    assert made is not None
    return made
