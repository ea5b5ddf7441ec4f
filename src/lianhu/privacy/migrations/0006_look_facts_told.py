from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0005_household_fact'),
    ]

    operations = [
        migrations.AlterField(
            model_name='look',
            name='verb',
            field=models.CharField(choices=[('case', 'opened a case'), ('households', 'read the list of households'), ('call', 'saw the phone number'), ('visit', 'read where to visit'), ('household', 'opened a household'), ('cards', 'opened the cards of a household'), ('card', 'gave a card to sign in with'), ('answers', 'read what desks answered to a request'), ('facts', 'read what a household lets be known'), ('fact_told', 'wrote down, as told, what a household lets be known'), ('fact_back', 'wrote down, as told, that a household takes it back')], max_length=20),
        ),
    ]
