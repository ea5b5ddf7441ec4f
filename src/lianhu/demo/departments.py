"""The invented city's departments and their sections."""

from dataclasses import dataclass

from lianhu.demo.text import Bilingual, read_data

CLERKS = 3  # of each department, its sections' own included


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: Bilingual
    clerks: int  # 0: the department's roster mans the section's desk


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    name: Bilingual
    sections: tuple[Section, ...]

    @property
    def clerks(self) -> int:
        return CLERKS - sum(section.clerks for section in self.sections)


DEPARTMENTS = tuple(
    Department(
        row["code"],
        Bilingual(row["name"], row["name_en"]),
        tuple(
            Section(part["code"], Bilingual(part["name"], part["name_en"]), part.get("clerks", 0))
            for part in row["sections"]
        ),
    )
    for row in read_data("departments.toml")["department"]
)
