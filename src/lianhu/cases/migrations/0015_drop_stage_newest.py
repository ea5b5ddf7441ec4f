from django.db import migrations


class Migration(migrations.Migration):
    """PostgreSQL read whole queues by that index."""

    dependencies = [
        ("cases", "0014_stage_newest"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="stage", name="stage_newest"),
    ]
