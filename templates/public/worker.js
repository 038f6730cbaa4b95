const VERSION = "{{ version }}";
const SHEET = "{{ static("site/app.css") }}";
importScripts("{{ static("site/worker.js") }}");
