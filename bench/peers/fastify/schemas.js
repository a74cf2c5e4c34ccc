// What is accepted, as JSON schemas that Fastify compiles at the start.
const PRODUCTS = [
  'crm_erp_portal', 'b2b_saas', 'ecommerce_marketplace', 'content_media', 'realtime_collab', 'consumer_app',
  'fintech_ledger', 'iot_devices', 'data_ml_platform', 'internal_tool', 'api_platform', 'embedded_desktop', 'other',
]

const text = { type: 'string', minLength: 1, maxLength: 200 }
const params = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } }

const object = (required, optional = {}) => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
})

export const productStep = {
  params,
  body: object({
    answers: object({
      product: { type: 'string', enum: PRODUCTS },
      stage: text,
      goals: { type: 'array', items: text, minItems: 1, maxItems: 2 },
    }, {
      legacy_stack: { type: 'array', items: text, maxItems: 12 },
    }),
  }),
}

export const youStep = {
  params,
  body: object({
    answers: object({
      company_size: text,
      contact: object({
        name: text,
        work_email: { type: 'string', format: 'email' },
        company: text,
        country: text,
        consent: { type: 'boolean', const: true },
      }, {
        message: { type: 'string', maxLength: 2000 },
      }),
    }),
  }),
}
