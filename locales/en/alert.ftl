# Alerts: titles of conditions, advice for operators, and what was found.

## Titles

alert-jobs-late = Jobs are late
alert-jobs-stuck = Jobs are stuck
alert-jobs-dead = Jobs are dead
alert-jobs-lost = Jobs are orphaned
alert-disk-low = Disk space is low
alert-database-unwritable = The database is not writable
alert-mail-away = The mail server is unreachable
alert-mail-refused = The mail server refuses all our mail
alert-webhook-away = A webhook is unavailable
alert-queue-paused = A paused queue has overdue jobs
alert-facts-expired = Facts of the catalogue have expired
alert-submissions-suspect = Many submissions look as if programs sent them
alert-storage-used = Networks have used up their storage for today

## Advice

alert-jobs-late-advice = Check that a worker is running and keeps up. Start one, or start more.
alert-jobs-stuck-advice = Check whether the worker that runs them is alive. If you stop its process, another worker takes them over.
alert-jobs-dead-advice = Read their errors, fix the cause, and retry or dismiss them.
alert-jobs-lost-advice = You do not need to do anything yet: tidy_up frees them. If it happens again, report it with the log.
alert-disk-low-advice = Free some space or add more. Once the disk is full, submissions are refused.
alert-database-unwritable-advice = Fix the cause that the alert names. Until then, submissions are refused and jobs wait. Accepted submissions are kept, and nothing needs a restart.
alert-mail-away-advice = Check the mail server, and --smtp-url (STACKMATCH_SMTP_URL) if it has moved. Mails wait and are sent when it is back: none is lost, and waiting uses up no attempts. To skip the wait for the next try, press “Try now” on /ops.
alert-mail-refused-advice = Read the error: it is about this sender, not about a single mail. Correct the user or password in --smtp-url (STACKMATCH_SMTP_URL), the sender in --mail-from (STACKMATCH_MAIL_FROM), or whatever the mail server objects to. Restart if you changed a setting, then press “Try now” on /ops. Mails wait until then.
alert-webhook-away-advice = Contact the operator of the receiver. If it has moved, correct --webhooks (STACKMATCH_WEBHOOKS). Calls wait and are made when it is back, and waiting uses up no attempts.
alert-queue-paused-advice = Resume the queue on /ops, or leave it paused if that is intended.
alert-facts-expired-advice = Name the releases that are supported now: “stackmatch check” gives file and technology of each fact. Restart afterwards. Until then, reports leave these facts out.
alert-submissions-suspect-advice = No report was mailed for them, and their leads are stored. If they come from one place, block it at the proxy. If they are from people, raise --submission-hourly-limit or lower --submission-min-seconds.
alert-storage-used-advice = Visitors from these networks cannot save anything until tomorrow (UTC). If they are from people behind one address, raise --storage-per-client; if not, block them at the proxy.

## Findings

# $title is one of the titles, $figures a list such as “send_report: 3, alert_sales: 1”.
alert-found = { $title } ({ $figures }).
alert-found-mail-away = The mail server has been unreachable since { $since } ({ $waiting } waiting): { $error }.
alert-found-mail-refused = The mail server has refused all our mail since { $since } ({ $waiting } waiting): { $error }.
alert-found-webhook-away = The webhook { $name } has been unavailable since { $since } ({ $waiting } waiting): { $error }.
alert-found-queue-paused = { $by } paused the queue { $queue } at { $at }, and its jobs have been due for { $minutes } min.
# $trouble: “is locked by another program”, for example.
alert-found-database = The database { $trouble }.

## Figures

alert-figure-submissions = submissions within an hour, not confirmed
alert-figure-networks = networks
alert-figure-due-seconds = due for { $count } s
alert-figure-due-minutes = due for { $count } min
alert-figure-since = since
alert-figure-waiting = waiting jobs
alert-figure-error = last error
