const VERSION = "{{ version }}";
const SHEET = "{% load static %}{% static "site/app.css" %}";
importScripts("{% static "site/worker.js" %}");
