/* What the page tells the editor: the desk's addresses, and how they are asked. */

const told = JSON.parse(document.querySelector("[data-newsroom]").dataset.newsroom)

export const { addresses } = told

const works = told.works.map((pattern) => new RegExp(`^https?://${pattern}$`, "i"))

/* Whether an address leads to a work that a body may show. */
export function isWork(url) {
  return works.some((pattern) => pattern.test(url))
}

/* The address of a library picture's small copy. */
export function thumbnail(key) {
  return addresses.thumbnail.replace("/0/", `/${key}/`)
}

/* Read JSON. Everything that goes wrong is an Error whose message can be shown. */
export function ask(address, parameters) {
  const headers = { Accept: "application/json" }
  return answered(fetch(`${address}?${new URLSearchParams(parameters)}`, { headers }))
}

/* Post fields, a file among them if need be, and read JSON. */
export function send(address, fields) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  const headers = { Accept: "application/json", "X-CSRFToken": token }
  return answered(fetch(address, { method: "POST", body, headers }))
}

async function answered(question) {
  const answer = await question.catch(() => {
    throw new Error("The desk cannot be reached. Your text is still here: try again in a while.")
  })
  const given = await answer.json().catch(() => {
    throw new Error("The desk did not answer. Check that you are still signed in, then try again.")
  })
  if (given.error) throw new Error(given.error)
  return given
}

/* Call `act` when `delay` milliseconds have passed without another call. */
export function whenCalm(act, delay = 250) {
  let waiting
  return (...given) => {
    clearTimeout(waiting)
    waiting = setTimeout(() => act(...given), delay)
  }
}
