//! A small document made by hand, for tests of the formats.

use chrono::{TimeZone, Utc};

use crate::i18n::tests::english;
use crate::report::charts::architecture::{Outside, architecture};
use crate::report::charts::boxes::{Part, Place};
use crate::report::*;

/// A company name with markup of each format, right-to-left text, an emoji and a long word.
pub const HOSTILE: &str = "<script>alert(1)</script> *Evil* [Corp](javascript:alert(1)) #eval(\"1+1\") $x$ | `rm` & עולם 🚀 \\ @here";

const SQL: &str = "-- Start\nCREATE TABLE customer_order (\n  id uuid PRIMARY KEY -- `x` <b>\n);\n";

/// A report with two needed layers.
pub fn document() -> Document {
    let text = ReportText::new(english());
    let s = str::to_owned;
    let layer = |id: &str, label: &str, number: usize, choice: &str, name: &str| LayerSection {
        id: s(id),
        label: s(label),
        number,
        choice: Some(s(choice)),
        name: Some(s(name)),
        family: String::new(),
        note: String::new(),
        stability: text.close_call.clone(),
        about: s("A well known piece of software for servers."),
        licence: s("BSD-3-Clause."),
        reasons: vec![
            Reason {
                text: s("Your team already knows it."),
                points: 1_200,
            },
            Reason {
                text: s("Admin screens are built in."),
                points: 900,
            },
        ],
        further: Some(Further {
            count: 7,
            points: 310,
        }),
        score: 2_410,
        against: vec![s("Less suited to tens of thousands of open connections.")],
        alternatives: vec![Alternative {
            id: s("node_nestjs"),
            name: s("Node.js + NestJS (TS)"),
            choose_if: s("most of your traffic is live updates."),
        }],
        comparison: None,
        ruled_out: vec![RuledOut {
            rule: s("R07"),
            why: s("Nobody on the team writes C# or PHP."),
            by_answers: true,
            technologies: vec![s("php_laravel"), s("dotnet_aspnet")],
            names: s("Laravel and ASP.NET Core"),
        }],
    };
    let layers = vec![
        layer("backend", "Back end", 1, "python_django", "Python + Django"),
        LayerSection {
            further: None,
            licence: String::new(),
            against: Vec::new(),
            ..layer(
                "database",
                "System of record",
                2,
                "postgresql",
                "PostgreSQL",
            )
        },
    ];
    let row = |layer: &LayerSection| StackRow {
        id: layer.id.clone(),
        layer: layer.label.clone(),
        choice: layer.name.clone().unwrap_or_default(),
        stability: layer.stability.clone(),
        why: layer.reasons[0].text.clone(),
        rival: layer.alternatives[0].name.clone(),
    };
    let parts: Vec<_> = layers
        .iter()
        .map(|layer| Part {
            id: &layer.id,
            label: &layer.label,
            name: layer.name.as_deref().unwrap_or_default(),
            place: Place::default(),
        })
        .collect();
    let outside = Outside {
        people: s("The general public"),
        systems: vec![s("Accounting")],
        ..Outside::default()
    };
    Document {
        title: text.title.clone(),
        statement: s("Build on Python + Django and PostgreSQL"),
        version: None,
        corrected: String::new(),
        corrections: Vec::new(),
        decision: vec![
            DecisionField {
                id: s("build"),
                label: s("First version"),
                value: s("63,000–170,000 EUR"),
                detail: s("For 14–30 person-weeks of work."),
                said: s("You said “Less than €50,000”: it is short by 13,000."),
                advice: s("Get offers for the largest parts before you decide."),
                verdict: s("short"),
                question: s("budget"),
            },
            DecisionField {
                id: s("sure"),
                label: s("How sure"),
                value: s("High"),
                detail: s("Your answers point clearly to this stack."),
                ..DecisionField::default()
            },
        ],
        close_calls: vec![CloseCall {
            layer: s("backend"),
            label: s("Back end"),
            choice: s("Python + Django"),
            rival: s("Node.js + NestJS (TS)"),
            choose_if: s("most of your traffic is live updates."),
        }],
        text,
        reference: s("SM-7K2M-Q4"),
        date: s("22 August 2026"),
        created_at: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        prepared_for: Some(s(HOSTILE)),
        summary: Summary {
            certainty: String::new(),
            stack: layers.iter().map(row).collect(),
            confidence: s("High"),
            confidence_text: s("Your answers point clearly to this stack."),
            reasons: vec![s("Python + Django: Your team already knows it.")],
            biggest_risk: Some(s("Two systems hold customer data at first.")),
            next_step: s("Build one thin feature."),
            buy_instead: None,
            conflicts: vec![s("The budget is small for the users.")],
            sum: vec![SumLine {
                id: s("build"),
                label: s("Budget"),
                verdict: s("short"),
                verdict_text: s("Short"),
                text: s("14–30 person-weeks come to 63,000–170,000 EUR. Your budget is short."),
                change: s("Raise the budget."),
            }],
        },
        purchase: None,
        requests: vec![Request {
            id: s("managed_k8s"),
            layer: s("hosting"),
            name: s("Kubernetes"),
            text: s("It is ruled out: more than the team can run."),
        }],
        answers_given: vec![AnsweredStep {
            id: s("product"),
            title: s("What are you building?"),
            answers: vec![GivenAnswer {
                question: s("goals"),
                label: s("What matters most?"),
                values: vec![s("Speed"), s("Low cost (< 100 € a month)")],
            }],
        }],
        diagram: architecture(english(), &parts, &outside),
        robustness: robustness(),
        relaxations: vec![Relaxation {
            change: s("Allow one more hosting provider."),
            text: s("Then a managed database comes into reach."),
        }],
        flips: vec![Flip {
            layer: s("backend"),
            question: s("skills"),
            text: s("If the team knew Go, back end becomes Go (net/http)."),
        }],
        data_model: DataModel {
            notes: vec![s("A start to argue with.")],
            drawing: Drawing {
                title: s("Tables"),
                text: s("In words: customer_order → customer."),
                ..robustness()
            },
            attached: s("Attached to this PDF: schema.sql, measurements.yaml."),
            sql: s(SQL),
            scripts: vec![
                Script {
                    id: s("sql"),
                    title: s("Data model as SQL for PostgreSQL"),
                    intro: s("Run these statements in an empty PostgreSQL database."),
                    language: s("sql"),
                    file: s("schema.sql"),
                    text: s(SQL),
                },
                Script {
                    id: s("measurements"),
                    title: s("Measurements in InfluxDB"),
                    intro: s("The measurements are kept here."),
                    language: s("yaml"),
                    file: s("measurements.yaml"),
                    text: s("telemetry:\n  tags: [device_id]\n"),
                },
            ],
        },
        roadmap: Roadmap {
            weeks: 25,
            total: s("9–25 weeks with 2–4 people."),
            note: s("Two to four people are assumed."),
            phases: vec![Phase {
                number: 0,
                title: s("Discovery"),
                length: s("1–3 weeks"),
                start: 0,
                least: 1,
                most: 3,
                goal: s("Know what would be expensive to find out later."),
                items: vec![s("Watch five users.")],
            }],
            triggers: vec![Trigger {
                id: s("search_engine"),
                when: s("searched rows above 10,000,000 rows"),
                then: s("Move search out of the database."),
            }],
        },
        effort: Estimate {
            range: s("14–30 person-weeks"),
            notes: vec![
                s("An order of magnitude."),
                s("The lower figure is the middle estimate."),
            ],
            parts: vec![
                EstimatePart {
                    text: s("A shop"),
                    adds: s("12–24"),
                    open: false,
                },
                EstimatePart {
                    text: s("Must it work offline?"),
                    adds: s("0–4"),
                    open: true,
                },
            ],
        },
        running_cost: Estimate {
            range: s("27–210 per month, in euros or dollars"),
            notes: vec![s("People are not in it.")],
            parts: vec![EstimatePart {
                text: s("A platform"),
                adds: s("25–100"),
                open: false,
            }],
        },
        layers,
        not_needed: vec![NotNeeded {
            id: s("ai"),
            label: s("AI and models"),
            why: s("You asked for no AI."),
        }],
        contradictions: vec![Contradiction {
            id: s("budget_vs_scale"),
            text: s("The budget is small for the users."),
            change: s("Plan for the first year."),
        }],
        main_risks: 1,
        risks: vec![Risk {
            id: s("double_data"),
            text: s("Two systems hold customer data at first."),
            action: s("Decide which one is right."),
            owner: s("you"),
            rating: s("Medium chance, high damage"),
            chance: s("Medium"),
            damage: s("High"),
            severity: 6,
            sources: vec![StatementSource {
                title: s("A regulation (EU) & its [articles]"),
                url: s("https://law.example/regulation?a=1&b=2"),
                read: s("27 November 2026"),
            }],
        }],
        next_questions: vec![NextQuestion {
            id: s("mau"),
            label: s("How many people use it in a month?"),
            why: s("It sizes the database."),
        }],
        next_steps: vec![s("Build one thin feature."), s("Give each risk an owner.")],
        matchups: vec![MatchupNote {
            slug: s("nodejs-vs-django"),
            title: s("Node.js vs Django"),
            url: s("https://stackmatch.example/matchups/nodejs-vs-django"),
            verdict: s("Django. Your team already knows it."),
        }],
        sources: vec![Source {
            name: s("Django"),
            text: s("Django 6.1 is supported until 31 December 2027."),
            url: s("https://endoflife.date/django"),
            read: s("22 August 2026"),
        }],
        reviewed: s("The scores were reviewed on 22 November 2026."),
        open_questions: vec![OpenQuestion {
            id: s("mau"),
            label: s("How many people use it in a month?"),
            not_sure: true,
            answered: String::new(),
        }],
        versions: vec![Version {
            part: s("Engine"),
            version: s("1"),
        }],
        fingerprint: "0123456789abcdef".repeat(4),
    }
}

/// A drawing with every kind of shape.
fn robustness() -> Drawing {
    let mut drawing = Drawing {
        title: "How sure each choice is".to_owned(),
        width: 200,
        height: 60,
        text: "Back end: 97 %, clear.".to_owned(),
        ..Drawing::default()
    };
    for style in [
        BoxStyle::Frame,
        BoxStyle::Track,
        BoxStyle::Rival,
        BoxStyle::Choice,
    ] {
        drawing.rect([10, 10, 100, 20], style);
    }
    drawing.line(vec![[10, 10], [50, 40], [90, 10]], LineStyle::Limit);
    drawing.text([120, 20], Anchor::Start, TextStyle::Label, "97 %, clear");
    drawing.link([60, 50], TextStyle::Name, "Django", "backend");
    drawing
}
