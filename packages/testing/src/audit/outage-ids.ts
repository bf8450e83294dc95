/** What can be skipped besides defects and good forms. */
export const OUTAGE_IDS: readonly string[] = [
  "outage-with-known-keys",
  "outage-of-introspection",
  "outage-at-start",
  "outage-with-status",
  "outage-with-page",
];
