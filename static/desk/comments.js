/* Comments without leaving the page: the section is replaced by the one that the desk answers with,
   and what is typed elsewhere on the page stays. Without this the buttons lead to a page of their own. */

import { around, nearest, SECTION, threads } from "./anchors.js"
import { offerNames } from "./mentions.js"
import { takeIn, WAITS } from "./threads.js"

const form = document.getElementById("comments") ?? undefined
const byId = (id) => document.getElementById(id)
const section = () => byId(SECTION)
const boxes = () => [...section().querySelectorAll("textarea, input, select")]
const tell = (name, detail) =>
  document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }))

/* --- The section -------------------------------------------------------------------------------- */

function wake() {
  for (const box of section().querySelectorAll("textarea")) offerNames(box)
  byId("comment-quote")?.addEventListener("input", forgetPlace)
  // What is typed here is no change of the article.
  section().addEventListener("input", (event) => event.stopPropagation())
  section().addEventListener("click", show)
}

/* Words that were typed by hand are looked up by the desk. */
function forgetPlace() {
  for (const name of ["block", "before", "after"]) form.elements.namedItem(name).value = ""
}

/* The section that an answer brings. */
async function sectionIn(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const found = page.getElementById(SECTION)
  if (!found) throw new Error("no section")
  return document.adoptNode(found)
}

/* Put it in place of this one; what was typed and not sent stays. */
async function replace(answer, sent) {
  const found = await sectionIn(answer)
  const isNew = sent.name === "comment"
  const unsent = boxes().filter(({ name, value, type }) => {
    const isOfNew = !name.startsWith("reply-")
    return type !== "hidden" && value && (isOfNew ? !isNew : name !== `reply-${sent.value}`)
  })
  const hidden = isNew ? [] : boxes().filter(({ type }) => type === "hidden")
  const isOpen = section().querySelector(".comment-new")?.open && !isNew
  section().replaceWith(found)
  for (const { name, value } of answer.ok ? [...unsent, ...hidden] : []) {
    const box = boxes().find((each) => each.name === name)
    if (!box) continue
    box.value = value
    if (name.startsWith("reply-") && value) box.closest("details").open = true
  }
  if (answer.ok && isOpen) section().querySelector(".comment-new").open = true
  wake()
  tell("nextfin:comments")
}

const SAID = {
  comment: "The comment is there.",
  reply: "The reply is there.",
  resolve: "Resolved.",
  reopen: "Open again.",
}

function say(words, role = "status") {
  const line = section().querySelector(".comments-said")
  line.className = role === "alert" ? "problem comments-said" : "quiet comments-said"
  line.role = role
  if (line.textContent !== words) line.textContent = words
}

let sending = 0 // how often something was sent, or answered
form?.addEventListener("submit", async (event) => {
  event.preventDefault()
  sending++
  const button = event.submitter
  const { name, value } = button
  const body = new FormData(form, button)
  const buttons = section().querySelectorAll("button")
  for (const each of buttons) each.disabled = true
  try {
    const answer = await fetch(form.action, { method: "POST", body })
    await replace(answer, { name, value })
    if (!answer.ok) return section().querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" })
    const made = byId(new URL(answer.url).hash.slice(1))
    const next = made?.checkVisibility() ? made : byId("comments-heading")
    next.focus()
    say(SAID[name])
  } catch {
    for (const each of buttons) each.disabled = false
    say("The desk did not answer. What you wrote is still here: try again.", "alert")
  } finally {
    sending++
  }
})

/* Take in how the comments stand now, unless what is done here meanwhile brings it anyway. */
async function renew() {
  const then = sending
  try {
    const found = await sectionIn(await fetch(form.action))
    if (sending !== then) return
    isWaiting = !takeIn(section(), found)
    if (isWaiting) say(WAITS)
    else tell("nextfin:comments")
  } catch {
    // The next beat tries again.
  }
}

/* Where it cannot be taken in around the box in which somebody writes, it comes when they leave it. */
let isWaiting = false
document.addEventListener("focusout", () => {
  if (isWaiting) renew()
})

document.addEventListener("nextfin:told", ({ detail }) => {
  if (form && detail.comments !== section().dataset.state) renew()
})
// Words that were not stored yet when they were commented on are found after the save.
document.addEventListener("nextfin:saved", () => {
  if (form && section().querySelector("[data-orphan]")) renew()
})

/* --- To the words, and from them ---------------------------------------------------------------- */

/* Scroll to what a comment is about, if it is on this page; else the link leads there. */
function show(event) {
  const link = event.target.closest(".comment-show")
  if (!link) return
  const { id, dataset } = link.closest(".comment")
  const part = PARTS[dataset.about]
  const target = part ? document.querySelector(part) : inReading(id)
  if (target) {
    event.preventDefault()
    part ? target.focus() : select(target)
    const element = part ? target : target.startContainer.parentElement
    element.scrollIntoView({ block: "center" })
  } else if (!tell("nextfin:show-comment", { id })) event.preventDefault()
}

const PARTS = {
  headline: "#id_headline, .reading-headline",
  dek: "#id_dek, .reading-dek",
  byline: ".byline select, .reading-byline",
  dateline: "#id_dateline, .dateline",
  lead_image: "#id_lead_image, .reading .thumbnail",
  topics: "#id_topics, .reading-details",
  story: "#id_story, .reading-details",
}

/* Write a comment on these words, or on a part of the copy. */
function write({ about = "body", ...anchor }) {
  section().querySelector(".comment-new").open = true
  byId("comment-about").value = about
  for (const name of ["quote", "block", "before", "after"]) {
    form.elements.namedItem(name).value = anchor[name] ?? ""
  }
  const box = byId("comment-text")
  box.scrollIntoView({ block: "center" })
  box.focus({ preventScroll: true })
}

document.addEventListener("nextfin:comment", ({ detail }) => write(detail))

function buttonAt(place, about, name) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "comment-here"
  button.ariaLabel = button.title = `Comment on the ${name}`
  button.addEventListener("click", () => write({ about }))
  place.append(button)
}

/* --- The copy that is read, not written --------------------------------------------------------- */

const printed = document.querySelector(".reading .printed")?.shadowRoot

/* The letters of a printed block: { text, nodes }, each node [text node, where it begins]. The number
   of a source is no word of its sentence. */
function letters(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
  const nodes = []
  let text = ""
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node.parentElement.closest("sup:has(a[role=doc-noteref]), svg, .unseen, .count")) continue
    nodes.push([node, text.length])
    text += node.data.replace(/\s/g, " ")
  }
  return { text, nodes }
}

function rangeOf({ block, start, words }) {
  const element = printed.getElementById(`b-${block}`)
  if (!element) return null
  const { text, nodes } = letters(element)
  const at = nearest(text, words, start)
  if (at < 0) return null
  const range = new Range()
  const end = at + words.length
  range.setStart(...inNode(nodes, at))
  range.setEnd(...inNode(nodes, end))
  return range
}

function inNode(nodes, at) {
  const [node, begin] = nodes.findLast(([, first], index) => first < at || index === 0 || first === at)
  return [node, Math.min(at - begin, node.data.length)]
}

function inReading(id) {
  const thread = printed && threads().find((each) => each.id === id)
  return thread ? rangeOf(thread) : null
}

function select(range) {
  getSelection().setBaseAndExtent(
    range.startContainer, range.startOffset, range.endContainer, range.endOffset,
  )
}

function highlight() {
  const ranges = threads().map(rangeOf).filter(Boolean)
  CSS.highlights?.set("comments", new Highlight(...ranges))
}

/* What is selected in the printed text, in its first block; null if nothing is. */
function selected() {
  const selection = getSelection()
  const [range] = selection.getComposedRanges?.({ shadowRoots: [printed] }) ?? []
  if (!range || range.collapsed || !printed.contains(range.startContainer)) return null
  const start = range.startContainer
  const from = start.nodeType === Node.TEXT_NODE ? start.parentElement : start
  const block = [...printed.querySelectorAll(".body > [id^='b-']")].find((each) => each.contains(from))
  if (!block) return null
  const { text, nodes } = letters(block)
  const live = new Range()
  live.setStart(range.startContainer, range.startOffset)
  live.setEnd(range.endContainer, range.endOffset)
  const within = nodes.filter(([node]) => live.intersectsNode(node))
  if (!within.length) return null
  const [first, firstBegin] = within[0]
  const [last, lastBegin] = within.at(-1)
  const begin = firstBegin + (first === live.startContainer ? live.startOffset : 0)
  const end = lastBegin + (last === live.endContainer ? live.endOffset : last.data.length)
  const anchor = around(text, begin, end)
  return anchor.quote ? { block: block.id.slice(2), ...anchor } : null
}

/* In the bar of the page: a button that comments on the words that are selected. */
function offerToComment() {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "comment-selected"
  button.textContent = "Comment"
  button.title = "Comment on the selected words (Ctrl Alt M)"
  let last = null
  const comment = () => write(last ?? {})
  document.addEventListener("selectionchange", () => {
    const now = selected()
    if (now || document.activeElement !== button) last = now
  })
  button.addEventListener("pointerdown", (event) => event.preventDefault()) // keeps the selection
  button.addEventListener("click", comment)
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "m" || !event.altKey || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    comment()
  })
  document.querySelector(".bar").append(button)
}

function readingView() {
  const sheet = document.querySelector('link[href*="desk/comments"]').cloneNode()
  printed.append(sheet)
  document.addEventListener("nextfin:comments", highlight)
  highlight()
  if (byId("comment-text")) offerToComment()
}

wake()
if (printed) readingView()
if (byId("comment-text")) {
  const places = [
    [".line-headline, .reading-headline", "headline", "headline"],
    [".line-dek, .reading-dek", "dek", "dek"],
  ]
  for (const [selector, about, name] of places) {
    const place = document.querySelector(selector)
    if (place) buttonAt(place, about, name)
  }
}
