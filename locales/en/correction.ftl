### What a correction of answers changed. Shown on the report, in mails and to sales.

# $layer is the name of a layer, $then and $now are technologies.
correction-replaced = { $layer }: { $now } instead of { $then }.
correction-added = { $layer }: { $now }, which was not needed before.
correction-removed = { $layer }: no longer needed ({ $then } before).
correction-no-effect = The recommended stack stays the same.
correction-not-answered = No answer
