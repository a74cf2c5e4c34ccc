### The qualification of a lead as plain text for a terminal. Its reasons are texts of the content.

qualification-text-grade = Grade { $grade }: { $action }
# $letter is A to D.
qualification-text-fit = Fit { $letter } ({ $score } of 100)
# $level is 1 to 3.
qualification-text-intent = Intent { $level } ({ $score } of 100)
qualification-text-override = Override: { $text }
qualification-text-ask = Ask on the call:
qualification-text-model = Model { $version }
