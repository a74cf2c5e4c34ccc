"""The tables."""

from django.db import models


class Step(models.Model):
    """The answers to one step of an intake."""

    pk = models.CompositePrimaryKey("intake_id", "step")
    intake_id = models.UUIDField()
    step = models.TextField()
    answers = models.JSONField()
    version = models.BigIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "steps"


class Lead(models.Model):
    """A submitted intake."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    email = models.TextField()
    company = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "leads"


class Report(models.Model):
    """The report of a lead."""

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reports"
