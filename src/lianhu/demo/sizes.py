"""How large the seeded city is, counted in its tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from lianhu.accounts.models import User
from lianhu.demo.people import DEMO_PEOPLE
from lianhu.demo.text import Bilingual
from lianhu.grid.models import Department, Desk, Duty, Level, Stay
from lianhu.grid.rules import DeskKind, Role


@dataclass(frozen=True, slots=True)
class Sizes:
    nodes: tuple[tuple[Bilingual, int], ...]  # by level, the city first
    households: tuple[int, ...]  # of each beat, ascending
    officers: int
    clerks: int
    desks: int
    shared: int  # of the desks: manned by another desk's roster
    departments: int
    sections: int
    people: tuple[str, ...]  # user names of the listed demo people

    def share(self, part: float) -> int:
        """The households of the beat below which `part` of all beats lie."""
        return self.households[min(int(len(self.households) * part), len(self.households) - 1)]

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield what `lianhu seed` prints: a label and a figure."""
        for name, nodes in self.nodes:
            yield f"{name.en} {name.zh}", f"{nodes:,}"
        whole = sum(self.households)
        yield "Households", f"{whole:,}"
        yield (
            "  in a beat",
            f"min {self.households[0]}, median {self.share(0.5)}, mean "
            f"{whole / len(self.households):.1f}, p90 {self.share(0.9)}, max {self.households[-1]}",
        )
        yield "Contact officers", f"{self.officers:,}, each backed up by the next"
        yield "Desk clerks", f"{self.clerks:,}"
        yield "Desks", f"{self.desks:,}, {self.shared:,} of them manned by another's roster"
        yield "Departments", f"{self.departments} with {self.sections} sections"


def measure() -> Sizes:
    roles = dict(Duty.objects.values_list("role").annotate(Count("id")))
    levels = Level.objects.annotate(size=Count("nodes")).order_by("depth")
    stays = Stay.objects.open().values_list("beat").annotate(size=Count("id"))
    departments = Department.objects.count()
    listed = [person.username for person in DEMO_PEOPLE]
    present = set(User.objects.filter(username__in=listed).values_list("username", flat=True))
    return Sizes(
        nodes=tuple((Bilingual(level.name, level.name_en), level.size) for level in levels),
        households=tuple(sorted(size for _, size in stays)),
        officers=roles.get(Role.OFFICER, 0),
        clerks=roles.get(Role.CLERK, 0),
        desks=Desk.objects.count(),
        shared=Desk.objects.exclude(manned_by=None).count(),
        departments=departments,
        sections=Desk.objects.filter(kind=DeskKind.DEPARTMENT).count() - departments,
        people=tuple(username for username in listed if username in present),
    )
