import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("grid", "0009_household_fact"),
        ("notices", "0015_is_offer"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.policy",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grid.node",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("mark",), name="counted_once")],
            },
        ),
    ]
