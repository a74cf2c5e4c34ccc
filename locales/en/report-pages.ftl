# The pages around a report.

report-pages-title = Your architecture blueprint
report-pages-private = Private link: it works for anyone who has it
report-pages-tools = What you can do with this report
# Followed by a link, and a full stop.
report-pages-outdated = Our rules or our catalogue have changed since this report was made.
report-pages-outdated-link = See what they would recommend today

## While the report is prepared

report-pages-preparing-title = Your blueprint is being prepared
report-pages-preparing-lead = This takes a few seconds. The report opens here as soon as it is ready; without scripts, press “Check again now”.
report-pages-preparing-address = The report stays at this address, so keep it. Normally you also get it by email; if several reports go to one address, the email can take up to a day.
report-pages-preparing-again = Check again now

## What newer rules change

report-pages-changes-page = What has changed since
report-pages-changes-back = Back to the report
report-pages-changes-title = What has changed since your report
report-pages-changes-none = Nothing: your report was made with the rules and the catalogue that we use today.
report-pages-changes-lead = Technology moves, and so do our catalogue and rules. This is what they would recommend for your answers today; your report stays as it is.
report-pages-changes-layers = Layers with a different recommendation
report-pages-changes-layer = Layer
report-pages-changes-then = Then
report-pages-changes-now = Now
report-pages-changes-not-needed = Not needed
report-pages-changes-same = The recommended stack is the same.
report-pages-changes-risks-added = New risks
report-pages-changes-risks-removed = Risks that no longer apply
report-pages-changes-contradictions-added = New contradictions
report-pages-changes-contradictions-removed = Contradictions that no longer apply
report-pages-changes-engine = Engine { $then }, now { $now }
report-pages-changes-catalogue = catalogue { $then }, now { $now }
report-pages-changes-questionnaire = questionnaire { $then }, now { $now }
report-pages-changes-new-report = Answer again for a new report

## The check of a request that looks as if a program had sent it

report-pages-unmailed = We have not emailed this report yet, because the request looked as if a program had sent it. Your browser can show within seconds that it was you. If it does not, we email you a link within two minutes, and send the report once you have opened it.
report-pages-unmailed-done = Thank you. We now email the report to you as usual.
report-pages-confirm-title = Confirm your email address
report-pages-confirm = Press the button, and we send the report to the address that this link was mailed to.
report-pages-confirm-button = Send me the report
report-pages-confirm-why = If you did not ask for a report, close this page. We will send nothing.
report-pages-confirmed-title = Your address is confirmed
report-pages-confirmed = The report is on its way to you. It should arrive within a few minutes.
report-pages-confirmed-read = Read the report
report-pages-confirm-invalid-title = This link confirms nothing
report-pages-confirm-invalid = Copy the whole link from the email, or read the report on its page.

## Your report: what its owner can do with it

report-pages-back = Back to the report
report-pages-yours = Your report
report-pages-yours-lead = Is an answer wrong? You can correct it and get a new version. You can also share the report, export your data or erase it. For that we send a link to the address that the report was mailed to.
report-pages-yours-open = You can change this report for as long as you are signed in.
report-pages-owner-ask = Mail me the link
report-pages-owner-why = The address of this page is for reading only, so that you can pass it on without anyone being able to change or erase your report.
# $name is for whom the owner made the link.
report-pages-shared = Shared with { $name }, for reading
report-pages-book-any = Book a call
# $name is one of our people.
report-pages-book = Book a call with { $name }

report-pages-owner-mailed-title = Check your email
report-pages-owner-mailed = We have sent a link to the address that your report was mailed to. It works once, within an hour.
report-pages-owner-mailed-late = If nothing arrives within a few minutes, look in your spam folder, or reply to the email that brought your report.
report-pages-owner-too-many-title = No more links today
report-pages-owner-too-many = We have sent as many links to this address as we do in a day. Use the last one that you received, or try again tomorrow.
report-pages-owner-confirm-title = Open your report to change it
report-pages-owner-confirm = Press the button to continue. The link then opens nothing further.
report-pages-owner-confirm-button = Continue
report-pages-owner-cookie = This sets a cookie for the pages of your report, which ends after eight hours or when you sign out. It is the only one on this site.
report-pages-owner-expired-title = This link no longer works
report-pages-owner-expired = It was used before, or it is more than an hour old. We can send you another.
report-pages-owner-needs-title = This needs a link from your email
report-pages-owner-needs = To keep others from changing your report, we send a link to the address that it was mailed to.

# $reference is like SM-7K2M-Q4; $submitted is a date.
report-pages-manage-lead = { $reference }, submitted on { $submitted }.
report-pages-session = You stay signed in on this device for eight hours.
report-pages-sign-out = Sign out

## Correct an answer

report-pages-correct = Correct an answer
report-pages-correct-lead = You get a new version of the report by email, with what changed and why. Earlier versions stay.
report-pages-versions-count = { $count ->
    [one] One version
   *[other] Compare the { $count } versions
}
report-pages-no-answer = No answer
report-pages-correct-one = Correct
report-pages-answer-one = Answer
report-pages-correct-contact = To change your name or address, reply to the email that brought your report.
report-pages-correct-title = Correct your answer
report-pages-correct-back = Back to your answers
report-pages-correct-save = Save and update the report
report-pages-correct-effect = We compute the recommendation again, mail you the new version and tell the person who looks after your request.

## Versions

report-pages-versions = Versions of this report
report-pages-version = Version { $version }
report-pages-version-first = The answers as you first submitted them.

## Share

report-pages-share = Share
report-pages-share-lead = Make a link for each person. It opens the report for reading, without your answers being open to change, until you revoke it.
report-pages-share-name = Who is it for?
report-pages-share-hint = The name helps you to tell your links apart. Readers see it at the top of the report.
report-pages-share-make = Make a link
# $date is a date.
report-pages-share-made = made on { $date }
report-pages-share-link = Link for { $name }
report-pages-share-revoke = Revoke
report-pages-share-revoked = Revoked: the link opens nothing.

## Export and erase

report-pages-data = Your data
report-pages-export = Export my data
report-pages-export-lead = All that we keep about this report and about you, as one file (JSON).
report-pages-erase = Erase my data
report-pages-erase-lead = We delete your answers, every version of the report, and all that we derived from them.
report-pages-erase-title = Erase your data?
report-pages-erase-back = Back
report-pages-erase-what = We will delete your contact details, your answers, all versions of your report and the links to it, our notes, and the record of our emails.
report-pages-erase-mail = First we confirm it by email. That email is the last we keep, for a week.
report-pages-erase-others = Systems of ours that were told of your request are told to erase it too. Emails that we already sent stay in the inboxes of those who received them.
report-pages-erase-rest = Keyed hashes of your address, which limit how often anyone can be mailed, expire within two days; backups are overwritten within 30 days.
report-pages-erase-final = This cannot be undone. You may want to keep a copy:
report-pages-erase-button = Erase my data
report-pages-erase-begun-title = Your data is being erased
report-pages-erase-begun = We are deleting everything about { $reference }. You get a confirmation by email.
report-pages-erase-begun-links = The links to your report no longer work.
