/* The copy that somebody reads and may not change: who else is here, what others say of it, and
   whether there is a newer text. What they typed while it was theirs, and was never stored, is shown. */

import { left } from "./device.js"
import { watch } from "./presence.js"
import { followTheLast, offerBack } from "./taking_back.js"

const form = document.getElementById("article_form")
const { here, person } = form.dataset

followTheLast(location.pathname, form, false)
const [earlier] = (await left(location.pathname)).filter((each) => each.person === person)
if (earlier) offerBack(location.pathname, earlier, null)

watch(() => ({ here, window: form.elements.window.value }), form)
