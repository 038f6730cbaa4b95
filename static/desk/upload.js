/* Pictures into the library: dropped anywhere on the page, pasted, or chosen; many at once, each
   with its progress and its answer in place. One that fails does not stop the others. */

const AT_ONCE = 2

const form = document.getElementById("upload")
const input = document.getElementById("upload-files")
const list = document.querySelector("ol.uploads")
const line = document.getElementById("upload-line")
const said = document.getElementById("upload-said")
const sum = document.getElementById("upload-sum")
const toLibrary = document.getElementById("upload-show")
const mostBytes = Number(form.dataset.mostBytes)
const token = form.querySelector("[name=csrfmiddlewaretoken]").value

const count = { all: 0, done: 0, known: 0, refused: 0 }
const waiting = []
let running = 0

form.classList.add("is-live")
form.querySelector(".drop-hint").hidden = false

/* --- What happens to one file ------------------------------------------------------------------ */

class Upload {
  constructor(file) {
    this.file = file
    this.name = file.name || "Pasted picture"
    const item = line.content.cloneNode(true).firstElementChild
    this.item = item
    this.picture = item.querySelector(".upload-picture")
    this.title = item.querySelector(".upload-name")
    this.state = item.querySelector(".upload-state")
    this.progress = item.querySelector("progress")
    this.again = item.querySelector(".upload-again")
    this.title.textContent = this.name
    this.progress.setAttribute("aria-label", `Progress of ${this.name}`)
    this.state.textContent = "Waiting"
    this.again.setAttribute("aria-label", `Try ${this.name} again`)
    this.again.addEventListener("click", () => {
      count.refused -= 1
      this.item.className = ""
      this.again.hidden = true
      this.progress.hidden = false
      this.state.textContent = "Waiting"
      enqueue(this)
    })
  }

  send() {
    if (this.file.size > mostBytes) {
      const most = Math.floor(mostBytes / 1024 ** 2)
      return Promise.resolve(this.refuse(`This file is larger than ${most} MB. Save a smaller copy.`))
    }
    const request = new XMLHttpRequest()
    this.state.textContent = "Uploading"
    return new Promise((resolve) => {
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) this.progress.value = (event.loaded / event.total) * 100
      })
      request.upload.addEventListener("load", () => {
        this.progress.removeAttribute("value")
        this.state.textContent = "Looking at it"
      })
      request.addEventListener("load", () => resolve(this.hear(request)))
      request.addEventListener("error", () => {
        resolve(this.refuse("The connection broke off.", { again: true }))
      })
      request.open("POST", form.action)
      request.setRequestHeader("Accept", "application/json")
      request.setRequestHeader("X-CSRFToken", token)
      const body = new FormData()
      body.append("file", this.file, this.name)
      request.send(body)
    })
  }

  hear(request) {
    const isJson = (request.getResponseHeader("Content-Type") ?? "").includes("json")
    const answer = isJson ? JSON.parse(request.responseText) : {}
    if (answer.id) return this.accept(answer)
    if (answer.error) return this.refuse(answer.error)
    if (request.status === 200 || request.status === 403) {
      return this.refuse(
        "You are signed out, or may not add pictures. Sign in in another window, then try again.",
        { again: true },
      )
    }
    if (request.status === 413) return this.refuse("This file is larger than the server takes.")
    return this.refuse("The server could not take it.", { again: true })
  }

  accept(answer) {
    const link = document.createElement("a")
    link.href = answer.change
    link.textContent = answer.caption || this.name
    this.title.replaceChildren(link)
    const image = document.createElement("img")
    image.src = answer.thumbnail
    image.alt = ""
    this.picture.replaceChildren(image)
    this.progress.hidden = true
    if (answer.duplicate) {
      count.known += 1
      this.item.className = "is-known"
      this.state.textContent = "Already in the library: nothing was added"
      return `${this.name}: already in the library.`
    }
    count.done += 1
    this.item.className = "is-done"
    this.state.textContent = wordsOf(answer)
    return `${this.name}: in the library.`
  }

  refuse(sentence, { again = false } = {}) {
    count.refused += 1
    this.item.className = "is-refused"
    this.progress.hidden = true
    this.again.hidden = !again
    this.state.textContent = sentence
    return `${this.name}: ${sentence}`
  }
}

const wordsOf = (answer) => {
  const found = [answer.credit ? `Credit found: ${answer.credit}` : "No credit in the file: add it"]
  if (!answer.caption) found.push("no caption yet")
  if (!answer.alt) found.push("no alternative text yet")
  return `${found.join("; ")}.${answer.note ? ` ${answer.note}` : ""}`
}

/* --- The queue --------------------------------------------------------------------------------- */

const enqueue = (upload) => {
  waiting.push(upload)
  proceed()
}

const proceed = () => {
  while (running < AT_ONCE && waiting.length) {
    running += 1
    waiting.shift().send().then((sentence) => {
      running -= 1
      proceed()
      tell(sentence)
    })
  }
  summarize()
}

const settled = () => count.done + count.known + count.refused

const summarize = () => {
  const parts = [
    [count.done, "added"],
    [count.known, "already in the library"],
    [count.refused, "refused"],
  ].filter(([number]) => number).map(([number, word]) => `${number} ${word}`)
  const rest = count.all - settled()
  if (rest) parts.unshift(`${rest} of ${count.all} still to come`)
  sum.textContent = parts.join(", ")
  toLibrary.hidden = rest > 0 || !(count.done || count.known)
}

const tell = (sentence) => {
  const isOver = settled() === count.all
  said.textContent = isOver ? `${sentence} All done: ${sum.textContent}.` : sentence
}

const bring = (files) => {
  if (!files.length) return
  document.getElementById("uploads").hidden = false
  count.all += files.length
  for (const upload of [...files].map((file) => new Upload(file))) {
    list.append(upload.item)
    enqueue(upload)
  }
}

window.addEventListener("beforeunload", (event) => {
  if (settled() < count.all) event.preventDefault()
})

/* --- The three ways to bring files ------------------------------------------------------------- */

input.addEventListener("change", () => {
  bring(input.files)
  input.value = ""
})

form.addEventListener("submit", (event) => {
  event.preventDefault()
  input.click()
})

document.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return
  event.preventDefault()
  bring(event.clipboardData.files)
})

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files")
let depth = 0

document.addEventListener("dragenter", (event) => {
  if (!holdsFiles(event)) return
  depth += 1
  form.classList.add("is-over")
})

document.addEventListener("dragleave", (event) => {
  if (!holdsFiles(event)) return
  depth -= 1
  if (!depth) form.classList.remove("is-over")
})

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return
  event.preventDefault()
  event.dataTransfer.dropEffect = "copy"
})

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return
  event.preventDefault()
  depth = 0
  form.classList.remove("is-over")
  bring(event.dataTransfer.files)
})
