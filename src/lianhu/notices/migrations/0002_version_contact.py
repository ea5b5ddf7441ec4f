import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("grid", "0008_hand_over"),
        ("knowledge", "0007_helped"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="contact",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grid.desk"),
        ),
        migrations.AddField(
            model_name="version",
            name="topic",
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="knowledge.topic"),
        ),
    ]
