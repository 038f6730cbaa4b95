/* The bar over the text: one tab stop, arrows from button to button. */

import { crel } from "django-prose-editor/editor"
import { canComment, commentOn } from "./comments.js"
import { iconButton } from "./dialog.js"
import { tellKeys } from "./keyboard.js"
import { editArticleLink, editLink, editSource } from "./references.js"

const isIn = (name, attributes) => (editor) => editor.isActive(name, attributes)

/* Groups of { sign, name, press(editor), isPressed?(editor), can?(editor) }; signs are those of the
   icon typeface that comes with the editor. */
const GROUPS = [
  [
    mark("bold", "format_bold", "Bold"),
    mark("italic", "format_italic", "Italic"),
    mark("subscript", "subscript", "Subscript"),
    mark("superscript", "superscript", "Superscript"),
  ],
  [
    heading(2, "Heading"),
    heading(3, "Subheading"),
    {
      sign: "format_list_bulleted",
      name: "Bulleted list",
      press: (editor) => editor.chain().focus().toggleBulletList().run(),
      isPressed: isIn("bulletList"),
      can: (editor) => editor.can().toggleBulletList(),
    },
    {
      sign: "format_list_numbered",
      name: "Numbered list",
      press: (editor) => editor.chain().focus().toggleOrderedList().run(),
      isPressed: isIn("orderedList"),
      can: (editor) => editor.can().toggleOrderedList(),
    },
  ],
  [
    { sign: "insert_link", name: "Link", press: editLink, isPressed: isIn("link") },
    {
      sign: "article",
      name: "Link to an article",
      press: editArticleLink,
      isPressed: isIn("articleLink"),
    },
    { sign: "format_quote", name: "Source", press: (editor) => editSource(editor) },
  ],
  [
    {
      sign: "undo",
      name: "Undo",
      press: (editor) => editor.chain().focus().undo().run(),
      can: (editor) => editor.can().undo(),
    },
    {
      sign: "redo",
      name: "Redo",
      press: (editor) => editor.chain().focus().redo().run(),
      can: (editor) => editor.can().redo(),
    },
  ],
  [{ sign: "comment", name: "Comment", press: commentOn, can: canComment }],
  [{ sign: "keyboard", name: "Keyboard", press: tellKeys }],
]

function mark(type, sign, name) {
  const press = (editor) => editor.chain().focus().toggleMark(type).run()
  return { sign, name, press, isPressed: isIn(type) }
}

function heading(level, name) {
  return {
    sign: "title",
    name,
    className: `button-icon button-heading-${level}`,
    press: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
    isPressed: isIn("heading", { level }),
    can: (editor) => editor.can().toggleHeading({ level }),
  }
}

/* The bar for this editor: { dom, reflect() }. `insert(rectangle)` opens the menu of blocks. */
export function writingBar(editor, insert) {
  const opener = crel("button", {
    type: "button",
    className: "button-insert",
    textContent: "+ Insert",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  })
  opener.addEventListener("click", () => insert(opener))
  const shown = []
  const groups = GROUPS.map((group) =>
    crel("div", { className: "writing-group" }, group.map((given) => {
      const { sign, name, press, isPressed, className = "button-icon" } = given
      const button = iconButton(sign, name, { className })
      if (isPressed) button.setAttribute("aria-pressed", "false")
      button.addEventListener("click", () => {
        if (button.ariaDisabled !== "true") press(editor)
      })
      shown.push([button, given])
      return button
    })),
  )
  const dom = crel("div", { className: "writing-bar", role: "toolbar" }, [opener, ...groups])
  dom.setAttribute("aria-label", "Text")
  stickBelow(dom, document.querySelector(".bar"))
  rove(dom, [opener, ...shown.map(([button]) => button)])

  function reflect() {
    for (const [button, { isPressed, can }] of shown) {
      if (isPressed) button.setAttribute("aria-pressed", String(isPressed(editor)))
      if (can) button.setAttribute("aria-disabled", String(!can(editor)))
    }
  }
  return { dom, reflect }
}

/* While the text scrolls, the bar stays below that of the page, if that one is above the text. */
function stickBelow(dom, pageBar) {
  if (!pageBar) return
  const stick = () => {
    const isAbove = getComputedStyle(pageBar).position === "sticky"
    dom.style.top = isAbove ? `${pageBar.offsetHeight}px` : "0"
  }
  new ResizeObserver(stick).observe(pageBar)
}

/* One of the buttons is in the order of tabs: the one that had the focus last. */
function rove(dom, buttons) {
  const become = (current) => {
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1
  }
  become(buttons[0])
  dom.addEventListener("focusin", ({ target }) => become(target))
  dom.addEventListener("keydown", (event) => {
    const now = buttons.indexOf(document.activeElement)
    const last = buttons.length - 1
    const right = Math.min(now + 1, last)
    const left = Math.max(now - 1, 0)
    const to = { ArrowRight: right, ArrowLeft: left, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    buttons[to].focus()
  })
}
