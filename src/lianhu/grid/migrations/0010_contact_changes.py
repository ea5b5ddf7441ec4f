from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("grid", "0009_household_fact"),
    ]

    operations = [
        migrations.AddField(
            model_name="stagedhousehold",
            name="contact_changes",
            field=models.BooleanField(default=False),
        ),
    ]
