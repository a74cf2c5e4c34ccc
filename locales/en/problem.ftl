# Failed requests of the API. A detail starts in lower case and has no full stop, because it may follow the title.

# $kind is the last segment of the problem’s type.
problem-title =
    { $kind ->
        [bad-request] The request cannot be understood
        [unauthorized] A valid token is needed
        [forbidden] This token does not allow it
        [not-found] Not found
        [method-not-allowed] Method not allowed
        [submitted] This intake was submitted
        [other-jobs] The selection has changed
        [stale-version] It has changed since you read it
        [too-large] The body is too large
        [unsupported-media-type] Unsupported media type
        [invalid-fields] Some fields are invalid
        [too-many-requests] Too many requests from your address
        [storage-used] Your network has reached today's storage limit
        [internal] Something went wrong on our side
        [unavailable] Temporarily unavailable
       *[conflict] Not possible in the current state
    }

problem-unauthorized = send the header Authorization: Bearer TOKEN with a token that is in use
# $needed lists roles, with commas between them; $count is how many.
problem-role =
    { $count ->
        [one] the token has the role { $held }; this needs the role { $needed }
       *[other] the token has the role { $held }; this needs one of these roles: { $needed }
    }
problem-foreign-form = the form was not sent from a page of this site; programs use the API
problem-not-found = it does not exist, or you may not have access; check the address
problem-method = the specification at /openapi.json lists the methods of each address
problem-media-type = send JSON with Content-Type: application/json
problem-body = the body could not be read: { $error }
problem-too-large = send less at once; the operator sets the limit with --body-limit
problem-control-address = the address { $address } holds the control character { $character }; remove it
problem-control-parameter = the query parameter { $parameter } holds the control character { $character }; remove it
problem-control-field = the field `{ $field }` holds the control character { $character }; remove it

problem-submitted = its answers no longer change; begin a new intake to start over
problem-stale = it is now at version { $version }; read it again and repeat the change with If-Match: "{ $version }"
problem-field = { $field }: { $message }
problem-fields = { $count } fields need a change; `errors` lists them
problem-fields-listed = { $count } fields need a change; `errors` lists the first { $listed }

problem-if-match = If-Match must be * or ETags as they were given, such as "3"; it is { $header }
problem-idempotency-key = Idempotency-Key must have 1 to 255 characters, none of them a tab
problem-cursor = `cursor` must be `next` of the page before, unchanged
problem-edition = there is no edition { $edition } of the questionnaire
problem-intake-id = the id of an intake is a UUID
problem-snooze-until = a snooze needs `until`
problem-action = there is no such action
problem-parameter-unknown = there is no query parameter { $name }; this operation takes { $known }
problem-parameter-unknown-suggest = there is no query parameter { $name }; did you mean `{ $suggestion }`? This operation takes { $known }
problem-parameter-unknown-none = there is no query parameter { $name }; this operation takes none
problem-parameter-repeated = the query parameter `{ $name }` is given more than once

problem-job-running = the job is running; wait for its attempt to end
problem-job-not-waiting = only a waiting job has a next attempt; to run a job that has ended, retry it
problem-job-done = the job is done; there is nothing left to stop
problem-job-not-ended = only a dead or cancelled job can be dismissed
problem-jobs-changed = the selection now matches { $now } jobs, not { $expected }; review it and try again
problem-delivery-sending = it is being sent; wait for the attempt to end
problem-delivery-held = it is held; release it instead
problem-delivery-not-held = it is not held; there is nothing to release
problem-report-missing = there is no report to send yet; repeat build_report first
problem-not-away = it is not away; there is nothing to try, and nothing waits for it

problem-too-many = wait { $seconds } s and try again
problem-too-many-mails = so many mails were sent to this address that the next one has to wait until { $until }
problem-too-many-shares = the report has { $max } links for reading; revoke one first
problem-too-many-versions = the report has { $max } versions; write to us for further corrections
problem-storage-used = nothing was stored; try again in { $seconds } s, when the next day (UTC) begins
problem-internal = the error has been logged; try again, and tell us if it persists
problem-report-preparing = the report is being prepared; ask again in a few seconds
problem-report-busy = a job of this report has not ended yet; try again shortly
problem-advice-busy = too many requests are waiting for a recommendation or a PDF; try again shortly
problem-in-flight = too many requests are being handled; try again shortly
problem-event-streams = too many event streams are open; close some, or try again shortly
problem-timeout = it took longer than { $seconds } s; try again shortly
# $trouble: “does not answer”, for example.
problem-database = the database { $trouble }; try again shortly
problem-database-conflict = too many requests change the same data; nothing was changed, try again shortly
