### Sentences of the recommendation. Most of their arguments are texts of the content.

## Reasons for and against a technology.

# $skills lists the skills of the team that the technology builds on.
recommendation-criterion-skills = Your team knows { $skills }, and { $technology } builds on that.
# $reason is what the client answered, $clause what the technology means for it.
recommendation-criterion-because = { $contrast ->
    [but] { $reason }, but { $clause }
   *[none] { $reason }, and { $clause }
}
# Stands for the other technology in a rule about two, where the stack has none.
recommendation-without-other = a stack without it
# A technology beside the rest of the stack: MongoDB would need something other than Meilisearch in the search layer.
recommendation-would-need = { $technology } would need something other than { $other } in the { $layer } layer.

## When to choose an alternative. Each completes "Choose this instead if".

recommendation-choose-if-skills = your team learns it or you hire for it; it suits { $fits }
# What the alternative is better at matters more than what the choice is better at.
recommendation-choose-if-trade-off = { $gained } matters more to you than { $lost }
recommendation-choose-if-criterion = { $criterion } matters most to you
recommendation-choose-if-fits =
    { $count ->
        [one] this is your case: { $fits }
       *[other] your case is one of these: { $fits }
    }

## Layers without a choice.

recommendation-not-needed-yet = Left out until we know more. { $reason }
recommendation-nothing-fits = { $layer }: nothing in the catalogue fits the rest of the stack. Talk to us before you decide.
recommendation-conflict = { $layer }: your constraints together rule out everything in the catalogue. { $ways }
# $rules lists the reasons that exclude the technology.
recommendation-conflict-way = { $technology } would fit if this changed: { $rules }.
recommendation-conflict-or = { $first } Or: { $second }

## Answers that would change a layer. $effect is one of the next three.

recommendation-flip-answer = If you answer “{ $question }” with “{ $option }”, { $effect }.
recommendation-flip-choose = If you change the answer to “{ $question }” to “{ $option }”, { $effect }.
recommendation-flip-add = If you add “{ $option }” to the answers to “{ $question }”, { $effect }.
recommendation-flip-remove = If you remove “{ $option }” from the answers to “{ $question }”, { $effect }.
recommendation-flip-replaces = the choice for { $layer } changes from { $from } to { $to }
recommendation-flip-adds = we recommend { $technology } for { $layer }
recommendation-flip-removes = the { $layer } layer is no longer needed
# $effect is one of the above; $layers are the labels of other layers, as a list.
recommendation-flip-others = { $effect }, and what we recommend for { $layers } changes with it

## What helps where nothing fits: a change, and its effect.

recommendation-change = { $changes }.
recommendation-change-choose = Answer “{ $question }” with “{ $option }”
recommendation-change-add = Add “{ $option }” to the answers to “{ $question }”
recommendation-change-remove = Remove “{ $option }” from the answers to “{ $question }”
recommendation-effect = Then { $effects }.
recommendation-effect-fits = we could recommend { $technology } for { $layer }
recommendation-effect-removes = there would be no need for { $layer }
recommendation-and = { $first }, and { $second }
recommendation-leave-out = Leave { $layer } out of the first release.
recommendation-left-out = The rest of the stack works without it. Decide again when a constraint has eased.
recommendation-look-elsewhere = Ask us about a technology outside this catalogue.
recommendation-looked-elsewhere = We will look for one with you and check it against the same constraints.

## Technologies that the visitor's message names.

recommendation-request-chosen = We recommend it for { $layer }.
recommendation-request-alternative = It is an alternative for { $layer }: choose it if { $condition }.
recommendation-request-possible = It is possible in the { $layer } layer; we prefer { $chosen }. { $reason }
recommendation-request-not-needed = Your answers do not call for { $layer }. { $reason }
recommendation-request-ruled-out = It is ruled out for { $layer }: { $reason }
recommendation-request-outside-skills = No one on your team has named this technology as a skill.

## The recommendation as plain text for a terminal.

recommendation-text-buy = Buy instead of building: { $product }
recommendation-text-choice = { $stability ->
    [clear] { $layer }: { $technology } ({ $score })
    [close_call] { $layer }: { $technology } ({ $score }, a close call)
    [only] { $layer }: { $technology } ({ $score }, nothing else is possible)
   *[toss_up] { $layer }: { $technology } ({ $score }, a toss-up)
}
recommendation-text-no-choice = { $layer }: nothing fits
recommendation-text-not-needed = { $layer }: not needed
recommendation-text-against = Against: { $text }
recommendation-text-alternative = Alternative: { $technology }, if { $condition }
recommendation-text-relaxation = Option: { $change } { $effect }
recommendation-text-flip = What would change it: { $text }
recommendation-text-contradiction = Contradiction { $id }: { $text }
# $severity is a number from 1 to 9.
recommendation-text-risk = Risk { $id } ({ $severity } of 9): { $text }
recommendation-text-confidence = { $confidence ->
    [high] Confidence: high
    [medium] Confidence: medium
   *[low] Confidence: low
}
recommendation-text-next-questions = Answer next: { $questions }
recommendation-text-versions = Catalogue { $catalogue }, engine { $engine }, layers { $layers }, questionnaire { $questionnaire }
