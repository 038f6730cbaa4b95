/* The blocks that can be put into the text: what each is called, what it is for, how it begins. */

import { insertBlock } from "./inserting.js"
import { insertGallery, insertPicture } from "./pictures.js"
import { newTable } from "./tables.js"

const caption = { type: "caption" }
const line = { type: "paragraph" }

const put = (content, focus) => (editor) => insertBlock(editor, content, focus)

/* In the order of the menu: { name, hint, insert(editor) }. */
export const BLOCKS = [
  { name: "Picture", hint: "From the library, or a new one", insert: insertPicture },
  { name: "Gallery", hint: "Several pictures, one after another", insert: insertGallery },
  {
    name: "Quotation",
    hint: "What somebody said or wrote, and who",
    insert: put({
      type: "quotation",
      content: [{ type: "quotationText", content: [line] }, caption],
    }),
  },
  {
    name: "Pull quote",
    hint: "A sentence of the piece, set large",
    insert: put({ type: "pullQuote", content: [line] }),
  },
  {
    name: "Fact box",
    hint: "Background beside the text, with a title",
    insert: put({ type: "factBox", content: [{ type: "boxTitle" }, line] }),
  },
  {
    name: "Key points",
    hint: "The piece in a few lines",
    insert: put({
      type: "keyPoints",
      content: [{ type: "bulletList", content: [{ type: "listItem", content: [line] }] }],
    }),
  },
  {
    name: "Timeline",
    hint: "Dates, and what happened",
    insert: put({
      type: "timeline",
      content: [{ type: "timelineDate" }, { type: "timelineEvent" }],
    }),
  },
  {
    name: "Table",
    hint: "Rows and columns; a pasted one works too",
    insert: put(newTable("table", ["", "", ""], 2)),
  },
  {
    name: "Chart",
    hint: "Bars, lines or slopes, from a table of numbers",
    insert: put(newTable("bar", ["", ""], 3)),
  },
  {
    name: "Map",
    hint: "Places, by latitude and longitude",
    insert: put(newTable("map", ["Place", "Latitude", "Longitude", "Note"], 2)),
  },
  {
    name: "Embed",
    hint: "A video or a post of another site",
    insert: put({ type: "embed", content: [caption] }, "input"),
  },
  {
    name: "Document",
    hint: "A link to a report or a ruling, with its title",
    insert: put({ type: "documentLink", content: [caption] }, "input"),
  },
  { name: "Line", hint: "A break between two parts", insert: put({ type: "horizontalRule" }) },
]
