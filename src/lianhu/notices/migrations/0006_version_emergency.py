from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0005_waiting_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="emergency",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
