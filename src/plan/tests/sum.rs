//! The sum: verdicts follow the figures, changes remove what they name, and known cases come out as a person would.

use std::collections::BTreeMap;

use super::*;

/// The plan for a prospect of `web/prospects/`.
fn prospect(name: &str) -> Plan {
    let path = format!("{}/web/prospects/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    of(file["answers"].clone())
}

fn driver<'a>(plan: &'a Plan, id: &str) -> Option<&'a Driver> {
    plan.running_cost.drivers.iter().find(|one| one.id == id)
}

#[test]
fn a_bakery_is_short_of_money_and_time_and_is_advised_how_to_fit() {
    let plan = prospect("bakery");
    for line in [&plan.sum.build, &plan.sum.launch] {
        assert_eq!(line.verdict, Verdict::Short, "{line:#?}");
        assert!(!line.changes.is_empty());
    }
    assert_eq!(plan.sum.build.limit.as_ref().unwrap().to, Some(15_000));
    let run = &plan.sum.run;
    assert!(run.need.unwrap().to > 100, "{run:#?}");
    assert!(matches!(run.verdict, Verdict::Short | Verdict::MayExceed));
}

#[test]
fn a_limit_in_another_currency_is_compared_after_converting_the_cost() {
    let plan = prospect("air-gapped-defence");
    let (month, run) = (plan.running_cost.month, plan.sum.run.need.unwrap());
    assert_eq!(plan.sum.currency, "CAD");
    assert!(plan.sum.exchange.from > 100, "{:?}", plan.sum.exchange);
    assert!(
        run.from > month.from && run.to > month.to * 3 / 2,
        "{run:?} of {month:?}"
    );
    // Prices in euros or dollars are compared as they are.
    let shop = prospect("bakery");
    assert_eq!(shop.sum.run.need, Some(shop.running_cost.month));
}

#[test]
fn a_purchase_is_priced_with_the_extensions_and_the_work_that_it_calls_for() {
    let buy = |integrations: serde_json::Value| {
        let plan = of(json!({
            "product": "ecommerce_marketplace", "budget": "lt15k", "team_size": "1_2", "skills": ["js_ts"],
            "run_budget": "lt100", "integrations": integrations, "hosting": "no_pref"
        }));
        plan.purchase.unwrap()
    };
    let (plain, connected) = (
        buy(json!(["payments"])),
        buy(json!(["payments", "accounting"])),
    );
    let most = |sum: &PurchaseSum| sum.run.as_ref().unwrap().need.unwrap().to;
    assert_eq!(most(&connected), most(&plain) + 30);
    assert_eq!(connected.run.unwrap().verdict, Verdict::MayExceed);
    // A team that can adapt a theme has the weeks for it in the sum.
    assert_eq!(plain.launch.need, Some(Range { from: 2, to: 6 }));
}

#[test]
fn devices_and_messages_are_priced_apart_from_people() {
    let fleet = prospect("iot-fleet");
    assert_eq!(fleet.running_cost.sizes, ["1,000 to 10,000 people a month"]);
    let messages = driver(&fleet, "messages").unwrap();
    assert!(driver(&fleet, "devices").is_some() && messages.from >= 10_000);
    let month = fleet.running_cost.month;
    assert!(month.from >= 15_000 && month.to <= 120_000, "{month:?}");
}

#[test]
fn a_load_above_the_number_of_people_raises_the_size_and_says_so() {
    let sizes = |concurrency: &str| {
        let plan = portal(json!({"mau": "lt1k", "concurrency": concurrency}));
        (plan.running_cost.sizes, plan.running_cost.given_size)
    };
    let small = "up to 1,000 people a month".to_owned();
    assert_eq!(sizes("lt100"), (vec![small.clone()], None));
    let (raised, given) = sizes("100_1k");
    assert_eq!(raised, ["1,000 to 10,000 people a month"]);
    assert_eq!(given, Some(small));
}

#[test]
fn a_regulated_ledger_pays_for_zones_data_and_team() {
    let plan = prospect("fintech-ledger");
    let month = plan.running_cost.month;
    assert!(month.from >= 6_000 && month.to <= 30_000, "{month:?}");
    for id in ["data", "availability", "regulated", "evidence", "seats"] {
        assert!(driver(&plan, id).is_some(), "{id}");
    }
}

#[test]
fn lines_of_the_cost_follow_the_picks() {
    let plan = prospect("fintech-ledger");
    assert!(driver(&plan, "sign_in").is_none());
    assert!(
        driver(&plan, "sign_in_server")
            .unwrap()
            .text
            .contains("Keycloak")
    );
    assert!(
        !plan
            .running_cost
            .drivers
            .iter()
            .any(|one| one.text.contains('{'))
    );
}

#[test]
fn behind_an_air_gap_nothing_is_rented_or_mailed() {
    let plan = prospect("air-gapped-defence");
    for id in [
        "mail",
        "seats",
        "regulated",
        "observability",
        "small_services",
        "sign_in",
    ] {
        assert!(driver(&plan, id).is_none(), "{id}");
    }
    for id in ["base", "spares", "mirror"] {
        assert!(driver(&plan, id).is_some(), "{id}");
    }
}

#[test]
fn replacing_a_mainframe_takes_years_of_work_and_replacing_php_pages_does_not() {
    let large = prospect("air-gapped-defence").effort;
    assert!(large.p50 >= 90 && large.p80 <= 200, "{large:#?}");
    let small = case("002-service-portal-php-legacy").effort;
    assert!(small.p50 <= 35 && small.p80 <= 60, "{small:#?}");
    let weeks = |change| portal(change).effort.p50;
    let replace = |more: Value| {
        let mut raw =
            json!({"stage": "legacy_replace", "legacy_stack": ["java"], "data_volume": "10_100gb"});
        for (question, answer) in more.as_object().unwrap() {
            raw[question] = answer.clone();
        }
        weeks(raw)
    };
    let usual = replace(json!({}));
    assert!(replace(json!({"data_volume": "1_10tb"})) > usual);
    assert!(
        replace(json!({"integrations": ["crm", "erp"]}))
            > usual + weeks(json!({"integrations": ["crm", "erp"]})) - weeks(json!({}))
    );
    assert!(replace(json!({"compliance": ["fedramp_gov"]})) > usual);
    assert!(replace(json!({"legacy_stack": ["java", "mainframe_db2_oracle"]})) > usual + 40);
}

#[test]
fn nothing_known_gives_no_figure_but_what_to_find_out() {
    let plan = prospect("not-sure");
    for (ask, line) in [
        (&plan.effort.ask, &plan.sum.build),
        (&plan.running_cost.ask, &plan.sum.run),
    ] {
        assert!((1..=2).contains(&ask.len()), "{ask:?}");
        assert_eq!(line.need, None);
        assert_eq!(line.verdict, Verdict::CannotBeSaid);
        assert_eq!(&line.ask, ask);
    }
    assert_eq!(plan.sum.launch.need, None);
}

#[test]
fn money_is_counted_in_the_currency_of_the_country() {
    let with = |country: &str| {
        let contact = json!({"name": "A", "work_email": "a@example.org", "company": "A", "country": country, "consent": true});
        portal(json!({"contact": contact, "budget": "150_500k"})).sum
    };
    for (country, currency) in [
        ("DE", "EUR"),
        ("GB", "GBP"),
        ("US", "USD"),
        ("CA", "CAD"),
        ("LI", "CHF"),
        ("NG", "EUR"),
    ] {
        assert_eq!(with(country).currency, currency, "{country}");
    }
    assert!(with("CH").build.need.unwrap().to > with("DE").build.need.unwrap().to);
    assert_eq!(portal(json!({})).sum.currency, "EUR");
}

/// The client's own developers cost nothing here, so nothing may have to be paid while it is open who builds.
#[test]
fn the_own_team_is_paid_from_the_budget_only_if_someone_else_builds() {
    let sum = |change: Value| portal(change).sum;
    let open = sum(json!({"budget": "lt15k"}));
    assert_eq!(open.percent, Range { from: 0, to: 100 });
    assert_eq!(open.build.verdict, Verdict::MayExceed);
    assert_eq!(open.build.need.unwrap().from, 0);
    let ours = sum(json!({"budget": "lt15k", "delivery_model": "you_build_all"}));
    assert_eq!(ours.build.verdict, Verdict::Short);
    assert_eq!(ours.build.need.unwrap().to, open.build.need.unwrap().to);
    let nobody = sum(json!({"budget": "lt15k", "team_size": "none"}));
    assert_eq!(nobody.percent.from, 100);
}

#[test]
fn a_larger_fleet_and_a_faster_stream_take_more_work() {
    let fleet = |devices: &str, rate: &str| {
        portal(json!({"product": "iot_devices", "channels": ["web_app", "device"], "realtime": "telemetry", "devices": devices, "event_rate": rate}))
            .effort
            .p50
    };
    let small = fleet("lt1k", "lt1k_s");
    let medium = fleet("1k_100k", "lt1k_s");
    assert!(medium > small && fleet("gt100k", "lt1k_s") > medium);
    assert!(fleet("lt1k", "gt100k_s") > fleet("lt1k", "10k_100k_s"));
}

#[test]
fn a_second_phone_from_shared_code_is_not_a_further_place() {
    let of = |channels: Value| {
        portal(json!({"channels": channels, "mobile_depth": "content_forms"}))
            .effort
            .p50
    };
    let (web, ios) = (of(json!(["web_app"])), of(json!(["web_app", "ios"])));
    let both = of(json!(["web_app", "ios", "android"]));
    assert!(both > ios && both - ios < ios - web, "{web} {ios} {both}");
    assert_eq!(of(json!(["web_app", "android"])), ios);
}

#[test]
fn both_ends_of_a_range_count() {
    let build = |budget: &str| {
        portal(json!({"budget": budget, "delivery_model": "you_build_all", "channels": ["web_app", "ios"], "mobile_depth": "content_forms"}))
            .sum
            .build
    };
    let need = build("gt500k").need.unwrap();
    assert!(
        need.from > 50_000 && need.from < 150_000 && need.to > 150_000 && need.to < 500_000,
        "{need:?}"
    );
    assert_eq!(build("15_50k").verdict, Verdict::Short);
    assert_eq!(build("50_150k").verdict, Verdict::MayExceed);
    assert_eq!(build("150_500k").verdict, Verdict::Fits);
    assert_eq!(build("gt500k").verdict, Verdict::Fits);
    let open = build("not_sure");
    assert_eq!(
        (open.verdict, open.ask),
        (Verdict::CannotBeSaid, vec!["budget".to_owned()])
    );
    assert_eq!(
        portal(json!({"launch": "flexible"})).sum.launch.verdict,
        Verdict::Fits
    );
}

/// The plan for a case of `tests/cases/`.
fn case(name: &str) -> Plan {
    let path = format!("{}/tests/cases/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let case: Value = serde_saphyr::from_str(&text).unwrap();
    of(case["answers"].clone())
}

/// Where no three parts bring the cost within the limit, the three that lower it most are named, and what is left.
#[test]
fn parts_that_lower_the_cost_too_little_are_named_with_what_is_left() {
    let plan = case("134-statistics-office-open-source");
    let line = &plan.sum.run;
    let [Change::Reduce(parts, left)] = &line.changes[..] else {
        panic!("{:?}", line.changes);
    };
    let ids: Vec<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(*left, plan.running_cost.without(&ids).to);
    assert!(*left > line.limit.as_ref().unwrap().to.unwrap());
}

/// An alarm that wakes nobody, or that arrives hours later, is no way to save.
#[test]
fn parts_that_have_to_be_kept_are_not_dropped() {
    let plan = case("126-home-camera-python");
    let named = plan.effort.factors.iter().map(|one| (&one.id, &one.drop));
    let priced = plan.running_cost.drivers.iter();
    let advice: BTreeMap<_, _> = named
        .chain(priced.map(|one| (&one.id, &one.drop)))
        .collect();
    for (id, is_given) in [
        ("phone_notifications", false),
        ("availability_99_9_service", false),
        ("ai_own", true),
    ] {
        assert_eq!(advice[&id.to_owned()].is_some(), is_given, "{id}");
    }
    assert!(plan.roadmap.remark.contains("set the date"));
}

/// What a line says follows from its figures, and each of its changes makes the limit no longer short.
fn is_consistent(line: &Line, without: impl Fn(&[&str]) -> Option<Range>) {
    let upper = line.limit.as_ref().and_then(|limit| limit.to);
    match (line.verdict, line.need, upper) {
        (Verdict::Fits, Some(need), Some(upper)) => assert!(need.to <= upper),
        (Verdict::MayExceed, Some(need), Some(upper)) => {
            assert!(need.from <= upper && upper < need.to);
        }
        (Verdict::Short, Some(need), Some(upper)) => assert!(upper < need.from),
        (Verdict::Fits, _, None) => assert!(line.limit.is_some()),
        (Verdict::CannotBeSaid, _, _) => assert!(!line.ask.is_empty(), "{line:#?}"),
        _ => panic!("{line:#?}"),
    }
    match line.verdict {
        Verdict::Short => assert!(!line.changes.is_empty()),
        Verdict::MayExceed => {
            assert!(matches!(
                line.changes[..],
                [] | [Change::Drop(_) | Change::Reduce(..)]
            ));
        }
        _ => assert!(line.changes.is_empty()),
    }
    for change in &line.changes {
        let need = line.need.unwrap();
        match change {
            Change::Raise(amount) => assert_eq!(*amount, need.to),
            Change::Widen(question, option) => {
                let limits = &CONTENT.plan.rates.limits;
                let scales = [&limits.build, &limits.launch, &limits.run];
                let scale = scales.iter().find(|one| one.question.value == *question);
                let band = scale
                    .unwrap()
                    .bands
                    .iter()
                    .find(|one| one.option == *option);
                assert!(need.to <= band.unwrap().to.unwrap());
            }
            Change::Drop(parts) => {
                let ids: Vec<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
                let is_enough = |need: Range| match line.verdict {
                    Verdict::Short => need.from <= upper.unwrap(),
                    _ => need.to <= upper.unwrap(),
                };
                assert!(without(&ids).is_none_or(is_enough));
            }
            Change::Reduce(parts, most) => {
                assert!(upper.unwrap() < *most && *most < need.to);
                let ids: Vec<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
                assert!(without(&ids).is_none_or(|need| need.to == *most));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn verdicts_follow_the_figures(raw in any_answers()) {
        let Ok(answers) = intake::parse(&CONTENT.questionnaire, &raw) else { return Ok(()); };
        let plan = plan(&CONTENT, &answers, &preview(&MODEL, &answers));
        is_consistent(&plan.sum.build, |_| None);
        is_consistent(&plan.sum.launch, |_| None);
        is_consistent(&plan.sum.run, |ids| Some(plan.running_cost.without(ids)));
        // A range that is shown can be planned with, or no answer would narrow it.
        if let Some(need) = plan.sum.run.need {
            prop_assert_eq!(need, plan.running_cost.month);
        }
        for (ask, range) in [(&plan.effort.ask, plan.effort.range()), (&plan.running_cost.ask, plan.running_cost.month)] {
            prop_assert!(ask.is_empty() || range.is_wide() || plan.sum.build.need.is_none());
        }
    }
}

proptest! {
    // Each case makes some seventy plans.
    #![proptest_config(ProptestConfig::with_cases(25))]

    #[test]
    fn more_scope_is_never_cheaper(raw in any_answers()) {
        let Ok(answers) = intake::parse(&CONTENT.questionnaire, &raw) else { return Ok(()); };
        let advice = preview(&MODEL, &answers);
        let with = |question: &str, answer: intake::Answer| plan(&CONTENT, &answers.with(question, answer), &advice);
        // `cms_commerce` is left out: a ready-made shop is another, smaller product.
        for question in ["channels", "integrations", "compliance", "legacy_stack"] {
            let options = CONTENT.questionnaire.question(question).unwrap().choices();
            let mut chosen = Vec::new();
            let mut last = (0, 0);
            for option in options.iter().filter(|one| !["none", "not_sure", "cms_commerce"].contains(&one.id.as_str())) {
                chosen.push(option.id.clone());
                let effort = with(question, intake::Answer::Many(chosen.clone())).effort;
                // One answer may settle another that was open, which narrows the careful figure.
                let is_open = effort.factors.iter().any(|factor| factor.open);
                prop_assert!(effort.p50 >= last.0 && (is_open || effort.p80 >= last.1), "{} {:?}: {:#?} after {:?}", question, chosen, effort, last);
                last = (effort.p50, effort.p80);
            }
        }
        for question in ["data_volume", "availability", "devices", "event_rate", "team_size"] {
            let options = CONTENT.questionnaire.question(question).unwrap().choices();
            let mut last = Range::default();
            for option in options.iter().filter(|one| one.id != "not_sure") {
                let running = with(question, intake::Answer::One(option.id.clone())).running_cost;
                let cost = running.month;
                // As above: an answer may settle what another one, still open, could have added.
                let is_open = running.drivers.iter().any(|driver| driver.open);
                prop_assert!(cost.from >= last.from && (is_open || cost.to >= last.to), "{} {}: {:#?} after {:?}", question, option.id, running, last);
                last = cost;
            }
        }
    }
}
