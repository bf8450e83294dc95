import { type AnyOptions, quoted, row, type RowsBySetting } from "./rows.js";

/** What holds for the tokens of all issuers alike, by the setting that says it. */
export const VERIFIER_ROWS: RowsBySetting<keyof AnyOptions, AnyOptions> = {
  maxTokenBytes: {
    rows: ({ maxTokenBytes }) => [row("size", `a token of more than ${maxTokenBytes} bytes is not looked at`)],
  },
  chooseIssuer: {
    rows: ({ chooseIssuer }) =>
      chooseIssuer === undefined
        ? []
        : [row("choice of issuer", "the application's chooseIssuer names whom to ask about an opaque token")],
  },
  claimsSchema: {
    rows: ({ claimsSchema }) => [
      row(
        "claims schema",
        claimsSchema === undefined
          ? "none"
          : `the claims must be what the application's schema asks for (${describeVendor(claimsSchema)})`,
      ),
    ],
  },
  checks: {
    rows: ({ checks }) => [row("application checks", describeChecks(checks.map(({ name }) => name)))],
  },
  realm: { rows: ({ realm }) => [row("realm", `challenges name ${quoted([realm])}`, "RFC 9110 §11.5")] },
  revealReason: { describedWith: "switchedOff" },
  issuers: { describedWith: "issuers" },
  impliedScopes: { describedWith: "scopes of each issuer" },
  clockToleranceSeconds: { describedWith: "lifetime of each issuer" },
  decryptionKeys: { describedWith: "encryption of each issuer" },
  keys: { describedWith: "keys of each issuer" },
  clock: { notDescribed: "where the time comes from is no demand on tokens" },
  fetch: { notDescribed: "how the network is reached is no demand on tokens" },
  signatureMemory: { notDescribed: "what is remembered is judged as what is not" },
  onEvent: { notDescribed: "a listener decides nothing" },
};

/** Nothing but its function has been checked. */
function describeVendor(schema: { readonly "~standard": { readonly vendor: unknown } }): string {
  const { vendor } = schema["~standard"];
  return typeof vendor === "string" ? vendor : "it does not name itself";
}

function describeChecks(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.map((name, index) => (name === "" ? `number ${index + 1}` : name));
  return `${names.length}, in this order: ${shown.join(", ")}`;
}
