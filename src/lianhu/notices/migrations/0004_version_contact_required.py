import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0003_fill_version_contact"),
    ]

    operations = [
        migrations.AlterField(
            model_name="version",
            name="contact",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grid.desk"),
        ),
    ]
