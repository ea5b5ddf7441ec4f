"""Cases of every sort that `verify` knows, whole as people have left them."""

from datetime import date

from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.files.services import receive
from tests.cast import City, act, ask, at, climb
from tests.knowledge.small_book import make_book
from tests.photos import jpeg, upload


def in_the_city_office(city: City) -> Case:
    """Climbed; one department has replied, one is still asked; the matter has begun."""
    case = climb(city, ask(city.wu, at(9)), "city", at(9, 5))
    luo, office = city.luo.pk, city.desks["city"].pk
    insurance, water = city.desks["insurance"].pk, city.desks["water"].pk
    act(case, rules.Consult(luo, office, insurance, "能否报销?"), at(9, 7))
    act(case, rules.Consult(luo, office, water, "有没有停水?"), at(9, 8))
    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以报销。"), at(9, 12))
    act(case, rules.OnBehalf(luo, office, "已补办备案。", date(2026, 5, 25)), at(9, 14))
    return act(case, rules.Note(None, None, "谢谢!"), at(9, 15))


def answered(city: City) -> Case:
    case = ask(city.wu, at(9))
    return act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以。"), at(9, 5))


def with_photos(city: City) -> Case:
    blobs = [receive(upload(jpeg())) for _ in range(2)]
    question = services.Question(city.wu, city.nodes["beat"], "路灯坏了", photos=blobs)
    return services.ask(question, key="with photos", now=at(9))


def public(city: City) -> Case:
    """Two neighbours follow it."""
    case = ask(city.wu, at(9), "村口路灯不亮")
    act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, "已报修"), at(9, 1))
    act(case, rules.Follow(None, city.zheng.pk), at(9, 2))
    return act(case, rules.Follow(None, city.residents["ren"].pk), at(9, 3))


def in_need(city: City) -> Case:
    """Somebody has taken it up and been there."""
    case = ask(city.zheng, at(9), "没人买菜", case_class=rules.CaseClass.MATTER)
    beat, yan = city.desks["beat"].pk, city.people["yan"].pk
    act(case, rules.PublishNeed(city.shen.pk, beat, "需要人买菜", agreed=True), at(9, 1))
    act(case, rules.TakeUp(yan, city.desks["beat3"].pk), at(9, 2))
    return act(case, rules.Visited(yan, "买了一周的菜"), at(11))


def from_the_book(city: City) -> Case:
    """Shown to its asker, and answered from the same item."""
    item = make_book(city)["reimbursement"]
    question = services.Question(city.wu, city.nodes["beat"], "外地住院怎么报销", seen=[item])
    case = services.ask(question, key="from the book", now=at(9))
    live = item.live
    assert live is not None
    beat = city.desks["beat"].pk
    return act(case, rules.Answer(city.shen.pk, beat, "可以。", version=live.pk), at(9, 5))


def merged(city: City) -> Case:
    """Into the one before it."""
    village, he = city.desks["village"].pk, city.he.pk
    first, second = (
        climb(city, ask(who, at(9), "停水了"), "village", at(9, 1)) for who in (city.wu, city.zheng)
    )
    return services.merge(
        second.pk,
        first.pk,
        actor=he,
        desk=village,
        seq=second.seq,
        into_seq=first.seq,
        now=at(9, 2),
    )


def alerted(city: City) -> Case:
    """Left alone at the top."""
    case = climb(city, ask(city.wu, at(9)), "city", at(9, 1))
    return act(case, rules.TimeOut(), at(9, 11))


def moved(city: City) -> Case:
    """Returned with a reason."""
    case = climb(city, ask(city.wu, at(9)), "village", at(9, 1))
    return act(case, rules.Return(city.he.pk, city.desks["village"].pk, "请核实"), at(9, 2))
