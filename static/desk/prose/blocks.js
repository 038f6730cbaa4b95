/* The blocks that can be put into the text: what each is called, what it is for, how it begins. */

import { insertBlock } from "./inserting.js"
import { insertGallery, insertPicture } from "./pictures.js"
import { newTable } from "./tables.js"

const caption = { type: "caption" }
const line = { type: "paragraph" }

const put = (content, focus) => (editor) => insertBlock(editor, content, focus)

const become = (command, ...given) => (editor) => {
  editor.chain().focus()[command](...given).run()
}

/* In the order of the menu: { name, hint, also, insert(editor) }; `also` are other words by which
   people look for it. */
export const BLOCKS = [
  {
    name: "Picture",
    hint: "From the library, or a new one",
    also: "image photo",
    insert: insertPicture,
  },
  {
    name: "Gallery",
    hint: "Several pictures, one after another",
    also: "images photos slideshow",
    insert: insertGallery,
  },
  {
    name: "Quotation",
    hint: "What somebody said or wrote, and who",
    also: "blockquote citation",
    insert: put({
      type: "quotation",
      content: [{ type: "quotationText", content: [line] }, caption],
    }),
  },
  {
    name: "Pull quote",
    hint: "A sentence of the piece, set large",
    also: "quote",
    insert: put({ type: "pullQuote", content: [line] }),
  },
  {
    name: "Fact box",
    hint: "Background beside the text, with a title",
    also: "box background aside",
    insert: put({ type: "factBox", content: [{ type: "boxTitle" }, line] }),
  },
  {
    name: "Methods",
    hint: "How the piece was made; it is printed with the sources",
    also: "how we reported this method sources",
    insert: put({
      type: "factBox",
      content: [
        { type: "boxTitle", content: [{ type: "text", text: "How we reported this" }] },
        line,
      ],
    }),
  },
  {
    name: "Key points",
    hint: "The piece in a few lines",
    also: "points summary",
    insert: put({
      type: "keyPoints",
      content: [{ type: "bulletList", content: [{ type: "listItem", content: [line] }] }],
    }),
  },
  {
    name: "Timeline",
    hint: "Dates, and what happened",
    also: "dates chronology",
    insert: put({
      type: "timeline",
      content: [{ type: "timelineDate" }, { type: "timelineEvent" }],
    }),
  },
  {
    name: "Table",
    hint: "Rows and columns; a pasted one works too",
    also: "grid spreadsheet",
    insert: put(newTable("table", ["", "", ""], 2)),
  },
  {
    name: "Chart",
    hint: "Bars, lines or slopes, from a table of numbers",
    also: "graph bar line slope",
    insert: put(newTable("bar", ["", ""], 3)),
  },
  {
    name: "Map",
    hint: "Places, by latitude and longitude",
    also: "places",
    insert: put(newTable("map", ["Place", "Latitude", "Longitude", "Note"], 2)),
  },
  {
    name: "Embed",
    hint: "A video or a post of another site",
    also: "video post youtube audio",
    insert: put({ type: "embed", content: [caption] }, "input"),
  },
  {
    name: "Document",
    hint: "A link to a report or a ruling, with its title",
    also: "file pdf report",
    insert: put({ type: "documentLink", content: [caption] }, "input"),
  },
  {
    name: "Line",
    hint: "A break between two parts",
    also: "rule break divider separator",
    insert: put({ type: "horizontalRule" }),
  },
  {
    name: "Heading",
    hint: "The title of a part",
    also: "h2 title section",
    insert: become("setHeading", { level: 2 }),
  },
  {
    name: "Subheading",
    hint: "The title of a smaller part",
    also: "h3",
    insert: become("setHeading", { level: 3 }),
  },
  {
    name: "Bulleted list",
    hint: "Points in any order",
    also: "list ul",
    insert: become("toggleBulletList"),
  },
  {
    name: "Numbered list",
    hint: "Points that are counted",
    also: "list ol",
    insert: become("toggleOrderedList"),
  },
]
