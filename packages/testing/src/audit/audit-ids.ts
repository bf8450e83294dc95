import { auditDefects } from "./audit-defects.js";
import { OUTAGE_IDS } from "./outage-ids.js";

/** What an opaque token that is good is called. */
export const GOOD_OPAQUE_ID = "good-opaque-token";

/** What can be skipped besides the catalogue and its good forms. */
export const AUDIT_IDS: readonly string[] = [
  ...OUTAGE_IDS,
  ...auditDefects.map(({ id }) => id),
  "new-key",
  "withdrawn-key",
  "expired-after-acceptance",
  GOOD_OPAQUE_ID,
];

/** Those of them that must be accepted, so that they cannot be allowed. */
export const GOOD_IDS: readonly string[] = ["new-key", GOOD_OPAQUE_ID];
