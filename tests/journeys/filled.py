"""A city with something in each state, and the words that people wrote in it."""

from datetime import timedelta

from lianhu.accounts.models import User
from lianhu.cases import jobs, rules, services
from lianhu.cases.models import Case
from lianhu.demo import clock as demo_clock
from lianhu.demo.people import DEMO_PEOPLE
from lianhu.grid.calendars import special_days
from lianhu.grid.guests import guest
from lianhu.grid.models import Duty, HandOver, Leave, Resident
from lianhu.grid.queries import my_desks
from lianhu.grid.rules import Role
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.digests import send_one
from lianhu.inbox.models import Digest, DigestLine, Item
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.services import reach
from lianhu.kernel.phones import demo_phone
from lianhu.knowledge import services as book
from lianhu.knowledge.book import as_data
from lianhu.knowledge.models import BookFile, Topic
from lianhu.knowledge.rules.diff import fields_of
from lianhu.knowledge.rules.lines import FORMS
from lianhu.signin.models import Card, FactorReset, SecondFactor
from lianhu.signin.rules import Scope, in_fours
from lianhu.signin.services import cards, tokens
from lianhu.steward.models import Change
from lianhu.steward.services import calendar
from tests.cast import (
    ADDRESSES,
    FRIDAY,
    MONDAY,
    RESIDENTS,
    STAFF,
    City,
    act,
    ask,
    at,
    climb,
    sign_in,
)
from tests.groups.talk import TALK, make_talk
from tests.journeys.filled_notices import Places, notices
from tests.journeys.scene import Scene
from tests.knowledge import entries
from tests.lists import LIST, lists_in_every_state
from tests.notices import asked as requests
from tests.notices import proposed, small
from tests.signin.people import give_card, with_password, with_second_factor

# What people wrote: data, in the one language they wrote it in.
REPAIR = "河边的路灯不亮"
HOSPITAL = "外地住院怎么报销"
PENSION = "养老金哪天发"
WATER = "停水几点来"
BRIEF = "退休职工在外地住院"
REPLY = "出院前补备案就行"
DONE = "已替您补办备案"
NEED = "一位老人需要人买菜"
LEAD = "村里停水两天了"
SAME = "停水了几点来"
BACK = "您家住几楼"
NOTE = "三户老人要多上门"
PAPERS = ({"title": "医保卡", "note": "电子的也行"}, {"title": "发票", "note": ""})
# Addresses and contacts of households have no English.
HOMES = [*ADDRESSES.values(), *(name for _, name, *_ in RESIDENTS)]
WRITTEN = [REPAIR, HOSPITAL, PENSION, WATER, BRIEF, REPLY, DONE, NEED, LEAD, SAME, BACK, NOTE]
WRITTEN += HOMES
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRITTEN.append(in_fours(KEY))
WRITTEN += [LIST, "血型", "城市大屏"]
ITEM = [line for lines in fields_of(entries.ENTRY).values() for line in lines]
ITEM += [text for paper in entries.ENTRY.papers for text in (paper.name, paper.otherwise)]
ITEM += [window.hours for window in entries.ENTRY.windows]
ITEM += [text for cause in entries.ENTRY.returns for text in (cause.reason, cause.remedy)]
ASKED = "养猫怎么办证"
WRITTEN += [*ITEM, *FORMS.values(), ASKED, "第一稿", "住院", "xyz", "medical.away.0"]
WRITTEN += [proposed.TITLE, proposed.WHY, "Allowance for old age", "medical.away.1"]
WRITTEN += [*small.TEXTS, small.DOCUMENT, *requests.TEXTS]
WRITTEN += ["医疗保险", "外地看病怎么办", "停水找谁", "Water outage", "nobody", "how-to.md"]
# What a level was called, and the codes of places.
VILLAGE, BLOCK = "一村一居", "一村一区"
CODES = ["village2", "village", "beat2", "beat3", "beat", "community", "town", "city"]
WRITTEN += [VILLAGE, BLOCK, *CODES]
WRITTEN += TALK
NAMES = [name for name, *_ in STAFF]
WRITTEN += [text for paper in PAPERS for text in paper.values() if text]


def door(scene: Scene) -> None:
    """What the demo door asks of the database: its clock and one listed person."""
    demo_clock.resume()
    listed = DEMO_PEOPLE[0]
    person = scene.city.people["wu"]
    person.username = listed.username
    person.save()


def fill(scene: Scene) -> Places:
    """Something in each state, and the numbers that stand in the table above."""
    city = scene.city
    insurance, top = city.desks["insurance"].pk, city.desks["city"].pk
    topic = city.topics["insurance"]
    Duty.objects.filter(desk=city.desks["beat3"]).delete()

    stuck = ask(city.zheng, at(13, 35), PENSION)
    settled = ask(city.wu, at(13, 40), WATER)
    act(settled, rules.Answer(city.shen.pk, city.desks["beat"].pk, REPLY), at(13, 45))
    act(settled, rules.Confirm(city.people["wu"].pk), at(13, 50))
    scene.at(14, 25)
    asked = climb(city, ask(city.wu, at(14, 26), HOSPITAL, topic=topic), "city", at(14, 30))
    act(asked, rules.Take(city.luo.pk, top), at(14, 31))
    act(asked, rules.Consult(city.luo.pk, top, insurance, BRIEF), at(14, 32))
    answered = climb(city, ask(city.wu, at(14, 33), HOSPITAL, topic=topic), "city", at(14, 34))
    act(answered, rules.Consult(city.luo.pk, top, insurance, BRIEF), at(14, 35))
    act(answered, rules.ConsultReply(city.people["gu"].pk, 1, REPLY), at(14, 36))
    act(answered, rules.OnBehalf(city.luo.pk, top, DONE, MONDAY), at(14, 37))
    act(answered, rules.Answer(city.luo.pk, top, REPLY, PAPERS), at(14, 38))
    fresh = ask(city.zheng, at(14, 31), REPAIR)
    public = ask(city.wu, at(14, 30), REPAIR)
    act(public, rules.Summarise(city.shen.pk, city.desks["beat"].pk, REPAIR), at(14, 32))
    act(public, rules.Follow(None, city.residents["daughter"].pk), at(14, 33))
    more = _whole_life(scene)
    case = (
        own_matters(city)
        | more
        | {
            "asked": asked,
            "answered": answered,
            "fresh": fresh,
            "settled": settled,
            "stuck": stuck,
        }
    )
    setting_up(city)
    scene.at(14, 40)
    lists = lists_in_every_state(make_administrator())
    talk = make_talk(city, answered)
    numbers: Places = {name: found.number for name, found in case.items()}
    briefs = {
        "open_brief": asked.consultations.get(),
        "replied": answered.consultations.get(),
        "part": more["held"].consultations.get(),
    }
    _ways_in(city)
    ways_in: Places = _cards(city) | {
        "token": asked.token,
        "late_token": stuck.token,
        "public": public.pk,
    }
    ways_in["hours"] = city.hours.pk
    posts = _posts(scene) | notices(city)
    _gather()
    # From here on the roster above calls the officer.
    reach(city.shen, Reach.CALL, by=city.he)
    asked_of: Places = {name: found.pk for name, found in briefs.items()}
    asked_of["shen"] = city.shen.pk
    talked: Places = {f"talk_{name}": where for name, where in talk.items()}
    return numbers | ways_in | asked_of | lists | posts | talked | _book(city)


def _gather() -> None:
    """A digest that has been sent, and more of what the next one will hold."""
    call_waiting(at(14, 38))
    Digest.objects.update(due_at=at(14, 38))
    while send_one(at(14, 38)):
        pass
    Item.objects.filter(kind="consultation", done_at=None).update(call_at=at(14, 39))
    DigestLine.objects.filter(item__kind="consultation").delete()
    call_waiting(at(14, 39))


def _book(city: City) -> Places:
    """An item with a newer draft, one that was never published, and files."""
    topic = entries.make_topics()
    item = entries.published(topic, city)
    newer = entries.entry(fee=REPLY, papers=())
    book.draft(item.pk, newer, seen=1, by=city.luo, reason=NOTE, now=at(14))
    title = {"title": "停水找谁", "title_en": "Water outage"}
    draft = entries.start(topic, city.desks["insurance"], city, fee="", **title)
    book.note_not_found(ASKED, city.nodes["village"], FRIDAY)
    title = {"title": "老办法怎么办", "title_en": "The old way"}
    gone = entries.published(topic, city, **title)
    book.withdraw(gone.pk, by=city.luo, why=NOTE, now=at(14))
    found: Places = {"book_item": item.code, "book_draft": draft.item.code, "book_gone": gone.code}
    found["policy"], found["policy_offered"] = proposed.make_policy(city, topic)
    for name, owner in (("book_file", "insurance"), ("book_wrong", "nobody")):
        block = entries.block(item.code, fee=DONE, owner=owner)
        file = BookFile.objects.create(
            name="how-to.md", by=city.luo, at=at(14), blocks=[as_data(block)], mistakes=[]
        )
        found[name] = file.token
    return found


def make_administrator() -> User:
    return User.objects.create_user(
        "admin", name="管书宁", name_en="Guan Shuning", is_administrator=True
    )


def _ways_in(city: City) -> None:
    """A second factor that is being set up, one that is on, and one that was taken away."""
    luo, he, ma = (with_password(city.people[name]) for name in ("luo", "he", "ma"))
    SecondFactor.objects.create(user=luo, key=KEY)
    with_second_factor(he)
    [my] = my_desks(luo, at(14))
    tokens.make(my, Scope.READ, "城市大屏", expires_at=at(14) + timedelta(days=30), now=at(14))
    FactorReset.objects.create(user=ma, by=luo, at=at(14))
    sign_in(city.people["wu"])  # somewhere else too


def _cards(city: City) -> Places:
    """Cards that are open, with and without a number on record, revoked, and used up."""
    household = city.wu.household
    found: Places = {}
    for name, phone in (
        ("card", demo_phone(777)),
        ("card_without", ""),
        ("card_revoked", ""),
        ("card_used", ""),
    ):
        resident = Resident.objects.create(
            household=household, name="吴老太", name_en="Old Mrs Wu", phone=phone
        )
        card, token = give_card(city, resident, at(14, 35))
        found[name] = token
        if name == "card_revoked":
            cards.revoke(card, now=at(14, 36))
        if name == "card_used":
            Card.objects.filter(pk=card.pk).update(used_at=at(14, 36))
    return found


def setting_up(city: City) -> None:
    """An administrator, and something of each kind that one sets up."""
    cen = User.objects.create_user(
        "cen", name="岑望舒", name_en="Cen Wangshu", is_administrator=True
    )
    season = {"from": "07-01", "until": "08-31", "week": city.hours.week["week"]}
    city.hours.week = city.hours.week | {"seasons": [season]}
    city.hours.save()
    calendar.take_over(2026, [d for d in special_days(2026) if d.day.month < 6], by=cen, now=at(9))
    below = {"code": "billing", "name": "水费", "name_en": "Water bills"}
    Topic.objects.add_child(Topic.objects.get(code="water"), below)
    Change.objects.create(
        by=cen,
        verb="level.changed",
        subject=VILLAGE,
        before={"name": VILLAGE, "minutes": 5},
        after={"name": BLOCK, "minutes": 6},
        at=at(9),
    )


def _posts(scene: Scene) -> Places:
    """A beat that changed hands, and somebody who goes away."""
    city, now = scene.city, scene.now
    duty = Duty.objects.get(person=city.people["tong"], role=Role.OFFICER)
    before = Duty.objects.create(
        desk=duty.desk, person=city.people["bo"], role=Role.OFFICER, starts_at=now, ends_at=now
    )
    handed = HandOver.objects.create(
        duty=duty, before=before, note=NOTE, by=city.people["qin"], at=now
    )
    shen = Duty.objects.get(person=city.shen)
    away = [
        Leave.objects.create(
            duty=shen,
            starts_at=now + timedelta(days=days),
            ends_at=now + timedelta(days=days + 1),
            stand_in=city.people["tong"] if days > 3 else None,
        )
        for days in (2, 5)
    ]
    return {
        "handed": handed.pk,
        "duty": shen.pk,
        "away": away[0].pk,
        "person": city.shen.pk,
    }


def own_matters(city: City) -> dict[str, Case]:
    """What a page of the asker looks different for."""
    shen, beat, daughter = city.shen.pk, city.desks["beat"].pk, city.residents["daughter"]
    kind = rules.CaseClass.MATTER
    waiting = ask(city.wu, at(14, 31), WATER, case_class=kind)
    act(waiting, rules.AskResident(shen, beat, BACK), at(14, 32))
    helped = ask(city.wu, at(14, 31), HOSPITAL, case_class=kind)
    act(helped, rules.PublishNeed(shen, beat, HOSPITAL, agreed=True), at(14, 32))
    act(helped, rules.TakeUp(city.people["yan"].pk, city.desks["beat3"].pk), at(14, 33))
    act(helped, rules.Visited(city.people["yan"].pk, DONE), at(14, 34))
    leads, merged = (ask(who, at(14, 31), REPAIR, case_class=kind) for who in (city.wu, daughter))
    services.merge(merged.pk, leads.pk, actor=shen, desk=beat, seq=1, into_seq=1, now=at(14, 32))
    withdrawn = ask(daughter, at(14, 31), PENSION)
    act(withdrawn, rules.Withdraw(city.people["daughter"].pk, DONE), at(14, 32))
    silent = ask(daughter, at(9, day=FRIDAY - timedelta(days=9)), PENSION)
    act(silent, rules.Answer(shen, beat, REPLY), at(9, 1, day=FRIDAY - timedelta(days=9)))
    jobs.close_silent(at(14, 30))
    # By the number of somebody who has an account since.
    before = services.Question(guest(city.wu.phone), city.nodes["village"], PENSION)
    services.ask(before, key="before", now=at(14, 31))
    return {
        "waiting": waiting,
        "helped": helped,
        "merged": merged,
        "withdrawn": withdrawn,
        "silent": silent,
    }


def _whole_life(scene: Scene) -> dict[str, Case]:
    """What is merged, waited for, held by a department, and asked around for."""
    city = scene.city
    he, shen, bo = city.he.pk, city.shen.pk, city.people["bo"].pk
    village, beat, water = (city.desks[code].pk for code in ("village", "beat", "water"))
    lead, joined, asked_back, held = (
        climb(
            city,
            ask(city.zheng, at(14, 33, n), words, case_class=rules.CaseClass.MATTER),
            "village",
            at(14, 34),
        )
        for n, words in enumerate((LEAD, SAME, REPAIR, WATER))
    )
    services.merge(
        joined.pk,
        lead.pk,
        actor=he,
        desk=village,
        seq=joined.seq,
        into_seq=lead.seq,
        now=at(14, 35),
    )
    act(lead, rules.Take(he, village), at(14, 35))
    act(asked_back, rules.AskResident(he, village, BRIEF), at(14, 35))
    act(held, rules.Transfer(he, village, water, BRIEF), at(14, 35))
    part = rules.Joint(city.people["jiang"].pk, water, water, (city.desks["insurance"].pk,), BRIEF)
    act(held, part, at(14, 36))
    need, open_need, visit, visited = (
        ask(city.zheng, at(14, 34, n), PENSION, case_class=rules.CaseClass.MATTER) for n in range(4)
    )
    for case in (open_need, visit, visited):
        act(case, rules.PublishNeed(shen, beat, NEED, agreed=True), at(14, 35))
    for case in (visit, visited):
        act(case, rules.TakeUp(bo, city.desks["village2"].pk), at(14, 36))
    act(visited, rules.Visited(bo, DONE), at(14, 37))
    return {
        "lead": lead,
        "joined": joined,
        "asked_back": asked_back,
        "held": held,
        "need": need,
        "visit": visit,
        "visited": visited,
    }
