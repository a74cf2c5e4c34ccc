// The journey of a lead with the generated TypeScript client: `node journey.js BASE_URL STAFF_TOKEN`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Problem = components["schemas"]["Problem"];
type Step = Record<string, unknown>;

const [baseUrl, staffToken] = process.argv.slice(2);
assert(baseUrl && staffToken, "usage: journey.js BASE_URL STAFF_TOKEN");

const client = (token?: string) =>
  createClient<paths>({ baseUrl, headers: token ? { Authorization: `Bearer ${token}` } : {} });

/** The answer of a request that must succeed. */
function answer<T>(result: { data?: T; error?: Problem; response: Response }): T {
  if (result.data === undefined) {
    throw new Error(`${result.response.url}: ${result.response.status} ${result.error?.detail}`);
  }
  return result.data;
}

const visitor = client();
const matchups = answer(await visitor.GET("/api/v1/matchups", { params: { query: { limit: 1 } } }));
assert.equal(matchups.items.length, 1);

const begun = answer(
  await visitor.POST("/api/v1/intakes", { body: { matchup: "nodejs-vs-django", utm: {} } }),
);
const prospect = client(begun.resume_token);
const id = begun.id;
let version = begun.version;
const steps: Record<string, Step> = JSON.parse(readFileSync("answers.json", "utf8"));
for (const [step, answers] of Object.entries(steps)) {
  const saved = await prospect.PUT("/api/v1/intakes/{id}/steps/{step}", {
    params: { path: { id, step }, header: { "If-Match": `"${version}"` } },
    body: { answers },
  });
  version = answer(saved).version;
}
const stale = await prospect.PUT("/api/v1/intakes/{id}/steps/{step}", {
  params: { path: { id, step: "product" }, header: { "If-Match": '"1"' } },
  body: { answers: {} },
});
assert.equal(stale.error?.type, "/problems/stale-version");

const advice = answer(
  await prospect.GET("/api/v1/intakes/{id}/recommendation", { params: { path: { id } } }),
);
assert(advice.layers["backend"]?.choice);

const submitted = answer(
  await prospect.POST("/api/v1/intakes/{id}/submit", { params: { path: { id } } }),
);
const token = submitted.status_url.split("/").pop() ?? "";
const params = { path: { token } };
let status = "preparing";
for (let tries = 0; status === "preparing" && tries < 300; tries++) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  status = answer(await visitor.GET("/api/v1/reports/{token}", { params })).status;
}
assert.equal(status, "ready");
const markdown = await visitor.GET("/api/v1/reports/{token}/markdown", { params, parseAs: "text" });
assert.match(answer(markdown), /Engines/);
const pdf = await visitor.GET("/api/v1/reports/{token}/pdf", { params, parseAs: "arrayBuffer" });
assert(answer(pdf).byteLength > 10_000);

const staff = client(staffToken);
const lead = answer(
  await staff.GET("/api/v1/leads/{id}", { params: { path: { id: submitted.lead_id } } }),
);
assert.equal(lead.recommendation.layers["backend"]?.choice, advice.layers["backend"]?.choice);
assert(lead.qualification.fit.score > 0);
const jobs = answer(
  await staff.GET("/api/v1/jobs", { params: { query: { lead: submitted.lead_id } } }),
);
assert(jobs.items.some((job) => job.queue === "build_report"));

const refused = await visitor.GET("/api/v1/jobs");
assert.equal(refused.error?.type, "/problems/unauthorized");
console.log(`TypeScript: lead ${lead.reference}, grade ${lead.grade}, ${jobs.items.length} jobs`);
