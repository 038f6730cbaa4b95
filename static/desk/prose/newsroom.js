/* What the page tells the editor: the desk's addresses, and how they are asked. */

export const addresses = JSON.parse(document.querySelector("[data-newsroom]").dataset.newsroom)

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
  let told
  try {
    told = await (await question).json()
  } catch {
    throw new Error("The desk did not answer. Check that you are still signed in, then try again.")
  }
  if (told.error) throw new Error(told.error)
  return told
}

/* Call `act` when `delay` milliseconds have passed without another call. */
export function whenCalm(act, delay = 250) {
  let waiting
  return (...given) => {
    clearTimeout(waiting)
    waiting = setTimeout(() => act(...given), delay)
  }
}
