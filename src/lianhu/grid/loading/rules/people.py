"""A row of the list of people: an account, and a post at a desk if one is named."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from lianhu.grid.loading.rules.cells import ToPhone, code, day, no_identity, phone
from lianhu.grid.loading.rules.problems import Fault, Problem
from lianhu.grid.rules import Role

ROLES = {
    "联户干部": Role.OFFICER,
    "contact officer": Role.OFFICER,
    "后备干部": Role.BACKUP,
    "backup officer": Role.BACKUP,
    "经办人": Role.CLERK,
    "clerk": Role.CLERK,
    "督办": Role.SUPERVISOR,
    "督办人员": Role.SUPERVISOR,
    "supervisor": Role.SUPERVISOR,
    **{role.value: role for role in Role},
}
# How a post is told apart from the same person's others.
Post = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """None: the file does not have that column, what is stored stays."""

    name: str
    name_en: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """None as in Account; `since` None: from today, or as it is stored."""

    home_unit: str | None
    home_unit_en: str | None
    job: str | None
    job_en: str | None
    since: date | None
    until: date | None
    says_until: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    code: str
    account: Account
    desk: str
    role: Role | None
    work: Work

    @property
    def post(self) -> Post:
        return (self.code, self.desk, self.role or "")


def person(
    values: Mapping[str, str], desks: Container[str], to_phone: ToPhone
) -> tuple[PersonRow, list[Problem]]:
    problems: list[Problem] = []
    desk, named = values.get("desk", ""), values.get("role", "")
    role = ROLES.get(named.casefold())
    if desk and desk not in desks:
        problems.append(Problem(Fault.NO_SUCH_DESK, "desk"))
    if named and role is None:
        problems.append(Problem(Fault.NO_SUCH_ROLE, "role"))
    elif bool(desk) != bool(named):
        problems.append(Problem(Fault.DESK_AND_ROLE, "role" if desk else "desk"))
    since = day(values.get("since", ""), "since", problems)
    until = day(values.get("until", ""), "until", problems)
    if since and until and until < since:
        problems.append(Problem(Fault.ENDS_FIRST, "until"))
    row = PersonRow(
        code=code(values["code"], problems),
        account=Account(
            name=no_identity(values["name"], "name", problems),
            name_en=values.get("name_en"),
            phone=phone(values["phone"], to_phone, problems) if "phone" in values else None,
        ),
        desk=desk,
        role=role,
        work=Work(
            values.get("home_unit"),
            values.get("home_unit_en"),
            values.get("job"),
            values.get("job_en"),
            since,
            until,
            "until" in values,
        ),
    )
    return row, problems
