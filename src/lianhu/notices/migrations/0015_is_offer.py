from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What households were offered before is read by nobody above either, nor with a card alone."""
    alias = schema_editor.connection.alias
    offers = apps.get_model("notices", "Offer").objects.using(alias).exclude(notice=None)
    notices = apps.get_model("notices", "Notice").objects.using(alias)
    notices.filter(pk__in=offers.values("notice")).update(is_offer=True)
    broadcasts = apps.get_model("inbox", "Broadcast").objects.using(alias).filter(kind="notice")
    broadcasts.filter(thread__in=offers.values("notice")).update(is_private=True)


class Migration(migrations.Migration):

    dependencies = [
        ("inbox", "0012_broadcast_private"),
        ("notices", "0014_policies"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="is_offer",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
