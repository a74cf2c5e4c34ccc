-- Until when a token of the staff opens anything, and when it last did. Without an end it does until it is revoked.
alter table staff_tokens add column expires_at timestamptz;
alter table staff_tokens add column last_used_at timestamptz;
