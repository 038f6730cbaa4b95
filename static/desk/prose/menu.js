/* The menu of blocks: a button in the bar opens it, and so does a slash in an empty paragraph.
   Arrows, Home, End and first letters move in it; Escape puts it away. */

import { crel } from "django-prose-editor/editor"
import { BLOCKS } from "./blocks.js"

/* A menu for this editor: { dom, open({ at, putAway }) }; it opens below the rectangle `at`, and
   calls `putAway` if it is closed from the keyboard without a choice. */
export function blockMenu(editor) {
  let leave = () => {}
  const choose = (block) => {
    dom.hidePopover()
    block.insert(editor)
  }
  const items = BLOCKS.map((block, index) => item(block, index, choose))
  const dom = crel("div", { className: "block-menu", role: "menu", popover: "auto" }, items)
  dom.setAttribute("aria-label", "Insert")

  dom.addEventListener("keydown", (event) => {
    const isLeaving = event.key === "Escape" || event.key === "Tab"
    const to = nextItem(items, event.key)
    if (!isLeaving && !to) return
    event.preventDefault()
    if (to) return to.focus()
    dom.hidePopover()
    leave()
  })

  function open({ at, putAway }) {
    leave = putAway
    dom.showPopover()
    place(dom, at)
    items[0].focus()
  }

  return { dom, open }
}

function item(block, index, choose) {
  const { name, hint } = block
  const id = `block-menu-${index}`
  const press = crel("button", { type: "button", role: "menuitem" }, [
    crel("strong", { textContent: name }),
    crel("small", { id, textContent: hint }),
  ])
  press.setAttribute("aria-label", name)
  press.setAttribute("aria-describedby", id)
  press.addEventListener("click", () => choose(block))
  return press
}

/* The item that a key leads to. */
function nextItem(items, key) {
  const now = items.indexOf(document.activeElement)
  const count = items.length
  if (key === "ArrowDown") return items[(now + 1) % count]
  if (key === "ArrowUp") return items[(now - 1 + count) % count]
  if (key === "Home") return items[0]
  if (key === "End") return items[count - 1]
  if (!/^[a-z]$/i.test(key)) return null
  const following = [...items.slice(now + 1), ...items.slice(0, now + 1)]
  return following.find((one) => one.ariaLabel.toLowerCase().startsWith(key.toLowerCase()))
}

const ROOM = 320 // pixels: a menu that has less than this below goes above

/* Below the rectangle, or above it where there is more room, and inside the window. */
function place(dom, { left, top, bottom }) {
  const below = innerHeight - bottom - 12
  const isBelow = below >= Math.min(ROOM, top - 12)
  dom.style.maxHeight = `${isBelow ? below : top - 12}px`
  const { width, height } = dom.getBoundingClientRect()
  dom.style.top = `${isBelow ? bottom + 4 : top - height - 4}px`
  dom.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
}
