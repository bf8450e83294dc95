import { createClaims } from "./claims.js";
import { createGoodTokens } from "./good-tokens.js";
import { createHeaders } from "./headers.js";
import { createOtherKinds } from "./other-kinds.js";
import type { Row } from "./row.js";
import type { Setting } from "./setting.js";
import { createSignatures } from "./signatures.js";
import { createSpellings } from "./spellings.js";

/** Tokens of one sort. */
export interface Group {
  readonly heading: string;
  readonly rows: readonly Row[];
}

/** Everything that is asked, made anew. */
export function createCatalogue(setting: Setting): readonly Group[] {
  return [
    { heading: "Good tokens", rows: createGoodTokens(setting) },
    { heading: "Other tokens than access tokens", rows: createOtherKinds(setting) },
    { heading: "Claims", rows: createClaims(setting) },
    { heading: "Headers", rows: createHeaders(setting) },
    { heading: "Spelling", rows: createSpellings(setting) },
    { heading: "Signatures and algorithms", rows: createSignatures(setting) },
  ];
}
