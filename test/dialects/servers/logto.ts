import type { VerifierOptions } from "@ostiary/core";
import { logto } from "@ostiary/core/presets";
import { type Dialect, EXPIRES_AT, ISSUED_AT } from "../dialect.js";

// #region sample
const options: VerifierOptions = {
  issuer: logto({ endpoint: "https://acme.logto.app" }),
  audience: "https://api.acme.example",
};
// #endregion

const every = { iat: ISSUED_AT, exp: EXPIRES_AT, iss: "https://acme.logto.app/oidc" };

export const LOGTO: readonly Dialect[] = [
  {
    server: "Logto",
    product: "Logto",
    preset: "logto",
    options,
    uncertain: [],
    notes: [],
    shapes: [
      {
        token: "access token",
        kind: "access_token",
        header: { typ: "at+jwt" },
        claims: {
          ...every,
          jti: "w5Vd0c0j",
          sub: "3ev9k2m4x7qz",
          scope: "read:orders",
          client_id: "0xk3bq8w2l5n7v1c",
          aud: "https://api.acme.example",
        },
      },
    ],
  },
];
