# Dates, durations and lists inside sentences.

date-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
date-long = { $day } { date-month } { $year }
# $time is in hours and minutes.
date-time-long = { date-long }, { $time } UTC

duration-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
duration-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
duration-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

# $most are the items before the last one, with commas between them.
list-and = { $most } and { $last }
