//! Effort, running cost and roadmap: more work never costs less, and unanswered questions widen ranges.

use std::path::Path;

use super::*;

#[test]
fn each_further_channel_and_connection_raises_the_effort() {
    let mut last = (0, 0);
    for channels in [
        json!(["web_app"]),
        json!(["web_app", "ios"]),
        json!(["web_app", "ios", "android"]),
        json!(["web_app", "ios", "android", "desktop"]),
    ] {
        let effort = portal(json!({"channels": channels, "mobile_depth": "content_forms"})).effort;
        assert!(effort.p50 > last.0 && effort.p80 > last.1);
        last = (effort.p50, effort.p80);
    }
    let mut last = (0, 0);
    for systems in [
        json!(["none"]),
        json!(["crm"]),
        json!(["crm", "sso"]),
        json!(["crm", "sso", "erp"]),
        json!(["crm", "sso", "erp", "health_fhir"]),
    ] {
        let effort = portal(json!({"integrations": systems})).effort;
        assert!(effort.p50 > last.0 && effort.p80 > last.1);
        last = (effort.p50, effort.p80);
    }
}

#[test]
fn more_users_never_cost_less() {
    for hosting in [
        "managed_paas",
        "aws",
        "own_servers_vps",
        "on_prem",
        "air_gapped",
        "no_pref",
    ] {
        let mut last = Range::default();
        for mau in ["lt1k", "1k_10k", "10k_100k", "100k_1m", "1m_10m", "gt10m"] {
            // The same stack at every size, so that only the size is compared.
            let raw = json!({"product": "b2b_saas", "mau": "1k_10k", "hosting": hosting, "stage": "scaling", "compliance": ["gdpr"]});
            let usual = intake::parse(&CONTENT.questionnaire, raw.as_object().unwrap()).unwrap();
            let answers = usual.with("mau", intake::Answer::One(mau.to_owned()));
            let cost = plan(&CONTENT, &answers, &preview(&MODEL, &usual)).running_cost;
            assert!(
                cost.month.from >= last.from && cost.month.to > last.to,
                "{hosting} {mau}"
            );
            last = cost.month;
        }
    }
}

#[test]
fn a_running_budget_below_the_estimate_is_reported() {
    let run = |change| portal(change).sum.run;
    let short = run(json!({"hosting": "on_prem", "mau": "100k_1m", "run_budget": "lt100"}));
    assert_eq!(short.verdict, Verdict::Short);
    assert_eq!(short.limit.as_ref().unwrap().to, Some(100));
    assert_eq!(run(json!({"run_budget": "1k_10k"})).verdict, Verdict::Fits);
}

#[test]
fn nothing_answered_gives_wide_ranges_and_a_neutral_start() {
    let nothing = of(json!({}));
    let portal = portal(json!({}));
    assert!(nothing.effort.p80 - nothing.effort.p50 > portal.effort.p80 - portal.effort.p50);
    assert!(
        nothing.running_cost.month.to - nothing.running_cost.month.from
            > portal.running_cost.month.to - portal.running_cost.month.from
    );
    assert!(
        nothing
            .schema
            .tables
            .iter()
            .any(|table| table.name == "item")
    );
    assert!(
        nothing
            .effort
            .factors
            .iter()
            .any(|factor| factor.open && factor.id == "channels")
    );
    let question = &CONTENT.questionnaire.question("channels").unwrap().noun;
    assert!(
        nothing
            .effort
            .factors
            .iter()
            .any(|factor| factor.text == *question)
    );
}

#[test]
fn no_answer_makes_the_effort_less_certain_than_not_sure_does() {
    let mut wrong = Vec::new();
    // On these depends which questions are asked, and what the base is.
    let rules = [
        "product",
        "stage",
        "audience",
        "ai",
        "channels",
        "team_size",
        "skills",
        "realtime",
        "workload",
    ];
    for case in Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .read_dir()
        .unwrap()
    {
        let path = case.unwrap().path();
        let case: Value = serde_saphyr::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let raw = case["answers"].as_object().unwrap();
        let answers = intake::parse(&CONTENT.questionnaire, raw).unwrap();
        let facts = facts::PlanFacts::new(&CONTENT, &answers, &preview(&MODEL, &answers));
        let width = |question: &str, option: &str| {
            let facts = facts.with(question, option);
            let assumed = running_cost::assumed(&CONTENT.plan.cost, &facts).0;
            let effort = effort::effort(&CONTENT.plan.effort, &assumed);
            effort.p80 - effort.p50
        };
        let questions = CONTENT.questionnaire.questions();
        for question in questions.filter(|question| !rules.contains(&question.id.as_str())) {
            let options: Vec<_> = question
                .choices()
                .iter()
                .map(|one| one.id.as_str())
                .collect();
            if !options.contains(&"not_sure") {
                continue;
            }
            let open = width(&question.id, "not_sure");
            for option in options {
                let known = width(&question.id, option);
                // Each is rounded.
                if open + 1 < known {
                    wrong.push(format!(
                        "{}: {option} {known}, not sure {open} in {path:?}",
                        question.id
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_question_that_does_not_apply_widens_nothing() {
    let effort = portal(json!({})).effort;
    assert!(
        !effort
            .factors
            .iter()
            .any(|factor| factor.id == "mobile_depth" || factor.id == "ai_data"),
        "{effort:#?}"
    );
}

#[test]
fn the_roadmap_has_five_phases_and_the_last_has_no_end() {
    for product in products() {
        let roadmap = portal(json!({"product": product})).roadmap;
        assert_eq!(
            roadmap
                .phases
                .iter()
                .map(|phase| phase.number)
                .collect::<Vec<_>>(),
            [0, 1, 2, 3, 4]
        );
        assert!(roadmap.phases.iter().all(|phase| !phase.items.is_empty()));
        assert!(
            roadmap.phases[..4]
                .iter()
                .all(|phase| phase.weeks.is_some())
                && roadmap.phases[4].weeks.is_none()
        );
        assert!(roadmap.triggers.len() >= 2, "{product}");
    }
}

#[test]
fn search_in_the_database_says_when_to_move_out() {
    let roadmap = portal(json!({"search": "simple"})).roadmap;
    let search = roadmap
        .triggers
        .iter()
        .find(|trigger| trigger.id == "search_out_of_postgres")
        .unwrap();
    assert!(
        search
            .measures
            .iter()
            .any(|measure| measure.above == 300 && measure.unit == "ms")
    );
    assert!(
        search
            .measures
            .iter()
            .any(|measure| measure.above == 10_000_000)
    );
}

/// What the answers exceed on the first day is a task of the plan, and what the stack has already is not asked for.
#[test]
fn triggers_that_hold_already_are_tasks_or_left_out() {
    let fleet = include_str!("../../../web/prospects/iot-fleet.json");
    let fleet: Value = serde_json::from_str(fleet).unwrap();
    let roadmap = of(fleet["answers"].clone()).roadmap;
    for id in ["device_fleet", "telemetry_store"] {
        let mut triggers = roadmap.triggers.iter();
        assert!(triggers.all(|trigger| trigger.id != id), "{id}");
    }
    let mut tasks = roadmap.phases.iter().flat_map(|phase| &phase.items);
    assert!(tasks.any(|task| task.contains("register of devices")));
    let small = portal(json!({"product": "iot_devices", "devices": "lt1k"})).roadmap;
    let devices = small.triggers.iter().find(|one| one.id == "device_fleet");
    assert!(devices.is_some_and(|one| !one.now && one.measures.len() == 2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_limit_that_the_answers_exceed_is_never_shown_as_a_limit_to_wait_for(raw in any_answers()) {
        let answers = intake::parse(&CONTENT.questionnaire, &raw).unwrap();
        let recommendation = preview(&MODEL, &answers);
        let triggers = plan(&CONTENT, &answers, &recommendation).roadmap.triggers;
        let facts = facts::PlanFacts::new(&CONTENT, &answers, &recommendation);
        for trigger in triggers {
            let model = CONTENT.plan.roadmap.triggers.iter().find(|model| model.id == trigger.id).unwrap();
            let exceeded = model.measure.iter().filter_map(|measure| measure.exceeded.as_ref());
            prop_assert_eq!(trigger.now, exceeded.into_iter().any(|when| when.holds(&facts)));
        }
    }
}
