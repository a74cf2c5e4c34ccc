//! Limits that prevent mail abuse and a full disk.

use clap::Args;

/// How much mail and storage one recipient or visitor may cause.
#[derive(Args, Clone, Copy, Debug)]
pub struct Limits {
    /// Reports mailed to one recipient per hour; further ones are held until the hour is over; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_RECIPIENT_HOURLY_LIMIT",
        default_value_t = 1,
        value_name = "COUNT"
    )]
    pub recipient_hourly_limit: u32,
    /// Reports mailed to one recipient per day; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_RECIPIENT_DAILY_LIMIT",
        default_value_t = 3,
        value_name = "COUNT"
    )]
    pub recipient_daily_limit: u32,
    /// Reports and confirmations mailed per day to a recipient who never opened a link of ours; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_RECIPIENT_UNCONFIRMED_DAILY_LIMIT",
        default_value_t = 1,
        value_name = "COUNT"
    )]
    pub recipient_unconfirmed_daily_limit: u32,
    /// Reports mailed to one domain per hour, except large mailbox providers; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_DOMAIN_HOURLY_LIMIT",
        default_value_t = 50,
        value_name = "COUNT"
    )]
    pub domain_hourly_limit: u32,
    /// Reports mailed per hour for visitors from one network (an IPv4 address, an IPv6 /64); 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_CLIENT_HOURLY_LIMIT",
        default_value_t = 50,
        value_name = "COUNT"
    )]
    pub client_hourly_limit: u32,
    /// Submissions from one network per hour without a check; further ones are mailed after a proof of work or a
    /// confirmation by mail; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_SUBMISSION_HOURLY_LIMIT",
        default_value_t = 5,
        value_name = "COUNT"
    )]
    pub submission_hourly_limit: u32,
    /// Seconds that an intake takes at least; reports of faster ones are mailed after a proof of work or a confirmation
    /// by mail; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_SUBMISSION_MIN_SECONDS",
        default_value_t = 20,
        value_name = "SECONDS"
    )]
    pub submission_min_seconds: u32,
    /// Bytes that visitors from one network may store per day (UTC), including reports; further writes get 429; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_STORAGE_PER_CLIENT",
        default_value_t = 20_000_000,
        value_name = "BYTES"
    )]
    pub storage_per_client: u64,
}
