"""Makes the tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                ("pk", models.CompositePrimaryKey("intake_id", "step", blank=True, editable=False, primary_key=True, serialize=False)),
                ("intake_id", models.UUIDField()),
                ("step", models.TextField()),
                ("answers", models.JSONField()),
                ("version", models.BigIntegerField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={"db_table": "steps"},
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("email", models.TextField()),
                ("company", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "leads"},
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("lead", models.OneToOneField("standin.lead", models.CASCADE, primary_key=True, serialize=False)),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "reports"},
        ),
    ]
