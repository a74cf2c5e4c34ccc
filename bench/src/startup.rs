//! Time from the start of the process until it is ready: on an empty database, which it migrates, and on a migrated one.

use std::path::Path;

use crate::Plan;
use crate::database::Database;
use crate::figures::{Section, figure, median, ms};
use crate::installation::Installation;
use crate::sink::Sink;

pub async fn measure(
    binary: &Path,
    database: &Database,
    sink: &Sink,
    plan: Plan,
) -> anyhow::Result<Section> {
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for number in 0..plan.starts {
        let place = database.place(&format!("start_{number}")).await?;
        let installation = Installation::new(binary, place, sink);
        for times in [&mut first, &mut later] {
            let program = installation.serve(&[]).await?;
            times.push(ms(program.start_up));
            program.stop().await?;
        }
    }
    let figures = vec![
        figure(
            "start.first",
            "first start, with migration, median ms",
            0,
            median(&first),
        ),
        figure("start.later", "later start, median ms", 0, median(&later)),
    ];
    Ok(Section {
        title: "Start until ready",
        figures,
    })
}
