// Uses the packed packages from outside the repository by `require()`, which Node has for ES modules since 20.19.
// Run by scripts/check-pack.mjs.
const assert = require("node:assert/strict");

const names = ["core", "core/adapter", "core/danger", "express", "fastify", "hono", "testing"];
const modules = names.map((name) => [name, require(`@ostiary/${name}`)]);
for (const [name, module] of modules) assert.ok(Object.keys(module).length > 0, `${name} exports nothing`);

const { createVerifier } = require("@ostiary/core");
const options = { issuer: "https://auth.example.com", audience: "https://api.example.com" };
void createVerifier(options)
  .authenticate({ authorization: [] })
  .then((outcome) => assert.equal(outcome.reason, "no_credentials"));
