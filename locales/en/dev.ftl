# The samples for authors of templates.

dev-title = Samples
dev-lead = Rendered on each request from the templates on disk. If a template has a mistake, the error appears in place of the sample.
dev-reports = Reports
dev-mails = Mails
dev-mail-text = text
