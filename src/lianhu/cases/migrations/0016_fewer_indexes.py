import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lianhu.kernel.key_indexes import without_index


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_drop_stage_newest"),
        ("grid", "0010_contact_changes"),
        ("knowledge", "0007_helped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        without_index(
            "cases",
            "case",
            "about",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        without_index(
            "cases",
            "case",
            "asker",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="grid.resident",
            ),
        ),
        without_index(
            "cases",
            "case",
            "follow_up_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grid.desk",
            ),
        ),
        without_index(
            "cases",
            "case",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.case",
            ),
        ),
        without_index(
            "cases",
            "case",
            "need",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.words",
            ),
        ),
        without_index(
            "cases",
            "case",
            "need_taken_up_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        without_index(
            "cases",
            "case",
            "summary",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.words",
            ),
        ),
        without_index(
            "cases",
            "casedesk",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="desks",
                to="cases.case",
            ),
        ),
        without_index(
            "cases",
            "casedesk",
            "desk",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grid.desk",
            ),
        ),
        without_index(
            "cases",
            "consultation",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="cases.case",
            ),
        ),
        without_index(
            "cases",
            "event",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="cases.case",
            ),
        ),
        without_index(
            "cases",
            "stage",
            "case",
            models.ForeignKey(
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
