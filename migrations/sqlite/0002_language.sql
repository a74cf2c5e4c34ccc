-- The language in which a prospect gets mails, and who of us answers them.
alter table intakes add column language text not null default 'en';
alter table leads add column language text not null default 'en';
alter table leads add column consultant text;
