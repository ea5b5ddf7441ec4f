from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of what is prepared already, nothing else is known."""
    blobs = apps.get_model("files", "Blob").objects.using(schema_editor.connection.alias)
    blobs.update(upload_digest=models.F("digest"))


class Migration(migrations.Migration):

    dependencies = [
        ("files", "0002_voice"),
    ]

    operations = [
        migrations.AddField(
            model_name="blob",
            name="upload_digest",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
