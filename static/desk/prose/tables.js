/* Tables, and the charts and maps that are drawn from one: a caption, and cells with headings. */

import {
  Node,
  Plugin,
  TableCell as PlainTableCell,
  TableHeader as PlainTableHeader,
  Table as PlainTable,
  crel,
  pm,
} from "django-prose-editor/editor"
import { button, iconButton } from "./dialog.js"
import { preview } from "./drawing.js"
import { attributeBox, attributeChoice, framed } from "./frame.js"
import { removeNode } from "./inserting.js"
import { BLOCK } from "./texts.js"

const { CellSelection, TableMap } = pm.tables
const { Selection } = pm.state

const KINDS = [
  ["table", "Table"],
  ["bar", "Bar chart"],
  ["line", "Line chart"],
  ["slope", "Slope chart"],
  ["map", "Map"],
]
const CHARTS = ["bar", "line", "slope"]

export const DataTable = Node.create({
  ...BLOCK,
  name: "dataTable",
  content: "caption table",

  addAttributes() {
    return {
      kind: {
        default: "table",
        parseHTML: ({ dataset: { block, kind } }) => (block === "chart" ? kind || "bar" : block),
        renderHTML: ({ kind }) => {
          if (!CHARTS.includes(kind)) return { "data-block": kind }
          return { "data-block": "chart", "data-kind": kind }
        },
      },
      unit: {
        default: "",
        parseHTML: ({ dataset }) => dataset.unit || "",
        renderHTML: ({ kind, unit }) =>
          unit && CHARTS.includes(kind) ? { "data-unit": unit } : {},
      },
    }
  },

  parseHTML: () =>
    ["table", "chart", "map"].map((block) => ({ tag: `figure[data-block=${block}]` })),
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  addNodeView: () => framed({ label, furnish }),

  addProseMirrorPlugins: () => [new Plugin({ appendTransaction: withScopes })],
})

function label({ attrs: { kind } }) {
  if (CHARTS.includes(kind)) return "Chart"
  return kind === "map" ? "Map" : "Table"
}

/* The frame of a table: what it is drawn as, its unit, its headings, rows and columns. */
function furnish(block) {
  const kind = attributeChoice(block, "Shown as", "kind", KINDS)
  const unit = attributeBox(block, "Unit", "unit", { placeholder: "billion U.S. dollars" })
  const drawing = preview(block)
  const columns = doing(block, button("Column headings"), "toggleHeaderRow")
  const rows = doing(block, button("Row headings"), "toggleHeaderColumn")
  const cells = crel("div", { className: "block-cells", role: "group" }, [
    columns,
    rows,
    pair("Row", [
      doing(block, iconButton("add", "Add row"), "addRowAfter"),
      doing(block, iconButton("remove", "Delete row"), "deleteRow"),
    ]),
    pair("Column", [
      doing(block, iconButton("add", "Add column"), "addColumnAfter"),
      doing(block, iconButton("remove", "Delete column"), "deleteColumn"),
    ]),
    doing(block, button("Merge or split"), "mergeOrSplit"),
  ])
  cells.setAttribute("aria-label", "Cells")
  return {
    controls: [kind.line, unit.line],
    below: [cells, drawing.dom],
    update(node) {
      kind.update(node)
      unit.update(node)
      unit.line.hidden = !CHARTS.includes(node.attrs.kind)
      columns.setAttribute("aria-pressed", String(isHeaded(firstRow(node))))
      rows.setAttribute("aria-pressed", String(isHeaded(firstColumn(node))))
      drawing.update(node)
    },
  }
}

function doing(block, press, command) {
  press.addEventListener("click", () => {
    intoTable(block)
    block.editor.chain()[command]().run()
  })
  return press
}

function pair(name, buttons) {
  const word = crel("span", { textContent: name })
  return crel("span", { className: "block-pair" }, [word, ...buttons])
}

/* What is done to cells is done at the cursor; if it is elsewhere, it goes to the last cell. */
function intoTable({ editor, node, position }) {
  const from = position()
  const to = from + node.nodeSize
  const table = from + 1 + node.firstChild.nodeSize
  const { selection } = editor.state
  if (selection.from > table && selection.to < to) return
  const tr = editor.state.tr
  editor.view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(to - 1), -1)))
}

const firstRow = (node) => node.child(1).firstChild.content.content
const firstColumn = (node) => node.child(1).content.content.map((row) => row.firstChild)
const isHeaded = (cells) => cells.every((cell) => cell?.type.name === "tableHeader")

/* Every heading says what it heads: those of the first row their columns, others their rows. */
function withScopes(transactions, before, { doc, tr }) {
  if (!transactions.some((transaction) => transaction.docChanged)) return null
  doc.descendants((node, position) => {
    if (node.type.name !== "table") return
    const map = TableMap.get(node)
    for (const cell of new Set(map.map)) {
      const { type, attrs } = node.nodeAt(cell)
      const scope = map.findCell(cell).top === 0 ? "col" : "row"
      if (type.name === "tableHeader" && attrs.scope !== scope) {
        tr.setNodeAttribute(position + 1 + cell, "scope", scope)
      }
    }
  })
  return tr.docChanged ? tr : null
}

/* Stands in a data table alone. It is taken out with its block, not by itself. */
export const Table = PlainTable.extend({
  group: "",
  parseHTML: () => [{ tag: "table" }, { tag: "table > caption", ignore: true }],
  addNodeView: () => null,
  addKeyboardShortcuts() {
    const { Tab, "Shift-Tab": back } = this.parent()
    return { Tab, "Shift-Tab": back, Backspace: removeIfWhole, Delete: removeIfWhole }
  },
})

function removeIfWhole({ editor }) {
  const { selection } = editor.state
  if (!(selection instanceof CellSelection)) return false
  if (!selection.isColSelection() || !selection.isRowSelection()) return false
  removeNode(editor, selection.$anchorCell.before(-2))
  return true
}

/* A cell holds plain paragraphs, and its place in the grid; widths and colours are not kept. */
function cell(plain, more) {
  return plain.extend({
    content: "paragraph+",
    addAttributes() {
      const { colspan, rowspan } = this.parent()
      return { colspan, rowspan, ...more }
    },
  })
}

// prosemirror-tables asks for the widths of all cells.
const NO_WIDTH = { default: null, parseHTML: () => null, renderHTML: () => ({}) }

export const TableCell = cell(PlainTableCell, { colwidth: NO_WIDTH })
export const TableHeader = cell(PlainTableHeader, {
  colwidth: NO_WIDTH,
  scope: { default: null, parseHTML: (element) => element.getAttribute("scope") },
})

/* The content of a new data table: a first row of headings, then empty rows. */
export function newTable(kind, headings, rows) {
  const cells = (type, texts) => ({
    type: "tableRow",
    content: texts.map((text) => ({ type, content: [paragraph(text)] })),
  })
  const empty = Array.from({ length: rows }, () => cells("tableCell", headings.map(() => "")))
  const table = { type: "table", content: [cells("tableHeader", headings), ...empty] }
  return { type: "dataTable", attrs: { kind }, content: [{ type: "caption" }, table] }
}

function paragraph(text) {
  return text ? { type: "paragraph", content: [{ type: "text", text }] } : { type: "paragraph" }
}
