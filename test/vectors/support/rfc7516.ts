// Examples of RFC 7516 and RFC 7519. All keys here are published ones: they stand in the RFC and protect nothing.
import type { JsonWebKey } from "node:crypto";

/** RFC 7516 A.3: A128KW, A128CBC-HS256. */
export const A3_KEY: JsonWebKey = { kty: "oct", k: "GawgguFyGrWKav7AX4VKUg" };
export const A3_TOKEN: string = [
  "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  "6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ",
  "AxY8DCtDaGlsbGljb3RoZQ",
  "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY",
  "U0m_YmjN04DJvceFICbCVQ",
].join(".");

/** RFC 7519 A.1: RSA1_5, A128CBC-HS256, and claims that nobody signed. */
export const RSA1_5_TOKEN: string = [
  "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  "QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflSdv1iNqhWXaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUU" +
    "sWHSK-IPKxLGTkND09XyjORj_CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7Z" +
    "YMmpUDkR-Cx9obNGwJQ3nM52YCitxoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5TiysnmzTROF869lQ",
  "AxY8DCtDaGlsbGljb3RoZQ",
  "MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaMHDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu9g3J8",
  "fiK51VwhsxJ-siBMR-YFiA",
].join(".");
