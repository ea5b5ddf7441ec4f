"""Golden files: complete timelines as they are stored, and the state that each folds to.

One line of JSON is one timeline: `name`, `events`, `state`.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from operator import methodcaller
from pathlib import Path
from typing import Any

from lianhu.cases import models, rules
from tests.cases.golden.walks import walks

FOLDER = Path(__file__).parent
# Which version of its kind an event is stored as.
VERSION: int = models.Event._meta.get_field("v").default

Plain = dict[str, Any]


def golden() -> Iterator[tuple[str, Plain]]:
    """Every timeline of every golden file, by file and name."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            timeline = json.loads(line)
            yield f"{path.stem}: {timeline['name']}", timeline


def written_now() -> list[Plain]:
    """What the rules of today make of the walks."""
    return [
        {
            "name": name,
            "events": [_plain_event(event) for event in walk.events],
            "state": plain_state(walk.state),
        }
        for name, walk in walks()
    ]


def _plain_event(event: rules.Event) -> Plain:
    return {
        "kind": event.kind.value,
        "v": VERSION,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "desk": event.desk,
        "data": event.data,
    }


def event_of(row: Plain) -> rules.Event:
    return rules.Event(
        kind=rules.Kind(row["kind"]),
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        desk=row["desk"],
        data=row["data"],
    )


def plain_state(state: rules.State) -> Plain:
    found: Plain = json.loads(json.dumps(asdict(state), default=methodcaller("isoformat")))
    return found


def facets(row: Plain) -> set[str]:
    """All that an event shows of its shape: which keys, and what kind of value or which word each
    of them holds.
    """
    return {f"{row['kind']} {row['v']}{facet}" for facet in _facets("", row)}


def _facets(where: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield f"{where}: {sorted(value)}"
        for key, part in value.items():
            yield from _facets(f"{where}.{key}", part)
    elif isinstance(value, list):
        yield f"{where}: {'some' if value else 'none'}"
        for part in value:
            yield from _facets(f"{where}[]", part)
    elif isinstance(value, str):
        yield f"{where}: {'a time' if _is_time(value) else repr(value)}"
    else:
        yield f"{where}: {type(value).__name__}"


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
