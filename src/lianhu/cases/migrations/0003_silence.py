"""Answers that nobody has said a word to yet count as enough a week after they were given."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    cases = apps.get_model("cases", "Case").objects.using(schema_editor.connection.alias)
    cases.filter(status="answered", silence_due_at=None).update(
        silence_due_at=F("answered_at") + timedelta(days=7)
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_whole_life")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
