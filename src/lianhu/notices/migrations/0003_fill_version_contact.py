from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What stood on the notice held for all of its texts."""
    alias = schema_editor.connection.alias
    notices = apps.get_model("notices", "Notice").objects.using(alias)
    versions = apps.get_model("notices", "Version").objects.using(alias)
    own = notices.filter(pk=OuterRef("notice"))
    versions.update(contact=Subquery(own.values("contact")), topic=Subquery(own.values("topic")))


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0002_version_contact"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
