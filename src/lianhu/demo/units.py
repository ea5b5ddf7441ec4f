"""Home units: where officers and clerks work when no resident asks."""

from lianhu.demo.dice import Dice
from lianhu.demo.text import Bilingual, read_data


def _unit_jobs(where: str) -> tuple[tuple[Bilingual, Bilingual], ...]:
    return tuple(
        (Bilingual(unit["name"], unit["name_en"]), Bilingual(job["name"], job["name_en"]))
        for unit in read_data("units.toml")["unit"]
        if unit["where"] in (where, "any")
        for job in unit["jobs"]
    )


RURAL = _unit_jobs("rural")
URBAN = _unit_jobs("urban")
COUNTER = Bilingual("便民服务专员", "service counter clerk")


def home_unit(dice: Dice, place: Bilingual, *, urban: bool) -> tuple[Bilingual, Bilingual]:
    """Draw a unit of that place and a full-time job in it."""
    unit, job = dice.pick(URBAN if urban else RURAL)
    return Bilingual(unit.zh.format(place=place.zh), unit.en.format(place=place.en)), job


def service_counter(place: Bilingual) -> Bilingual:
    """Name the office that a node's clerks sit in."""
    return Bilingual(f"{place.zh}便民服务中心", f"{place.en} Service Centre")
