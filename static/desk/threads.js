/* The comments as others have left them, taken into the page. Whoever writes an answer goes on with it:
   the buttons and boxes of that thread are moved over as they are, and where the browser can move them
   without taking the focus, that stays too. Where it cannot (Safari, so far), nothing is taken in before
   they leave the box: the keyboard of a telephone would go. */

import { offerNames } from "./mentions.js"

export const WAITS = "Others have said something meanwhile. It is shown when you leave this box."

/* Whether this section holds now what the other one has; what happened is in its line of status. */
export function takeIn(section, found) {
  const [old, fresh] = [section, found].map((each) => each.querySelector(".comment-threads"))
  const active = old.contains(document.activeElement) ? document.activeElement : null
  const kept = [...old.querySelectorAll(".comment-acts")].filter((acts) => isInUse(acts, active))
  const isMoved = kept.some((acts) => acts.contains(active))
  if (active && !(isMoved ? fresh.moveBefore : active.id)) return false
  const homes = kept.map((acts) => threadLike(acts, fresh))
  if (homes.includes(null)) return false
  const said = news(old, fresh)
  const isOpen = old.querySelector(".comments-resolved")?.open
  for (const box of fresh.querySelectorAll("textarea")) offerNames(box)
  old.after(fresh)
  for (const [place, thread] of homes.entries()) move(kept[place], thread)
  old.remove()
  if (isOpen) fresh.querySelector(".comments-resolved")?.setAttribute("open", "")
  if (active && !isMoved) fresh.querySelector(`#${active.id}`)?.focus({ preventScroll: true })
  section.querySelector(".count").replaceWith(found.querySelector(".count"))
  section.dataset.state = found.dataset.state
  const line = section.querySelector(".comments-said")
  if (said || line.textContent === WAITS) line.textContent = said
  return true
}

function isInUse(acts, active) {
  const boxes = [...acts.querySelectorAll("textarea")]
  return acts.contains(active) || acts.querySelector("[open]") || boxes.some(({ value }) => value)
}

const threadLike = (acts, fresh) => fresh.querySelector(`#${acts.closest(".comment").id}`)

function move(acts, thread) {
  thread.closest(".comments-resolved")?.setAttribute("open", "")
  thread.querySelector(".comment-acts")?.remove()
  if (thread.moveBefore) thread.moveBefore(acts, null)
  else thread.append(acts)
}

/* What was done between two states of the threads, in words. */
function news(old, fresh) {
  const before = new Map([...old.querySelectorAll("li[id]")].map((each) => [each.id, each]))
  const said = [...fresh.querySelectorAll("li[id]")].map((now) => {
    const then = before.get(now.id)
    if (!then) {
      const who = now.querySelector("strong").textContent
      return `${who} has ${now.matches(".comment") ? "commented" : "replied"}.`
    }
    const [was, is] = [then, now].map(({ dataset }) => dataset.resolved !== undefined)
    return was === is ? "" : `A comment ${is ? "was resolved" : "is open again"}.`
  })
  return [...new Set(said)].filter(Boolean).join(" ")
}
