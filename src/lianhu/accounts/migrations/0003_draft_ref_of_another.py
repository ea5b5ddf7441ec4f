from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_drafts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draft',
            name='ref',
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
