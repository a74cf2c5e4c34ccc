# The pages around a report.

report-pages-title = Your architecture blueprint
report-pages-private = Private link: it works for anyone who has it
report-pages-download = Download this report
# Followed by a link, and a full stop.
report-pages-outdated = Our rules or our catalogue have changed since this report was made.
report-pages-outdated-link = See what they would recommend today

## While the report is prepared

report-pages-preparing-title = Your blueprint is being prepared
report-pages-preparing-lead = This takes a few seconds. The report opens here automatically as soon as it is ready.
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
