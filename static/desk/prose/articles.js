/* Other articles of the desk: to be found by headline, and whether readers have them. */

import { Extension, Plugin, crel, pm } from "django-prose-editor/editor"
import { button, consult, statusLine } from "./dialog.js"
import { addresses, ask, whenCalm } from "./newsroom.js"

const { PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

/* Have an article chosen: resolves with it, with { remove: true }, or with null. */
export function chooseArticle(current) {
  const title = current ? "Change the link to an article" : "Link to an article"
  const build = (dialog) => finder({ ...dialog, current })
  return consult({ title, className: "finder", build })
}

function finder({ finish, buttons, current }) {
  const search = crel("input", { type: "search", "aria-label": "Search articles by headline" })
  search.placeholder = "Words of the headline"
  const status = statusLine()
  const list = crel("ul", { className: "finder-list" })
  let question = 0

  const show = async () => {
    const mine = ++question
    try {
      const { articles } = await ask(addresses.articles, { q: search.value })
      if (mine !== question) return
      list.replaceChildren(...articles.map((article) => line(article, finish)))
      status.textContent = articles.length ? "" : "No article is found."
    } catch ({ message }) {
      status.textContent = message
    }
  }
  search.addEventListener("input", whenCalm(show))
  if (current) {
    const away = button("Remove the link")
    away.addEventListener("click", () => finish({ remove: true }))
    buttons.append(away)
  }
  show()
  return [search, status, list]
}

function line(article, finish) {
  const press = crel("button", { type: "button" }, [
    crel("span", { textContent: article.headline }),
    crel("small", { textContent: article.standing }),
  ])
  press.addEventListener("click", () => finish(article))
  return crel("li", {}, [press])
}

/* --- What the text links to ------------------------------------------------------------------- */

const standings = new PluginKey("standings")

/* Shows on each link to an article what it leads to, and whether readers have it. */
export const Standings = Extension.create({
  name: "standings",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: standings,
        state: {
          init: () => new Map(),
          apply: (tr, known) => tr.getMeta(standings) ?? known,
        },
        props: { decorations: (state) => shown(state.doc, standings.getState(state)) },
        view(view) {
          const update = whenCalm(() => learn(view))
          update()
          return { update }
        },
      }),
    ]
  },
})

/* Ask for the articles that are linked to and not known yet. */
async function learn(view) {
  if (view.isDestroyed) return
  const known = standings.getState(view.state)
  const unknown = [...linked(view.state.doc).keys()].filter((key) => !known.has(key))
  if (!unknown.length) return
  const learnt = new Map(known)
  for (const key of unknown) learnt.set(key, null)
  try {
    const { articles } = await ask(addresses.articles, { keys: unknown.join(",") })
    for (const article of articles) learnt.set(String(article.id), article)
  } catch {
    return // A link without its state is as good as before.
  }
  view.dispatch(view.state.tr.setMeta(standings, learnt))
}

/* Where the text links to which article: lists of [from, to] by key. */
function linked(doc) {
  const found = new Map()
  doc.descendants((node, position) => {
    const mark = node.marks.find(({ type }) => type.name === "articleLink")
    if (!mark) return
    const key = mark.attrs.article
    found.set(key, [...(found.get(key) ?? []), [position, position + node.nodeSize]])
  })
  return found
}

function shown(doc, known) {
  const decorations = []
  for (const [key, places] of linked(doc)) {
    if (!known.has(key)) continue
    const article = known.get(key)
    const title = article
      ? `${article.headline} (${article.standing})`
      : "There is no such article."
    const given = { class: article?.live ? "article-live" : "article-not-live", title }
    for (const [from, to] of places) decorations.push(Decoration.inline(from, to, given))
  }
  return DecorationSet.create(doc, decorations)
}
