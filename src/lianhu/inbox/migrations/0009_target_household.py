import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("grid", "0001_initial"),
        ("inbox", "0008_broadcast_emergency"),
    ]

    operations = [
        migrations.AddField(
            model_name="target",
            name="household",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="grid.household",
            ),
        ),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(
                condition=models.Q(("household__isnull", False)),
                fields=["until"],
                name="target_household",
            ),
        ),
    ]
