// The tables, and the connections of this process. Commits are as durable as the server's defaults make them.
import pg from 'pg'

import { prepareQueue } from './jobs.js'
import { databaseUrl } from './settings.js'

export const pool = new pg.Pool({ connectionString: databaseUrl })

const TABLES = `
  create table if not exists steps (
    intake_id uuid not null,
    step text not null,
    answers jsonb not null,
    version bigint not null,
    updated_at timestamptz not null,
    primary key (intake_id, step)
  );
  create table if not exists leads (
    id uuid not null primary key,
    name text not null,
    email text not null,
    company text not null,
    created_at timestamptz not null
  );
  create table if not exists reports (
    lead_id uuid not null primary key references leads (id),
    body text not null,
    created_at timestamptz not null
  );`

export async function prepare() {
  await pool.query(TABLES)
  await pool.end()
  await prepareQueue()
}

/** Runs `work` with the client of one transaction. */
export async function transaction(work) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    client.release(error)
    throw error
  }
}
