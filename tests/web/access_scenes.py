"""What the tables of access are about: cases in every scene, lists, settings, posts."""

from datetime import timedelta

from lianhu.accounts.models import User
from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.files import jobs
from lianhu.files.services import receive
from lianhu.grid.loading.models import Action, Load, StagedHousehold
from lianhu.grid.models import CalendarDay, Duty, HandOver, Leave
from lianhu.knowledge.models import Topic
from tests.cast import FRIDAY, LONG_AGO, MONDAY, City, act, at, climb
from tests.photos import jpeg, upload

NEEDS = ("ned", "vis", "help")


def make_scenes(city: City) -> dict[str, Case]:
    """The scenes of the table, each with a photo."""
    luo, office = city.luo.pk, city.desks["city"].pk
    consult = rules.Consult(luo, office, city.desks["insurance"].pk, "如何报销?")
    scenes = {}
    names = ("beat", "city", "end", "two", "one", "ned", "vis", "wait", "help", "pub")
    for name in names:
        photo = receive(upload(jpeg(), "IMG_1.jpg"))
        case_class = rules.CaseClass.MATTER if name in NEEDS else rules.CaseClass.QUESTION
        question = services.Question(
            city.wu, city.nodes["beat"], f"{name}的问题", case_class, photos=[photo]
        )
        scenes[name] = services.ask(question, key=name, now=at(9))
        assert jobs.prepare_one()
    for name in ("city", "end"):
        climb(city, scenes[name], "city", at(9, 1))
        act(scenes[name], consult, at(9, 2))
    act(scenes["end"], rules.OnBehalf(luo, office, "已代办", FRIDAY), at(9, 3))
    act(scenes["end"], rules.Answer(luo, office, "可以报销"), at(9, 4))
    for name in ("one", "two"):
        climb(city, scenes[name], "city", at(9, 1))
    two, one = scenes["two"], scenes["one"]
    services.merge(
        two.pk, one.pk, actor=luo, desk=office, seq=two.seq, into_seq=one.seq, now=at(9, 2)
    )
    shen, beat, yan = city.shen.pk, city.desks["beat"].pk, city.people["yan"].pk
    for name in NEEDS:
        act(scenes[name], rules.PublishNeed(shen, beat, "要人买菜", agreed=True), at(9, 1))
    act(scenes["vis"], rules.TakeUp(yan, city.desks["beat3"].pk), at(9, 2))
    act(scenes["wait"], rules.AskResident(shen, beat, "几楼?"), at(9, 1))
    act(scenes["pub"], rules.Summarise(shen, beat, "村口路灯"), at(9, 1))
    act(scenes["help"], rules.TakeUp(yan, city.desks["beat3"].pk), at(9, 2))
    act(scenes["help"], rules.Visited(yan, "买了菜"), at(9, 3))
    for case in scenes.values():
        case.refresh_from_db()
    return scenes


def make_loads(by: User) -> dict[str, Load]:
    """A list that could be applied, and one with a wrong row."""
    facts = {"kind": "households", "name": "list.xlsx", "by": by, "at": at(9), "next_at": at(9)}
    made = {
        name: Load.objects.create(**facts, state=Load.State.CHECKED, header=["户号"], **counts)
        for name, counts in (("load", {"new": 1}), ("load_marked", {"wrong": 1}))
    }
    StagedHousehold.objects.create(
        load=made["load_marked"],
        row=2,
        action=Action.WRONG,
        cells='[["-"], {}]',
        problems=[[0, "bad_code", ""]],
    )
    return made


def make_settings(city: City) -> None:
    """What the pages that set the city up are about, beside the cast."""
    CalendarDay.objects.create(day=MONDAY, kind="rest")
    season = {"from": "07-01", "until": "08-31", "week": city.hours.week["week"]}
    city.hours.week = city.hours.week | {"seasons": [season]}
    city.hours.save()
    water = Topic.objects.get(code="water")
    facts = {"code": "billing", "name": "水费", "name_en": "Water bills"}
    Topic.objects.add_child(water, facts)
    retired = {"code": "retired", "name": "旧", "name_en": "Old", "retired_at": LONG_AGO}
    Topic.objects.add_root(retired)


def make_posts(city: City) -> dict[str, int | str]:
    """The officer has got the post from somebody, and is to be away some day."""
    duty = Duty.objects.get(person=city.shen)
    handed = HandOver.objects.create(duty=duty, by=city.people["qin"], at=at(8))
    away = Leave.objects.create(
        duty=duty, starts_at=at(8) + timedelta(days=30), ends_at=at(8) + timedelta(days=31)
    )
    return {
        **dict.fromkeys(("hand_over", "hand_back"), city.desks["beat"].code),
        "handed_over": handed.pk,
        "leave": duty.pk,
        **dict.fromkeys(("leave_end", "stand_in"), away.pk),
        **dict.fromkeys(
            ("person", "person_deactivate", "person_activate", "person_password"), city.shen.pk
        ),
        **dict.fromkeys(("call_sheet", "call_told", "call_reach"), city.shen.pk),
    }
