/** Somebody who logs in: goes from page to page with the cookies that were set, and sends what a form would. */
export interface Browser {
  /** Follows redirects until a page or until the address begins with `stopAt`, which is not asked for. */
  go(url: string, how?: { readonly form?: Readonly<Record<string, string>>; readonly stopAt?: string }): Promise<Page>;
}

/** Where it ended. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

/** Makes one without cookies. All sites share them: there is one in each test. */
export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  const send = async (url: string, form: Readonly<Record<string, string>> | undefined): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie === "" ? {} : { cookie }) },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    return response;
  };
  return {
    async go(url, { form, stopAt } = {}) {
      let [place, sent] = [url, form];
      for (let hops = 0; hops < MAX_HOPS; hops += 1) {
        if (stopAt !== undefined && place.startsWith(stopAt)) return { url: place, status: 0, body: "" };
        const response = await send(place, sent);
        const body = await response.text();
        const location = response.headers.get("location");
        if (location === null || response.status < 300 || response.status > 399) {
          return { url: place, status: response.status, body };
        }
        [place, sent] = [new URL(location, place).href, undefined];
      }
      throw new Error(`more than ${MAX_HOPS} redirects from ${url}`);
    },
  };
}

/** An empty value, or a time that is over, takes it away. */
function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";");
  const equals = pair.indexOf("=");
  const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  const expires = attributes.find((attribute) => /^\s*expires=/i.test(attribute))?.replace(/^[^=]*=/, "");
  const isOver = expires !== undefined && Date.parse(expires) < Date.now();
  if (value === "" || isOver) cookies.delete(name);
  else cookies.set(name, value);
}

const MAX_HOPS = 20;
