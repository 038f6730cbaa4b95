/* The menu of blocks: a button in the bar opens it, and so does a slash in an empty paragraph.
   Letters leave those that are called so; arrows, Home and End move in it; Escape puts it away. */

import { crel } from "django-prose-editor/editor"
import { BLOCKS } from "./blocks.js"

/* A menu for this editor: { dom, open({ at, putAway }) }; it opens below the rectangle `at`. Closed
   from the keyboard without a choice, it calls `putAway(letters)` with what was typed in it. If
   `isText` answers that letters which name nothing are text, the first of them closes it. */
export function blockMenu(editor) {
  let opened = {}
  let letters = ""
  const items = BLOCKS.map((block, index) => item(block, index, choose))
  const line = crel("p", { className: "block-menu-letters", role: "status" })
  const list = crel("div", { role: "menu" }, items.map(({ press }) => press))
  list.setAttribute("aria-label", "Insert")
  const dom = crel("div", { className: "block-menu", popover: "auto" }, [line, list])

  function choose(block) {
    dom.hidePopover()
    block.insert(editor)
  }

  function leave() {
    dom.hidePopover()
    opened.putAway(letters)
  }

  /* The slash itself, which is not in the text yet. */
  function takeBack() {
    dom.hidePopover()
    editor.view.focus()
  }

  /* Show what the letters name; false, and nothing is changed, if they name nothing. */
  function filter(typed) {
    const named = items.filter(({ words }) => isNamed(words, typed))
    if (!named.length) return false
    letters = typed
    for (const each of items) each.press.hidden = !named.includes(each)
    line.textContent = letters && `“${letters}”: ${named.map(({ name }) => name).join(", ")}`
    const first = named.find(({ name }) => isNamed(` ${name.toLowerCase()}`, letters)) ?? named[0]
    first.press.focus()
    return true
  }

  function type(letter) {
    if (filter(letters + letter) || !opened.isText) return
    letters += letter
    leave()
  }

  list.addEventListener("keydown", (event) => {
    const { key } = event
    const shown = items.map(({ press }) => press).filter((press) => !press.hidden)
    const to = nextItem(shown, key)
    const isLetter = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
    if (to) to.focus()
    else if (key === "Escape" || key === "Tab") leave()
    else if (key === "Backspace" && letters) filter(letters.slice(0, -1))
    else if (key === "Backspace" && opened.isText) takeBack()
    else if (isLetter && (letters || key !== " ")) type(key)
    else return
    event.preventDefault()
  })

  function open(given) {
    opened = given
    dom.showPopover()
    filter("")
    place(dom, given.at)
  }

  return { dom, open }
}

/* One line of the menu: { name, words, press }; it is found by the beginnings of `words`. */
function item(block, index, choose) {
  const { name, hint, also = "" } = block
  const id = `block-menu-${index}`
  const press = crel("button", { type: "button", role: "menuitem" }, [
    crel("strong", { textContent: name }),
    crel("small", { id, textContent: hint }),
  ])
  press.setAttribute("aria-label", name)
  press.setAttribute("aria-describedby", id)
  press.addEventListener("click", () => choose(block))
  return { name, words: ` ${name} ${also}`.toLowerCase(), press }
}

function isNamed(words, letters) {
  return words.includes(` ${letters.toLowerCase()}`)
}

/* The item that a key leads to. */
function nextItem(shown, key) {
  const now = shown.indexOf(document.activeElement)
  const count = shown.length
  if (key === "ArrowDown") return shown[(now + 1) % count]
  if (key === "ArrowUp") return shown[(now - 1 + count) % count]
  if (key === "Home") return shown[0]
  if (key === "End") return shown[count - 1]
  return null
}

const ROOM = 320 // pixels: a menu that has less than this below goes above
const MOST = 440

/* Below the rectangle, or above it where there is more room, and inside the window. */
function place(dom, { left, top, bottom }) {
  const below = innerHeight - bottom - 12
  const isBelow = below >= Math.min(ROOM, top - 12)
  dom.style.maxHeight = `${Math.min(MOST, isBelow ? below : top - 12)}px`
  dom.style.top = isBelow ? `${bottom + 4}px` : "auto"
  dom.style.bottom = isBelow ? "auto" : `${innerHeight - top + 4}px`
  dom.style.left = `${Math.max(8, Math.min(left, innerWidth - dom.offsetWidth - 8))}px`
}
