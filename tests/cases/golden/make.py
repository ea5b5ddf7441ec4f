"""Write a golden file: what the rules of today make of all walks.

    PYTHONPATH=src DJANGO_SETTINGS_MODULE=tests.settings \\
        python -m tests.cases.golden.make events-<release>

Run it when `tests/cases/test_golden.py` asks for it: the rules then write events of a new kind,
version or shape. The file of a release that is out is never written again, since timelines of years
hold what it says; until then, remove the file of the coming release and make it anew.
"""

import json
import sys

import django


def main() -> int:
    [name] = sys.argv[1:]
    django.setup()
    from tests.cases.golden.timelines import FOLDER, written_now

    with (FOLDER / f"{name}.jsonl").open("x", encoding="utf-8") as file:
        for timeline in written_now():
            file.write(json.dumps(timeline, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
