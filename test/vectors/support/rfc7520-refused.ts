// Those examples of RFC 7520 §5 that can be no access token. All keys here are published ones: they stand in the RFC and protect
// nothing.
import type { JsonWebKey } from "node:crypto";
import type { FlattenedJWE, GeneralJWE } from "jose";
import { rsaPrivateJwk } from "./rsa-private-jwk.js";

/** §5.1.1. */
export const FRODOS_KEY: JsonWebKey = {
  kid: "frodo.baggins@hobbiton.example",
  use: "enc",
  ...rsaPrivateJwk(
    "maxhbsmBtdQ3CNrKvprUE6n9lYcregDMLYNeTAWcLj8NnPU9XIYegTHVHQjxKDSHP2l-F5jS7sppG1wgdAqZyhnWvXhYNvcM7RfgKxqNx_xAHx6f3yy7" +
      "s-M9PSNCwPC2lh6UAkR4I00EhV9lrypM9Pi4lBUop9t5fS9W5UNwaAllhrd-osQGPjIeI1deHTwx-ZTHu3C60Pu_LJIl6hKn9wbwaUmA4cR5Bd2pgbaY" +
      "7ASgsjCUbtYJaNIHSoHXprUdJZKUMAzV0WOKPfA6OPI4oypBadjvMZ4ZAj3BnXaSYsEZhaueTXvZB4eZOAjIyh2e_VOIKVMsnDrJYAVotGlvMQ",
    "2DwQmZ43FoTnQ8IkUj3BmKRf5Eh2mizZA5xEJ2MinUE3sdTYKSLtaEoekX9vbBZuWxHdVhM6UnKCJ_2iNk8Z0ayLYHL0_G21aXf9-unynEpUsH7HHTkl" +
      "LpYAzOOx1ZgVljoxAdWNn3hiEFrjZLZGS7lOH-a3QQlDDQoJOJ2VFmU",
  ),
};

/** §5.1.5: RSA1_5, A128CBC-HS256. */
export const RSA1_5_TOKEN: string = [
  "eyJhbGciOiJSU0ExXzUiLCJraWQiOiJmcm9kby5iYWdnaW5zQGhvYmJpdG9uLmV4YW1wbGUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  "laLxI0j-nLH-_BgLOXMozKxmy9gffy2gTdvqzfTihJBuuzxg0V7yk1WClnQePFvG2K-pvSlWc9BRIazDrn50RcRai__3TDON395H3c62tIouJJ4XaRvY" +
    "HFjZTZ2GXfz8YAImcc91Tfk0WXC2F5Xbb71ClQ1DDH151tlpH77f2ff7xiSxh9oSewYrcGTSLUeeCt36r1Kt3OSj7EyBQXoZlN7IxbyhMAfgIe7Mv1rO" +
    "TOI5I8NQqeXXW8VlzNmoxaGMny3YnGir5Wf6Qt2nBq4qDaPdnaAuuGUGEecelIO1wx1BpyIfgvfjOhMBs9M8XL223Fg47xlGsMXdfuY-4jaqVw",
  "bbd5sTkYwhAIqfHsx8DayA",
  "0fys_TY_na7f8dwSfXLiYdHaA2DxUjD67ieF7fcVbIR62JhJvGZ4_FNVSiGc_raa0HnLQ6s1P2sv3Xzl1p1l_o5wR_RsSzrS8Z-wnI3Jvo0mkpEEnlDm" +
    "ZvDu_k8OWzJv7eZVEqiWKdyVzFhPpiyQU28GLOpRc2VbVbK4dQKPdNTjPPEmRqcaGeTWZVyeSUvf5k59yJZxRuSvWFf6KrNtmRdZ8R4mDOjHSrM_s8uw" +
    "IFcqt4r5GX8TKaI0zT5CbL5Qlw3sRc7u_hg0yKVOiRytEAEs3vZkcfLkP6nbXdC_PkMdNS-ohP78T2O6_7uInMGhFeX4ctHG7VelHGiT93JfWDEQi5_V" +
    "9UN1rhXNrYu-0fVMkZAKX3VWi7lzA6BP430m",
  "kvKuFBXHe5mQr4lqgobAUg",
].join(".");

/** §5.1.2: what its key encrypts the content with. */
export const RSA1_5_CONTENT_KEY = "3qyTVhIWt5juqZUCpfRqpvauwB956MEJL2Rt-8qXKSo";

/** §5.3.1. */
export const PASSWORD = "entrap_o–peter_long–credit_tun";

/** §5.3.5: PBES2-HS512+A256KW, A128CBC-HS256. */
export const PBES2_TOKEN: string = [
  "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJwMnMiOiI4UTFTemluYXNSM3hjaFl6NlpaY0hBIiwicDJjIjo4MTkyLCJjdHkiOiJqd2stc2V0K2pz" +
    "b24iLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  "d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g",
  "VBiCzVHNoLiR3F4V82uoTQ",
  "23i-Tb1AV4n0WKVSSgcQrdg6GRqsUKxjruHXYsTHAJLZ2nsnGIX86vMXqIi6IRsfywCRFzLxEcZBRnTvG3nhzPk0GDD7FMyXhUHpDjEYCNA_XOmzg8yZ" +
    "R9oyjo6lTF6si4q9FZ2EhzgFQCLO_6h5EVg3vR75_hkBsnuoqoM3dwejXBtIodN84PeqMb6asmas_dpSsz7H10fC5ni9xIz424givB1YLldF6exVmL93" +
    "R3fOoOJbmk2GBQZL_SEGllv2cQsBgeprARsaQ7Bq99tT80coH8ItBjgV08AtzXFFsx9qKvC982KLKdPQMTlVJKkqtV4Ru5LEVpBZXBnZrtViSOgyg6Ai" +
    "uwaS-rCrcD_ePOGSuxvgtrokAKYPqmXUeRdjFJwafkYEkiuDCV9vWGAi1DH2xTafhJwcmywIyzi4BqRpmdn_N-zl5tuJYyuvKhjKv6ihbsV_k1hJGPGA" +
    "xJ6wUpmwC4PTQ2izEm0TuSE8oMKdTw8V3kobXZ77ulMwDs4p",
  "0HlwodAhOCILG5SQ2LQ9dg",
].join(".");

/** §5.3.1: it holds three keys. */
export const PBES2_TEXT =
  '{"keys":[{"kty":"oct","kid":"77c7e2b8-6e13-45cf-8672-617b5b45243a","use":"enc","alg":"A128GCM",' +
  '"k":"XctOhJAkA-pD9Lh7ZgW_2A"},{"kty":"oct","kid":"81b20965-8332-43d9-a468-82160ad91ac8","use":"enc","alg":"A128KW",' +
  '"k":"GZy6sIZ6wl9NJOKB-jnmVQ"},{"kty":"oct","kid":"18ec08e1-bfa9-4d95-b205-2b4dd1d4321d","use":"enc","alg":"A256GCMKW",' +
  '"k":"qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8"}]}';

const KEY_WRAP = { alg: "A128KW", kid: "81b20965-8332-43d9-a468-82160ad91ac8" };

/** §5.10.6: A128KW, A128GCM, with data beside the content that are authenticated. */
const WITH_DATA_RECIPIENT = { encrypted_key: "4YiiQ_ZzH76TaIkJmYfRFgOV9MIpnx4X" };
const WITH_DATA = {
  protected: "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIn0",
  iv: "veCx9ece2orS7c_N",
  aad:
    "WyJ2Y2FyZCIsW1sidmVyc2lvbiIse30sInRleHQiLCI0LjAiXSxbImZuIix7fSwidGV4dCIsIk1lcmlhZG9jIEJyYW5keWJ1Y2siXSxbIm4iLHt9LCJ0" +
    "ZXh0IixbIkJyYW5keWJ1Y2siLCJNZXJpYWRvYyIsIk1yLiIsIiJdXSxbImJkYXkiLHt9LCJ0ZXh0IiwiVEEgMjk4MiJdLFsiZ2VuZGVyIix7fSwidGV4" +
    "dCIsIk0iXV1d",
  ciphertext:
    "Z_3cbr0k3bVM6N3oSNmHz7Lyf3iPppGf3Pj17wNZqteJ0Ui8p74SchQP8xygM1oFRWCNzeIa6s6BcEtp8qEFiqTUEyiNkOWDNoF14T_4NFqF-p2Mx8zk" +
    "bKxI7oPK8KNarFbyxIDvICNqBLba-v3uzXBdB89fzOI-Lv4PjOFAQGHrgv1rjXAmKbgkft9cB4WeyZw8MldbBhc-V_KWZslrsLNygon_JJWd_ek6LQn5" +
    "NRehvApqf9ZrxB4aq3FXBxOxCys35PhCdaggy2kfUfl2OkwKnWUbgXVD1C6HxLIlqHhCwXDG59weHrRDQeHyMRoBljoV3X_bUTJDnKBFOod7nLz-cj48" +
    "JMx3SnCZTpbQAkFV",
  tag: "vOaH_Rajnpy_3hOtqvZHRA",
};

/** §5.11.6: A128KW, A128GCM, with only `enc` protected. */
const PARTLY_PROTECTED_RECIPIENT = { encrypted_key: "jJIcM9J-hbx3wnqhf5FlkEYos0sHsF0H" };
const PARTLY_PROTECTED = {
  unprotected: KEY_WRAP,
  protected: "eyJlbmMiOiJBMTI4R0NNIn0",
  iv: "WgEJsDS9bkoXQ3nR",
  ciphertext:
    "lIbCyRmRJxnB2yLQOTqjCDKV3H30ossOw3uD9DPsqLL2DM3swKkjOwQyZtWsFLYMj5YeLht_StAn21tHmQJuuNt64T8D4t6C7kC9OCCJ1IHAolUv4MyO" +
    "t80MoPb8fZYbNKqplzYJgIL58g8N2v46OgyG637d6uuKPwhAnTGm_zWhqc_srOvgiLkzyFXPq1hBAURbc3-8BqeRb48iR1-_5g5UjWVD3lgiLCN_P7AW" +
    "8mIiFvUNXBPJK3nOWL4teUPS8yHLbWeL83olU4UAgL48x-8dDkH23JykibVSQju-f7e-1xreHWXzWLHs1NqBbre0dEwK3HX_xM0LjUz77Krppgegoutp" +
    "f5qaKg3l-_xMINmf",
  tag: "fNYLqpUe84KD45lvDiaBAQ",
};

/** §5.12.6: A128KW, A128GCM, with no header parameter protected. */
const UNPROTECTED_RECIPIENT = { encrypted_key: "244YHfO_W7RMpQW81UjQrZcq5LSyqiPv" };
const UNPROTECTED = {
  unprotected: { ...KEY_WRAP, enc: "A128GCM" },
  iv: "YihBoVOGsR1l7jCD",
  ciphertext:
    "qtPIMMaOBRgASL10dNQhOa7Gqrk7Eal1vwht7R4TT1uq-arsVCPaIeFwQfzrSS6oEUWbBtxEasE0vC6r7sphyVziMCVJEuRJyoAHFSP3eqQPb4Ic1SDS" +
    "qyXjw_L3svybhHYUGyQuTmUQEDjgjJfBOifwHIsDsRPeBz1NomqeifVPq5GTCWFo5k_MNIQURR2Wj0AHC2k7JZfu2iWjUHLF8ExFZLZ4nlmsvJu_mvif" +
    "MYiikfNfsZAudISOa6O73yPZtL04k_1FI7WDfrb2w7OqKLWDXzlpcxohPVOLQwpA3mFNRKdY-bQz4Z4KX9lfz1cne31N4-8BKmojpw-OdQjKdLOGkC44" +
    "5Fb_K1tlDQXw2sBF",
  tag: "e2m0Vm7JvjK2VpCKXS-kyg",
};

/** §5.13.7: RSA1_5, ECDH-ES+A256KW and A256GCMKW side by side, A128CBC-HS256. */
const SEVERAL_RECIPIENTS = {
  recipients: [
    {
      encrypted_key:
        "dYOD28kab0Vvf4ODgxVAJXgHcSZICSOp8M51zjwj4w6Y5G4XJQsNNIBiqyvUUAOcpL7S7-cFe7Pio7gV_Q06WmCSa-vhW6me4bWrBf7cHwEQJdXihidA" +
        "YWVajJIaKMXMvFRMV6iDlRr076DFthg2_AV0_tSiV6xSEIFqt1xnYPpmP91tc5WJDOGb-wqjw0-b-S1laS11QVbuP78dQ7Fa0zAVzzjHX-xvyM2wxj_o" +
        "txr9clN1LnZMbeYSrRicJK5xodvWgkpIdkMHo4LvdhRRvzoKzlic89jFWPlnBq_V4n5trGuExtp_-dbHcGlihqc_wGgho9fLMK8JOArYLcMDNQ",
      header: { alg: "RSA1_5", kid: "frodo.baggins@hobbiton.example" },
    },
    {
      encrypted_key: "ExInT0io9BqBMYF6-maw5tZlgoZXThD1zWKsHixJuw_elY4gSSId_w",
      header: {
        alg: "ECDH-ES+A256KW",
        kid: "peregrin.took@tuckborough.example",
        epk: {
          kty: "EC",
          crv: "P-384",
          x: "Uzdvk3pi5wKCRc1izp5_r0OjeqT-I68i8g2b8mva8diRhsE2xAn2DtMRb25Ma2CX",
          y: "VDrRyFJh-Kwd1EjAgmj5Eo-CTHAZ53MC7PjjpLioy3ylEjI1pOMbw91fzZ84pbfm",
        },
      },
    },
    {
      encrypted_key: "a7CclAejo_7JSuPB8zeagxXRam8dwCfmkt9-WyTpS1E",
      header: {
        alg: "A256GCMKW",
        kid: "18ec08e1-bfa9-4d95-b205-2b4dd1d4321d",
        tag: "59Nqh1LlYtVIhfD3pgRGvw",
        iv: "AvpeoPZ9Ncn9mkBn",
      },
    },
  ],
  unprotected: { cty: "text/plain" },
  protected: "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  iv: "VgEIHY20EnzUtZFl2RpB1g",
  ciphertext:
    "ajm2Q-OpPXCr7-MHXicknb1lsxLdXxK_yLds0KuhJzfWK04SjdxQeSw2L9mu3a_k1C55kCQ_3xlkcVKC5yr__Is48VOoK0k63_QRM9tBURMFqLByJ8vO" +
    "YQX0oJW4VUHJLmGhF-tVQWB7Kz8mr8zeE7txF0MSaP6ga7-siYxStR7_G07Thd1jh-zGT0wxM5g-VRORtq0K6AXpLlwEqRp7pkt2zRM0ZAXqSpe1O6FJ" +
    "7FHLDyEFnD-zDIZukLpCbzhzMDLLw2-8I14FQrgi-iEuzHgIJFIJn2wh9Tj0cg_kOZy9BqMRZbmYXMY9YQjorZ_P_JYG3ARAIF3OjDNqpdYe-K_5Q5cr" +
    "GJSDNyij_ygEiItR5jssQVH2ofDQdLChtazE",
  tag: "BESYyFN7T09KY7i8zKs5_g",
};

/** Each in the general JSON serialization, and in the flattened one if it has that. */
export const IN_JSON: readonly (readonly [name: string, message: GeneralJWE | FlattenedJWE])[] = [
  ["§5.10 (with data beside it)", { recipients: [WITH_DATA_RECIPIENT], ...WITH_DATA }],
  ["§5.10 (with data beside it, flattened)", { ...WITH_DATA_RECIPIENT, ...WITH_DATA }],
  ["§5.11 (alg and kid unprotected)", { recipients: [PARTLY_PROTECTED_RECIPIENT], ...PARTLY_PROTECTED }],
  ["§5.11 (alg and kid unprotected, flattened)", { ...PARTLY_PROTECTED_RECIPIENT, ...PARTLY_PROTECTED }],
  ["§5.12 (nothing protected)", { recipients: [UNPROTECTED_RECIPIENT], ...UNPROTECTED }],
  ["§5.12 (nothing protected, flattened)", { ...UNPROTECTED_RECIPIENT, ...UNPROTECTED }],
  ["§5.13 (several recipients)", SEVERAL_RECIPIENTS],
];
