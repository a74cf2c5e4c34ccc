# What all pages share: header, footer, tables.

layout-skip = Skip to main content
layout-nav = Main
layout-nav-matchups = Matchups
layout-nav-sample = Sample report
layout-nav-intake = Start
layout-footer-matchups = All matchups
layout-footer-intake = Start a blueprint
layout-footer-api = API
# Read aloud by screen readers. $label is the name of the table.
layout-table = Scrollable table: { $label }
# In place of a choice, for a layer that no technology fits.
layout-stack-nothing = Nothing fits yet
