from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    of_facts = apps.get_model("inbox", "Target").objects.using(alias).exclude(fact="")
    broadcasts = apps.get_model("inbox", "Broadcast").objects.using(alias)
    broadcasts.filter(pk__in=of_facts.values("broadcast")).update(is_private=True)


class Migration(migrations.Migration):

    dependencies = [
        ("inbox", "0011_undoing"),
    ]

    operations = [
        migrations.AddField(
            model_name="broadcast",
            name="is_private",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
