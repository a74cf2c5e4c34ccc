# The pages for failed requests.

error-home = Go to the home page
error-matchups = Read the matchups

error-not-found-title = This page does not exist
error-not-found-text = The link may be incomplete, or the page has moved. If you copied a private link, check that you copied all of it.
error-lost-intake-title = This link opens no answers
error-lost-intake-text = It is incomplete, or the answers were deleted: we keep unfinished answers for a limited time and then delete them.
error-lost-intake-copied = If you copied the link, check that you copied all of it.
error-lost-intake-submitted = If you submitted your answers, the link in the email with your report opens it.
error-lost-intake-start = Start again
error-lost-report-title = This link opens no report
error-lost-report-text = It is incomplete, its owner has revoked it, or the report was erased.
error-lost-report-ask = If you copied the link, check that you copied all of it. If it was sent to you by someone else, ask them for a new one. If it is your own report, reply to the email that it came in.
error-gone-title = This page has been removed
error-gone-text = Its content was deleted, so the link no longer works.
error-staff-title = This page is for staff
error-staff-text = Sign in with your access token as the password. The user name does not matter.
error-method-title = That is not possible here
error-method-text = Go back and use the buttons on the page.
error-too-large-title = That was too long
error-too-large-text = Shorten your text and send it again. Everything you saved before is still there.
error-too-many-title = Too many requests
error-too-many-text = We received more requests from your network than we accept at the moment. Please try again later. Everything you saved is still there.
error-conflict-title = Your answers have changed
error-conflict-text = They were saved in another window. Open the page again to continue with the latest version.
error-busy-title = We are busy right now
error-busy-text = Please try again in a moment. Everything you saved is still there.
error-request-title = We could not read that request
error-request-text = Go back and try again. Everything you saved is still there.
error-server-title = Something went wrong on our side
error-server-text = The error has been logged. Please try again in a moment. Everything you saved is still there.
