# The questionnaire.

## Start

intake-start-title = Start your blueprint
intake-start-description = Short steps about your product, ending in a reasoned technology recommendation.
intake-start-lead = Short steps about what you are building, for whom, and with which team. At the end you receive a recommendation for every layer of your architecture.
# Followed by the title of a matchup, as a link, and a full stop.
intake-start-came-from = You came from
intake-start-before = Before you start
intake-start-minutes = Your role decides how many questions you get: about 16 plain ones, or all of them. Optional ones make the advice sharper.
intake-start-account = You do not need an account. Every step is saved, and a private link brings you back on any device.
intake-start-contact = We ask for your contact details in the last step only, to send you the report. We call you or send you news only if you tick a box for it.
intake-start-unsure = “Not sure” is fine. The report says what an unknown answer would change.
intake-start-begin = Begin
intake-start-steps = What we will ask about

## Steps

intake-steps = Steps of the questionnaire
# Read aloud after the title of a step.
intake-steps-done = (answered)
intake-back = Back
# Before the title of a page with errors.
intake-error-title = Error: { $title }
intake-step-title = { $step } – step { $number } of { $total }
intake-step-number = Step { $number } of { $total }
# $path is the label of the visitor’s path through the questions.
intake-step-path = { intake-step-number }: { $path }
intake-step-progress = Essential questions answered
intake-step-percent = { $percent } %
intake-step-more = Your answers brought up more questions on this page.
intake-step-refine =
    { $count ->
        [one] One more detail (optional) makes the advice sharper
       *[other] { $count } more details (optional) make the advice sharper
    }
intake-step-refine-hint = Skip anything you do not know.
intake-step-continue = Save and continue
intake-step-review = Save and check answers
intake-step-later = Save and finish later

intake-errors =
    { $count ->
        [one] One answer needs your attention
       *[other] { $count } answers need your attention
    }
# A line of the summary of errors: the label of a field, and what is wrong with it.
intake-errors-line = { $label }: { $message }
intake-errors-line-sentence = { $label } { $message }

intake-preview-title = Your stack so far
intake-preview-step = Based on the answers saved so far. It may still change.
intake-preview-review = The report explains each choice and what would change it.

## Fields

# Read aloud before an error.
intake-field-error = Error:
intake-field-why = Why we ask
intake-field-optional = (optional)
intake-field-country = Choose a country
intake-field-up-to = Choose up to { $max }.
intake-field-all = Choose all that apply.

## Saved

intake-saved-page = Saved
intake-saved-title = Your answers are saved
intake-saved-lead = Keep this link. It opens your answers on any device, and it works for anyone who has it, so share it only with people you trust.
intake-saved-link = Your private link
intake-saved-copy = Copy the link
intake-saved-copied = Copied
intake-saved-progress = { $answered } of { $total } essential questions are answered.
intake-saved-continue = Continue now

## Review

intake-review-title = Check your answers
intake-review-complete = You have answered all essential questions. Check your answers, then send them.
intake-review-incomplete = A few essential answers are still missing. Everything you entered is saved.
intake-review-send = Send and get my blueprint
intake-review-send-note = We prepare the report right away and show it to you. Normally we also email it to the address you gave.
intake-review-change = Change
intake-review-answer = Answer this question
intake-review-finish = Complete this answer
intake-review-left-out =
    { $count ->
        [one] One optional question is not answered.
       *[other] { $count } optional questions are not answered.
    }
intake-review-consent = You may write to me
intake-review-call = You may contact me about the report
intake-review-news = You may send me news

## Mail me this link, and reminders

# $date is a date.
intake-saved-deletion = If you do not come back, we delete your answers on { $date }.
intake-saved-mail-title = Send the link to yourself
intake-saved-email = Your email address
intake-saved-email-hint = Used for this email only, and deleted afterwards unless you want a reminder.
# The words of a consent, stored with it.
intake-saved-remind = Remind me once by email if I have not finished within a few days.
intake-saved-mail = Mail me this link
# $email is the address as it was typed.
intake-saved-mailed = The link is on its way to { $email }.
intake-saved-mailed-late = If it does not arrive within a few minutes, check the address and your spam folder.
intake-saved-other-device = Continue on another device
intake-saved-qr = Scan this code with a phone or tablet.
intake-saved-qr-alt = QR code of your private link
intake-saved-not-mine = Not your device?
intake-saved-not-mine-lead = Your answers are stored with us, not here, but the browser may remember the address of this page. Copy or mail the link first, then clear the device or close the window.
intake-saved-clear = Clear this device

intake-unsubscribe-title = Stop reminders
intake-unsubscribe-lead = Press the button, and we will not remind you again.
intake-unsubscribe-button = Stop reminders
intake-unsubscribe-done-title = No more reminders
intake-unsubscribe-done = We have deleted your address from our reminders and will send none to it. Your answers stay as they are until they expire.
