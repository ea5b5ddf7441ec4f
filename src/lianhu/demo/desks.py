"""The desks of an invented city, and which roster mans which."""

from dataclasses import dataclass, replace

from lianhu.demo.departments import DEPARTMENTS
from lianhu.demo.levels import LevelSpec
from lianhu.demo.nodes import NodePlan
from lianhu.demo.text import Bilingual

CITY_OFFICE = Bilingual("云禾市联群办", "Yunhe City Office")
SUPERVISION = "supervision"
_SUPERVISION_NAME = Bilingual("云禾市督办", "Yunhe City Supervision")


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """A desk's key is its position; the first are the nodes' desks, with the nodes' keys."""

    key: int
    code: str
    node: int
    name: Bilingual
    department: str | None = None
    manned_by: int | None = None
    clerks: int = 0  # on its own roster


def desks_of(nodes: tuple[NodePlan, ...], levels: tuple[LevelSpec, ...]) -> tuple[DeskPlan, ...]:
    desks: list[DeskPlan] = []
    for node in nodes:
        spec = levels[node.level]
        desk = DeskPlan(node.key, "1", node.key, CITY_OFFICE, clerks=spec.clerks)
        if node.parent is not None:
            parent = desks[node.parent]
            desk = replace(desk, code=f"{parent.code}.{node.number}", name=_name(node, desks))
            if spec is not levels[-1] and _joined(spec, node):
                roster = desks[parent.key if parent.manned_by is None else parent.manned_by]
                desks[roster.key] = replace(roster, clerks=roster.clerks + spec.clerks)
                desk = replace(desk, manned_by=roster.key, clerks=0)
        desks.append(desk)
    desks += _departments(first_key=len(desks))
    desks.append(DeskPlan(len(desks), SUPERVISION, 0, _SUPERVISION_NAME))
    return tuple(desks)


def _joined(spec: LevelSpec, node: NodePlan) -> bool:
    if not spec.clerks:
        return True
    return bool(spec.joined_every) and node.number % spec.joined_every == 0


def _name(node: NodePlan, desks: list[DeskPlan]) -> Bilingual:
    """A numbered node says whose it is: 石桥村第3联户网格."""
    if not node.numbered:
        return node.name
    parent = desks[node.parent or 0].name
    return Bilingual(parent.zh + node.name.zh, f"{node.name.en}, {parent.en}")


def _departments(first_key: int) -> list[DeskPlan]:
    desks: list[DeskPlan] = []
    for department in DEPARTMENTS:
        own = DeskPlan(
            first_key + len(desks),
            department.code,
            0,
            department.name,
            department.code,
            clerks=department.clerks,
        )
        desks.append(own)
        for section in department.sections:
            desks.append(
                DeskPlan(
                    first_key + len(desks),
                    f"{department.code}.{section.code}",
                    0,
                    section.name,
                    department.code,
                    manned_by=None if section.clerks else own.key,
                    clerks=section.clerks,
                )
            )
    return desks
