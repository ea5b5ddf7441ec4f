"""Who may do what with the book: by how somebody stands to an item."""

from collections.abc import Iterable, Mapping
from enum import Enum


class Relation(Enum):
    EDITOR = "editor"  # serves at the city office, or is an administrator
    OWNER = "owner"  # serves at the desk that answers for the item


class Act(Enum):
    READ = "read"  # with its drafts and versions
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"  # and take back into use
    ASSIGN = "assign"  # say who answers for it, and below which what-to-do it stands
    KEEP = "keep"  # the book as a whole: new items, files, what was asked and not found


# An editor does not check: the department that answers for a text stands for it.
MAY: Mapping[Relation, frozenset[Act]] = {
    Relation.EDITOR: frozenset(Act) - {Act.REVIEW},
    Relation.OWNER: frozenset({Act.READ, Act.DRAFT, Act.REVIEW}),
}


def allowed(relations: Iterable[Relation]) -> frozenset[Act]:
    found: frozenset[Act] = frozenset()
    for relation in relations:
        found |= MAY[relation]
    return found
