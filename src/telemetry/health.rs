//! Whether this process can do its work: write to its database, with room on the disk, in the file that it opened.

/// What was tried, and how it went.
#[derive(Debug)]
pub struct Health {
    /// Why the database cannot be written, to go on with "the database …".
    pub unwritable: Option<String>,
    /// The room on the disks that it needs, one entry a file system.
    pub disks: Vec<Disk>,
}

/// The file system of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Which folder: `data` or `database`.
    pub folder: &'static str,
    /// Bytes that this user may still write.
    pub free: u64,
    /// Whether that is less than `--min-free-space`.
    pub is_low: bool,
}

impl Health {
    /// The disks that are nearly full.
    pub fn low(&self) -> impl Iterator<Item = &Disk> {
        self.disks.iter().filter(|disk| disk.is_low)
    }
}

impl Disk {
    /// What is left, for people.
    #[must_use]
    pub fn free_text(&self) -> String {
        format!("{} MB free", self.free / 1_000_000)
    }
}
