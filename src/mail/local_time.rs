//! The time of day where a prospect is, for countries with one time zone.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc, Weekday};

/// Countries (ISO 3166-1 alpha-2) with one time zone, by minutes ahead of UTC. Left out are those with several, and those
/// whose summer time follows rules of their own.
const ALL_YEAR: [(i32, &str); 24] = [
    (-360, "BZ CR GT HN NI SV"),
    (-300, "CO JM KY PA PE"),
    (
        -240,
        "AG AI AW BB BL BO BQ CW DM DO GD GP GY KN LC MF MQ MS PR SX TT VC VE VG VI",
    ),
    (-180, "AR GF PY SR UY"),
    (-60, "CV"),
    (0, "BF CI GH GM GN GW IS LR ML MR SH SL SN ST TG"),
    (60, "AO BJ CF CG CM DZ GA GQ NE NG TD TN"),
    (120, "BI BW LS LY MW MZ NA RW SD SS SZ ZA ZM ZW"),
    (
        180,
        "BH BY DJ ER ET IQ JO KE KM KW MG QA SA SO SY TR TZ UG YE YT",
    ),
    (210, "IR"),
    (240, "AE AM AZ GE MU OM RE SC"),
    (270, "AF"),
    (300, "KZ MV PK TJ TM UZ"),
    (330, "IN LK"),
    (345, "NP"),
    (360, "BD BT KG"),
    (390, "MM"),
    (420, "KH LA TH VN"),
    (480, "BN CN HK MO MY PH SG TW"),
    (540, "JP KP KR PW TL"),
    (600, "GU MP"),
    (660, "NC SB VU"),
    (720, "FJ MH NR TV WF"),
    (780, "TK TO WS"),
];

/// The same for countries with the summer time of the European Union: one hour more from the last Sunday of March to the
/// last Sunday of October, each at 01:00 UTC.
const EUROPEAN: [(i32, &str); 3] = [
    (0, "FO GB GG IE IM JE"),
    (
        60,
        "AD AL AT BA BE CH CZ DE DK FR GI HR HU IT LI LU MC ME MK MT NL NO PL RS SE SI SJ SK SM VA",
    ),
    (120, "AX BG CY EE FI GR LT LV RO UA"),
];

/// The time in a country, as an offset from UTC; `None` if the country has more than one time.
#[must_use]
pub fn local_time(country: &str, at: DateTime<Utc>) -> Option<DateTime<FixedOffset>> {
    let of = |table: &[(i32, &str)]| {
        let mut rows = table.iter();
        rows.find(|(_, codes)| codes.split(' ').any(|code| code == country))
            .map(|(minutes, _)| *minutes)
    };
    let minutes = of(&ALL_YEAR).or_else(|| {
        let summer = if is_european_summer(at) { 60 } else { 0 };
        of(&EUROPEAN).map(|minutes| minutes + summer)
    })?;
    Some(at.with_timezone(&FixedOffset::east_opt(minutes * 60)?))
}

fn is_european_summer(at: DateTime<Utc>) -> bool {
    let change = |month| {
        let sunday = last_sunday(at.year(), month)?;
        Some(sunday.and_hms_opt(1, 0, 0)?.and_utc())
    };
    match (change(3), change(10)) {
        (Some(start), Some(end)) => (start..end).contains(&at),
        _ => false,
    }
}

/// The last Sunday of a month with 31 days.
fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    let days = last.weekday().days_since(Weekday::Sun);
    last.checked_sub_signed(TimeDelta::days(days.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    fn at(country: &str, time: &str) -> Option<String> {
        let time = local_time(country, time.parse().unwrap())?;
        Some(time.format("%H:%M").to_string())
    }

    #[test]
    fn the_clock_of_a_country_with_one_time_is_known() {
        assert_eq!(at("JP", "2026-08-02T09:05:07Z").unwrap(), "18:05");
        assert_eq!(at("NP", "2026-08-02T09:05:07Z").unwrap(), "14:50");
        assert_eq!(at("CO", "2026-08-02T03:05:07Z").unwrap(), "22:05");
        for several in ["US", "ES", "PT", "BR", "EG", "", "XX"] {
            assert_eq!(at(several, "2026-08-02T09:05:07Z"), None, "{several}");
        }
    }

    #[test]
    fn summer_time_begins_and_ends_at_one_in_the_morning_of_a_sunday() {
        for (time, shown) in [
            ("2026-03-29T00:59:59Z", "01:59"),
            ("2026-03-29T01:00:00Z", "03:00"),
            ("2026-10-25T00:59:59Z", "02:59"),
            ("2026-10-25T01:00:00Z", "02:00"),
            ("2027-03-28T01:00:00Z", "03:00"),
        ] {
            assert_eq!(at("DE", time).unwrap(), shown, "{time}");
        }
        assert_eq!(at("GB", "2026-07-01T12:00:00Z").unwrap(), "13:00");
        assert_eq!(at("FI", "2026-12-01T12:00:00Z").unwrap(), "14:00");
    }

    #[test]
    fn every_code_is_one_of_a_country_and_stands_once() {
        let questionnaire = Content::embedded().unwrap().questionnaire;
        let mut codes: Vec<&str> = ALL_YEAR
            .iter()
            .chain(&EUROPEAN)
            .flat_map(|(_, codes)| codes.split(' '))
            .collect();
        for code in &codes {
            assert!(questionnaire.country(code).is_some(), "{code}");
        }
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
