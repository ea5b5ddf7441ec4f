from typing import Any

from django.db import migrations

from lianhu.kernel.ids import new_token

BATCH = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """A token of its own for each case, made here: a database would give one to all of a batch.

    Each batch is kept by itself; run again, it goes on where it stopped.
    """
    cases = apps.get_model("cases", "Case").objects
    while batch := list(cases.filter(token=None).only("pk")[:BATCH]):
        for case in batch:
            case.token = new_token()
        cases.bulk_update(batch, ["token"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cases", "0004_case_token"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
