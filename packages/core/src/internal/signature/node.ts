// The types of Node, which nothing else of core may use: what is not in every runtime is kept out by the linter and by
// scripts/import-direction.mjs.
/// <reference types="node" />
import * as nodeCrypto from "node:crypto";

// What `#signature` stands for where there is Node's own cryptography: the same as webcrypto.ts, but for what it does faster.
export { importSignatureKey, type SignatureKey, verifySignature } from "./webcrypto.js";

/** The SHA-256 of a text in UTF-8, as base64url, directly. */
export const digest: (text: string) => string | Promise<string> =
  // Other runtimes that go by the condition `node` may lack the quicker of the two.
  typeof nodeCrypto.hash === "function"
    ? (text) => nodeCrypto.hash("sha256", text, "base64url")
    : (text) => nodeCrypto.createHash("sha256").update(text).digest("base64url");
