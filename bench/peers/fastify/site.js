// The routes.
import { createHash } from 'node:crypto'

import helmet from '@fastify/helmet'
import rateLimiter from '@fastify/rate-limit'
import Fastify from 'fastify'

import { pool, transaction } from './database.js'
import { enqueue } from './jobs.js'
import { productStep, youStep } from './schemas.js'
import { packedPage, page, port, rateLimit } from './settings.js'

const SAVE = {
  name: 'save',
  text: `insert into steps (intake_id, step, answers, version, updated_at) values ($1, $2, $3, 1, now())
         on conflict (intake_id, step) do update set answers = excluded.answers, version = steps.version + 1, updated_at = now()
         returning version`,
}
const SUBMIT = {
  name: 'submit',
  text: `insert into leads (id, name, email, company, created_at)
         select intake_id, answers->'contact'->>'name', answers->'contact'->>'work_email', answers->'contact'->>'company', now()
         from steps where intake_id = $1 and step = 'you'
         on conflict (id) do nothing returning id`,
}

const etag = (body) => `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
const PLAIN = { body: page, etag: etag(page) }
const PACKED = { body: packedPage, etag: etag(packedPage) }

export async function startSite(queue) {
  const site = Fastify({ forceCloseConnections: true })
  await site.register(helmet)
  // Only what writes is limited, as in Stackmatch.
  await site.register(rateLimiter, { global: false })
  const limited = { rateLimit: { max: rateLimit, timeWindow: '1 minute' } }

  site.get('/health/ready', () => 'ready')

  site.get('/matchup', (request, reply) => {
    const packed = request.headers['accept-encoding']?.includes('gzip')
    const form = packed ? PACKED : PLAIN
    reply.header('etag', form.etag).header('vary', 'accept-encoding').header('cache-control', 'public, max-age=60')
    if (request.headers['if-none-match'] === form.etag) return reply.code(304).send()
    if (packed) reply.header('content-encoding', 'gzip')
    return reply.type('text/html; charset=utf-8').send(form.body)
  })

  for (const [step, schema] of Object.entries({ product: productStep, you: youStep })) {
    site.put(`/intakes/:id/steps/${step}`, { schema, config: limited }, async (request, reply) => {
      const { rows } = await pool.query({ ...SAVE, values: [request.params.id, step, request.body.answers] })
      return reply.code(204).header('etag', `"${rows[0].version}"`).send()
    })
  }

  site.post('/intakes/:id/submit', { schema: { params: productStep.params }, config: limited }, async (request, reply) => {
    const submitted = await transaction(async (client) => {
      const { rows } = await client.query({ ...SUBMIT, values: [request.params.id] })
      if (rows.length > 0) await enqueue(queue, client, rows[0].id)
      return rows.length > 0
    })
    if (!submitted) return reply.code(409).send({ error: 'no contact, or submitted before' })
    return reply.code(202).send({ lead_id: request.params.id })
  })

  await site.listen({ host: '127.0.0.1', port })
  return site
}
