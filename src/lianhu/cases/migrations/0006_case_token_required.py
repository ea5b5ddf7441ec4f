from django.db import migrations, models

import lianhu.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0005_fill_case_token"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="token",
            field=models.CharField(default=lianhu.kernel.ids.new_token, editable=False, max_length=22, unique=True),
        ),
    ]
