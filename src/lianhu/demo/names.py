"""Names of invented people, in Chinese and in pinyin."""

from lianhu.demo.dice import Dice
from lianhu.demo.text import Bilingual, join_pinyin, parts, read_data

_data = read_data("names.toml")
SURNAMES = parts(_data["surnames"])
FIRST = parts(_data["first"])
SECOND = parts(_data["second"])
PAIRS = parts(_data["pairs"])

_SHARE_OF_PAIRS = 0.2


def person_name(dice: Dice) -> Bilingual:
    surname = dice.pick(SURNAMES)
    given = dice.pick(PAIRS) if dice.fraction() < _SHARE_OF_PAIRS else _two_characters(dice)
    return Bilingual(surname.zh + given.zh, f"{surname.en} {given.en}")


def _two_characters(dice: Dice) -> Bilingual:
    first, second = dice.pick(FIRST), dice.pick(SECOND)
    return Bilingual(first.zh + second.zh, join_pinyin(first.en, second.en))
