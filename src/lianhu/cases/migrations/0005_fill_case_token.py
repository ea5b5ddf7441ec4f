from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lianhu.kernel.ids import new_token

BATCH = 500


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A token of its own for each case, made here: a database would give one to all of a batch.

    Each batch is kept by itself; run again, it goes on where it stopped.
    """
    cases = apps.get_model("cases", "Case").objects.using(schema_editor.connection.alias)
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
