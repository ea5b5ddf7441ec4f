from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("inbox", "0007_receipt_entered_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="broadcast",
            name="emergency_until",
            field=models.DateTimeField(null=True),
        ),
    ]
