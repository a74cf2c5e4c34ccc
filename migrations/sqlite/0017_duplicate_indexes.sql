-- Only PostgreSQL has indexes twice. The numbers of migrations are the same on both databases.
select 1;
