//! The sum: verdicts follow the figures, changes remove what they name, and known cases come out as a person would.

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
fn print() {
    for name in ["bakery","telehealth","iot-fleet","fintech-ledger","air-gapped-defence","not-sure"] {
        let p = prospect(name);
        println!("== {name} effort {:?} ask {:?} total {:?} ask {:?} month {:?} ask {:?}", p.effort.range(), p.effort.ask, p.roadmap.total, p.roadmap.ask, p.running_cost.month, p.running_cost.ask);
        for d in &p.running_cost.drivers { println!("   {} {}-{} {}", d.id, d.from, d.to, d.text); }
        for d in &p.effort.factors { println!("   E {} {}-{} {}", d.id, d.p50, d.p80, d.text); }
        println!("   {:?}\n   {:?}\n   {:?}", p.sum.build, p.sum.launch, p.sum.run);
    }
    let mut n = 0; let mut wide = [0;3];
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let case: Value = serde_saphyr::from_str(&text).unwrap();
        let p = of(case["answers"].clone());
        n += 1;
        wide[0] += usize::from(!p.effort.ask.is_empty()); wide[1] += usize::from(!p.roadmap.ask.is_empty()); wide[2] += usize::from(!p.running_cost.ask.is_empty());
        println!("{} E {}-{} T {}-{} M {}-{} | {:?} {:?} {:?} | {:?} {:?} {:?} {:?}", path.file_stem().unwrap().to_string_lossy(), p.effort.p50, p.effort.p80, p.roadmap.total.from, p.roadmap.total.to, p.running_cost.month.from, p.running_cost.month.to, p.sum.build.verdict, p.sum.launch.verdict, p.sum.run.verdict, p.effort.ask, p.running_cost.ask, case["answers"]["budget"], case["answers"]["run_budget"]);
    }
    println!("{n} {wide:?}");
}
