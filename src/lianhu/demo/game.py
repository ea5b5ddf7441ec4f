"""A city in which everybody does anything: commands by chance, through the services.

For finding out what the rules and the store make of it. Whatever is refused is counted, and
whatever else goes wrong is raised.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from lianhu.accounts.models import User
from lianhu.cases import jobs, rules, services, store
from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.floods import clear_floods
from lianhu.cases.models import Case, Event, Stage
from lianhu.demo.dice import Dice
from lianhu.demo.player import WORDS, Scene, World, propose
from lianhu.files import jobs as files
from lianhu.files.models import Blob
from lianhu.files.services import receive
from lianhu.grid.changes import setting_changed, time_was_lost
from lianhu.grid.models import Desk, Duty, Leave, Resident, Stay
from lianhu.grid.queries import places, with_setting
from lianhu.grid.rules import DeskKind

FEW = 50
# More than so many moves to one desk in a minute are a flood here.
FLOOD = 3


def world_of(at: datetime) -> World:
    """All departments, and some of everything else."""
    departments = with_setting().filter(kind=DeskKind.DEPARTMENT)
    desks = Desk.objects.filter(kind=DeskKind.NODE).order_by("-pk")
    staff = User.objects.filter(duties__isnull=False).order_by("pk").distinct()
    return World(
        departments=list(places(departments, at).values()),
        desks=list(desks.values_list("pk", flat=True)[:FEW]),
        residents=list(Resident.objects.order_by("pk").values_list("pk", flat=True)[:FEW]),
        staff=list(staff.values_list("pk", flat=True)[:FEW]),
    )


class Game:
    """`accepted` by command, `refused` by reason; `worked` is what the worker did, by command."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.dice = Dice(seed, "game")
        self.now = now
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.worked: Counter[str] = Counter()
        self._keys = 0
        self._cases: list[int] = []
        self._askers = self._some_askers()
        self._world = world_of(now)
        self._settings: dict[int, rules.Setting] = {}

    def play(self, commands: int, progress: Callable[[int], None] = lambda done: None) -> None:
        """Until so many commands have been accepted."""
        with override_settings(LIANHU_FLOOD=FLOOD):
            while self.accepted.total() < commands:
                self._turn()
                progress(self.accepted.total())

    def _turn(self) -> None:
        self._time_passes()
        roll = self.dice.fraction()
        if not self._cases or roll < 0.08:
            self._ask()
        elif roll < 0.13:
            self._work()
        elif roll < 0.17:
            self._merge()
        elif roll < 0.18:
            self._city_changes()
        else:
            self._act()

    def _time_passes(self) -> None:
        """Mostly seconds; now and then to another day."""
        self.now += timedelta(seconds=self.dice.below(30))
        if self.dice.below(400) == 0:
            self.now += timedelta(hours=1 + self.dice.below(24 * 8))

    def _ask(self) -> None:
        asker, stay = self.dice.pick(self._askers)
        desk = Desk.objects.filter(kind=DeskKind.NODE, node=stay.beat).first()
        officer = Duty.objects.filter(desk=desk).order_by("pk").first()
        question = services.Question(
            asker=asker,
            beat=stay.beat,
            words=self.dice.pick(WORDS),
            case_class=self.dice.pick(tuple(rules.CaseClass)),
            door=self.dice.pick((rules.Door.PAGE, rules.Door.PHONE, rules.Door.OFFICER)),
            actor=asker.user_id,
            photos=self._photos(),
            confidential=self.dice.below(15) == 0,
            about=officer.person_id if officer and self.dice.below(15) == 0 else None,
        )
        case = self._try(rules.Ask, lambda: services.ask(question, key=self._key(), now=self.now))
        if case is not None:
            self._cases.append(case.pk)

    def _act(self) -> None:
        """One command on one case; now and then sent twice, or by somebody who saw it before."""
        case, scene = self._scene()
        command = propose(scene)
        photos: Sequence[Blob] = ()
        if isinstance(command, rules.Note | rules.Reopen | rules.ResidentReply):
            photos = self._photos()
            command = replace(command, photos=len(photos))
        seq = None if self.dice.below(4) == 0 else case.seq - int(self.dice.below(40) == 0)
        key = self._key()

        def act() -> Case:
            return services.act(case.pk, command, seq=seq, now=self.now, attached=photos, key=key)

        done = self._try(type(command), act)
        if done is not None and self.dice.below(40) == 0 and act().seq != done.seq:
            raise RuntimeError(f"{command} sent again with key {key!r} was carried out again")

    def _scene(self) -> tuple[Case, Scene]:
        recent = self._cases[-FEW:] if self.dice.below(5) else self._cases
        rows = Case.objects.select_related("beat", "asker").filter(pk=self.dice.pick(recent))
        [loaded] = store.load(rows)
        case, state = loaded.case, loaded.state
        assert state is not None
        if case.beat_id not in self._settings:
            named = {place.desk for place in self._world.departments} | set(self._world.desks)
            [setting] = store.settings([case], {case.pk: named}, self.now).values()
            self._settings[case.beat_id] = setting
        setting = self._settings[case.beat_id]
        asker = case.asker.user_id
        return case, Scene(self.dice, state, setting, self.now, self._world, asker)

    def _merge(self) -> None:
        case, scene = self._scene()
        others = Stage.objects.filter(closed_at=None, desk=scene.desk).exclude(case=case.pk)
        found = list(others.select_related("case").order_by("-pk")[:FEW])
        if not found:
            return
        into, (actor, desk) = self.dice.pick(found).case, scene.here()
        merged = self._try(
            rules.Merge,
            lambda: services.merge(
                case.pk,
                into.pk,
                actor=actor,
                desk=desk,
                seq=case.seq,
                into_seq=into.seq,
                now=self.now,
            ),
        )
        if merged is not None:
            self.accepted[rules.Join.__name__] += 1

    def _work(self) -> None:
        self.worked[rules.TimeOut.__name__] += jobs.move_overdue(self.now)
        self.worked[rules.CloseBySilence.__name__] += jobs.close_silent(self.now)
        before = _merged_answers()
        handed_on = jobs.hand_on(self.now)
        answered = _merged_answers() - before
        self.worked[rules.AnswerMerged.__name__] += answered
        self.worked[rules.Split.__name__] += handed_on - answered
        clear_floods(self.now)
        move_deadlines(self.now)
        files.prepare_one()

    def _city_changes(self) -> None:
        """Somebody is away for some hours, or no worker lived for some minutes."""
        if self.dice.below(3) == 0:
            time_was_lost(self.now - timedelta(minutes=self.dice.below(60)), self.now)
            return
        duty = Duty.objects.filter(desk=self._scene()[1].desk).order_by("pk").first()
        if duty is None:
            return
        until = self.now + timedelta(hours=1 + self.dice.below(48))
        stand_in = self.dice.pick((None, self.dice.pick(self._world.staff)))
        Leave.objects.create(duty=duty, starts_at=self.now, ends_at=until, stand_in_id=stand_in)
        setting_changed(duty.desk)

    def _try(self, command: type, act: Callable[[], Case]) -> Case | None:
        try:
            case = act()
        except (rules.Refused, services.Conflict) as refusal:
            self.refused[type(refusal).__name__] += 1
            return None
        self.accepted[command.__name__] += 1
        return case

    def _key(self) -> str:
        self._keys += 1
        return f"game {self._keys}"

    def _photos(self) -> list[Blob]:
        """None, for the most part."""
        if self.dice.below(12):
            return []
        return [receive(self._picture()) for _ in range(1 + self.dice.below(2))]

    def _picture(self) -> SimpleUploadedFile:
        file = BytesIO()
        colour = (self.dice.below(256), self.dice.below(256), self.dice.below(256))
        Image.new("RGB", (48, 32), colour).save(file, "JPEG")
        return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")

    def _some_askers(self) -> list[tuple[Resident, Stay]]:
        """Residents of households drawn by chance, with and without a telephone."""
        stays = list(Stay.objects.open().order_by("pk").values_list("pk", flat=True))
        drawn = sorted({self.dice.pick(stays) for _ in range(FEW)})
        found = Stay.objects.select_related("household", "beat").filter(pk__in=drawn)
        askers = []
        for stay in found.order_by("pk"):
            known = Resident.objects.filter(household=stay.household).first()
            phone = stay.household.phone if self.dice.below(2) else ""
            askers.append(
                known
                or Resident.objects.create(
                    household=stay.household, name=stay.household.contact, phone=phone
                )
            )
        return list(zip(askers, found.order_by("pk"), strict=True))


def _merged_answers() -> int:
    """How many answers came from another case."""
    return Event.objects.filter(kind=rules.Kind.ANSWERED, data__has_key="from").count()
