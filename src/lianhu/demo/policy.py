"""How simulated people act. Pure: a seeded generator comes in, a decision goes out."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Act(StrEnum):
    ANSWER = "answer"
    PASS_UP = "pass_up"
    RETURN = "return"
    CONSULT = "consult"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody does about a case, after so many seconds of the desk's opening time."""

    act: Act
    after_s: int


# How often each act is chosen where a question waits, in per cent; the rest does nothing, and the
# clock moves the case on.
BEAT = {Act.ANSWER: 40, Act.PASS_UP: 50}
BETWEEN = {Act.ANSWER: 35, Act.PASS_UP: 53, Act.RETURN: 4}
TOP = {Act.ANSWER: 40, Act.CONSULT: 60}
SETTLED_UNHELPED = 0.04


def at_desk(dice: Random, *, rung: int, top: int, seconds: int, may_return: bool) -> Turn:
    """What the desk on this rung of the ladder (0 is the beat) does in a stage of `seconds`."""
    chances = BEAT if rung == 0 else TOP if rung == top else BETWEEN
    roll = dice.uniform(0, 100)
    chosen = Act.NOTHING
    for act, chance in chances.items():
        if roll < chance:
            chosen = act
            break
        roll -= chance
    if chosen is Act.RETURN and not may_return:
        chosen = Act.PASS_UP
    return Turn(chosen, _soon(dice, seconds))


def after_consulting(dice: Random, seconds: int) -> Turn:
    """With the department's word in hand the desk answers."""
    return Turn(Act.ANSWER, _soon(dice, seconds))


def at_department(dice: Random, seconds: int) -> Turn:
    """Departments reply; one in eight lets its time run out and replies after that."""
    if dice.random() < 0.125:
        return Turn(Act.ANSWER, seconds + dice.randrange(60, 1800))
    return Turn(Act.ANSWER, _soon(dice, seconds))


def is_helped(dice: Random) -> bool:
    return dice.random() >= SETTLED_UNHELPED


def reads_after_s(dice: Random) -> int:
    """How long until the asker has read the answer; the clock of a home runs day and night."""
    return int(dice.lognormvariate(7.5, 1.2)) % (3 * 24 * 3600)


def _soon(dice: Random, seconds: int) -> int:
    """Within the time there is, sooner rather than later."""
    return int(seconds * dice.betavariate(2, 3))
