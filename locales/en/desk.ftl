# The pages of sales.

desk-lead-page = Lead { $reference }, { $grade }
# Read aloud before the grade.
desk-lead-grade = Grade
desk-lead-respond = Respond within { $duration }.
# Followed by the time and the reference.
desk-lead-status = Status { $status }, submitted
desk-lead-reference = Reference { $reference }.

desk-lead-contact = Contact
desk-lead-contact-name = Name
desk-lead-contact-email = Email
desk-lead-contact-company = Company
desk-lead-contact-phone = Phone
desk-lead-contact-best-time = Best time to call
desk-lead-contact-country = Country
desk-lead-contact-agreed = Agreed to
# A line of what the person agreed to: the words beside the box, and when.
desk-lead-agreed-line = “{ $wording }”, { $time }
desk-lead-agreed-none = The report only: no calls, no news.
desk-lead-contact-matchup = Came from
desk-lead-contact-campaign = Campaign
desk-lead-contact-referrer = Referred by
desk-lead-contact-message = Message
desk-lead-contact-note = Our note

desk-lead-stack = Recommended stack
desk-lead-report = The report as the prospect sees it
desk-lead-fit = Fit
desk-lead-intent = Intent
# $axis is “Fit” or “Intent”.
desk-lead-axis = { $axis }: { $score }
desk-lead-axis-table = { $axis }, reasons and points
desk-lead-reason = Reason
desk-lead-points = Points
desk-lead-ask = Ask on the call
desk-lead-notes = Worth knowing
desk-lead-answers = Answers

desk-lead-deliveries = Deliveries
desk-lead-deliveries-table = Deliveries of this lead
desk-lead-deliveries-what = What
desk-lead-deliveries-state = State
desk-lead-deliveries-when = When
desk-lead-deliveries-none = Nothing has been queued.
# $kind is the id of a kind of delivery, $target the name of a webhook.
desk-delivery-kind =
    { $kind ->
        [report_ready] Report to the prospect
        [lead_qualified] Brief to sales
        [lead_webhook] Webhook { $target }
        [owner_link] Link to change the report, to the prospect
        [resume_link] Link of the draft, to the prospect
        [reminder] Reminder, to the prospect
        [lead_erased] Notice of the erasure, to the prospect
        [erased_webhook] Notice of the erasure, to { $target }
       *[other] { $kind }
    }
# $status is the id of a status.
desk-delivery-tries = { $status } after { $tries } tries
desk-delivery-held = Held: { $reason }. Release it with POST /api/v1/deliveries/{ $id }/release.
desk-delivery-held-until = Held until { $until }: { $reason }. Release it sooner with POST /api/v1/deliveries/{ $id }/release.
