// The examples of RFC 7515 appendix A. All keys here are published ones: they stand in the RFC and protect nothing.
import type { JsonWebKey } from "node:crypto";
import { rsaPrivateJwk } from "./rsa-private-jwk.js";

/** The claims of all examples but A.4: `iss` is "joe", `exp` is {@link EXPIRES_AT}, and there is no `aud`. */
const CLAIMS = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

export const EXPIRES_AT = 1_300_819_380;

/** A.1: HS256. Also the example of RFC 7519 §3.1. */
export const A1_TOKEN: string = join(
  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
  CLAIMS,
  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
);
export const A1_KEY: JsonWebKey = {
  kty: "oct",
  k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
};

/** A.2: RS256. */
const A2_HEADER = "eyJhbGciOiJSUzI1NiJ9";
const A2_SIGNATURE =
  "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ" +
  "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e" +
  "OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
export const A2_TOKEN: string = join(A2_HEADER, CLAIMS, A2_SIGNATURE);
export const A2_KEY: JsonWebKey = {
  kty: "RSA",
  n:
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs" +
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV" +
    "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
  e: "AQAB",
};

/** The private half of {@link A2_KEY}. */
export const A2_PRIVATE_KEY: JsonWebKey = rsaPrivateJwk(
  String(A2_KEY["n"]),
  "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPG" +
    "BY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
);

/** A.3: ES256. */
const A3_HEADER = "eyJhbGciOiJFUzI1NiJ9";
const A3_SIGNATURE = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
export const A3_TOKEN: string = join(A3_HEADER, CLAIMS, A3_SIGNATURE);
export const A3_KEY: JsonWebKey = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};

/** A.4: ES512 over the text "Payload". */
export const A4_TOKEN: string = join(
  "eyJhbGciOiJFUzUxMiJ9",
  "UGF5bG9hZA",
  "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3" +
    "xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
);
export const A4_KEY: JsonWebKey = {
  kty: "EC",
  crv: "P-521",
  x: "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
  y: "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
};

/** A.5: an unsecured JWS. Also the example of RFC 7519 §6.1. */
export const A5_TOKEN: string = join("eyJhbGciOiJub25lIn0", CLAIMS, "");

/** A.6: the signatures of A.2 and A.3 in the general JSON serialization. */
export const A6_TEXT: string = JSON.stringify({
  payload: CLAIMS,
  signatures: [
    { protected: A2_HEADER, header: { kid: "2010-12-29" }, signature: A2_SIGNATURE },
    { protected: A3_HEADER, header: { kid: "e9bc097a-ce51-4036-9562-d2ade882db0d" }, signature: A3_SIGNATURE },
  ],
});

/** A.7: the signature of A.3 in the flattened JSON serialization. */
export const A7_TEXT: string = JSON.stringify({
  payload: CLAIMS,
  protected: A3_HEADER,
  header: { kid: "e9bc097a-ce51-4036-9562-d2ade882db0d" },
  signature: A3_SIGNATURE,
});

function join(...parts: readonly string[]): string {
  return parts.join(".");
}
