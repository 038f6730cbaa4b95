/* Pictures from the library by their key, alone or in a gallery, with words of this use. */

import { Node, crel } from "django-prose-editor/editor"
import { button } from "./dialog.js"
import { attributeBox, attributeChoice, framed } from "./frame.js"
import { insertBlock } from "./inserting.js"
import { choosePictures } from "./library.js"
import { thumbnail } from "./newsroom.js"
import { BLOCK, rendered } from "./texts.js"

const LAYOUTS = [
  ["inline", "As wide as the text"],
  ["wide", "Wider than the text"],
  ["full", "As wide as the page"],
]

const LACK = "Print needs it: say what the picture shows, or mark it as decorative."

/* An attribute that is stored as data-<name>; without a value it is not stored. */
export function stored(name, otherwise = "") {
  return {
    default: otherwise,
    parseHTML: ({ dataset }) => dataset[name] ?? otherwise,
    renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
  }
}

export const Picture = Node.create({
  ...BLOCK,
  name: "picture",
  content: "caption",
  addAttributes: () => ({
    image: stored("image"),
    layout: stored("layout", "inline"),
    alt: { ...stored("alt"), renderHTML: ({ alt }) => ({ "data-alt": alt }) },
    decorative: stored("decorative"),
  }),
  parseHTML: () => [{ tag: "figure[data-block=picture]" }],
  renderHTML: rendered("figure", "picture"),
  addNodeView: () => framed({ label: "Picture", furnish: furnishPicture }),
})

function furnishPicture(block) {
  const image = crel("img", { className: "block-picture-image", alt: "" })
  const layout = attributeChoice(block, "Layout", "layout", LAYOUTS)
  layout.line.classList.add("layout")
  const alt = attributeBox(block, "Alternative text", "alt", { tag: "textarea", rows: 2 })
  const decorative = decorativeBox(block)
  const lack = crel("small", { className: "block-lack", textContent: LACK })
  return {
    controls: [layout.line],
    below: [image, crel("div", { className: "block-words" }, [alt.line, lack, decorative.line])],
    update(node) {
      const source = thumbnail(node.attrs.image)
      if (image.getAttribute("src") !== source) image.src = source
      layout.update(node)
      alt.update(node)
      alt.line.hidden = Boolean(node.attrs.decorative)
      decorative.box.checked = Boolean(node.attrs.decorative)
      lack.hidden = Boolean(node.attrs.alt || node.attrs.decorative)
    },
  }
}

function decorativeBox(block) {
  const box = crel("input", { type: "checkbox" })
  box.addEventListener("change", () => block.set({ decorative: box.checked ? "yes" : "" }))
  const words = crel("span", { textContent: "Decorative: it tells nothing that the text does not" })
  return { box, line: crel("label", { className: "block-tick" }, [box, words]) }
}

export const Gallery = Node.create({
  ...BLOCK,
  name: "gallery",
  content: "picture*",
  parseHTML: () => [{ tag: "div[data-block=gallery]" }],
  renderHTML: rendered("div", "gallery"),
  addNodeView: () => framed({ label: "Gallery", furnish: furnishGallery }),
})

function furnishGallery(block) {
  const add = button("Add pictures")
  add.addEventListener("click", async () => {
    const pictures = await choosePictures({ many: true })
    const { editor } = block
    const { schema, tr } = editor.state
    const end = block.position() + block.node.nodeSize - 1
    tr.insert(end, pictures.map((picture) => schema.nodeFromJSON(pictureNode(picture))))
    if (tr.docChanged) editor.view.dispatch(tr)
  })
  return { controls: [add] }
}

/* A picture of the library as a block, with the library's words to begin from. */
export function pictureNode({ id, alt, caption }) {
  const words = caption ? [{ type: "text", text: caption }] : []
  return {
    type: "picture",
    attrs: { image: String(id), alt: alt || "" },
    content: [{ type: "caption", content: words }],
  }
}

export async function insertPicture(editor) {
  const [picture] = await choosePictures()
  if (picture) insertBlock(editor, pictureNode(picture))
  else editor.view.focus()
}

export async function insertGallery(editor) {
  const pictures = await choosePictures({ many: true })
  if (pictures.length) insertBlock(editor, { type: "gallery", content: pictures.map(pictureNode) })
  else editor.view.focus()
}
