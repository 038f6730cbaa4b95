/* How long the text is: a line under it, by the same count as in print (articles/prose/reading.py). */

import { crel } from "django-prose-editor/editor"
import { whenCalm } from "./newsroom.js"

const WORDS_PER_MINUTE = 230
const CHARACTERS_PER_WORD = 2
const CJK =
  /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d]|[\u{20000}-\u{3fffd}]/gu
const LETTER = /[\p{L}\p{N}_]/u

/* The line for this editor; it says how much is selected, too. */
export function countLine(editor) {
  const line = crel("p", { className: "count-line" })
  const show = whenCalm(() => {
    if (editor.isDestroyed) return
    const { doc, selection } = editor.state
    const all = words(doc, 0, doc.content.size)
    const some = selection.empty ? 0 : words(doc, selection.from, selection.to)
    const minutes = Math.max(1, Math.round(all / WORDS_PER_MINUTE))
    const count = `${all.toLocaleString("en")} ${all === 1 ? "word" : "words"}`
    line.textContent = all ? `${some ? `${some} of ` : ""}${count} · ${minutes} min to read` : ""
  })
  editor.on("transaction", show)
  show()
  return line
}

function words(doc, from, to) {
  const text = doc.textBetween(from, to, " ", " ")
  const characters = text.match(CJK)?.length ?? 0
  const others = text.replace(CJK, " ").split(/\s+/).filter((word) => LETTER.test(word))
  return others.length + Math.ceil(characters / CHARACTERS_PER_WORD)
}
