/* What the keyboard does in the text, told in a dialog. */

import { crel } from "django-prose-editor/editor"
import { consult } from "./dialog.js"

const MOD = /Mac|iP/.test(navigator.platform) ? "⌘ " : "Ctrl "

const KEYS = [
  ["/", "In an empty line: the menu of blocks. Type on to find one"],
  [`${MOD}Enter`, "Go on after the block"],
  [`${MOD}Shift Enter`, "Write before the block"],
  [`${MOD}S`, "Save"],
  [`${MOD}Alt M`, "Comment on the selected words"],
  [`${MOD}K`, "Link to an address"],
  [`${MOD}B, ${MOD}I`, "Bold, italic"],
  ["## or ###, then a space", "Heading, subheading"],
  ["- or 1., then a space", "Bulleted or numbered list"],
  ["Tab, Shift Tab", "In a list: deeper, higher. In a table: next cell, cell before"],
  ["Shift Enter", "A new line in the same paragraph"],
  [`${MOD}Z, ${MOD}Shift Z`, "Undo, redo"],
  ["Alt F10", "To the bar; arrows move in it"],
  [`${MOD}\\`, "The panel beside the text: away, and back"],
  [`${MOD}/`, "This list"],
]

export async function tellKeys(editor) {
  await consult({ title: "Keyboard", away: "Close", build: () => [list()] })
  editor.view.focus()
}

function list() {
  const rows = KEYS.map(([keys, does]) =>
    crel("div", {}, [
      crel("dt", {}, [crel("kbd", { textContent: keys })]),
      crel("dd", { textContent: does }),
    ]),
  )
  return crel("dl", { className: "keyboard" }, rows)
}
