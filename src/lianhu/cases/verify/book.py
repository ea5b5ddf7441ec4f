"""What the book has to do with a case, beside what its answers say they were made from."""

from collections.abc import Iterator

from lianhu.cases.models import Case, CaseItem
from lianhu.cases.verify.rows import Rows


def wrong_book(case: Case, rows: Rows) -> Iterator[str]:
    """Of two answers from one item its first text is kept."""
    named = {
        event.data["version"]: event.seq
        for event in reversed(rows.events[case.pk])
        if event.data.get("version")
    }
    links = rows.book.get(case.pk, ())
    answered = {link.item for link in links if link.how == CaseItem.How.ANSWERED}
    for version, seq in named.items():
        item = rows.items_of.get(version)
        if item is None:
            yield f"book: event {seq} names text {version}, which there is not"
        elif item not in answered:
            yield f"book: item {item}, of event {seq}, is not linked"
    for link in links:
        if link.version_item != link.item:
            yield f"book: item {link.item} is linked with a text of item {link.version_item}"
        if link.how == CaseItem.How.ANSWERED and link.version not in named:
            yield f"book: no answer was made from item {link.item}"
