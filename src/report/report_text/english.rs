//! The English text.

use super::ReportText;
use crate::recommendation::Confidence;

impl ReportText {
    /// The English text.
    pub fn english() -> Self {
        let s = str::to_owned;
        Self {
            language: s("en"),
            title: s("Architecture blueprint"),
            prepared_for: s("Prepared for"),
            reference: s("Reference"),
            date: s("Date"),
            page: s("Page"),
            of: s("of"),
            summary: s("Summary"),
            layer: s("Layer"),
            choice: s("Recommended"),
            why: s("Why"),
            confidence: s("Confidence"),
            three_reasons: s("Main reasons"),
            biggest_risk: s("Biggest risk"),
            next_step: s("Next step"),
            buy_instead: s("Before you build"),
            answers_given: s("Your answers"),
            answers_given_intro: s("Everything below is based on these answers alone."),
            layers: s("The stack, layer by layer"),
            layers_intro: s(
                "Each layer is a separate decision, with the reasons for and against it and when to choose something else. Points show the weight of a reason within its layer; do not compare them across layers.",
            ),
            undecided: s("No technology in our catalogue fits these answers"),
            reasons: s("For"),
            marks: s("+ counts in favour, − counts against."),
            points: s("points"),
            further: s("further contributions"),
            against: s("Against"),
            alternatives: s("Alternatives"),
            choose_if: s("Choose this instead if"),
            excluded: s("Ruled out"),
            licence: s("Licence"),
            not_needed: s("Layers you do not need now"),
            contradictions: s("Conflicting answers"),
            contradictions_intro: s(
                "One change resolves each conflict. Until then, the recommendation is a compromise.",
            ),
            change: s("Smallest change"),
            risks: s("Risks"),
            no_risks: s(
                "Your answers raised none of the risks that we check for. There may be others.",
            ),
            next_questions: s("Questions worth answering next"),
            next_questions_intro: s(
                "These answers would improve the recommendation most. The most useful one comes first.",
            ),
            next_steps: s("Next steps"),
            matchups: s("Related comparisons"),
            matchups_intro: s("What our comparison pages conclude for your answers."),
            stability: s("Certainty"),
            clear: s("clear"),
            close_call: s("close call"),
            toss_up: s("toss-up"),
            stability_intro: s(
                "Clear: the choice stays the same when every weight varies by up to a fifth. Close call: it usually stays the same. Toss-up: consider both.",
            ),
            relaxations: s("When nothing fits"),
            relaxations_intro: s(
                "For at least one layer, no technology meets your requirements. Each of these changes would make a choice possible.",
            ),
            flips: s("What would change this recommendation"),
            flips_intro: s(
                "Each of these changes to a single answer would change a layer. All other answers stay the same.",
            ),
            diagram: s("The architecture at a glance"),
            data_model: s("Starter data model"),
            data_model_intro: s(
                "The tables that most products of this kind need, adapted to your answers.",
            ),
            roadmap: s("Roadmap"),
            roadmap_intro: s(
                "From the first conversation to the first release, with the work in each phase that your answers call for.",
            ),
            phase: s("Phase"),
            weeks: s("weeks"),
            no_end: s("ongoing"),
            with: s("with"),
            people: s("people"),
            triggers: s("When to add what"),
            triggers_intro: s(
                "Add nothing before one of its limits is exceeded. Any one limit in a row is enough.",
            ),
            when: s("When"),
            then: s("Then"),
            above: s("above"),
            or: s("or"),
            in_numbers: s("Effort and cost"),
            effort: s("Effort for the first release"),
            person_weeks: s("person-weeks"),
            factor: s("Factor"),
            adds_weeks: s("Person-weeks"),
            open_part: s("open"),
            running_cost: s("Running cost"),
            per_month: s("per month, in euros or dollars"),
            driver: s("Driver"),
            adds_month: s("Per month"),
            assumes: s("Assumes"),
            over_limit: s("The estimate exceeds your monthly budget of"),
            sql: s("Data model as SQL"),
            sql_intro: s("Run these statements in an empty PostgreSQL database."),
            open: s("Open questions"),
            open_intro: s(
                "You left these questions open. The recommendation assumes nothing about them, so an answer may change it.",
            ),
            not_answered: s("not answered"),
            not_sure: s("you were not sure"),
            nothing_open: s("You have answered every question that applies to you."),
            provenance: s("How this report was made"),
            fingerprint: s("Fingerprint (SHA-256 of the recommendation)"),
            disclosure: s(
                "This report was computed from your answers by published rules and scores; no person chose the result. We also sell design and development services. The scores ignore that interest: a technology gains nothing if we could be hired to build with it.",
            ),
            requests: s("Technologies you mentioned"),
            requests_intro: s(
                "Naming a technology does not change its score. This is our assessment of each one in your message.",
            ),
            and: s("and"),
            robustness: s("How certain each choice is"),
            robustness_intro: s(
                "The bars show how often each choice stays the same in 256 fixed trials, in which every weight varies by up to a fifth. From 90 %, and with a margin, a choice is clear; from 60 % it is a close call; below that, a toss-up.",
            ),
            beside: s("compared with"),
            in_all: s("Total"),
            fits_situation: s("Fit with your situation"),
            together: s("Fit with the rest of the stack"),
            veto: s("Veto"),
            everything_else: s("All other criteria"),
            entities: s("Tables and their references"),
            entities_text: s(
                "A line leads from each table to a table above it that it references; the crow's foot marks the side with many rows. Each table with its references:",
            ),
            sources: s("Sources"),
            sources_intro: s(
                "Facts about the chosen technologies, with the date we read them. All other facts in the catalogue have sources as well.",
            ),
            supported_until: s("is supported until"),
            reviewed: s("The scores of the chosen technologies were last reviewed on"),
            read_on: s("read on"),
            both: s("is in your stack together with"),
            is_ruled_out: s("is ruled out"),
            attached: s("The statements are attached to this PDF as schema.sql."),
        }
    }

    /// The confidence in one word, and a sentence that explains it.
    pub fn confidence(&self, confidence: Confidence) -> (String, String) {
        let (word, sentence) = match confidence {
            Confidence::High => (
                "High",
                "Your answers point clearly to this stack, and few single answers would change it.",
            ),
            Confidence::Medium => (
                "Medium",
                "This stack leads, but an open or changed answer could change a layer.",
            ),
            Confidence::Low => (
                "Low",
                "Too many answers are open or in conflict to be certain. Treat this as a direction to discuss, not as a decision.",
            ),
        };
        (word.to_owned(), sentence.to_owned())
    }
}
