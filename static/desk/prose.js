/* What our editor has beyond its own: names for assistive technology, and tables that keep their
   captions and the scope of their headings. */

import {
  Extension,
  Plugin,
  Table as PlainTable,
  TableHeader as PlainTableHeader,
} from "django-prose-editor/editor"

export const Writing = Extension.create({
  name: "writing",

  addProseMirrorPlugins() {
    const attributes = {
      role: "textbox",
      "aria-label": "Body",
      "aria-multiline": "true",
      spellcheck: "true",
    }
    return [new Plugin({ props: { attributes } })]
  },

  onCreate() {
    const menu = this.editor.view.dom.parentElement.querySelector(".prose-menubar")
    if (!menu) return
    menu.setAttribute("role", "toolbar")
    menu.setAttribute("aria-label", "Text")
    const reflect = () => reflectButtons(menu)
    this.editor.on("transaction", () => queueMicrotask(reflect))
    reflect()
  },
})

/* The menu says by class alone what is pressed and what cannot be pressed. */
function reflectButtons(menu) {
  for (const button of menu.querySelectorAll("button")) {
    if (!button.hasAttribute("aria-label")) {
      button.setAttribute("aria-label", button.title || button.textContent)
    }
    button.setAttribute("aria-pressed", String(button.classList.contains("active")))
    button.setAttribute("aria-disabled", String(button.classList.contains("disabled")))
  }
}

export const Table = PlainTable.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: null,
        parseHTML: (table) => table.querySelector(":scope > caption")?.textContent.trim() || null,
        renderHTML: () => ({}),
      },
    }
  },

  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }]
  },

  // The table stands in the editor as it prints, its caption included.
  addNodeView: () => null,

  renderHTML(given) {
    const [tag, attributes, ...rows] = this.parent(given)
    const caption = given.node.attrs.caption
    const above = caption ? [["caption", { contenteditable: "false" }, caption]] : []
    return [tag, attributes, ...above, ...rows]
  },
})

export const TableHeader = PlainTableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), scope: { default: null } }
  },
})
