/* Topics by name in one line, with commas between; a name that has one stands in quotation marks. So
   does articles/desk/topics.py. */

const NAME = /\s*(?:"((?:[^"]|"")*)"\s*(?:,|$)|([^,]*)(?:,|$))/g

export const namesIn = (line) =>
  [...line.matchAll(NAME)]
    .map(([, marked, plain]) => (marked?.replaceAll('""', '"') ?? plain).trim())
    .filter(Boolean)

export const inALine = (names) => names.map(marked).join(", ")

const marked = (name) =>
  name.includes(",") || name.startsWith('"') ? `"${name.replaceAll('"', '""')}"` : name
