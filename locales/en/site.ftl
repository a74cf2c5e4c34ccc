# The public pages.

## Home page

site-home-title = { $site }: find the technology stack that fits your product
site-home-description = Honest technology comparisons, and a short questionnaire that ends in a reasoned architecture blueprint for your product.
site-home-kicker = Technology choices, reasoned
site-home-headline = The stack that fits your product, your team and your budget
site-home-lead = Answer a short questionnaire about what you are building. You receive an architecture blueprint: one choice for each layer, the reasons for and against it, and what would change our mind.
site-home-start = Start your blueprint
site-home-read = Read the matchups
site-home-effort = A few minutes for the questions that matter. Save at any time and continue later, on any device.
site-home-example-note = Produced by the same rules as your blueprint. The full report explains every line.
site-home-how = How it works
site-home-how-describe = You describe the product
site-home-how-describe-text = Ten short steps: users, channels, data, team, rules, budget. “Not sure” is a good answer wherever it is an honest one.
site-home-how-rules = The rules are applied
site-home-how-rules-text = Fixed rules remove what cannot work for you. Every remaining option is scored in the open. No model makes things up, and the same answers give the same result.
site-home-how-blueprint = You get the blueprint
site-home-how-blueprint-text = A page, a PDF and a Markdown file: the stack layer by layer, with reasons, alternatives, risks and next steps. Forward it to whoever has to agree.
site-home-popular = Matchups worth reading first
site-home-all-matchups = All matchups
site-home-promise = What we hold ourselves to
site-home-promise-sides = Both sides.
site-home-promise-sides-text = Each recommendation states what speaks against it.
site-home-promise-not-needed = “Not needed” is a result.
site-home-promise-not-needed-text = So is “buy it, do not build it”.
site-home-promise-numbers = No invented numbers.
site-home-promise-numbers-text = Facts carry a source and a date; judgement is called judgement.
site-home-promise-privacy = Your details stay out of it.
site-home-promise-privacy-text = Who you are never changes which technology is recommended.

## List of matchups

site-list-title = Technology matchups
site-list-description = Side-by-side comparisons of technologies: what each gives you, what it costs, and when to choose neither.
site-list-lead = Two technologies side by side: what each gives you on day one, what it costs later, and when to choose neither.
site-list-filter = Matchups
site-list-search = Search
site-list-category = Category
site-list-all-categories = All categories
site-list-show = Show
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
site-matchup-updated = Updated
site-matchup-contents = On this page
site-matchup-glance = At a glance
site-matchup-glance-caption = { $a } and { $b }, criterion by criterion
site-matchup-criterion = Criterion
site-matchup-verdict = Verdict
site-matchup-choose = Choose { $technology } for
site-matchup-neither = Neither?
site-matchup-questions = Common questions
site-matchup-sources = Sources
site-matchup-sources-note = The judgements on this page are ours. The facts were checked against these pages.
# Follows the title of a source, and is followed by the date.
site-matchup-retrieved = read
site-matchup-related = Read next
