# Mails. Subjects of mails to staff have nothing that a prospect typed: anyone can submit the form.

mail-greeting = Hello,
mail-greeting-named = Hello { $name },

## report_ready: to a prospect whose report is ready

mail-report-ready-subject = Your architecture blueprint is ready ({ $reference })
mail-report-ready-title = Your architecture blueprint is ready
mail-report-ready-intro = Here is your recommendation in brief. The full report explains the reasons, the alternatives and the risks.
mail-report-ready-button = Open the full report
mail-report-ready-private = Keep this link private: anyone who has it can read the report.
mail-report-ready-attached = It is also attached as a PDF. { mail-report-ready-private }
mail-report-ready-buy-instead = Buy, do not build
mail-report-ready-stack = The stack in brief
mail-report-ready-confidence = Confidence: { $confidence }.
mail-report-ready-sum = Does it fit?
mail-report-ready-biggest-risk = Biggest risk
mail-report-ready-next-step = Next step
mail-report-ready-wrong = Something wrong or missing?
mail-report-ready-reply = Reply to this email and quote { $reference }. A person will read it, and we can make a new report with other answers.
mail-report-ready-why = You received this email because someone gave us this address to send the report to. If it was not you, reply and tell us; a person will read it.

## lead_qualified: to sales, about a new lead

mail-lead-qualified-subject = [{ $grade }] { $reference }
mail-lead-qualified-subject-gist = { mail-lead-qualified-subject }: { $gist }
# $action is the id of the next action.
mail-lead-qualified-deadline =
    { $action ->
        [call_now] call by { $respond_by }
       *[other] respond by { $respond_by }
    }
mail-lead-qualified-respond-by = Respond by
mail-lead-qualified-held = The report is held back: the prospect gets no email until one of us releases it. The lead’s page explains how.
mail-lead-qualified-lead = Open the lead
mail-lead-qualified-report = The report as the prospect sees it
mail-lead-qualified-reference = Reference
mail-lead-qualified-contact = Contact
mail-lead-qualified-name = Name
mail-lead-qualified-company = Company
mail-lead-qualified-email = Email
mail-lead-qualified-phone = Phone
mail-lead-qualified-best-time = Best time to call
mail-lead-qualified-country = Country
mail-lead-qualified-campaign = Campaign
mail-lead-qualified-referrer = Referred by
mail-lead-qualified-message = Message
mail-lead-qualified-fit = Fit { $mark }, { $score } of 100
mail-lead-qualified-intent = Intent { $mark }, { $score } of 100
mail-lead-qualified-no-points = No points.
mail-lead-qualified-overrides = Rules that overrode the points
mail-lead-qualified-answers = Answers
mail-lead-qualified-sum = Budget, launch and monthly cost
mail-lead-qualified-contradictions = Contradictions
mail-lead-qualified-change = Smallest change
mail-lead-qualified-ask = Questions for the call
mail-lead-qualified-stack = Recommended stack
mail-lead-qualified-internal = Internal: do not share the grade or its reasons with the prospect. Replies to this email go to the prospect.

## resume_link: to a prospect who asked for the link to their answers

mail-resume-link-subject = Your link to continue your answers
mail-resume-link-title = Continue where you left off
mail-resume-link-progress = You asked for the link to your answers. They are saved; you have answered { $answered } of the { $needed } questions that the report needs.
mail-resume-link-works = It works on any device, as often as you like, until you submit your answers.
mail-resume-link-deletion = If you do not come back, we will delete your answers on { $deleted_on }.
mail-resume-link-button = Continue with your answers
mail-resume-link-private = Keep this link private: anyone who has it can read and change your answers.
mail-resume-link-why = You received this email because someone asked for the link with this address. If it was not you, you can ignore it.

## owner_link: to a prospect who wants to change, share, export or erase their report

mail-owner-link-subject = Open your report { $reference }
mail-owner-link-title = Open your report to change it
mail-owner-link-intro = You asked to correct, share, export or erase your report { $reference }.
mail-owner-link-works = The link works once, within { $minutes } minutes.
mail-owner-link-button = Open my report
mail-owner-link-private = Do not forward this email: whoever opens the link can change and erase your report.
mail-owner-link-why = You received this email because someone asked for the link on the page of your report. If it was not you, you can ignore it: nothing changes until the link is opened.

## reminder: to a prospect who left an address and did not finish

mail-reminder-subject =
    { $open ->
        [one] Your blueprint is { $open } answer away
       *[other] Your blueprint is { $open } answers away
    }
mail-reminder-title = Your answers are waiting
mail-reminder-progress = You started to design your technical architecture and have answered { $answered } of { $needed } questions. The rest takes a few minutes.
mail-reminder-deletion = If you do nothing, we will delete your answers on { $deleted_on }.
mail-reminder-button = Continue with your answers
mail-reminder-private = Keep this link private: anyone who has it can read and change your answers.
mail-reminder-unsubscribe = This is the only reminder. Unsubscribe: { $unsubscribe_url }

## correction_ready: to a prospect whose report was corrected

mail-correction-ready-subject = Your blueprint was corrected ({ $reference })
mail-correction-ready-title = Your blueprint was corrected
mail-correction-ready-updated = We have updated your report.
mail-correction-ready-updated-note = We have updated your report: { $note }
mail-correction-ready-changes = What has changed:
mail-correction-ready-same = The recommended stack is the same.
mail-correction-ready-button = Open the corrected report
mail-correction-ready-link = The link has not changed and now shows the new report.
mail-correction-ready-attached = It is also attached as a PDF. { mail-correction-ready-link }
mail-correction-ready-reply = If something is still wrong, reply to this email and quote { $reference }.

## erased: to a prospect whose data was erased

mail-erased-subject = Your data was erased ({ $reference })
mail-erased-title = Your data was erased
mail-erased-done = We have erased your answers, your report and your contact details. Links to them no longer work.
mail-erased-done-on = We have erased your answers, your report and your contact details on { $erased_on }. Links to them no longer work.
mail-erased-kept = We keep only a record without your name that this was done. Backups are overwritten within { $backup_days } days.
mail-erased-reply = If you did not ask for this, reply to this email and quote { $reference }.

## sales_escalation: to the head of sales, about a lead that waits too long

mail-sales-escalation-subject = [{ $grade }] { $reference }: no response for { $waiting }
mail-sales-escalation-title = A grade { $grade } lead is still waiting
mail-sales-escalation-waiting = { $company } has been waiting for { $waiting }; we promised a response within { $respond_within }.
mail-sales-escalation-unnamed = A prospect
mail-sales-escalation-to-do = What to do: { $next_action }. Then set the status of the lead to stop these emails.
mail-sales-escalation-button = Open the lead
mail-sales-escalation-internal = Internal. Reference { $reference }.

## operator_alert: to operators, about a condition that was raised or resolved

mail-operator-alert-subject = [alert] { $condition }
mail-operator-alert-subject-resolved = [resolved] { $condition }
mail-operator-alert-title-resolved = Resolved: { $condition }
mail-operator-alert-to-do = What to do: { $what_to_do }
mail-operator-alert-button = Open the operations page
mail-operator-alert-reported-resolved = { $host } reported this on { $at }.
mail-operator-alert-reported = { mail-operator-alert-reported-resolved } You will get a reminder once a day until it is resolved, and a notice when it is.

## staff_sign_in: to a staff member who wants to sign in

mail-staff-sign-in-subject = Sign in to { $brand }
mail-staff-sign-in-title = Sign in
mail-staff-sign-in-once =
    { $minutes ->
        [one] This link signs you in once. It works for { $minutes } minute.
       *[other] This link signs you in once. It works for { $minutes } minutes.
    }
mail-staff-sign-in-button = Sign in
mail-staff-sign-in-requested = Requested on { $at }. If it was not you, ignore this email: without the link, no one can sign in.
mail-staff-sign-in-requested-place = Requested on { $at } from { $place }. If it was not you, ignore this email: without the link, no one can sign in.
