//! Whether this process can do its work: write to its database, with room on the disk, in the file that it opened.

/// The result of a health check.
#[derive(Debug)]
pub struct Health {
    /// Why the database cannot be written, worded to follow "the database …".
    pub unwritable: Option<String>,
    /// Free space on the disks it needs, one entry per file system.
    pub disks: Vec<Disk>,
}

/// The file system of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    /// The folder: `data` or `database`.
    pub folder: &'static str,
    /// Bytes still available to this user.
    pub free: u64,
    /// Whether `free` is less than `--min-free-space`.
    pub is_low: bool,
}

impl Health {
    /// The disks that are nearly full.
    pub fn low(&self) -> impl Iterator<Item = &Disk> {
        self.disks.iter().filter(|disk| disk.is_low)
    }
}

impl Disk {
    /// The free space, for people.
    #[must_use]
    pub fn free_text(&self) -> String {
        format!("{} MB free", self.free / 1_000_000)
    }
}
