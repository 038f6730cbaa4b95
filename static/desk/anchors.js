/* Where comments are anchored, as the page's section tells it, and how words are cut out for one.
   articles/prose/anchoring.py says where words stand; here it is only carried over to the page. */

export const SECTION = "comments-section"
const CONTEXT = 32
const QUOTE = 300

/* The open comments on words of the body: { id, block, start, words }. */
export function threads() {
  const found = document.querySelectorAll(`#${SECTION} [data-words]:not([data-resolved])`)
  return [...found].map(({ id, dataset }) => {
    return { id, block: dataset.block, start: Number(dataset.start), words: dataset.words }
  })
}

/* Where the words stand in a text, nearest to where they are said to stand; -1 if nowhere. */
export function nearest(text, words, start) {
  let best = -1
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (best < 0 || Math.abs(at - start) < Math.abs(best - start)) best = at
  }
  return best
}

/* The words from start to end of a text, without the blanks at their ends, and their neighbours. */
export function around(text, start, end) {
  const cut = text.slice(start, end)
  const first = start + cut.length - cut.trimStart().length
  const quote = cut.trim().slice(0, QUOTE)
  const last = first + quote.length
  return {
    quote,
    before: text.slice(Math.max(0, first - CONTEXT), first),
    after: text.slice(last, last + CONTEXT),
  }
}
