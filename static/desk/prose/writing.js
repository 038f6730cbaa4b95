/* The place to write: its name for assistive technology, the bar, the menu of blocks, and a word
   in grey where something is still to be written. */

import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { writingBar } from "./bar.js"
import { countLine } from "./counting.js"
import { statusLine } from "./dialog.js"
import { isEmptyParagraph, writeAfter, writeBefore } from "./inserting.js"
import { tellKeys } from "./keyboard.js"
import { blockMenu } from "./menu.js"
import { whenCalm } from "./newsroom.js"

const { Decoration, DecorationSet } = pm.view

const PROMPTS = {
  boxTitle: () => "Title of the box",
  timelineDate: () => "Date",
  timelineEvent: () => "What happened",
  caption: ({ type }) => CAPTIONS[type.name],
  paragraph: ({ type, childCount }) => childCount === 1 && LINES[type.name],
}

/* What is written in the first line of a block. */
const LINES = {
  quotationText: "What was said or written",
  pullQuote: "A sentence of the piece",
}

/* What is written in the line of a block. */
const CAPTIONS = {
  quotation: "Who said it, and where",
  dataTable: "Caption and source",
  picture: "Caption",
  embed: "What it is, in a line",
  documentLink: "Title of the document",
}

const EMPTY = /^<(\w+)(\s[^>]*)?><\/\1>$/

export const Writing = Extension.create({
  name: "writing",
  priority: 1200, // before what Enter and a slash mean elsewhere

  addStorage: () => ({ announce: () => {} }),

  addKeyboardShortcuts() {
    return {
      "Mod-Enter": ({ editor }) => editor.state.selection.$from.depth > 0 && writeAfter(editor),
      "Mod-Shift-Enter": ({ editor }) => writeBefore(editor),
      "Mod-/": ({ editor }) => {
        tellKeys(editor)
        return true
      },
      "Alt-F10": () => {
        this.storage.bar.dom.querySelector("[tabindex='0']").focus()
        return true
      },
    }
  },

  addProseMirrorPlugins() {
    const attributes = {
      role: "textbox",
      "aria-label": "Body",
      "aria-multiline": "true",
      spellcheck: "true",
    }
    const handleTextInput = (view, from, to, text) => text === "/" && this.storage.slash?.()
    return [new Plugin({ props: { attributes, handleTextInput, decorations: prompts } })]
  },

  onCreate() {
    const { editor, storage } = this
    const menu = blockMenu(editor)
    const insert = (opener) => {
      opener.ariaExpanded = "true"
      const putAway = () => opener.focus()
      menu.dom.addEventListener("toggle", reflectOpen(opener))
      menu.open({ at: opener.getBoundingClientRect(), putAway })
    }
    const status = statusLine()
    storage.bar = writingBar(editor, insert)
    storage.slash = () => openAtSlash(editor, menu)
    storage.announce = (words) => {
      status.textContent = words
    }
    editor.view.dom.before(storage.bar.dom, menu.dom, status)
    editor.view.dom.after(countLine(editor))
    editor.view.dom.closest("form").addEventListener("keydown", saveByKey)
    writeWhenAsked(editor)
    editor.on("transaction", storage.bar.reflect)
    storage.bar.reflect()
  },
})

/* A long body takes a while to be written out, so it is not done at each key, but when the form is
   read, and when the keys rest. */
function writeWhenAsked(editor) {
  const box = editor.view.dom.parentElement.querySelector("textarea")
  const { form } = box
  let isBehind = false
  const write = () => {
    if (!isBehind || editor.isDestroyed) return
    isBehind = false
    const html = editor.getHTML()
    box.value = EMPTY.test(html) ? "" : html
  }
  const writeInCalm = whenCalm(write)
  editor.off("update", editor.options.onUpdate)
  editor.on("update", () => {
    isBehind = true
    box.dispatchEvent(new Event("input", { bubbles: true }))
    writeInCalm()
  })
  form.addEventListener("formdata", ({ formData }) => {
    write()
    formData.set(box.name, box.value)
  })
}

function reflectOpen(opener) {
  return function reflect({ newState, target }) {
    if (newState !== "closed") return
    opener.ariaExpanded = "false"
    target.removeEventListener("toggle", reflect)
  }
}

/* Wherever the cursor is: in the text, in a block's own fields, in the headline. It is as if the
   first button of the form were pressed, which is Save. */
function saveByKey(event) {
  const { key, ctrlKey, metaKey, shiftKey, altKey, currentTarget } = event
  if (key.toLowerCase() !== "s" || !(ctrlKey || metaKey) || shiftKey || altKey) return
  event.preventDefault()
  currentTarget.querySelector("[type=submit]").click()
}

/* A slash in an empty paragraph of the body is a wish for a block, unless Escape says otherwise. */
function openAtSlash(editor, menu) {
  const { $from, empty } = editor.state.selection
  if (!empty || $from.depth !== 1 || !isEmptyParagraph($from.parent)) return false
  const putAway = (letters) => {
    editor.view.focus()
    editor.commands.insertContent({ type: "text", text: `/${letters}` })
  }
  menu.open({ at: editor.view.coordsAtPos($from.pos), putAway, isText: true })
  return true
}

/* The words in grey, in every empty line that belongs to a block. */
function prompts({ doc }) {
  const decorations = []
  doc.descendants((node, position, parent) => {
    const prompt = node.content.size === 0 && PROMPTS[node.type.name]?.(parent)
    if (!prompt) return
    const given = { class: "is-blank", "data-prompt": prompt }
    decorations.push(Decoration.node(position, position + node.nodeSize, given))
  })
  return DecorationSet.create(doc, decorations)
}
