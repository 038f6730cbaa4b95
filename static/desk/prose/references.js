/* What a word may point to: an address, another article, or the source of what it says. */

import { Link as PlainLink, Mark, Node, crel } from "django-prose-editor/editor"
import { askFor } from "./dialog.js"
import { chooseArticle } from "./articles.js"

/* --- A link to an address --------------------------------------------------------------------- */

export const Link = PlainLink.extend({
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  addMenuItems: undefined,
  addKeyboardShortcuts() {
    return {
      "Mod-k": ({ editor }) => {
        editLink(editor)
        return true
      },
    }
  },
})

const LINK_HELP = "A web address, mail to somebody (mailto:), or a block of this text (#b-…)"
// What may stand before the colon of an address; what has none begins with a slash or a hash.
const LINK_PATTERN = "(https?://|mailto:|/|#).+"

export async function editLink(editor) {
  const { href } = editor.getAttributes("link")
  const given = await askFor({
    title: href ? "Change the link" : "Link to an address",
    fields: [
      {
        name: "href",
        label: "Address",
        help: LINK_HELP,
        value: href ?? "",
        required: true,
        pattern: LINK_PATTERN,
        title: "An address that begins with https://, http://, mailto:, a slash or a hash",
      },
    ],
    submit: href ? "Change" : "Link",
    remove: href && "Remove the link",
  })
  editor.view.focus()
  if (!given) return
  if (given.remove) editor.chain().extendMarkRange("link").unsetLink().run()
  else point(editor, "link", { href: given.href.trim() }, given.href.trim())
}

/* --- A link to an article, by its key --------------------------------------------------------- */

export const ArticleLink = Mark.create({
  name: "articleLink",
  priority: 1100, // before links to addresses
  inclusive: false,
  excludes: "articleLink link",
  addAttributes: () => ({
    article: {
      default: null,
      parseHTML: ({ dataset }) => dataset.article,
      renderHTML: ({ article }) => ({ "data-article": article }),
    },
  }),
  parseHTML: () => [{ tag: "a[data-article]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
})

export async function editArticleLink(editor) {
  const { article } = editor.getAttributes("articleLink")
  const given = await chooseArticle(article)
  editor.view.focus()
  if (!given) return
  if (given.remove) editor.chain().extendMarkRange("articleLink").unsetMark("articleLink").run()
  else point(editor, "articleLink", { article: String(given.id) }, given.headline)
}

/* Mark what is selected, or the whole of the mark that the cursor is in, else put in `words`. */
function point(editor, type, attrs, words) {
  const chain = editor.chain()
  if (editor.isActive(type)) chain.extendMarkRange(type).setMark(type, attrs).run()
  else if (!editor.state.selection.empty) chain.setMark(type, attrs).run()
  else chain.insertContent({ type: "text", text: words, marks: [{ type, attrs }] }).run()
}

/* --- A source, shown as a small number -------------------------------------------------------- */

const kept = (name) => ({
  default: "",
  parseHTML: ({ dataset }) => dataset[name] ?? "",
  renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
})

export const Source = Node.create({
  name: "source",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ source: kept("source"), url: kept("url") }),
  parseHTML: () => [{ tag: "cite[data-source]" }],
  renderHTML: ({ HTMLAttributes }) => ["cite", HTMLAttributes],

  addNodeView: () => ({ editor, node, getPos }) => {
    const press = crel("button", { type: "button", className: "source-number" })
    const dom = crel("cite", { contentEditable: "false" }, [press])
    const update = (changed) => {
      if (changed.type.name !== "source") return false
      press.setAttribute("aria-label", `Source: ${changed.attrs.source}`)
      press.title = changed.attrs.source
      node = changed
      return true
    }
    press.addEventListener("click", () => editSource(editor, node.attrs, getPos()))
    update(node)
    return { dom, update, stopEvent: ({ target }) => target === press, ignoreMutation: () => true }
  },
})

/* Ask for a source: a new one at the cursor, or the one at `position` with what it says now. */
export async function editSource(editor, now = {}, position = null) {
  const given = await askFor({
    title: position === null ? "Name a source" : "Change the source",
    fields: [
      {
        name: "source",
        label: "Source",
        help: "As readers will see it: who published it, what it is called, and when",
        value: now.source ?? "",
        required: true,
      },
      {
        name: "url",
        label: "Address, if it can be read online",
        type: "url",
        value: now.url ?? "",
        pattern: "https://.+",
        title: "An address that begins with https://",
      },
    ],
    submit: position === null ? "Insert" : "Change",
    remove: position !== null && "Remove the source",
  })
  editor.view.focus()
  if (!given) return
  const attrs = { source: given.source?.trim(), url: given.url?.trim() }
  const chain = editor.chain()
  if (position === null) {
    chain.setTextSelection(editor.state.selection.to).insertContent({ type: "source", attrs }).run()
  } else if (given.remove) chain.deleteRange({ from: position, to: position + 1 }).run()
  else chain.setNodeSelection(position).updateAttributes("source", attrs).run()
}
