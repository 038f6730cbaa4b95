/* A new article that is stored for the first time gets the tools of a stored one: its proof, checks,
   comments, drafts, logbook. They are taken from its own page, which differs in nothing else; what is
   typed, and where, stays. */

import { leave } from "./presence.js"
import { openAsLeft } from "./sections.js"

export const furnish = async ({ page, here }) => {
  const answer = await fetch(page).catch(() => null)
  if (!answer?.ok) return
  const there = new DOMParser().parseFromString(await answer.text(), "text/html")
  const panel = there.getElementById("panel")
  if (!panel) return
  leave(here, there.getElementById("id_window").value) // nobody has that one open
  await dress(there)
  document.title = there.title
  for (const place of ["h1", ".breadcrumbs"]) put(there, place, (old, found) => old.replaceWith(found))
  put(there, ".bar-jump", (old, found) => old.after(document.adoptNode(there.querySelector(".bar-proof"))))
  put(there, "#what-now", (old, found) => old.append(document.adoptNode(found.querySelector(".checks"))))
  const partner = document.querySelector(".partner")
  if (partner) partner.hidden = there.querySelector(".partner").hidden
  fill(panel)
  const forms = there.querySelectorAll("#article_form ~ form")
  document.getElementById("article_form").after(...[...forms].map((form) => document.adoptNode(form)))
  openAsLeft()
  await Promise.all(sourcesIn(there).map((source) => import(source)))
}

const put = (there, place, how) => how(document.querySelector(place), there.querySelector(place))

/* The sections that are not there yet, each where it stands there. */
const fill = (panel) => {
  let last = null
  for (const section of [...panel.children]) {
    const own = document.querySelector(`#panel > [aria-labelledby=${section.getAttribute("aria-labelledby")}]`)
    if (own) last = own
    else {
      last.after(document.adoptNode(section))
      last = section
    }
  }
}

/* The sheets come before what they dress, so that nothing is seen bare. */
const dress = (there) => {
  const known = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => href))
  const sheets = [...there.querySelectorAll("link[rel=stylesheet]")]
    .map((link) => new URL(link.getAttribute("href"), location).href)
    .filter((address) => !known.has(address))
  return Promise.all(sheets.map(sheet))
}

const sheet = (href) =>
  new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href })
    link.addEventListener("load", resolve)
    link.addEventListener("error", resolve)
    document.head.append(link)
  })

const sourcesIn = (there) => {
  const known = new Set([...document.scripts].map(({ src }) => src))
  return [...there.querySelectorAll("script[type=module][src]")]
    .map((script) => new URL(script.getAttribute("src"), location).href)
    .filter((address) => !known.has(address))
}
