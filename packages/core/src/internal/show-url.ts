/** A URL in a message: without its query, in which some people keep secrets. */
export function showUrl(url: string): string {
  const [place = "", ...query] = url.split("?");
  return query.length === 0 ? place : `${place}?...`;
}
