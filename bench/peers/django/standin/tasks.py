"""The two jobs of a lead: a mail to sales; a report, with a mail to the prospect."""

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .models import Lead, Report

ATTACHMENT = settings.ATTACHMENT.read_bytes()
RETRY = RetryStrategy(max_attempts=20, exponential_wait=2)


def text(company, size):
    """A text of this size."""
    line = f"Recommendation for {company}: begin with one deployable.\n"
    return (line * (size // len(line) + 1))[:size]


@app.task(queue="alert_sales", retry=RETRY)
def alert_sales(lead):
    lead = Lead.objects.get(id=lead)
    EmailMessage(
        subject=f"New lead: {lead.company}",
        body=f"{lead.name} of {lead.company} asks for a proposal.\n\n{text(lead.company, settings.SALES_TEXT_BYTES)}",
        to=[settings.SALES_TO],
        reply_to=[lead.email],
    ).send()


@app.task(queue="build_report", retry=RETRY)
def build_report(lead):
    lead = Lead.objects.get(id=lead)
    Report.objects.get_or_create(lead=lead, defaults={"body": text(lead.company, settings.REPORT_BYTES)})
    mail = EmailMessage(
        subject="Your report",
        body=f"Dear {lead.name},\n\nyour report is attached.\n\n{text(lead.company, settings.PROSPECT_TEXT_BYTES)}",
        to=[lead.email],
    )
    mail.attach("report.pdf", ATTACHMENT, "application/pdf")
    mail.send()
