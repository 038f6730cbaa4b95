const VERSION = "{{ version }}";
const SHEET = "{{ "site/app.css"|static }}";
importScripts("{{ "site/worker.js"|static }}");
