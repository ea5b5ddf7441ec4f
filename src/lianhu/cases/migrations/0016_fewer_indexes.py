
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_drop_stage_newest"),
        ("grid", "0010_contact_changes"),
        ("knowledge", "0007_helped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="about",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="asker",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="grid.resident",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="follow_up_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grid.desk",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="need",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.words",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="need_taken_up_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="summary",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.words",
            ),
        ),
        migrations.AlterField(
            model_name="casedesk",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="desks",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="casedesk",
            name="desk",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grid.desk",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="stage",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stages",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("about__isnull", False)),
                fields=["about"],
                name="case_about_key",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("follow_up_by__isnull", False)),
                fields=["follow_up_by"],
                name="case_follow_up_by_key",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("need__isnull", False)), fields=["need"], name="case_need_key"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("need_taken_up_by__isnull", False)),
                fields=["need_taken_up_by"],
                name="case_need_taken_up_by_key",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("summary__isnull", False)),
                fields=["summary"],
                name="case_summary_key",
            ),
        ),
    ]
