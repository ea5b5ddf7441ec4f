"""The one Topic tree: 16 areas, 100 what-to-do's."""

from dataclasses import dataclass

from lianhu.demo.text import Bilingual, read_data


@dataclass(frozen=True, slots=True)
class TopicPlan:
    code: str  # the area's, or area.topic
    parent: str | None
    name: Bilingual
    desk: str  # the department's, or department.section
    case_class: str

    @property
    def department(self) -> str:
        return self.desk.partition(".")[0]


def _topics() -> tuple[TopicPlan, ...]:
    found: list[TopicPlan] = []
    for area in read_data("topics.toml")["area"]:
        rows = [(area["code"], None, area)]
        rows += [(f"{area['code']}.{row['code']}", area["code"], row) for row in area["topics"]]
        for code, parent, row in rows:
            name = Bilingual(row["name"], row["name_en"])
            desk = row.get("desk", area["desk"])
            found.append(TopicPlan(code, parent, name, desk, row.get("class", "question")))
    return tuple(found)


TOPICS = _topics()
