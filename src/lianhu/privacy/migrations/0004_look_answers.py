from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_look_cards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="look",
            name="verb",
            field=models.CharField(
                choices=[
                    ("case", "opened a case"),
                    ("households", "read the list of households"),
                    ("call", "saw the phone number"),
                    ("visit", "read where to visit"),
                    ("household", "opened a household"),
                    ("cards", "opened the cards of a household"),
                    ("card", "gave a card to sign in with"),
                    ("answers", "read what desks answered to a request"),
                ],
                max_length=20,
            ),
        ),
    ]
