# The pages of operators. Statuses, queues and outcomes are shown by their ids.

ops-title = Operations
ops-back = Back to operations
ops-schedule-none = none yet
# $target is a provider, see below.
ops-when-back = when { $target } is back
ops-provider-mail = the mail server
ops-provider-webhook = the webhook { $name }

## Live updates. A script replaces {age} and {count}.

ops-live-updated = Updated { $age } ago
ops-live-paused = Paused while you type
ops-live-seconds = { $count } s
ops-live-minutes = { $count } min

## Status summary

ops-status = Status
ops-status-ok = OK
ops-status-no-worker = No worker is alive:
ops-status-no-worker-text = no jobs are being processed.
ops-status-mail = Mail server:
ops-status-webhook = Webhook { $name }:
# $cause is “refused” or “unreachable”.
ops-status-outage =
    { $cause ->
        [refused] has refused us since { $since }, next try { $next_try } UTC, { $waiting } waiting
       *[other] away since { $since }, next try { $next_try } UTC, { $waiting } waiting
    }
ops-status-try = Try now
ops-status-paused = Queue { $queue }:
ops-status-paused-text = paused by { $by } at { $since }
ops-status-paused-due = paused by { $by } at { $since }, jobs due since { $due }
ops-status-dead =
    { $count ->
        [one] { $count } dead job
       *[other] { $count } dead jobs
    }

## Notices after an action

ops-notice-retry = The job will be retried now, with all its attempts.
ops-notice-run-now = The next attempt will run now.
ops-notice-snooze = The job has been snoozed.
ops-notice-cancel = The job has been cancelled. If it is running, it stops within a second.
ops-notice-discard = The job has been dismissed.
ops-notice-pause = The queue has been paused. Jobs in progress finish.
ops-notice-resume = The queue has been resumed.
ops-notice-drain = The queue is draining: it pauses once all open jobs have run.
ops-notice-release = The message has been released.
ops-notice-resend = The message will be resent as a new one.
ops-notice-try = The next connection attempt will be made now.
ops-notice-not-away = There was nothing to try: the outage is over.

## Overview

ops-alerts = Needs attention
ops-alerts-since = Since { $since }
ops-alerts-notified = Since { $since }, mail sent { $notified }
ops-alerts-not-sent = mail not sent yet: { $error }

ops-queues = Queues
ops-queues-queue = Queue
ops-queues-mode = Mode
ops-queues-waiting = Waiting
ops-queues-running = Running
ops-queues-retrying = Retrying
ops-queues-dead = Dead
ops-queues-last-hour = Last hour
ops-queues-oldest = Oldest due (UTC)
ops-queues-pause = Pause
ops-queues-drain = Drain
ops-queues-resume = Resume
ops-actions = Actions

ops-undelivered = Not delivered
ops-undelivered-message = Message
ops-undelivered-status = Status
ops-undelivered-tries = Tries
ops-undelivered-duplicates = (possible duplicates: { $count })
ops-undelivered-error = Error
ops-undelivered-since = Since (UTC)
ops-undelivered-resend-text = Sends it again under a new message ID. To repeat only the failed attempt, open its job and retry it.
ops-undelivered-release = Release
ops-held = held until it is released: { $reason }
ops-held-until = held until { $until }: { $reason }

ops-resend = Resend as a new message
ops-resend-confirm = Yes, resend it

ops-jobs = Jobs
ops-jobs-error-contains = Error contains
ops-jobs-all = All
ops-jobs-show = Show
# Followed by a link.
ops-jobs-only-queue = Only the queue { $queue }.
ops-jobs-all-queues = Show all queues
ops-jobs-none = No jobs match.
ops-jobs-last-error = Last error
ops-job = Job
ops-job-state = State
ops-job-lead = Lead
ops-job-attempts = Attempts
ops-job-enqueued = Enqueued (UTC)
ops-job-due = Due (UTC)
ops-job-attempts-of = { $attempts } of { $max }
ops-job-attempts-waited =
    { $waits ->
        [1] { $attempts } of { $max }, waited once
        [2] { $attempts } of { $max }, waited twice
       *[other] { $attempts } of { $max }, waited { $waits } times
    }

ops-workers = Workers
ops-workers-none = No worker has reported in for ten minutes, so no jobs are being processed.
ops-workers-alive = alive
ops-workers-silent = silent
ops-workers-last-seen = last seen { $at }

ops-schedule = Schedule
ops-schedule-cron = Cron (UTC)
ops-schedule-last = Last tick
ops-schedule-next = Next tick

ops-audit = Operator activity
ops-audit-jobs =
    { $count ->
        [one] { $count } job
       *[other] { $count } jobs
    }

## A job

ops-job-page = Job { $queue }
ops-job-title = { $queue }: { $state }
ops-job-worker = Worker
ops-job-arguments = Arguments
ops-job-lead-note = for sales and administrators
ops-job-delivery = Delivery
ops-job-delivery-tries = tries { $tries }
ops-job-retry = Retry
ops-job-run-now = Run next attempt now
ops-job-snooze = Snooze for 1 hour
ops-job-cancel = Cancel
ops-job-cancel-text = The job stops, and anything it has not delivered yet is not delivered. You can retry it later.
ops-job-cancel-confirm = Yes, cancel this job
ops-job-dismiss = Dismiss
ops-job-dismiss-text = The job no longer needs attention. Anything it has not delivered stays undelivered.
ops-job-dismiss-confirm = Yes, dismiss this job
ops-job-resend-sent = It has already been delivered: the recipient will get it a second time.
ops-job-resend-dead = Sends it under a new message ID. To repeat only the failed attempt, use Retry.
ops-attempts-none = No attempt has finished yet.
ops-attempts-attempt = Attempt
ops-attempts-started = Started (UTC)
ops-attempts-took = Took
ops-attempts-milliseconds = { $count } ms
ops-attempts-outcome = Outcome
ops-attempts-waited = waited
ops-attempts-not-counted = not counted
ops-attempts-error = Error
ops-attempts-next = Next (UTC)

## What is kept for how long

ops-retention-title = Retention
ops-retention-lead = What is deleted when, and what the daily run deleted. The first run under new settings only counts, so that you can object before anything is deleted.
ops-retention-kept = Kept data
ops-retention-data = Data
ops-retention-for = Kept for
ops-retention-setting = Setting
ops-retention-drafts = Drafts
ops-retention-leads = Leads with their reports
ops-retention-pdfs = PDFs of reports
ops-retention-jobs = Ended jobs
# After the last change.
ops-retention-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
ops-retention-forever = no limit
ops-retention-runs = Runs
ops-retention-ran = Time
ops-retention-rules-title = Settings at that time
# Each is a period such as "30 days".
ops-retention-rules = drafts { $drafts }, leads { $leads }, PDFs { $pdfs }, jobs { $jobs }
ops-retention-trial = counted only
ops-retention-none = No run yet. The daily run follows STACKMATCH_TIDY_AT.
ops-retention-link = Retention
