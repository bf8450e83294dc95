// Core must compile where there are no types of Node: for workers, browsers and other runtimes. Compiled by
// scripts/check-pack.mjs with `skipLibCheck: false`, so that its own declarations are looked at; never run.
import { createVerifier } from "@ostiary/core";
import { createGate } from "@ostiary/core/adapter";
import { dangerouslyAcceptAnyAudience } from "@ostiary/core/danger";
import { logto } from "@ostiary/core/presets";

export const verifier = createVerifier({
  issuer: logto({ endpoint: "https://logto.example.com" }),
  audience: "https://api.example.com",
});
export const gate = createGate(verifier);
export const any = dangerouslyAcceptAnyAudience;
