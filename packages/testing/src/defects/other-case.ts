/** The same text in capitals or, if it is in capitals, in small letters; always another one. */
export function otherCase(text: string): string {
  const choices = [text.toUpperCase(), text.toLowerCase()];
  return choices.find((choice) => choice !== text) ?? `${text}A`;
}
