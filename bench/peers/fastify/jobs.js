// The queue and its two jobs: a mail to sales; a report, with a mail to the prospect.
import { createTransport } from 'nodemailer'
import { PgBoss } from 'pg-boss'

import { pool } from './database.js'
import {
  attachment, databaseUrl, mailFrom, prospectTextBytes, reportBytes, salesTextBytes, salesTo, smtpPort,
} from './settings.js'

const QUEUES = { alert_sales: alertSales, build_report: buildReport }

const mails = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, ignoreTLS: true, pool: true })

function open() {
  const boss = new PgBoss({ connectionString: databaseUrl, schedule: false, useListenNotify: true })
  boss.on('error', console.error)
  return boss
}

/** Makes the queue's tables, and the queues. */
export async function prepareQueue() {
  const boss = await open().start()
  // Workers are woken by NOTIFY, so that a job does not wait for the next poll.
  for (const name of Object.keys(QUEUES)) await boss.createQueue(name, { notify: true, retryLimit: 20, retryBackoff: true })
  await boss.stop()
}

/** Starts to work off the jobs: up to eight of each kind at the same time. */
export async function startQueue() {
  const boss = await open().start()
  for (const [name, run] of Object.entries(QUEUES)) {
    await boss.work(name, { batchSize: 8, burstWhenBatchFull: true, perJobResults: true, pollingIntervalSeconds: 0.5 }, (jobs) =>
      Promise.all(jobs.map(async (job) => {
        try {
          await run(job.data.lead)
          return { id: job.id, status: 'completed' }
        } catch (error) {
          console.error(error)
          return { id: job.id, status: 'failed' }
        }
      })))
  }
  return boss
}

/** Enqueues both jobs of a lead in the transaction of its submission. */
export async function enqueue(boss, client, lead) {
  const db = { executeSql: (text, values) => client.query(text, values) }
  for (const name of Object.keys(QUEUES)) await boss.send(name, { lead }, { db })
}

async function find(lead) {
  const { rows } = await pool.query({ name: 'find', text: 'select name, email, company from leads where id = $1', values: [lead] })
  return rows[0]
}

/** A text of this size. */
function text(company, bytes) {
  const line = `Recommendation for ${company}: begin with one deployable.\n`
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes)
}

async function alertSales(lead) {
  const { name, email, company } = await find(lead)
  await mails.sendMail({
    from: mailFrom,
    to: salesTo,
    replyTo: email,
    subject: `New lead: ${company}`,
    text: `${name} of ${company} asks for a proposal.\n\n${text(company, salesTextBytes)}`,
  })
}

async function buildReport(lead) {
  const { name, email, company } = await find(lead)
  await pool.query({
    name: 'report',
    text: 'insert into reports (lead_id, body, created_at) values ($1, $2, now()) on conflict (lead_id) do nothing',
    values: [lead, text(company, reportBytes)],
  })
  await mails.sendMail({
    from: mailFrom,
    to: email,
    subject: 'Your report',
    text: `Dear ${name},\n\nyour report is attached.\n\n${text(company, prospectTextBytes)}`,
    attachments: [{ filename: 'report.pdf', content: attachment, contentType: 'application/pdf' }],
  })
}
