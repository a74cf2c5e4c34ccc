// What the benchmark hands over.
import { readFileSync } from 'node:fs'

const { env } = process

export const databaseUrl = env.DATABASE_URL
export const port = Number(env.PORT)
export const smtpPort = Number(env.SMTP_PORT)
export const mailFrom = env.MAIL_FROM
export const salesTo = env.SALES_TO
export const rateLimit = Number(env.RATE_LIMIT)
export const reportBytes = Number(env.REPORT_BYTES)
export const salesTextBytes = Number(env.SALES_TEXT_BYTES)
export const prospectTextBytes = Number(env.PROSPECT_TEXT_BYTES)
export const page = readFileSync(env.PAGE)
export const packedPage = readFileSync(env.PACKED_PAGE)
export const attachment = readFileSync(env.ATTACHMENT)
