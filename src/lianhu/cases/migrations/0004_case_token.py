from django.db import migrations, models


class Migration(migrations.Migration):
    """First without a value: a default would be the same for all rows."""

    dependencies = [
        ("cases", "0003_silence"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="token",
            field=models.CharField(editable=False, max_length=22, null=True, unique=True),
        ),
    ]
