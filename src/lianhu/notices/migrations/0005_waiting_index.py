from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0004_version_contact_required"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="version",
            index=models.Index(condition=models.Q(("stage", "waiting")), fields=["notice"], name="version_waiting"),
        ),
    ]
