// Texts of people as YAML.

/** A text in double quotes; JSON's escapes are YAML's too. */
export function quote(text: string): string {
  return JSON.stringify(text.trim());
}
