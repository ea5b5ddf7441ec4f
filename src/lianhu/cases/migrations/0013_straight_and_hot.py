import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_routing_model'),
        ('grid', '0008_hand_over'),
        ('knowledge', '0007_helped'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StraightConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed', models.BooleanField()),
                ('least', models.PositiveSmallIntegerField(default=90)),
                ('node', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='straight', to='grid.node')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('least__gte', 60), ('least__lte', 99)), name='straight_least')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['asked_at'], name='case_asked'),
        ),
    ]
