import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0005_broadcasts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='choice',
            name='reach',
            field=models.CharField(choices=[('page', 'page'), ('sms', 'sms'), ('call', 'call'), ('paper', 'paper')], default='page', max_length=8),
        ),
        migrations.AddField(
            model_name='choice',
            name='reach_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='item',
            name='about',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='inbox.item'),
        ),
        migrations.AddField(
            model_name='item',
            name='has_calls',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('about__isnull', False), ('done_at', None)), fields=['about'], name='item_calls'),
        ),
    ]
