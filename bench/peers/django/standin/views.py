"""The pages and the API."""

import hashlib
from functools import wraps

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST, require_http_methods
from django_ratelimit.core import is_ratelimited
from pydantic import ValidationError

from . import tasks
from .answers import STEPS
from .models import Lead, Step

SAVE = """
    insert into steps (intake_id, step, answers, version, updated_at) values (%s, %s, %s, 1, now())
    on conflict (intake_id, step) do update
    set answers = excluded.answers, version = steps.version + 1, updated_at = now()
    returning version
"""


class Form:
    """The page in one form: plain or compressed."""

    def __init__(self, file, **headers):
        self.body = file.read_bytes()
        self.etag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        self.common = {"ETag": self.etag, "Vary": "Accept-Encoding", "Cache-Control": "public, max-age=60"}
        self.headers = {"Content-Type": "text/html; charset=utf-8", **self.common, **headers}


PLAIN = Form(settings.PAGE)
PACKED = Form(settings.PACKED_PAGE, **{"Content-Encoding": "gzip"})


def limited(view):
    """Limits what writes, as Stackmatch does."""

    @wraps(view)
    def check(request, **arguments):
        if is_ratelimited(request, group="writes", key="ip", rate=settings.RATE_LIMIT, increment=True):
            return problem(429, "too many requests")
        return view(request, **arguments)

    return check


def problem(status, error):
    return JsonResponse({"error": error}, status=status)


@require_GET
def ready(request):
    return HttpResponse("ready")


@require_GET
def matchup(request):
    form = PACKED if "gzip" in request.headers.get("Accept-Encoding", "") else PLAIN
    if request.headers.get("If-None-Match") == form.etag:
        return HttpResponse(status=304, headers=form.common)
    return HttpResponse(form.body, headers=form.headers)


@require_http_methods(["PUT"])
@limited
def save(request, intake, step):
    if step not in STEPS:
        return problem(404, "no such step")
    try:
        answers = STEPS[step].model_validate_json(request.body).answers
    except ValidationError as error:
        return problem(400, error.errors(include_url=False, include_input=False))
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [intake, step, answers.model_dump_json()])
        [version] = cursor.fetchone()
    return HttpResponse(status=204, headers={"ETag": f'"{version}"'})


@require_POST
@limited
def submit(request, intake):
    step = Step.objects.filter(intake_id=intake, step="you").first()
    if step is None:
        return problem(409, "no contact")
    contact = step.answers["contact"]
    with transaction.atomic():
        lead, is_new = Lead.objects.get_or_create(
            id=intake,
            defaults={"name": contact["name"], "email": contact["work_email"], "company": contact["company"]},
        )
        if not is_new:
            return problem(409, "submitted before")
        tasks.alert_sales.defer(lead=str(lead.id))
        tasks.build_report.defer(lead=str(lead.id))
    return JsonResponse({"lead_id": lead.id}, status=202)
