# Mails. Subjects of mails to staff have nothing that a prospect typed: anyone can submit the form.

mail-greeting = Hello,
mail-greeting-named = Hello { $name },

# Below mails to prospects: who signs them, and how to reach that person.
mail-person-reply = Questions? Reply to this email. A person reads it.
mail-person-book = Book a call
mail-person-book-named = Book a call with { $name }

mail-footer-privacy = Privacy
mail-footer-imprint = Imprint

## report_ready: to a prospect whose report is ready

mail-report-ready-subject = { $picks }: your architecture blueprint ({ $reference })
mail-report-ready-subject-open = Your architecture blueprint ({ $reference })
mail-report-ready-title = Your architecture blueprint
mail-report-ready-title-one = Build on { $first }
mail-report-ready-title-two = Build on { $first } and { $second }
mail-report-ready-title-three = Build on { $first }, { $second } and { $third }
mail-report-ready-title-buy = Buy before you build: try { $product } first
mail-report-ready-preheader = { $statement }. { $confidence }
mail-report-ready-intro = Here is the short answer. The report gives the reasons, the alternatives, the plan, the cost and the risks.
mail-report-ready-button = Open the report
mail-report-ready-private = Keep this link private: anyone who has it can read the report.
mail-report-ready-attached = It is also attached as a PDF. { mail-report-ready-private }
mail-report-ready-more =
    { $count ->
        [one] The report has { $count } more choice.
       *[other] The report has { $count } more choices.
    }
mail-report-ready-decide = Decide this first
mail-report-ready-change = Smallest change:
mail-report-ready-next-step = Your next step
mail-report-ready-sum = Does it fit?
mail-report-ready-confidence = Confidence: { $confidence }.
mail-report-ready-wrong = Is something wrong or missing? You can correct your answers on the page of the report, or reply and quote { $reference }.
mail-report-ready-why = You received this email because this address was entered for the report. If it was not you, reply and tell us.

## lead_qualified: to sales, about a new lead

mail-lead-qualified-subject = [{ $grade }] { $reference }
mail-lead-qualified-subject-gist = { mail-lead-qualified-subject }: { $gist }
# $action is the id of the next action.
mail-lead-qualified-deadline =
    { $action ->
        [call_now] call by { $respond_by }
       *[other] reply by { $respond_by }
    }
# Begins the subject of a lead whose answers were corrected.
mail-lead-qualified-corrected = Corrected:
mail-lead-qualified-corrections = Corrected answers
# $old and $new are answers.
mail-lead-qualified-correction = { $old } → { $new }
mail-lead-qualified-someone = Someone
# Two sentences: who plans what, and with which money and dates. The quotations are answers.
mail-lead-qualified-what = { $who } is planning a product of the kind “{ $product }”.
mail-lead-qualified-what-stage = { $who } is planning a product of the kind “{ $product }”, at the stage “{ $stage }”.
mail-lead-qualified-plan = Their answers: { $answers }.
mail-lead-qualified-plan-budget = budget “{ $answer }”
mail-lead-qualified-plan-start = start “{ $answer }”
mail-lead-qualified-plan-launch = launch “{ $answer }”
mail-lead-qualified-local-time = It was { $time } where they are when they wrote.
mail-lead-qualified-respond-by = Respond by
mail-lead-qualified-held = The report is held back: the prospect gets no email until one of us releases it. The lead’s page explains how.
mail-lead-qualified-lead = Open the lead
mail-lead-qualified-report = The report as the prospect sees it
mail-lead-qualified-grade = Grade
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
mail-lead-qualified-ask = Ask on the call
mail-lead-qualified-stack = Recommended stack
mail-lead-qualified-internal = Internal: do not share the grade or its reasons with the prospect. Replies to this email go to the prospect.

## resume_link: to an address that was entered to receive the link to an intake

mail-resume-link-subject = Your link to continue your answers
mail-resume-link-title = Continue where you left off
mail-resume-link-progress = Here is the link to your answers. You have answered { $answered } of the { $needed } questions that the report needs.
mail-resume-link-works = The link works on any device, as often as you like, until you send your answers.
mail-resume-link-deletion = If you do not come back, we will delete your answers on { $deleted_on }.
mail-resume-link-button = Continue with your answers
mail-resume-link-private = Keep this link private: anyone who has it can read and change your answers.
mail-resume-link-why = You received this email because this address was entered to receive the link. If it was not you, ignore it: you will get no further email.

## confirm_address: to the address of a submission that looks as if a program sent it

mail-confirm-address-subject = Confirm your email address to receive your report
mail-confirm-address-title = Confirm your address
mail-confirm-address-intro = A technology report was requested for this email address.
mail-confirm-address-then = Open the link and press the button, and we send the report here. Until then we send nothing else.
mail-confirm-address-button = Confirm my address
mail-confirm-address-why = We ask because the request did not look as if a person had typed it. If it was not you, ignore this email: you will get no report.

## owner_link: to a prospect who wants to correct, share, export or erase their report

mail-owner-link-subject = Your link to manage report { $reference }
mail-owner-link-title = Manage your report
mail-owner-link-intro = Open this link to correct, share, export or erase your report { $reference }.
mail-owner-link-works =
    { $minutes ->
        [60] The link works once, within an hour.
       *[other] The link works once, within { $minutes } minutes.
    }
mail-owner-link-button = Open my report
mail-owner-link-private = Do not forward this email: anyone who opens the link can change and erase your report.
mail-owner-link-why = This link was requested on the page of your report. If it was not you, ignore this email: nothing changes until the link is opened.

## reminder: to a prospect who asked to be reminded and did not finish

mail-reminder-subject =
    { $open ->
        [one] Your blueprint is { $open } answer away
       *[other] Your blueprint is { $open } answers away
    }
mail-reminder-title = Your answers are waiting
mail-reminder-progress = You asked us to remind you. You have answered { $answered } of the { $needed } questions that the report needs, and the rest takes a few minutes.
mail-reminder-deletion = If you do nothing, we will delete your answers on { $deleted_on }.
mail-reminder-button = Continue with your answers
mail-reminder-private = Keep this link private: anyone who has it can read and change your answers.
mail-reminder-only = This is the only reminder.
mail-reminder-unsubscribe = Unsubscribe from reminders

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
# Before what a correction added, and before what it removed.
mail-change-new = New:
mail-change-gone = No longer:

## erased: to a prospect whose data was erased

mail-erased-subject = Your data was erased ({ $reference })
mail-erased-title = Your data was erased
mail-erased-done = As you asked, we have erased what you gave us and what we made from it. Links to it no longer work.
mail-erased-done-on = As you asked, on { $erased_on } we erased what you gave us and what we made from it. Links to it no longer work.
mail-erased-what = Erased
mail-erased-what-list = Your answers, your report with all its versions and files, your contact details, and the links to them.
mail-erased-kept = Kept
mail-erased-kept-record = A record without your name that this was done.
mail-erased-backups = Backups
mail-erased-backups-days =
    { $days ->
        [0] There are none.
        [one] Overwritten within { $days } day.
       *[other] Overwritten within { $days } days.
    }
mail-erased-reply = If you did not ask for this, reply to this email and quote { $reference }.

## operator_alert: to operators, about a condition that was raised or resolved

mail-operator-alert-subject = [alert] { $condition }
mail-operator-alert-subject-resolved = [resolved] { $condition }
mail-operator-alert-title-resolved = Resolved: { $condition }
mail-operator-alert-to-do = What to do: { $what_to_do }
mail-operator-alert-button = Open the operations page
mail-operator-alert-reported-resolved = { $host } reported this on { $at }.
mail-operator-alert-reported = { mail-operator-alert-reported-resolved } You will get a reminder once a day until it is resolved, and a notice when it is.
