//! Limits that prevent mail abuse and a full disk.

use clap::Args;

/// How much mail and storage one recipient or visitor may cause.
#[derive(Args, Clone, Copy, Debug)]
pub struct Limits {
    /// Reports that are mailed to one recipient within an hour; further ones are held until then; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_RECIPIENT_HOURLY_LIMIT",
        default_value_t = 1,
        value_name = "COUNT"
    )]
    pub recipient_hourly_limit: u32,
    /// Reports that are mailed to one recipient within a day; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_RECIPIENT_DAILY_LIMIT",
        default_value_t = 3,
        value_name = "COUNT"
    )]
    pub recipient_daily_limit: u32,
    /// Reports that are mailed to one domain within an hour, but for the large mailbox providers; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_DOMAIN_HOURLY_LIMIT",
        default_value_t = 50,
        value_name = "COUNT"
    )]
    pub domain_hourly_limit: u32,
    /// Reports that are mailed within an hour for visitors of one network (an IPv4 address, a /64 of IPv6); 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_CLIENT_HOURLY_LIMIT",
        default_value_t = 50,
        value_name = "COUNT"
    )]
    pub client_hourly_limit: u32,
    /// Bytes that visitors of one network may store a day (UTC), reports included; further writes are refused with 429; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_STORAGE_PER_CLIENT",
        default_value_t = 200_000_000,
        value_name = "BYTES"
    )]
    pub storage_per_client: u64,
}
