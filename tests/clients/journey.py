"""The journey of a lead with the generated Python client: `python journey.py BASE_URL STAFF_TOKEN`."""

import json
import sys
import time
from pathlib import Path
from typing import TypeVar

from stackmatch_client import AuthenticatedClient, Client
from stackmatch_client.api.content import list_matchups
from stackmatch_client.api.intakes import answer_step, begin_intake, preview_recommendation, submit_intake
from stackmatch_client.api.jobs import list_jobs
from stackmatch_client.api.leads import read_lead
from stackmatch_client.api.reports import read_report, read_report_markdown, read_report_pdf
from stackmatch_client.models.answer_set import AnswerSet
from stackmatch_client.models.new_intake import NewIntake
from stackmatch_client.models.problem import Problem
from stackmatch_client.models.report_status import ReportStatus

T = TypeVar("T")


def answer(result: T | Problem | None) -> T:
    """The answer of a request that must succeed."""
    assert result is not None
    assert not isinstance(result, Problem), result
    return result


base_url, staff_token = sys.argv[1:]
# A status that the specification does not declare is an error.
visitor = Client(base_url=base_url, raise_on_unexpected_status=True)
matchups = answer(list_matchups.sync(client=visitor, limit=1))
assert len(matchups.items) == 1

begun = answer(begin_intake.sync(client=visitor, body=NewIntake(matchup="nodejs-vs-django")))
prospect = AuthenticatedClient(base_url=base_url, token=begun.resume_token, raise_on_unexpected_status=True)
version = begun.version
steps = json.loads((Path(__file__).parent / "answers.json").read_text())
for step, answers in steps.items():
    body = AnswerSet.from_dict({"answers": answers})
    saved = answer_step.sync(begun.id, step, client=prospect, body=body, if_match=f'"{version}"')
    version = answer(saved).version
body = AnswerSet.from_dict({"answers": {}})
stale = answer_step.sync(begun.id, "product", client=prospect, body=body, if_match='"1"')
assert isinstance(stale, Problem) and stale.type_ == "/problems/stale-version", stale

advice = answer(preview_recommendation.sync(begun.id, client=prospect))
backend = advice.layers["backend"].choice
assert backend

submitted = answer(submit_intake.sync(begun.id, client=prospect))
token = submitted.status_url.rsplit("/", 1)[-1]
report = answer(read_report.sync(token, client=visitor))
deadline = time.monotonic() + 60
while report.status == ReportStatus.PREPARING and time.monotonic() < deadline:
    time.sleep(0.2)
    report = answer(read_report.sync(token, client=visitor))
assert report.status == ReportStatus.READY
assert "Engines" in answer(read_report_markdown.sync(token, client=visitor))
assert len(answer(read_report_pdf.sync(token, client=visitor)).payload.read()) > 10_000

staff = AuthenticatedClient(base_url=base_url, token=staff_token, raise_on_unexpected_status=True)
lead = answer(read_lead.sync(submitted.lead_id, client=staff))
assert lead.recommendation.layers["backend"].choice == backend
assert lead.qualification.fit.score > 0
jobs = answer(list_jobs.sync(client=staff, lead=submitted.lead_id))
assert any(job.queue == "build_report" for job in jobs.items)

refused = list_jobs.sync(client=AuthenticatedClient(base_url=base_url, token="wrong", raise_on_unexpected_status=True))
assert isinstance(refused, Problem) and refused.type_ == "/problems/unauthorized", refused
print(f"Python: lead {lead.reference}, grade {lead.grade}, {len(jobs.items)} jobs")
