"""Anything that people and the clock may do to a case, by chance. Pure: commands come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianhu.cases import rules
from lianhu.cases.rules import AT_A_DESK, CaseClass, State, Status
from lianhu.demo.dice import Dice
from lianhu.grid.rules import Place

WORDS = (
    "已核实，按规定办理。",
    "请带齐材料到便民服务窗口，当场可以办。",
    "已电话联系，情况属实，今天派人去看。",
    "Checked on site: it will be repaired by tomorrow.",
)


@dataclass(frozen=True, slots=True)
class World:
    """Whom and what a command may name besides the people and desks on the way of the case."""

    departments: Sequence[Place]
    desks: Sequence[int]
    residents: Sequence[int]
    staff: Sequence[int]


@dataclass(frozen=True, slots=True)
class Scene:
    """A case as it stands. `asker`: the account of whoever asked, None without one.

    `wild`: also what is out of place or cannot be done.
    """

    dice: Dice
    state: State
    setting: rules.Setting
    now: datetime
    world: World
    asker: int | None = None
    wild: bool = True

    @property
    def desk(self) -> int:
        """Where the case is, or was last."""
        state = self.state
        if state.stage is not None:
            return state.stage.desk
        return state.answered_by or state.merged_at or self.setting.ladder[0].desk

    def oddly(self, chance: float) -> bool:
        return self.wild and self.dice.fraction() < chance

    def place(self, desk: int) -> Place:
        try:
            return rules.place_of(self.setting, desk)
        except rules.NoSuchDesk:
            return self.setting.ladder[-1]

    def somebody(self, desk: int) -> int:
        """Whoever serves there, for the most part."""
        people = [post.person for post in self.place(desk).roster.posts]
        if not people or self.oddly(0.05):
            return self.dice.pick(self.world.staff)
        return self.dice.pick(people)

    def here(self) -> tuple[int, int]:
        """Somebody at the desk that has the case, and that desk."""
        desk = self.dice.pick(self.world.desks) if self.oddly(0.03) else self.desk
        return self.somebody(desk), desk

    def department(self) -> int:
        return self.dice.pick(self.world.departments).desk

    def elsewhere(self) -> int:
        """A department, another place, or one on the way of the case."""
        return self.dice.pick(
            (self.department(), self.dice.pick(self.world.desks), self._on_the_way())
        )

    def _on_the_way(self) -> int:
        return self.dice.pick(self.setting.ladder).desk

    def above(self) -> int:
        rung = self.setting.rung_above(self.desk)
        return self.desk if rung is None else self.setting.ladder[rung].desk

    def words(self) -> str:
        return " " if self.oddly(0.02) else self.dice.pick(WORDS)

    def maybe(self, text: str) -> str:
        return text if self.dice.below(2) else ""

    def day(self, most: int) -> date:
        today = self.place(self.desk).schedule.local_day(self.now)
        return today + timedelta(days=self.dice.below(most + 1) - int(self.oddly(0.1)))


Make = Callable[[Scene], rules.Command]


@dataclass(frozen=True, slots=True)
class Move:
    """`usual`: how often it is made where people do what they mostly do; elsewhere what is rare is
    less so.
    """

    usual: float
    fits: Callable[[State], bool]
    make: Make


def _at_a_desk(state: State) -> bool:
    return state.status in AT_A_DESK


def _answered(state: State) -> bool:
    return state.status is Status.ANSWERED


def _over(state: State) -> bool:
    return state.status in (Status.ANSWERED, Status.SETTLED)


def _merged(state: State) -> bool:
    return state.merged_into is not None


def _waits(state: State) -> bool:
    return state.stage is not None and state.stage.waiting_until is not None


def _untaken(state: State) -> bool:
    return state.stage is not None and state.stage.taken_by is None


def _in_need(state: State) -> bool:
    return _at_a_desk(state) and state.need is not None and state.need.taken_up_by is None


def _awaits_a_visit(state: State) -> bool:
    need = state.need
    return _at_a_desk(state) and need is not None and need.taken_up_by is not None


def _was_visited(state: State) -> bool:
    return _at_a_desk(state) and state.need is not None and state.need.visited_at is not None


def _take(scene: Scene) -> rules.Command:
    desk = scene.above() if scene.dice.fraction() < 0.2 else scene.here()[1]
    return rules.Take(scene.somebody(desk), desk)


def _answer(scene: Scene) -> rules.Command:
    papers = ({"title": "身份证", "note": scene.maybe("原件")},) if scene.dice.below(4) == 0 else ()
    return rules.Answer(*scene.here(), scene.words(), papers)


def _consult_reply(scene: Scene) -> rules.Command:
    asked = scene.state.consultations
    if not asked:
        return rules.ConsultReply(scene.dice.pick(scene.world.staff), 1, scene.words())
    one = scene.dice.pick(asked)
    return rules.ConsultReply(scene.somebody(one.desk), one.number, scene.words())


def _consult_transfer(scene: Scene) -> rules.Command:
    asked, to = scene.state.consultations, scene.department()
    if not asked:
        actor = scene.dice.pick(scene.world.staff)
        return rules.ConsultTransfer(actor, 1, to, scene.words(), scene.words())
    one = scene.dice.pick(asked)
    actor = scene.somebody(one.desk)
    return rules.ConsultTransfer(actor, one.number, to, scene.words(), scene.words())


def _on_behalf(scene: Scene) -> rules.Command:
    day = scene.day(5) if scene.dice.below(2) else None
    return rules.OnBehalf(*scene.here(), scene.words(), day)


def _follow_up(scene: Scene) -> rules.Command:
    desk = scene.state.follow_up_by or scene.desk
    solved = scene.dice.pick((True, False, None))
    return rules.FollowUp(scene.somebody(desk), desk, scene.words(), solved)


def _note(scene: Scene) -> rules.Command:
    if scene.dice.below(2):
        return rules.Note(scene.asker, None, scene.words())
    return rules.Note(*scene.here(), scene.words())


def _joint(scene: Scene) -> rules.Command:
    actor, desk = scene.here()
    lead = desk if scene.dice.below(2) else scene.department()
    others = tuple(scene.department() for _ in range(1 + scene.dice.below(2)))
    return rules.Joint(actor, desk, lead, others, scene.words())


def _mark_confidential(scene: Scene) -> rules.Command:
    if scene.dice.below(2):
        return rules.MarkConfidential(scene.asker)
    return rules.MarkConfidential(*scene.here())


def _split(scene: Scene) -> rules.Command:
    return rules.Split(*scene.here())


def _follow(scene: Scene) -> rules.Command:
    return rules.Follow(None, scene.dice.pick(scene.world.residents), own=scene.oddly(0.05))


def _publish_need(scene: Scene) -> rules.Command:
    return rules.PublishNeed(*scene.here(), scene.words(), agreed=not scene.oddly(0.1))


def _take_up(scene: Scene) -> rules.Command:
    desk = scene.dice.pick(scene.world.desks)
    return rules.TakeUp(scene.dice.pick(scene.world.staff), desk)


def _visited(scene: Scene) -> rules.Command:
    need = scene.state.need
    actor = need.taken_up_by if need else None
    return rules.Visited(actor or scene.dice.pick(scene.world.staff), scene.words())


MOVES: tuple[Move, ...] = (
    Move(30, _untaken, _take),
    Move(40, _at_a_desk, _answer),
    Move(
        25,
        _at_a_desk,
        lambda scene: rules.PassUp(*scene.here(), scene.maybe(scene.words())),
    ),
    Move(
        3,
        lambda state: _at_a_desk(state) and bool(state.path),
        lambda scene: rules.Return(*scene.here(), scene.words()),
    ),
    Move(
        10,
        _at_a_desk,
        lambda scene: rules.Consult(*scene.here(), scene.department(), scene.words()),
    ),
    Move(60, lambda state: bool(state.consultations), _consult_reply),
    Move(2, lambda state: bool(state.consultations), _consult_transfer),
    Move(4, lambda state: state.stage is not None or state.answered_by is not None, _on_behalf),
    Move(30, lambda state: state.follow_up_on is not None, _follow_up),
    Move(12, lambda state: state.is_open, _note),
    Move(60, _answered, lambda scene: rules.Confirm(scene.asker)),
    Move(3, _over, lambda scene: rules.Reopen(scene.asker, scene.maybe(scene.words()))),
    Move(
        2,
        _at_a_desk,
        lambda scene: rules.Transfer(*scene.here(), scene.elsewhere(), scene.words()),
    ),
    Move(
        2,
        lambda state: state.stage is not None and state.stage.transferred,
        lambda scene: rules.Contest(*scene.here(), scene.words()),
    ),
    Move(1, _at_a_desk, _joint),
    Move(4, _at_a_desk, lambda scene: rules.AskResident(*scene.here(), scene.words())),
    Move(60, _waits, lambda scene: rules.ResidentReply(scene.asker, scene.words())),
    Move(2, _at_a_desk, lambda scene: rules.Extend(*scene.here(), scene.day(9), scene.words())),
    Move(1, _at_a_desk, lambda scene: rules.HandToRoster(*scene.here())),
    Move(
        1,
        lambda state: state.is_open,
        lambda scene: rules.Withdraw(scene.asker, scene.maybe(scene.words())),
    ),
    Move(0.5, _at_a_desk, _mark_confidential),
    Move(1, _merged, _split),
    Move(1, _at_a_desk, lambda scene: rules.Summarise(*scene.here(), scene.words())),
    Move(1, lambda state: state.is_public, _follow),
    Move(
        20,
        lambda state: _at_a_desk(state) and state.case_class is CaseClass.MATTER,
        _publish_need,
    ),
    Move(60, _in_need, _take_up),
    Move(60, _awaits_a_visit, _visited),
    Move(60, _was_visited, lambda scene: rules.ConfirmNeed(scene.asker)),
    Move(10, _at_a_desk, lambda scene: rules.TimeOut()),
    Move(3, _answered, lambda scene: rules.CloseBySilence()),
    Move(1, _at_a_desk, lambda scene: rules.MoveDeadline(scene.dice.pick((0, 0, 600)))),
)


def propose(scene: Scene) -> rules.Command:
    """Something that fits the case or, of a wild scene, now and then whatever there is."""
    anything = scene.oddly(0.1)
    moves = [move for move in MOVES if anything or move.fits(scene.state)] or MOVES
    weights = [move.usual**0.5 if scene.wild else move.usual for move in moves]
    roll = scene.dice.fraction() * sum(weights)
    for move, weight in zip(moves, weights, strict=True):
        if roll < weight:
            return move.make(scene)
        roll -= weight
    return moves[-1].make(scene)
