# The questionnaire.

## Start

intake-start-title = Start your blueprint
intake-start-description = Short questions about your product, ending in a reasoned technology recommendation.
intake-start-lead = Answer short questions about what you are building, for whom, and with which team. You see the stack take shape from the third answer on. At the end you get a report that explains every layer of it.
# Followed by the title of a matchup, as a link, and a full stop.
intake-start-came-from = You came from
intake-start-before = Before you start
intake-start-count = About { $minutes } minutes for { $questions } questions, a few more in technical roles. You may skip everything that is optional.
intake-start-account = You do not need an account. Every answer is saved as you give it, and a private link brings you back on any device.
intake-start-contact = We ask for your contact details at the very end only, to send you the report. We call you or send you news only if you tick a box for it.
intake-start-unsure = “Not sure” is fine. The report says what an unknown answer would change.
intake-start-begin = Start, about { $minutes } minutes, { $questions } questions
intake-start-steps = What we will ask about

## The bar at the top

intake-steps = Steps of the questionnaire
# Read aloud after the title of a step.
intake-steps-done = (answered)
intake-back = Back
# How many essential questions are answered.
intake-bar-count = { $answered } of { $total }
intake-bar-value = { $answered } of { $total } essential questions answered
intake-step-progress = Progress
intake-state-saved = Saved
intake-state-saving = Saving
intake-state-retry = Not saved, trying again
intake-state-offline = Offline: kept on this device
intake-state-sent = These answers were already sent.
# A link to the report, after the sentence above.
intake-state-correct = Correct an answer in your report
# Read aloud when an answer brought up another question.
intake-announce-more = One more question below
# Read aloud when an answer changed the stack.
intake-announce-change = { $layer }: { $choice }, { $change }. { $why }

## Steps

# Before the title of a page with errors.
intake-error-title = Error: { $title }
intake-step-title = { $step } – step { $number } of { $total }
intake-step-more = Your answers brought up one more question on this page.
intake-step-continue = Continue
intake-step-review = Save and return
intake-step-moves = Your choice opens the next question.
intake-step-later = Save and finish later
intake-step-undo = Undo
intake-step-keys = Press 1 to 9 to choose. A single choice moves on by itself; otherwise press Enter.

intake-errors =
    { $count ->
        [one] One answer needs your attention
       *[other] { $count } answers need your attention
    }
# A line of the summary of errors: the label of a field, and what is wrong with it.
intake-errors-line = { $label }: { $message }
intake-errors-line-sentence = { $label } { $message }

## An answer that was changed in two windows

intake-conflict-title = Changed in another window
intake-conflict-lead = You changed the same answer in another window or on another device. Everything else on this page is saved. Which answer is right?
# Before an answer.
intake-conflict-mine = This page:
intake-conflict-theirs = The other window:
intake-conflict-none = No answer
intake-conflict-keep = Keep what is on this page
intake-conflict-use = Use the other window’s answer

## An answer after the answers were sent

intake-sent-title = Your answers were already sent
intake-sent-lead = Your last change came after that and is not in your report. You can correct any answer from the report itself, and get a new version of it.
intake-sent-report = Open your report to correct an answer

## Optional questions

# The name of the page in the list of steps.
intake-refine-title = Sharpen the advice
intake-refine-heading =
    { $count ->
        [one] One answer that could still change your stack
        [2] Two answers that would change most
        [3] Three answers that would change most
        [4] Four answers that would change most
        [5] Five answers that would change most
       *[other] { $count } optional questions
    }
intake-refine-lead = All optional. Answer what you know, skip the rest.
intake-refine-skip = Skip these questions
# $layers is a list such as "Database, Search and Hosting".
intake-refine-moves = Could change: { $layers }
intake-refine-moves-more =
    { $more ->
        [one] Could change: { $layers } and one more layer
       *[other] Could change: { $layers } and { $more } more layers
    }
intake-refine-all =
    { $count ->
        [one] Show the other optional question
       *[other] Show all { $count } other optional questions
    }

## The stack so far

intake-preview-title = Your stack so far
intake-preview-step = Based on your answers so far. It may still change.
intake-preview-review = The report explains each choice and what would change it.
intake-preview-was = was { $choice }
intake-preview-new = new
intake-preview-gone = No longer needed
# A link to the whole stack. $count is a number of layers.
intake-preview-all = All { $count }

## Fields

# Read aloud before an error.
intake-field-error = Error:
intake-field-why = Why we ask
intake-field-optional = (optional)
intake-field-country = Choose a country
intake-field-up-to = Choose up to { $max }.
# Said when no further option can be chosen.
intake-field-full =
    { $max ->
        [2] Two chosen. Untick one to choose another.
        [3] Three chosen. Untick one to choose another.
       *[other] { $max } chosen. Untick one to choose another.
    }
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

intake-review-title = Check and send
intake-review-complete = Check your answers, tell us where to send the report, and you are done.
intake-review-incomplete = Some essential answers are still missing. Everything you entered is saved.
intake-review-stack = Your stack
intake-review-send = Send and get my blueprint
# Beside a field that only programs see.
intake-review-unseen = Leave this field empty
intake-review-send-note = We prepare the report right away and show it to you. Normally we also email it to the address you gave.
intake-review-change = Change
intake-review-answer = Answer this question
intake-review-refine = Sharpen the advice.
intake-review-left-out =
    { $count ->
        [one] One optional question is open.
       *[other] { $count } optional questions are open.
    }
intake-contact-privacy = What we keep, for how long, and who reads it
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
