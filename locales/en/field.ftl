# What is wrong with one field, and what to do. Starts in lower case and has no full stop: it follows the name of the
# field; pages make it a sentence.

## Answers

field-question-unknown = there is no question `{ $question }`
field-question-unknown-suggest = { field-question-unknown }; did you mean `{ $suggestion }`?
field-step-unknown = there is no step `{ $step }`
field-step-unknown-suggest = { field-step-unknown }; did you mean `{ $suggestion }`?
field-step-other = `{ $question }` belongs to the step `{ $home }`, not to `{ $step }`
field-option-unknown = there is no option `{ $option }`
field-option-unknown-suggest = { field-option-unknown }; did you mean `{ $suggestion }`?
field-too-many = choose at most { $max } ({ $given } given)
field-exclusive = `{ $option }` cannot be combined with other options
field-required-one = choose one option
field-required-some = choose at least one option

## Types

field-type-option = must be the ID of one option, as a string
field-type-options = must be a list of option IDs, each a string
field-type-contact = must be an object with name, work_email, company and country; phone, best_time, call, news and message are optional
field-type-text = must be a string
field-type-boolean = must be true or false

## Text

field-too-long = use at most { $max } characters ({ $given } given)
field-line-breaks = enter a single line, without line breaks
# $character is a code point such as U+0000.
field-control-character = remove the invisible control character { $character }

## Contact

field-contact-unknown = there is no contact field `{ $field }`
field-contact-unknown-suggest = { field-contact-unknown }; did you mean `{ $suggestion }`?
field-required-name = enter your name
field-required-email = enter the email address to send the report to
field-required-company = enter the name of your company or project
field-required-country = choose your country
field-phone = enter a phone number with its country code, such as +49 30 123456
field-required-consent = tick the box so that we can send you the report
field-country = enter a two-letter country code, such as `DE` or `IN`
field-country-code = enter the two-letter code `{ $code }` for { $country }

## Email addresses

field-email = enter an email address such as ada@example.com
field-email-space = spaces are not allowed before the @
# $character is in quotation marks.
field-email-character = { $character } is not allowed before the @; use unaccented letters, digits and . _ + -
field-email-dots = the part before the @ cannot start or end with a dot, or have two dots in a row
field-email-too-long = use at most { $local } characters before the @, and at most { $total } in total
# $domain is in quotation marks.
field-email-domain = { $domain } is not a domain that can receive email; enter an address such as ada@example.com
# $error is one of the messages above.
field-mailbox = enter a mailbox such as `Grace Hopper <grace@example.org>`: { $error }

## Other parameters

field-matchup-unknown = there is no matchup { $slug }; /api/v1/matchups lists them all
field-campaign-too-many = send at most { $max } campaign parameters
field-campaign-invalid = names and values of campaign parameters can have at most { $max } characters, and no control characters
field-referrer-invalid = must not contain control characters
field-snooze-until = { $until } is not between 1 minute and 1 year from now
field-resume-email = enter an email address such as ada@example.com
field-proof = this number does not solve the challenge of the report
field-share-name = enter a name, so that you know later whom the link is for
field-share-name-long = use at most { $max } characters
