"""Case numbers for many cases at once: among thousands, two drawn at random may be the same."""

from random import Random

from lianhu.cases.models import Case
from lianhu.kernel.ids import new_number


def free_numbers(count: int, dice: Random) -> list[str]:
    """Numbers that nobody has, the same in every run."""
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = [new_number(dice) for _ in range(count - len(found))]
        taken = Case.objects.filter(number__in=drawn).values_list("number", flat=True)
        found |= dict.fromkeys(number for number in drawn if number not in set(taken))
    return list(found)
