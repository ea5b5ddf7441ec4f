import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lianhu.kernel.key_indexes import without_index


class Migration(migrations.Migration):
    dependencies = [
        ("grid", "0010_contact_changes"),
        ("inbox", "0013_act_receipt"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        without_index(
            "inbox",
            "item",
            "desk",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="grid.desk",
            ),
        ),
        without_index(
            "inbox",
            "item",
            "hidden_from",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        without_index(
            "inbox",
            "item",
            "person",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        without_index(
            "inbox",
            "item",
            "resident",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="grid.resident",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("desk__isnull", False)), fields=["desk"], name="item_desk"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["person"], name="item_person"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("resident__isnull", False)),
                fields=["resident"],
                name="item_resident",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("hidden_from__isnull", False)),
                fields=["hidden_from"],
                name="item_hidden_from",
            ),
        ),
    ]
