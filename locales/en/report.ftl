### Headings, labels and sentences of the report.

## Headings, labels and fixed sentences, as the templates of the report show them.

report-title = Architecture blueprint
report-prepared-for = Prepared for
report-reference = Reference
report-date = Date
report-page = Page
report-of = of
report-contents = Contents
report-summary = Decision
report-layer = Layer
report-choice = Recommended
report-why = Why
report-confidence = Confidence
report-three-reasons = Why this stack
report-next-step = Next step
report-buy-instead = Buy, do not build
report-answers-given = Your answers
report-answers-given-intro = This report rests on these answers alone.
# $names lists the technologies that the client's message names.
report-answers-given-message = This report rests on these answers, and on the technologies that your message names: { $names }.
# The section on the choices, a line per layer.
report-stack = The stack, layer by layer
report-stack-intro = Open a line for the reasons and for when to switch.
report-layers = Decision records
# At the top of the records.
report-layers-intro = One record per layer: the reasons for and against the choice, when to choose something else, and what is ruled out. Points show the weight of a reason within its layer; do not compare them across layers.
# Where the records are a file of their own.
report-layers-file = The file decisions.md has further reasons, the alternatives and the scores. It is linked on the page of this report and attached to its PDF.
# After the choice of a layer: the name of the next best.
report-rival = Next best:
report-undecided = No technology in our catalogue fits these answers
report-reasons = For
report-points = points
report-further = other reasons together
report-total = Total
# The part of a layer that shows points and rules.
report-scored = How this was scored
report-scored-intro = Points weigh a reason within this layer; do not compare them across layers.
# Before the id of a rule, such as R07.
report-rule = Rule
report-against = Against
report-alternatives = Alternatives
report-choose-if = Choose this instead if
# In place of a condition that the report names already.
report-choose-as-for = the condition under “{ $layer }” holds.
# After a choice and its rival: when to choose the rival.
report-choose-second = Choose the second if
# Between a choice and its rival.
report-or = or
report-switch = When to switch
report-excluded = Ruled out by your answers
report-excluded-by-stack = Possible, but not beside the rest of this stack
# After a sentence about one technology that was ruled out.
report-excluded-others = The same applies to { $others }.
report-family = Category
report-licence = Licence
report-not-needed = Layers you do not need now
report-decide = Decide first
report-decide-intro = Only you can settle these, and each may change the rest.
# The technologies that the client's message names.
report-requests = What you asked for
report-requests-intro = Your message names these. If one of them is a must, tell us: the rest of the stack may then change.
report-change = Smallest change
report-risks = Risks
report-buy-brings = What it brings
report-buy-connect = What to connect
report-buy-lacks = What it does not do
report-buy-price = Price
report-if-you-build = If you build anyway
report-if-you-build-intro = We advise against it for now. If you do build, this is the stack that fits your answers, and what it takes.
report-risks-intro = Most severe first, for your answers.
report-risk = What can happen
report-risk-action = What to do
report-risk-chance = Chance
report-risk-damage = Damage
report-more-risks = Further risks
# Below the most severe ones.
report-more-risks-follow = The appendix lists further risks.
report-appendix = Appendix
report-appendix-intro = For those who carry out the plan, and those who check it.
report-risk-owner-label = Owner
report-source = Source
report-next-questions = Questions worth answering next
report-next-questions-intro = These answers would improve the recommendation most. The most useful one comes first.
report-next-steps = Next steps
report-matchups = Related comparisons
report-matchups-intro = Our comparison pages weigh these technologies in general, beyond your answers.
report-stability = Certainty
report-clear = clear
report-close-call = close call
report-toss-up = toss-up
report-follows-answers = follows from your answers
report-follows-stack = follows from the stack
report-relaxations = When nothing fits
report-relaxations-intro = For at least one layer, no technology meets your requirements. Each of these changes would make a choice possible.
report-flips = What would change it
report-flips-intro = What one changed answer would do while all others stay. Other changes may do so too.
report-data-model = Starter data model
report-data-model-intro = What most products of this kind store, adapted to your answers and to the database chosen above.
report-roadmap = Plan
report-roadmap-intro = From the first conversation on. Weeks include waiting for reviews and decisions; person-weeks count the work alone, so not everyone works on it all the time.
# What the bars of the phases show.
report-bars = Solid: at least; pale: at most.
report-phase = Phase
# Below the phases.
report-tasks-follow = The appendix lists the tasks of each phase.
report-tasks = Tasks by phase
report-triggers = Later: when to add what
report-triggers-intro = Add nothing before one of its limits is exceeded. One exceeded limit is enough for its row.
report-when = When
report-then = Then
report-cost = Cost
report-cost-parts = What adds up to it
# Below the estimates.
report-cost-parts-follow = The appendix shows what adds up to these figures.
report-cost-breakdown = How the cost adds up
report-sum-if-built = Would building fit?
report-effort = To build
report-effort-if-built = First version, if you build
report-factor = Factor
report-adds-weeks = Person-weeks
report-open-part = open
report-running-cost = To run
report-running-cost-if-built = To run, if you build
report-driver = Driver
report-adds-month = Per month
report-open = Open questions
report-open-intro = You were asked this and left it open. An answer may change the recommendation or what it costs.
report-not-answered = not answered
# $answer is an answer given, such as “Something else”.
report-open-answered = “{ $answer }” leaves it open
report-not-sure = you were not sure
report-nothing-open = You have answered every question that the recommendation depends on.
report-provenance = How this report was made
report-fingerprint = Fingerprint (SHA-256 of the recommendation)
report-disclosure = This report was computed from your answers by published rules and scores; no person chose the result. We also sell design and development services. The scores ignore that interest: a technology gains nothing if we could be hired to build with it.
# Where wide tables and drawings scroll on a small screen.
report-scroll = Scroll sideways to see all of it.
report-contact = Contact
# After the name of a person, before an address of a page.
report-book = Book a call
report-robustness-intro = Each figure shows how often a choice stays the same: in 256 fixed trials in which every weight varies by up to a fifth, and in 64 trials with likely answers to the questions that you left open. The lower figure counts. At 90% or more, a choice is clear, unless the next best is almost level in points; then, and from 60%, it is a close call; below that, a toss-up.
report-sources = Sources
report-sources-intro = Where we read the facts about these technologies, and when. All other facts in the catalogue have sources as well.
report-read-on = read on

## What is recommended, in one sentence without a full stop.

# $parts lists products; $hosted is yes or no, $hosting what they run on. $certainty is low or usual.
report-statement = { $certainty ->
    [low] Start from { $parts }
   *[usual] Build on { $parts }
}{ $hosted ->
    [yes] , hosted on { $hosting }
   *[no] {""}
}
report-statement-buy = Start with { $product } instead of building

## Versions of a report. $version is a number from 2 on.

report-corrected = Version { $version }, corrected on { $date }
report-corrections-intro = What was corrected, and what that changed.
report-no-effect = Nothing else in this report changed.
# Under the date of a PDF that is not the one that was mailed. $date: when it was made.
report-pdf-made-again = Made again on { $date } from the data of this report by a newer version of our software. Layout and standard wording may differ from the PDF we mailed.

## The decision box.

# $field is launch, build, run or sure.
# $covers is first_release, first_part of a larger whole, or replacement, all parts of it.
report-decision-label = { $field ->
    [launch] Team and time
    [build] { $covers ->
        [first_part] First part
        [replacement] Replacement
       *[first_release] First version
    }
    [run] To run
   *[sure] How sure
}
# $people and $weeks are ranges, $people_max the upper end of the first.
report-decision-team = { $people_max ->
    [one] { $people } person, { $weeks } weeks
   *[other] { $people } people, { $weeks } weeks
}
report-decision-setup-time = { $weeks } weeks of work for one person
report-decision-setup-wait = The trial and what you wait for come on top.
report-decision-amount = { $amount } { $currency }
report-decision-most = Up to { $amount } { $currency }
report-decision-month = { $amount } a month
# $share is all, part or open: how much of the work is paid for.
report-decision-effort = { $share ->
    [all] For { $weeks } person-weeks of work.
    [part] For { $percent }% of { $weeks } person-weeks; your own people do the rest.
   *[open] If others do all { $weeks } person-weeks; what your own people build costs no fee.
}{ $covers ->
    [first_part] {" "}The later parts cost extra.
    [replacement] {" "}The parts that move after the first release are included.
   *[first_release] {""}
}
report-decision-run =
    { $converted ->
        [yes] In { $currency }, for machines and services, at { $least } to { $most } for one euro or US dollar.
       *[no] For machines and services, in euros or US dollars, added up unconverted.
    }
report-decision-setup = If others set it up ({ $what }), in { $weeks } person-weeks, of which the upper figure should do in most cases; what your own people do costs no fee.
# $plan is what the product costs, $added what is connected to it: ranges, empty where the amount is converted.
report-decision-price =
    { $extensions ->
        [named] For { $product } ({ $plan }) and extensions for what you connect ({ $added }), in { $currency }.
        [yes] For { $product }, in { $currency }, with an estimate for what is connected to it.
       *[no] For { $product }, in { $currency }, without paid extensions.
    }
report-decision-open = No figure yet
report-decision-depends = It depends on { $questions }
# $line is build, launch or run.
report-decision-unsaid = { $line ->
    [build] You gave no budget.
    [launch] You gave no date.
   *[run] You gave no monthly limit.
}
# $limit is the answer, $amount a figure of the line, $count the number that a plural follows. $verdict: free, fits, within, may_exceed, short or open.
report-decision-said = You said “{ $limit }”: { $verdict ->
    [free] nothing to compare with.
    [fits] it fits.
    [within] { $line ->
        [launch] it fits if you can wait { $amount } weeks from the start of the work.
       *[other] it fits if you can spend { $amount } of it.
    }
    [may_exceed] { $line ->
        [launch] it may take up to { $amount } { $count ->
            [one] week
           *[other] weeks
        } longer.
        [shared] { $most } pays for { $paid } person-weeks, and your own people would have to do the rest.
       *[other] it may cost up to { $amount } more.
    }
    [short] { $line ->
        [launch] it is short by { $amount } { $count ->
            [one] week
           *[other] weeks
        }.
       *[other] it is short by { $amount }.
    }
   *[open] { $line ->
        [launch] with a date, we can say whether it fits.
       *[other] with an upper limit, we can say whether it fits.
    }
}

## Summary.

# $confidence is high, medium or low.
report-confidence-level = { $confidence ->
    [high] High
    [medium] Medium
   *[low] Low
}
# Where all choices are equally certain: clear, close_call or toss_up.
# $open is yes where questions are open, otherwise no; $conflict where answers are in conflict.
report-certainty-shared = { $stability ->
    [clear] { $conflict ->
        [yes] As far as your answers agree
       *[no] Within your answers
    }, every choice below is clear: other weights{ $open ->
        [yes] , or likely answers to open questions,
       *[no] {""}
    } rarely change any of them.
    [close_call] Every choice below is a close call: other weights{ $open ->
        [yes] , or answers to open questions,
       *[no] {""}
    } sometimes change one of them.
   *[other] Every choice below is a toss-up: other weights{ $open ->
        [yes] , or answers to open questions,
       *[no] {""}
    } often change one of them.
}
# $doubts lists what keeps the confidence low: doubts as below. $close is yes where a runner-up is almost as good.
report-confidence-meaning = { $confidence ->
    [high] Your answers point clearly to this stack{ $close ->
        [yes] , except for the close calls below.
       *[no] .
    }
    [medium] This stack fits best so far, but { $doubts }.
   *[low] Treat this as a direction to discuss and not as a decision: { $doubts }.
}
# Where budget, time or monthly limit do not hold what is planned.
report-confidence-limits = Besides, your limits do not allow for what it takes.
# A part of a sentence. $doubt is purpose, message, conflict, nothing_fits, too_much_work, toss_up, open or close; $layers names
# the toss-ups.
report-confidence-doubt = { $doubt ->
    [purpose] what you want to build is still open
    [message] your message asks for technology that your team does not know
    [conflict] some of your answers are in conflict
    [nothing_fits] nothing fits at least one layer
    [too_much_work] the stack asks more than your team can run
    [toss_up] for { $layers } the next best is about as good
    [open] questions that could change it are open
   *[close] a changed answer could change a layer
}
report-summary-reason = { $technology }: { $reason }

## Drawings and what screen readers say instead of them.

report-diagram = The drawing
# A row of the diagram; $parts lists what is in it.
report-diagram-row = { $row ->
    [people] Who uses it: { $parts }.
    [clients] Clients: { $parts }.
    [front] In front of the border: { $parts }.
    [access] API and access: { $parts }.
    [application] Application: { $parts }.
    [data] Data: { $parts }.
    [work] Jobs, messages and files: { $parts }.
    [services] Outside the border: { $parts }.
   *[operations] Operations: { $parts }.
}
report-diagram-part = { $technology } ({ $layer })
# The title of the border around what the client answers for. $pattern is the architecture; $known is yes or no.
report-diagram-border = { $known ->
    [yes] Your trust border: { $pattern }
   *[no] Your trust border
}
# What a line carries. $flow is use, https, mqtt, requests, data, work or services.
report-diagram-flow = { $flow ->
    [use] use
    [https] HTTPS
    [mqtt] HTTPS, MQTT
    [requests] requests
    [data] reads, writes
    [work] jobs, events
   *[services] calls
}
# What kind of box it is. $what is people, browser, programs, devices, systems or old.
report-diagram-outside = { $what ->
    [people] Users
    [browser] Client
    [programs] Other programs
    [devices] Devices
    [old] Today’s system
   *[systems] Connected system
}
# $audience is internal_staff, b2b_customers, consumers, devices or anything else.
report-diagram-people = { $audience ->
    [internal_staff] Your own staff
    [b2b_customers] People in client companies
    [consumers] The general public
   *[other] People
}
# $who is partners or public_devs.
report-diagram-programs = { $who ->
    [partners] Programs of partners
   *[public_devs] Programs of any developer
}
report-diagram-devices = Devices in the field
report-diagram-browser = Web browser
report-entities = Tables and their references
report-entities-text = Each line leads from a table to one above it that it references; the crow's foot marks the side with many rows. The tables and their references: { $tables }.
report-robustness = How certain each choice is
report-robustness-share = { $percent }%, { $stability }
report-robustness-row = { $layer }: { $percent }%, { $stability }.
report-robustness-limit = { $percent }%
report-comparison = { $layer }: { $choice } compared with { $rival }
report-comparison-score = { $technology }, { $score } points
report-comparison-fit = Fit with your situation
report-comparison-together = Fit with the rest of the stack
report-comparison-veto = Veto
report-comparison-rest = All other criteria
# The points of the choice and of its rival, by criterion and in all.
report-comparison-text = { $choice } : { $rival }. { $criteria }. Total { $choice_score } : { $rival_score }.
report-comparison-criterion = { $criterion } { $choice_points } : { $rival_points }

## Roadmap, effort and cost.

# $people is a range, $people_max its upper end.
report-roadmap-total = { $people_max ->
    [one] { $weeks } weeks with { $people } person.
   *[other] { $weeks } weeks with { $people } people.
}
# $weeks is a range, $weeks_max its upper end.
report-phase-weeks = { $weeks_max ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
}
report-phase-ongoing = ongoing
report-trigger-limit = { $measure } above { $limit } { $unit }
report-trigger-percent = { $measure } above { $limit }%
# $limits lists limits that the answers exceed from the first day.
report-trigger-now = Now, by your answers: { $limits }
report-trigger-or = { $first }, or { $second }
report-effort-range = { $weeks } person-weeks
report-factor-times = { $factor } × { $times }
report-cost-range = { $amount } { $currency } per month
report-cost-size = Sized for { $size }.
# $given is the number of people that the client gave; the load asks for a larger size.
report-cost-size-raised = You named { $given }. This is sized for { $size }, because many use it at once; what is billed for each account keeps your number.
# What the prices of running costs are in; vendors charge in either.
# $currency is the code of a currency, or several.
report-cost-currency = { $currency ->
    [EUR] euros
    [USD] US dollars
    [GBP] pounds sterling
   *[other] euros or US dollars
}
report-cost-sizes = Sized for between { $smallest } and { $largest }.
# $share is a sentence about the part of the effort that the budget pays for.
report-effort-rate = Priced at { $rate } { $currency } a person-week. { $share }
# $questions are labels of questions in quotation marks.
report-estimate-open = No figure yet: it depends on { $questions }
report-estimate-open-note = Until then, the upper figure would be more than five times the lower one, which is no help in planning.
report-phase-open = length still open

## The sum: what is needed against budget, launch date and monthly limit. $line is build, launch or run.

report-sum-label = { $line ->
    [build] Budget
    [launch] Launch
   *[run] Monthly cost
}
# $verdict is fits, may_exceed, short or cannot_be_said.
report-sum-verdict = { $verdict ->
    [fits] Fits
    [may_exceed] May exceed
    [short] Short
   *[cannot_be_said] Cannot be said
}
report-sum-question = “{ $question }”
report-sum-need-build = { $weeks } person-weeks come to { $amount } { $currency }.
# $percent is the part of the effort that the budget pays for.
report-sum-need-build-part = { $percent }% of { $weeks } person-weeks come to { $amount } { $currency }.
# Who builds is open: the client's own people cost no fee. $most is the price if others build everything.
report-sum-need-build-open = If others build all { $weeks } person-weeks, they cost up to { $most } { $currency }; what your own people build costs no fee.
report-sum-need-launch = The plan takes { $weeks } weeks.
report-sum-need-run = Running it costs { $amount } { $currency } a month.
# $weeks are weeks of one person.
report-sum-need-setup = Setting it up takes { $weeks } weeks of one person.
# What a purchase takes to set up, if others do it. $what lists what there is to do.
report-sum-need-setup-cost = If others set it up ({ $what }), { $weeks } person-weeks cost up to { $most } { $currency }; what your own people do costs no fee.
report-sum-need-price =
    { $extensions ->
        [yes] { $product } costs { $amount } { $currency } a month, with an estimate for what you connect to it.
       *[no] { $product } costs { $amount } { $currency } a month, without paid extensions.
    }
report-sum-need-open = { $line ->
    [build] The cost of building depends on { $questions }
    [launch] The length depends on { $questions }
   *[run] The monthly cost depends on { $questions }
}
# $limit is the answer as the question offers it, such as 15,000 to 50,000.
report-sum-fits = { $line ->
    [build] That fits your budget (“{ $limit }”).
    [launch] That fits the time you gave (“{ $limit }”).
   *[run] That fits your monthly limit (“{ $limit }”).
}
# $amount is the upper figure, which lies between the two ends of the limit.
report-sum-fits-within = { $line ->
    [build] That fits your budget (“{ $limit }”) if you can spend { $amount } of it.
    [launch] That fits the time you gave (“{ $limit }”) if you can wait { $amount } weeks from the start of the work.
   *[run] That fits your monthly limit (“{ $limit }”) if you can spend { $amount } of it.
}
report-sum-free = Your answer sets no limit (“{ $limit }”).
report-sum-may-exceed = { $line ->
    [build] That may exceed your budget (“{ $limit }”) by up to { $gap }.
    [shared] { $most } of your budget (“{ $limit }”) pays for { $paid } person-weeks, and your own people would have to do the rest.
    [launch] That may exceed the time you gave (“{ $limit }”) by up to { $gap } { $count ->
        [one] week
       *[other] weeks
    }.
   *[run] That may exceed your monthly limit (“{ $limit }”) by up to { $gap }.
}
report-sum-short = { $line ->
    [build] Your budget (“{ $limit }”) falls short by { $gap }.
    [launch] The time you gave (“{ $limit }”) falls short by { $gap } { $count ->
        [one] week
       *[other] weeks
    }.
   *[run] Your monthly limit (“{ $limit }”) falls short by { $gap }.
}
report-sum-no-upper-limit = { $line ->
    [build] Your budget (“{ $limit }”) has no upper end. With an amount, we can say whether it fits.
    [launch] The time you gave (“{ $limit }”) has no end. With a date, we can say whether it fits.
   *[run] Your monthly limit (“{ $limit }”) has no upper end. With an amount, we can say whether it fits.
}
report-sum-unknown = Whether that fits depends on { $questions }
report-sum-widen = { $line ->
    [build] raise the budget to “{ $limit }”
    [launch] allow more time: “{ $limit }”
   *[run] raise the monthly limit to “{ $limit }”
}
report-sum-raise = { $line ->
    [build] raise the budget to { $amount } { $currency }
    [launch] allow { $amount } weeks
   *[run] raise the monthly limit to { $amount }
}
report-sum-or = { $first }, or { $second }
# $change is what to leave out, such as: start without a phone app.
report-sum-stay-within = To be sure to stay within it, { $change }.
# Where leaving out parts is not enough.
report-sum-watch = { $line ->
    [launch] Decide before you start which parts may follow after the date.
    [shared] Settle who builds which part before you decide.
    [run] Price the largest parts at their providers before you decide, and begin without what can wait.
   *[other] Get fixed prices for the largest parts before you decide.
}

# Leaving out parts helps and is not enough. $watch is the sentence above, $change as in report-sum-stay-within.
report-sum-reduce = { $watch } To lower it, { $change }; then it { $line ->
    [launch] may still take up to { $most } weeks.
   *[other] may still cost up to { $most }.
}

## The data model as text. $store is a database, such as PostgreSQL.

report-script-sql = Data model as SQL for { $store }
report-script-sql-intro = Run these statements in an empty { $store } database.
report-script-outline = Data model as an outline for { $store }
report-script-outline-intro = What to store in { $store }, how it is found, and what refers to what.
report-script-measurements = Measurements in { $store }
report-script-measurements-intro = The measurements are kept here, apart from the system of record.
# Comments at the top of the text. $version is the oldest version that it is for.
report-script-comment = Starter data model for { $store } { $version } or later.
report-script-comment-any = Starter data model for { $store }.
report-script-measurements-comment = Measurements for { $store }.
# $files is a list, such as schema.sql and measurements.sql; $count is their number.
report-attached = { $count ->
    [one] The file { $files } is linked on the page of this report and attached to its PDF.
   *[other] The files { $files } are linked on the page of this report and attached to its PDF.
}

## What to buy. The place of a product among the candidates.

report-buy-first = Try first
report-buy-other = Or

## Risks.

report-risk-owner = { $owner ->
    [client] you
    [consultancy] the development team
   *[provider] the provider
}
# A chance or a damage alone.
report-risk-level = { $level ->
    [low] Low
    [medium] Medium
   *[high] High
}
# $chance and $damage are each low, medium or high.
report-risk-rating = { $chance ->
    [low] Low chance
    [medium] Medium chance
   *[high] High chance
}, { $damage ->
    [low] low damage
    [medium] medium damage
   *[high] high damage
}

## Sources, comparison pages and versions.

report-source-support = { $technology } is supported until { $date }
report-source-fact = { $subject }: { $fact }
report-reviewed-on = The scores of the chosen technologies were last reviewed on { $date }.
report-reviewed-between = The scores of the chosen technologies were last reviewed between { $first } and { $last }.
report-matchup-both = Your stack has both { $first } and { $second }.
# What became of the other technology on the page: alternative, ruled_out or other.
report-matchup-choice = { $other ->
    [alternative] { $technology } is our choice for you, and { $rival } an alternative to it.
    [ruled_out] { $technology } is our choice for you; { $rival } is ruled out.
   *[other] { $technology } is our choice for you.
}
report-version-engine = Engine
report-version-catalogue = Catalogue
report-version-layers = Layers
report-version-questionnaire = Questionnaire

## Next steps, in order.

# $data is shop, pages or records.
report-step-buy = Try { $product } for a week with { $data ->
    [shop] some of your products and made-up orders
    [pages] some of your own pages
   *[records] made-up records
}, and list what it cannot do. Keep it only if you can do without what is on the list.
report-step-buy-connect = Try the connections during that week as well, and keep the domain and the data in your own name.
report-step-conflict = Resolve the conflict in your answers first. { $change }
report-step-conflict-named = Resolve the conflict in your answers first; “Decide first” names the smallest change.
report-step-question = Find out the answer that would change this report most, “{ $question }”, and add it under “Your report” on its page: you get a new version.
report-step-settle = Settle the open questions with the people who will use the product before anyone builds. Until then, this stack is a direction and not a decision.
# $how is test_network, in_use_protected, in_use, health, protected, pages or new; $with names back end and database in parentheses, after a space, or is empty.
report-step-build = { $how ->
    [test_network] Carry out the discovery of the plan. Then build one small feature end to end{ $with } and install it in a test environment without real data before you build the rest.
    [in_use_protected] Carry out the discovery of the plan. Then rebuild one small part of today's system end to end{ $with }, and let a few of its users try it with made-up records before you rebuild the rest.
    [in_use] Carry out the discovery of the plan. Then move one small part of today's system end to end{ $with }, and let real users judge it before you move the rest.
    [health] Carry out the discovery of the plan. Then build one small feature end to end{ $with }, and let a few of its later users try it with made-up records before you build the rest. Real records wait until the agreements on health data are signed.
    [protected] Carry out the discovery of the plan. Then build one small feature end to end{ $with }, and let a few of its later users try it with made-up records before you build the rest.
    [pages] Publish one page, from the text to the new host, and let an editor and a reader judge it before you build the rest.
   *[new] Carry out the discovery of the plan. Then build one small feature end to end{ $with }, and deploy it where real users can reach it before you build the rest.
}
report-step-risks = Confirm the owner of each risk, and set a date for the next review.
report-step-alternatives = Go through when another choice would be better with { $team ->
    [yes] those who build it
   *[no] the person who will be responsible for the technology
}: “When to switch” on the page of this report, or “Alternatives” in decisions.md. If a line describes you, tell us and we will update the recommendation.
