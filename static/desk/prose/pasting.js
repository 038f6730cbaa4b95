/* What comes from elsewhere: from Word, Google Docs, a web page, a spreadsheet, or as a file. Here
   it only gets the structure that it shows; the server cleans every text that is stored. */

import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { insertBlock, isEmptyParagraph } from "./inserting.js"
import { pictureFiles, upload } from "./library.js"
import { isWork } from "./newsroom.js"
import { pictureNode } from "./pictures.js"
import { wordLists } from "./word.js"

const { Fragment, Slice } = pm.model
const { Selection } = pm.state
const { CellSelection } = pm.tables

const CAPTION = { type: "caption" }

export const Pasting = Extension.create({
  name: "pasting",
  priority: 300, // before the tables, which take pasted cells

  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        props: {
          handleDOMEvents: { paste: intoCells },
          transformPastedHTML: (html, view) => tidied(html, view.state),
          transformPasted: (slice, view) => inOneLine(slice, view.state),
          handlePaste: (view, event) => take(editor, event, event.clipboardData),
          handleDrop: (view, event) => takePictures(editor, event, event.dataTransfer),
        },
      }),
    ]
  },
})

/* The same HTML with the structure that it only shows by its style. */
function tidied(html, state) {
  if (html.includes("data-pm-slice")) return html
  const { body } = new DOMParser().parseFromString(inert(html), "text/html")
  dropJunk(body)
  wordLists(body)
  spellOut(body)
  for (const heading of body.querySelectorAll("h1")) rename(heading, "h2")
  for (const heading of body.querySelectorAll("h4, h5, h6")) rename(heading, "h3")
  const row = rowAt(state)
  const tables = body.querySelectorAll("table:not(table table, figure[data-block] table)")
  if (row <= 0) tables.forEach(giveHeadings)
  if (row < 0) {
    tables.forEach(intoBlock)
    body.querySelectorAll("blockquote:not(figure *, blockquote *)").forEach(intoQuotation)
  }
  return body.innerHTML
}

/* Styles are read here and never applied, and what would act is only named: the page's policy
   forbids both, and complains of them in a parsed document too. Words are left as they are. */
function inert(html) {
  return html
    .replace(/<style\b.*?<\/style\s*>/gis, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'])(style|on[a-z]+)\s*=/gi, "$1data-$2="))
}

const JUNK = "style, script, meta, link, title, xml, noscript, template"

function dropJunk(body) {
  for (const junk of body.querySelectorAll(JUNK)) junk.remove()
  const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const found = []
  while (comments.nextNode()) found.push(comments.currentNode)
  for (const comment of found) comment.remove()
  // Google Docs wraps all that it copies in a <b> that is not bold.
  for (const wrapper of body.querySelectorAll("b[id^=docs-internal-guid]")) unwrap(wrapper)
}

/* Bold, italic, raised and lowered as elements. */
const LOOKS = [
  [/font-weight:\s*(bold|[6-9]00)/i, "strong"],
  [/font-style:\s*italic/i, "em"],
  [/vertical-align:\s*super/i, "sup"],
  [/vertical-align:\s*sub/i, "sub"],
]

function spellOut(body) {
  for (const span of body.querySelectorAll("span[data-style]")) {
    if (span.closest("h1, h2, h3, h4, h5, h6")) continue
    for (const [look, tag] of LOOKS) {
      if (!look.test(span.dataset.style)) continue
      const element = document.createElement(tag)
      element.append(...span.childNodes)
      span.append(element)
    }
  }
}

function rename(element, tag) {
  const renamed = document.createElement(tag)
  for (const { name, value } of element.attributes) renamed.setAttribute(name, value)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}

function unwrap(element) {
  element.replaceWith(...element.childNodes)
}

/* A pasted table without headings has them in its first row, as spreadsheets do. */
function giveHeadings(table) {
  if (table.querySelector("th")) return
  for (const cell of table.querySelectorAll("tr:first-child > td")) rename(cell, "th")
}

/* A table as our block, with its caption beside it. */
function intoBlock(table) {
  const figure = document.createElement("figure")
  figure.dataset.block = "table"
  const caption = document.createElement("figcaption")
  caption.append(...(table.caption?.childNodes ?? []))
  table.caption?.remove()
  table.replaceWith(figure)
  figure.append(caption, table)
}

function intoQuotation(quote) {
  const figure = document.createElement("figure")
  figure.dataset.block = "quotation"
  quote.replaceWith(figure)
  figure.append(quote, document.createElement("figcaption"))
}

/* What is pasted from within (below) comes without a clipboard. */
function take(editor, event, clipboard) {
  if (!clipboard) return false
  return (
    takeAddress(editor, clipboard) ||
    takeCells(editor.view, clipboard) ||
    takePictures(editor, event, clipboard)
  )
}

/* An address alone in an empty line: a work that can be shown is shown, another is linked. Over
   selected words it becomes their link: the editor of links does that. */
function takeAddress(editor, clipboard) {
  const url = clipboard.getData("text/plain").trim()
  const { $from, empty } = editor.state.selection
  if (!/^https?:\/\/\S+$/.test(url) || !URL.canParse(url)) return false
  if (!empty || $from.depth !== 1 || !isEmptyParagraph($from.parent)) return false
  if (isWork(url)) insertBlock(editor, { type: "embed", attrs: { url }, content: [CAPTION] })
  else {
    const marks = [{ type: "link", attrs: { href: url } }]
    editor.commands.insertContent({ type: "text", text: url, marks })
  }
  return true
}

/* Lines of cells with tabs between, as a spreadsheet gives them as plain text, are a table. */
function takeCells(view, clipboard) {
  if (clipboard.types.includes("text/html")) return false
  const lines = clipboard.getData("text/plain").trimEnd().split(/\r?\n/)
  if (lines.length < 2 || !lines.every((line) => line.includes("\t"))) return false
  const table = document.createElement("table")
  for (const line of lines) {
    const row = table.insertRow()
    for (const text of line.split("\t")) row.insertCell().textContent = text.trim()
  }
  const pasted = view.pasteHTML(table.outerHTML)
  leaveCells(view)
  return pasted
}

/* Pasted cells stay selected, and the next letter would replace them all: go on behind the last. */
function leaveCells(view) {
  const { selection, tr } = view.state
  if (!(selection instanceof CellSelection)) return
  const { pos, nodeAfter } = selection.$headCell
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(pos + nodeAfter.nodeSize - 1), -1)))
}

/* Cells that are pasted into the caption of a table are meant for the table. */
function intoCells(view, { clipboardData }) {
  const { state } = view
  const { $from } = state.selection
  if (!clipboardData || !holdsCells(clipboardData)) return false
  if ($from.depth < 2 || $from.node(-1).type.name !== "dataTable") return false
  view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve($from.after() + 1))))
  return false
}

function holdsCells(clipboard) {
  const html = clipboard.getData("text/html")
  return html ? /<table/i.test(html) : clipboard.getData("text/plain").includes("\t")
}

/* In which row of a table the cursor is, counted from 0; -1 outside. */
function rowAt({ selection }) {
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === "table") return $from.index(depth)
  }
  return -1
}

/* A caption, a title or a date is one line: of what is pasted there, only the words stay. */
function inOneLine(slice, { schema, selection }) {
  const { parent } = selection.$from
  if (!parent.inlineContent || !parent.type.spec.isolating) return slice
  if (slice.content.firstChild?.isInline) return slice
  let words = Fragment.empty
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true
    words = words.append(words.size ? Fragment.from(schema.text(" ")) : words).append(node.content)
    return false
  })
  return new Slice(words, 0, 0)
}

/* Picture files go into the library and into the text. Word adds one to every text it copies. */
function takePictures(editor, event, transfer) {
  const files = pictureFiles(transfer)
  if (!files.length || transfer.types.includes("text/html")) return false
  event.preventDefault()
  addPictures(editor, files)
  return true
}

async function addPictures(editor, files) {
  const { announce } = editor.storage.writing
  const refused = []
  for (const file of files) {
    announce(`Uploading ${file.name} …`)
    try {
      insertBlock(editor, pictureNode(await upload(file)))
    } catch ({ message }) {
      refused.push(`${file.name}: ${message}`)
    }
  }
  announce(refused.join(" "))
}
