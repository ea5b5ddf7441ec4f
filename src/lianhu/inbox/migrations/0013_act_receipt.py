import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("inbox", "0012_broadcast_private"),
    ]

    operations = [
        migrations.AlterField(
            model_name="act",
            name="receipt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="inbox.receipt",
            ),
        ),
    ]
