# The public pages.

## Home page

site-home-title = { $site }: know which stack to build on, and why
site-home-description = Plain comparisons of technologies, and a short questionnaire that ends in a reasoned architecture blueprint for your product.
site-home-headline = Know which stack to build on, and why
site-home-lead = Answer a few questions about your product. You get an architecture blueprint: one choice for each layer, what speaks for and against it, what it takes to build, and what would change our mind.
site-home-start = Start your blueprint
site-home-sample = See a sample report
site-home-fact-questions = “Not sure” is an answer.
site-home-fact-questions-text = Plain questions first; the technical ones are for technical people.
site-home-fact-reasons = Every choice has reasons.
site-home-fact-reasons-text = The same answers always give the same result.
site-home-fact-yours = The report is yours.
site-home-fact-yours-text = A page, a PDF and a Markdown file to pass on.
site-home-popular = Matchups worth reading first
site-home-all-matchups = All matchups
site-home-method = How we reach a recommendation
site-home-method-lead = Fixed rules remove what cannot work for you. Every option that remains is scored in the open. No language model writes the advice.
site-home-method-technologies = technologies compared
site-home-method-rules = rules that weigh them
site-home-method-reviewed = last review
site-home-method-trackers = trackers, adverts and third parties on these pages
site-home-method-none = None
site-home-promise-sides = Both sides.
site-home-promise-sides-text = Each recommendation states what speaks against it.
site-home-promise-not-needed = “Not needed” is a result.
site-home-promise-not-needed-text = So is “buy it, do not build it”.
site-home-promise-numbers = No invented numbers.
site-home-promise-numbers-text = Facts carry a source and a date; judgement is called judgement.
site-home-promise-privacy = Your details stay out of it.
site-home-promise-privacy-text = Who you are never changes which technology is recommended.
site-home-people = The people you will talk to
site-home-book-with = Book a call with { $name }
site-home-closing = See what fits your product
site-home-closing-text = You can stop at any point and go on later, on any device.
site-home-book = Book a call

# The length of the questionnaire, at least.
site-effort =
    { $minutes ->
        [one] From about { $minutes } minute, { $questions } questions. No account needed.
       *[other] From about { $minutes } minutes, { $questions } questions. No account needed.
    }

# Between the names of two technologies.
site-versus = vs

## The drawing on the home page

# Before the names of a few changes.
site-drawing-what-if = Change it:
site-drawing-first = as it is
site-drawing-search = search forgives typos
site-drawing-search-because = because search has to forgive typing mistakes.
site-drawing-team = a TypeScript team
site-drawing-team-because = because the team writes TypeScript.
site-drawing-changed = Just changed:
# Read aloud in place of an arrow, between the former product and the new one.
site-drawing-becomes = becomes
site-drawing-unchanged = This is what the answers lead to. Change one, and see what moves.
site-drawing-caption = Part of a real result, from the same rules as your blueprint.

## The sample report

site-sample-title = Sample report
site-sample-description = A complete architecture blueprint for a fictional client: one choice for each layer with its reasons, the plan, the cost and the risks.
# Before the title of the fictional client.
site-sample-note = The client is fictional, but the rules that wrote this report are those that would write yours.

## List of matchups

site-list-title = Technology matchups
site-list-description = Side-by-side comparisons of technologies: what each gives you, what it costs, and when to choose neither.
site-list-lead = Two technologies side by side: what each gives you on day one, what it costs later, and when to choose neither.
site-list-filter = Matchups
site-list-search = Search
site-list-category = Category
site-list-all-categories = All categories
site-list-show = Search
site-list-count =
    { $count ->
        [one] { $count } matchup
       *[other] { $count } matchups
    }
site-list-show-all = Show all
site-list-empty = No matchups found. Try a shorter word, or describe your product instead: the questionnaire compares far more technologies than there are pages.
site-list-start = Start your blueprint

# $category is the id of a category.
site-category =
    { $category ->
        [backend] Backend
        [web] Web front end
        [mobile] Mobile
        [database] Database
        [hosting] Hosting
        [jobs] Background jobs
        [messaging] Messaging
        [workflow] Workflow
        [search] Search
        [auth] Sign-in
        [api] API style
        [ci] Build and deployment
        [iac] Infrastructure as code
        [errors] Error tracking
        [telemetry] Telemetry
        [ai] AI
        [architecture] Architecture
       *[other] { $category }
    }

## A matchup

site-matchup-page-title = { $title }: an honest comparison
site-matchup-breadcrumb = Breadcrumb
site-matchup-breadcrumb-matchups = Matchups
# Followed by the date.
site-matchup-updated = Reviewed
site-matchup-source-count =
    { $count ->
        [one] { $count } source
       *[other] { $count } sources
    }
site-matchup-contents = On this page
site-matchup-glance = At a glance
site-matchup-glance-caption = { $a } and { $b }, criterion by criterion
site-matchup-criterion = Criterion
# Read aloud for the number beside a criterion.
site-matchup-source = Source { $number }
site-matchup-verdict = Verdict
# Above a list of situations.
site-matchup-choose = { $technology } for
site-matchup-neither = Neither?
# The button at the foot of the screen on phones.
site-matchup-docked = Which fits my product?
site-matchup-questions = Common questions
site-matchup-sources = Sources
site-matchup-sources-note = The judgements on this page are ours. The facts were checked against these pages.
# Follows the title of a source, and is followed by the date.
site-matchup-retrieved = read
site-matchup-related = Read next
